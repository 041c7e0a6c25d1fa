//! Connecting, and how a connection is set up.

use postgres::config::SslMode;
use postgres::{CancelToken, Client};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Address;
use super::encryption;
use super::error::ServerError;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Access {
    /// Only to read: the server then refuses every change.
    Read,
    /// To read and write.
    Write,
}

/// Opens the door.
pub(super) fn dial(address: &Address) -> Result<Client, ServerError> {
    let connector = address.encryption.connector(&address.name)?;
    let opened = address.config.connect(connector).or_else(|error| {
        // Encryption was wanted where it can be had, and can't be had here.
        let optional = address.config.get_ssl_mode() == SslMode::Prefer;
        if !optional || encryption::in_words(&address.name, &error).is_none() {
            return Err(error);
        }
        let mut plain = address.config.clone();
        plain
            .ssl_mode(SslMode::Disable)
            .connect(address.encryption.connector(&address.name).map_err(|_| error)?)
    });
    opened.map_err(|e| ServerError::of_connecting(&address.name, &e))
}

/// Takes back what a connection has asked.
pub(super) struct Cancel {
    token: CancelToken,
    connector: MakeRustlsConnect,
}

impl Cancel {
    pub(super) fn new(address: &Address, client: &Client) -> Result<Self, ServerError> {
        let (token, connector) = (client.cancel_token(), address.encryption.connector(&address.name)?);
        Ok(Self { token, connector })
    }

    /// That it could not be is no matter: the answer is then thrown away.
    pub(super) fn now(&self) {
        let _ = self.token.cancel_query(self.connector.clone());
    }
}

/// The schema that `PostGIS` is in, quoted; nothing where the database has none.
pub(super) fn postgis(client: &mut Client) -> Result<Option<String>, postgres::Error> {
    let found = "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                 WHERE e.extname = 'postgis'";
    Ok(client.query_opt(found, &[])?.map(|row| row.get(0)))
}

/// Opens the door, and finds the tables and `PostGIS` by their bare names.
pub(super) fn connect(address: &Address, access: Access) -> Result<Client, ServerError> {
    let name = &address.name;
    let mut client = dial(address)?;
    let told = |e: postgres::Error| ServerError::of(name, &e);
    let Some(postgis) = postgis(&mut client).map_err(told)? else {
        return Err(ServerError::NoPostgis(name.clone()));
    };
    let schema = &address.schema;
    let only_reads = if access == Access::Read { "on" } else { "off" };
    // A file may take hours to read while its import holds the lock. Keep-alives let the server see within a minute that a computer was unplugged, and free its lock. Rows that a policy would hide
    // are an error: a town without some of its sites is a wrong answer.
    client
        .batch_execute(&format!(
            "SET search_path = {schema}, {postgis}, pg_temp;
             SET default_transaction_read_only = {only_reads};
             SET row_security = off;
             SET lock_timeout = '10s';
             SET statement_timeout = '1h';
             SET idle_in_transaction_session_timeout = '6h';
             SET tcp_keepalives_idle = 30;
             SET tcp_keepalives_interval = 10;
             SET tcp_keepalives_count = 3;"
        ))
        .map_err(told)?;
    Ok(client)
}
