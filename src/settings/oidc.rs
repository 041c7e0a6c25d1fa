//! The bureau's own sign-in server, and what its groups may.

use super::given::{Given, Table};
use super::key::{Key, Kind, Section};
use super::problem::{Place, SettingsProblem};
use super::value::{SecretPlace, Value};

pub(super) const SECTION: Section = Section {
    name: "sign_in.oidc",
    repeated: false,
    what: "The bureau's own sign-in server (OpenID Connect), which then says who somebody is. Off unless an issuer is named.",
    keys: &[
        Key {
            name: "issuer",
            kind: Kind::Url,
            default: None,
            example: "https://login.bureau.example/realms/planning",
            what: "The sign-in server, exactly as it names itself; /.well-known/openid-configuration is added to it. Only https, but for this computer itself.",
        },
        Key {
            name: "client_id",
            kind: Kind::Text,
            default: None,
            example: "yike",
            what: "What this server is called there.",
        },
        Key {
            name: "client_secret",
            kind: Kind::Secret,
            default: None,
            example: "/run/credentials/yike.service/oidc-secret",
            what: "The secret that this server shows there; none for a client that is registered as public.",
        },
        Key {
            name: "scopes",
            kind: Kind::Texts,
            default: Some("openid, profile"),
            example: "openid, profile, groups",
            what: "What is asked for; openid always belongs to it.",
        },
        Key {
            name: "name_claim",
            kind: Kind::Text,
            default: Some("preferred_username"),
            example: "upn",
            what: "The claim that holds the user's name here. Take one that people can't change themselves.",
        },
        Key {
            name: "groups_claim",
            kind: Kind::Text,
            default: Some("groups"),
            example: "realm_access.roles",
            what: "The claim that holds the user's groups, for [[sign_in.oidc.group]]; a dot leads into it.",
        },
        Key {
            name: "api_audience",
            kind: Kind::Text,
            default: None,
            example: "yike-api",
            what: "Programs may send access tokens of that server (Authorization: Bearer) that are made out to this audience. Without it none is taken.",
        },
        Key {
            name: "hosts",
            kind: Kind::Texts,
            default: Some(""),
            example: "keys.bureau.example, tokens.bureau.example:8443",
            what: "Hosts, with the port where it is written, that the sign-in server's addresses may lie on beside the issuer's own.",
        },
        Key {
            name: "ca_file",
            kind: Kind::Path,
            default: None,
            example: "/etc/yike/bureau-ca.pem",
            what: "The certificates (PEM) that sign those of the sign-in server, instead of the public ones.",
        },
        Key {
            name: "clock_skew_seconds",
            kind: Kind::Number { least: 0, most: 600 },
            default: Some("60"),
            example: "120",
            what: "How far the two servers' clocks may be apart.",
        },
    ],
};

pub(super) const GROUP: Section = Section {
    name: "sign_in.oidc.group",
    repeated: true,
    what: "What the members of one of that server's groups may. The first that somebody is a member of counts; whoever is in none has to stand in the staff file.",
    keys: &[
        Key {
            name: "name",
            kind: Kind::Text,
            default: None,
            example: "planning-chuxiong",
            what: "The group, as the token writes it.",
        },
        Key {
            name: "role",
            kind: Kind::OneOf(&["viewer", "editor", "planner", "administrator"]),
            default: None,
            example: "viewer",
            what: "What its members may do.",
        },
        Key {
            name: "areas",
            kind: Kind::Texts,
            default: Some(""),
            example: "532301",
            what: "Only these areas, by the digits of their codes; the whole workspace where there is none.",
        },
        Key {
            name: "layers",
            kind: Kind::Texts,
            default: None,
            example: "communities, facilities",
            what: "Only these layers; every layer where nothing is said.",
        },
        Key {
            name: "exact_counts",
            kind: Kind::Flag,
            default: None,
            example: "true",
            what: "Whether counts of very few people are shown; as the role has it where nothing is said.",
        },
    ],
};

/// The bureau's own sign-in server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oidc {
    /// The sign-in server, as it names itself.
    pub issuer: String,
    /// What this server is called there.
    pub client_id: String,
    /// Where this server's secret is.
    pub client_secret: Option<SecretPlace>,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// The claim that holds the name.
    pub name_claim: String,
    /// The claim that holds the groups.
    pub groups_claim: String,
    /// The audience of access tokens that are taken.
    pub api_audience: Option<String>,
    /// Hosts beside the issuer's.
    pub hosts: Vec<String>,
    /// The certificates that sign those of the sign-in server.
    pub ca_file: Option<String>,
    /// How far the clocks may be apart.
    pub clock_skew_seconds: u64,
    /// What members of groups may, in the order in which they count.
    pub groups: Vec<Group>,
}

/// What the members of a group may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The group.
    pub name: String,
    /// The role's word.
    pub role: String,
    /// The areas' digits; none for the whole.
    pub areas: Vec<String>,
    /// The layers; `None` for all.
    pub layers: Option<Vec<String>>,
    /// Whether counts of very few people are shown.
    pub exact_counts: Option<bool>,
}

impl Oidc {
    /// `None` where no issuer is named.
    pub(super) fn of(given: &Given, has_staff: bool, problems: &mut Vec<SettingsProblem>) -> Option<Self> {
        let table = given.one(&SECTION);
        let groups: Vec<Group> = given
            .all(GROUP.name)
            .filter_map(|table| Group::of(table, problems))
            .collect();
        let Some(issuer) = table.text("issuer") else {
            let said = ["client_id", "client_secret", "api_audience"];
            let lonely = said.into_iter().find(|key| table.get(key).is_some());
            let line = given.all(GROUP.name).find_map(|group| group.line).map(Place::Line);
            if let Some(place) = lonely.map(|key| Place::of(&table.origin(key))).or(line) {
                problems.push(missing(place, table, "issuer"));
            }
            return None;
        };
        let place = Place::of(&table.origin("issuer"));
        if !is_safe(&issuer) {
            problems.push(SettingsProblem::WrongValue {
                place: place.clone(),
                key: "issuer".to_owned(),
                expected:
                    "an address that begins with https:// (http:// only for this computer itself), without ? and #"
                        .to_owned(),
            });
        }
        if !has_staff {
            problems.push(SettingsProblem::NotTogether {
                place: place.clone(),
                what: "sign_in.oidc needs sign_in.staff: the staff file keeps sessions, and who is shut out".to_owned(),
            });
        }
        let client_id = table.text("client_id");
        if client_id.is_none() {
            problems.push(missing(place, table, "client_id"));
        }
        let api_audience = table.text("api_audience");
        if api_audience.is_some() && api_audience == client_id {
            problems.push(SettingsProblem::NotTogether {
                place: Place::of(&table.origin("api_audience")),
                what: "sign_in.oidc.api_audience is the client_id: what says who somebody is would pass for leave to ask; take another".to_owned(),
            });
        }
        let mut scopes = table.texts("scopes");
        if !scopes.iter().any(|scope| scope == "openid") {
            scopes.insert(0, "openid".to_owned());
        }
        Some(Self {
            issuer,
            client_id: client_id?,
            client_secret: table.secret("client_secret"),
            scopes,
            name_claim: table.text("name_claim").unwrap_or_default(),
            groups_claim: table.text("groups_claim").unwrap_or_default(),
            api_audience,
            hosts: table.texts("hosts"),
            ca_file: table.text("ca_file"),
            clock_skew_seconds: table.number("clock_skew_seconds").unwrap_or(60),
            groups,
        })
    }
}

impl Group {
    fn of(table: &Table, problems: &mut Vec<SettingsProblem>) -> Option<Self> {
        let (name, role) = (table.text("name"), table.text("role"));
        let place = table.line.map_or(Place::Whole, Place::Line);
        for key in ["name", "role"] {
            if table.get(key).is_none() {
                problems.push(missing(place.clone(), table, key));
            }
        }
        Some(Self {
            name: name?,
            role: role?,
            areas: table.texts("areas"),
            layers: table.get("layers").map(|_| table.texts("layers")),
            exact_counts: table.get("exact_counts").map(|(value, _)| *value == Value::Flag(true)),
        })
    }
}

fn missing(place: Place, table: &Table, key: &str) -> SettingsProblem {
    SettingsProblem::Missing {
        place,
        section: table.section.bracketed(),
        key: key.to_owned(),
    }
}

/// Whether what is fetched there can't be changed on its way.
fn is_safe(issuer: &str) -> bool {
    if issuer.contains(['?', '#']) {
        return false;
    }
    let Some(rest) = issuer.strip_prefix("http://") else {
        return true;
    };
    let authority = rest.split('/').next().unwrap_or_default();
    let port = authority.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
    let host = port.map_or(authority, |(host, _)| host);
    ["localhost", "127.0.0.1", "[::1]"].contains(&host)
}
