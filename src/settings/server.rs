//! What is served, and where.

use core::net::SocketAddr;

use super::given::{Origin, Table};
use super::key::{Key, Kind, Section};
use super::network::Network;
use super::problem::{Place, SettingsProblem};

pub(super) const SECTION: Section = Section {
    name: "server",
    repeated: false,
    what: "What is served, and where.",
    keys: &[
        Key {
            name: "workspace",
            kind: Kind::Text,
            default: None,
            example: "/srv/yike/town.gpkg",
            what: "The workspace: a GeoPackage, or postgresql://user@host/database. A password never stands here; a PostgreSQL password file holds it.",
        },
        Key {
            name: "scenario",
            kind: Kind::Text,
            default: None,
            example: "new-bridge",
            what: "Show this scenario instead of what stands. The map then takes no files.",
        },
        Key {
            name: "listen",
            kind: Kind::Address,
            default: Some("127.0.0.1:8080"),
            example: "127.0.0.1:8080",
            what: "Where to listen; port 0 takes a free one.",
        },
        Key {
            name: "imports",
            kind: Kind::Flag,
            default: Some("true"),
            example: "false",
            what: "Whether files may come in through the map.",
        },
        Key {
            name: "max_upload_mib",
            kind: Kind::Number { least: 1, most: 16_384 },
            default: Some("256"),
            example: "1024",
            what: "Largest file that comes in through the map, in MiB.",
        },
        Key {
            name: "tile_cache_mib",
            kind: Kind::Number { least: 0, most: 65_536 },
            default: Some("192"),
            example: "1024",
            what: "Memory for tiles that are kept ready, in MiB; 0 makes each tile anew.",
        },
        Key {
            name: "public_url",
            kind: Kind::Url,
            default: None,
            example: "https://map.bureau.example",
            what: "How clients write this server's address, where that is another than the one it listens on: behind a proxy, or with a certificate. No path.",
        },
        Key {
            name: "tls_certificate_file",
            kind: Kind::Path,
            default: None,
            example: "/etc/yike/certificate.pem",
            what: "The certificate in PEM, followed by those that sign it. With it connections are encrypted; it needs tls_key_file too.",
        },
        Key {
            name: "tls_key_file",
            kind: Kind::Path,
            default: None,
            example: "/etc/yike/key.pem",
            what: "The certificate's private key in PEM.",
        },
        Key {
            name: "trusted_proxies",
            kind: Kind::Texts,
            default: Some(""),
            example: "127.0.0.1, 10.0.0.0/8",
            what: "Computers or networks whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host are believed; from any other peer such headers are refused. Without any, they mean nothing.",
        },
        Key {
            name: "styles",
            kind: Kind::Path,
            default: None,
            example: "/etc/yike/styles",
            what: "A folder with MapLibre styles of your own (NAME.json), served beside those of the program; one of the same name takes its place.",
        },
        Key {
            name: "drain_seconds",
            kind: Kind::Number { least: 0, most: 600 },
            default: Some("0"),
            example: "10",
            what: "How long the server goes on as before once it is told to stop, while /readyz already says no: as long as a load balancer needs to notice.",
        },
        Key {
            name: "farewell_seconds",
            kind: Kind::Number { least: 1, most: 600 },
            default: Some("35"),
            example: "60",
            what: "How long answers under way may take once the server is told to stop. The longest answer takes 30 seconds.",
        },
    ],
};

/// What is served, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The workspace, as it is written on the command line.
    pub workspace: Option<String>,
    /// The scenario that is shown.
    pub scenario: Option<String>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Whether files may come in through the map.
    pub imports: bool,
    /// Largest file that comes in, in MiB.
    pub max_upload_mib: u64,
    /// Memory for tiles that are kept ready, in MiB.
    pub tile_cache_mib: u64,
    /// How clients write this server's address, without a stroke at its end.
    pub public_url: Option<String>,
    /// Certificate and key, both in PEM.
    pub tls: Option<(String, String)>,
    /// Whose word about clients is taken.
    pub trusted_proxies: Vec<Network>,
    /// A folder of own styles.
    pub styles: Option<String>,
    /// How long to go on, not ready, once told to stop, in seconds.
    pub drain_seconds: u64,
    /// How long answers under way may take at the end, in seconds.
    pub farewell_seconds: u64,
}

impl Server {
    pub(super) fn of(table: &Table, problems: &mut Vec<SettingsProblem>) -> Self {
        let workspace = table.text("workspace");
        if let (Some(address), Origin::File { line }) = (&workspace, table.origin("workspace"))
            && holds_password(address)
        {
            problems.push(SettingsProblem::SecretInTheOpen {
                place: Place::Line(line),
                key: "the password in workspace".to_owned(),
                instead: "leave it out and name a password file in the variable PGPASSFILE".to_owned(),
            });
        }
        let scenario = table.text("scenario");
        Self {
            imports: table.flag("imports") && scenario.is_none(),
            workspace,
            scenario,
            listen: table
                .address("listen")
                .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080))),
            max_upload_mib: table.number("max_upload_mib").unwrap_or(256),
            tile_cache_mib: table.number("tile_cache_mib").unwrap_or(192),
            public_url: public_url(table, problems),
            styles: table.text("styles"),
            tls: tls(table, problems),
            trusted_proxies: proxies(table, problems),
            drain_seconds: table.number("drain_seconds").unwrap_or(0),
            farewell_seconds: table.number("farewell_seconds").unwrap_or(35),
        }
    }
}

fn public_url(table: &Table, problems: &mut Vec<SettingsProblem>) -> Option<String> {
    let url = table.text("public_url")?;
    let url = url.trim_end_matches('/');
    let host = url.split_once("://").map_or("", |(_, host)| host);
    if host.contains(['/', '?', '#']) {
        problems.push(SettingsProblem::NotTogether {
            place: Place::of(&table.origin("public_url")),
            what: "server.public_url holds a path; the map stands at the root of its host".to_owned(),
        });
    }
    Some(url.to_owned())
}

fn tls(table: &Table, problems: &mut Vec<SettingsProblem>) -> Option<(String, String)> {
    let (certificate, key) = (table.text("tls_certificate_file"), table.text("tls_key_file"));
    let (there, lacks) = match (certificate, key) {
        (Some(certificate), Some(key)) => return Some((certificate, key)),
        (None, None) => return None,
        (Some(_), None) => ("tls_certificate_file", "tls_key_file"),
        (None, Some(_)) => ("tls_key_file", "tls_certificate_file"),
    };
    problems.push(SettingsProblem::Missing {
        place: Place::of(&table.origin(there)),
        section: table.section.bracketed(),
        key: format!("{lacks}, which {there} needs"),
    });
    None
}

fn proxies(table: &Table, problems: &mut Vec<SettingsProblem>) -> Vec<Network> {
    let mut networks = Vec::new();
    for text in table.texts("trusted_proxies") {
        match text.parse() {
            Ok(network) => networks.push(network),
            Err(()) => problems.push(SettingsProblem::WrongValue {
                place: Place::of(&table.origin("trusted_proxies")),
                key: "trusted_proxies".to_owned(),
                expected: "IP addresses or networks, as 10.0.0.7 or 10.0.0.0/8".to_owned(),
            }),
        }
    }
    networks
}

/// Whether an address of a database holds a password: `user:password@` or `password=`.
fn holds_password(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else {
        return false;
    };
    let user = rest.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'));
    scheme.starts_with("postgres") && (user || rest.contains("password="))
}
