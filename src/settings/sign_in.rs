//! Who signs in, and for how long.

use super::given::Table;
use super::key::{Key, Kind, Section};

pub(super) const SECTION: Section = Section {
    name: "sign_in",
    repeated: false,
    what: "Who may see what. Without a staff file nobody signs in, and only this computer is answered.",
    keys: &[
        Key {
            name: "staff",
            kind: Kind::Path,
            default: None,
            example: "/srv/yike/staff.db",
            what: "The staff file that yike user and yike key write. Only its owner may read it.",
        },
        Key {
            name: "hosts",
            kind: Kind::Texts,
            default: None,
            example: "map.bureau.example",
            what: "The names by which people call the server, without a port; requests to other names are refused.",
        },
        Key {
            name: "idle_minutes",
            kind: Kind::Number { least: 1, most: 10_080 },
            default: Some("60"),
            example: "30",
            what: "How long a session is good without a request.",
        },
        Key {
            name: "longest_hours",
            kind: Kind::Number { least: 1, most: 720 },
            default: Some("12"),
            example: "10",
            what: "How long a session is good in all.",
        },
        Key {
            name: "tries_of_account",
            kind: Kind::Number { least: 3, most: 1000 },
            default: Some("10"),
            example: "5",
            what: "Passwords that may be wrong for one user in a quarter of an hour; then that user waits.",
        },
        Key {
            name: "tries_of_address",
            kind: Kind::Number {
                least: 3,
                most: 100_000,
            },
            default: Some("30"),
            example: "100",
            what: "Passwords and keys that may be wrong from one address in a quarter of an hour; more where many people share one.",
        },
        Key {
            name: "requests_per_second",
            kind: Kind::Number {
                least: 1,
                most: 100_000,
            },
            default: Some("200"),
            example: "500",
            what: "Requests that one person or key may go on making; ten times as many may come at once.",
        },
        Key {
            name: "small_count",
            kind: Kind::Number {
                least: 1,
                most: 100_000,
            },
            default: Some("10"),
            example: "5",
            what: "Counts of people below this, and those from which they could be worked out, are withheld from whoever has no exact counts.",
        },
        Key {
            name: "audit_days",
            kind: Kind::Number { least: 1, most: 36_500 },
            default: Some("365"),
            example: "1095",
            what: "How long the audit log is kept.",
        },
    ],
};

/// Who signs in, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The staff file; nobody signs in where there is none.
    pub staff: Option<String>,
    /// The names of the server.
    pub hosts: Vec<String>,
    /// Minutes that a session is good without a request.
    pub idle_minutes: u64,
    /// Hours that a session is good in all.
    pub longest_hours: u64,
    /// Wrong passwords of one user in a quarter of an hour.
    pub tries_of_account: u64,
    /// Wrong passwords and keys of one address in a quarter of an hour.
    pub tries_of_address: u64,
    /// Requests a second of one person.
    pub requests_per_second: u64,
    /// Counts below this are withheld.
    pub small_count: u64,
    /// Days that the audit log is kept.
    pub audit_days: u64,
}

impl SignIn {
    pub(super) fn of(table: &Table) -> Self {
        let number = |key, usual| table.number(key).unwrap_or(usual);
        Self {
            staff: table.text("staff"),
            hosts: table.texts("hosts"),
            idle_minutes: number("idle_minutes", 60),
            longest_hours: number("longest_hours", 12),
            tries_of_account: number("tries_of_account", 10),
            tries_of_address: number("tries_of_address", 30),
            requests_per_second: number("requests_per_second", 200),
            small_count: number("small_count", 10),
            audit_days: number("audit_days", 365),
        }
    }
}
