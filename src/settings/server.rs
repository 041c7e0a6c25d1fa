//! What is served, and where.

use core::net::SocketAddr;

use super::given::{Origin, Table};
use super::key::{Key, Kind, Section};
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
            farewell_seconds: table.number("farewell_seconds").unwrap_or(35),
        }
    }
}

/// Whether an address of a database holds a password: `user:password@` or `password=`.
fn holds_password(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else {
        return false;
    };
    let user = rest.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'));
    scheme.starts_with("postgres") && (user || rest.contains("password="))
}
