//! The address of a workspace on a server: `postgresql://user[:password]@host[:port]/database?schema=NAME`.

use std::path::Path;
use std::time::Duration;

use postgres::Config;
use postgres::config::{Host, SslMode};

use super::encryption::Encryption;
use super::error::ServerError;
use super::password::{self, Door};
use super::percent::decoded;

/// The schema where the address names none.
const SCHEMA: &str = "yike";
/// Where servers put their sockets.
const SOCKETS: [&str; 2] = ["/var/run/postgresql", "/tmp"];
/// How long a server may take to answer the door.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long sent bytes may stay unconfirmed before the connection counts as lost.
const SILENCE: Duration = Duration::from_mins(1);
/// After how much quiet the connection is felt for.
const QUIET: Duration = Duration::from_secs(30);

/// Where a workspace is, and how to get in.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) schema: String,
    pub(super) encryption: Encryption,
    /// How a person knows it, without the password.
    pub(super) name: String,
}

impl Address {
    /// Takes an address apart; `name` is how it may be shown.
    pub(super) fn parse(address: &str, name: String) -> Result<Self, ServerError> {
        let wrong = |why: &str| ServerError::Address {
            name: name.clone(),
            why: why.to_owned(),
        };
        // A password may hold a question mark; a host can't.
        let host = address.rfind('@').unwrap_or(0);
        let (place, asked) = match address[host..].find('?') {
            Some(at) => (&address[..host + at], &address[host + at + 1..]),
            None => (address, ""),
        };
        let mut schema = SCHEMA.to_owned();
        let (mut mode, mut roots) = (None, None);
        let mut kept = Vec::new();
        for part in asked.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("schema", named)) => named.clone_into(&mut schema),
                Some(("sslmode", asked)) => mode = Some(asked),
                Some(("sslrootcert", file)) => roots = Some(decoded(file)),
                _ => kept.push(part),
            }
        }
        if !is_plain(&schema) {
            return Err(wrong(
                "the name of the schema must be small letters, digits and _, begin with a letter, and not with pg_",
            ));
        }
        let plain = format!("{place}{}{}", if kept.is_empty() { "" } else { "?" }, kept.join("&"));
        let mut config: Config = plain.parse().map_err(|e: postgres::Error| {
            let why = std::error::Error::source(&e).map_or(String::new(), ToString::to_string);
            wrong(&format!("{why} (write : / ? @ % in a password as %3A %2F %3F %40 %25)"))
        })?;
        if config.get_dbname().is_none_or(str::is_empty) {
            return Err(wrong("it names no database"));
        }
        if config.get_hosts().is_empty() {
            let there = SOCKETS
                .iter()
                .find(|folder| Path::new(folder).is_dir())
                .unwrap_or(&SOCKETS[0]);
            config.host_path(there);
        }
        let encryption = Encryption::new(&name, mode, roots.as_deref())?;
        if config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_))) {
            config.ssl_mode(encryption.mode());
        } else {
            // Nothing leaves the computer through a socket.
            config.ssl_mode(SslMode::Disable);
        }
        config
            .connect_timeout(PATIENCE)
            .tcp_user_timeout(SILENCE)
            .keepalives_idle(QUIET)
            .application_name("yike");
        if config.get_password().is_none()
            && let Some(password) = password_for(&config)
        {
            config.password(password);
        }
        Ok(Self {
            config,
            schema,
            encryption,
            name,
        })
    }
}

fn password_for(config: &Config) -> Option<String> {
    let host = match config.get_hosts().first()? {
        Host::Tcp(host) => host.clone(),
        Host::Unix(folder) if SOCKETS.iter().any(|usual| Path::new(usual) == folder) => "localhost".to_owned(),
        Host::Unix(folder) => folder.display().to_string(),
    };
    password::find(Door {
        host: &host,
        port: config.get_ports().first().copied().unwrap_or(5432),
        database: config.get_dbname()?,
        user: config.get_user().unwrap_or_default(),
    })
}

/// A name that needs no quotes in any program that reads the workspace.
fn is_plain(name: &str) -> bool {
    let word = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    name.len() <= 63
        && name.starts_with(|sign: char| sign.is_ascii_lowercase())
        && name.chars().all(word)
        && !name.starts_with("pg_")
        && name != "information_schema"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(address: &str) -> Result<Address, ServerError> {
        Address::parse(address, "it".to_owned())
    }

    #[test]
    fn the_schema_is_taken_out_of_an_address() {
        let address =
            parse("postgresql://anna:a%3Fb@db:5433/plans?schema=north&connect_timeout=3").expect("it is whole");
        assert_eq!(address.schema, "north");
        assert_eq!(address.config.get_user(), Some("anna"));
        assert_eq!(address.config.get_password(), Some("a?b".as_bytes()));
        assert_eq!(address.config.get_dbname(), Some("plans"));
        assert_eq!(address.config.get_ports(), [5433]);
        assert_eq!(parse("postgresql:///plans").expect("it is whole").schema, "yike");
    }

    #[test]
    fn encryption_is_asked_for_as_the_address_says_and_not_through_a_socket() {
        let mode = |address: &str| parse(address).map(|address| address.config.get_ssl_mode());
        for (asked, wanted) in [
            ("sslmode=disable", SslMode::Disable),
            ("sslmode=prefer", SslMode::Prefer),
            ("sslmode=require", SslMode::Require),
            ("sslmode=verify-full&sslrootcert=%2Ftmp%2Fca%201.crt", SslMode::Require),
        ] {
            let found = mode(&format!("postgresql://anna@db/plans?{asked}")).expect("it is whole");
            assert_eq!(found, wanted, "{asked}");
            let through_socket = mode(&format!("postgresql:///plans?{asked}")).expect("it is whole");
            assert_eq!(through_socket, SslMode::Disable);
        }
    }

    #[test]
    fn what_is_wrong_with_an_address_is_told_without_its_password() {
        for address in [
            "postgresql://anna:s3cr@db",
            "postgresql://anna:s3cr@db/plans?schema=North",
            "postgresql://anna:s3cr@db/plans?schema=a;drop",
            "postgresql://anna:s3cr@db/plans?schema=pg_x",
            "postgresql://anna:s3cr@db:port/plans",
            "postgresql://anna:s3cr@db/plans?nonsense=1",
            "postgresql://anna:s3cr@db/plans?sslmode=nonsense",
        ] {
            match parse(address) {
                Err(ServerError::Address { why, .. }) => assert!(!why.contains("s3cr"), "{why}"),
                _ => panic!("{address} is wrong"),
            }
        }
    }
}
