//! Who gets in, and who stays out: a made-up prefecture behind sign-in, asked by everybody for everything.

mod areas;
mod browser;
mod counts;
mod matrix;
mod oidc;
mod provider;
mod secrets;
mod tokens;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use yike::http::{ServerState, SignInRules};
use yike::identity::{AccountName, Grant, Role};
use yike::workflow;
use yike::workflow::staff::{Staff, StaffLimits, unix_now};

use crate::check::PREFECTURE;
use crate::server::{Answer, Server};

/// A county of the made-up prefecture, and one beside it.
const COUNTY: &str = "990102";
const OTHER: &str = "990101";

const WORD: &str = "fifteen minutes on foot";

/// A server that people sign in to.
struct Bureau {
    server: Server,
    staff: PathBuf,
    keys: BTreeMap<String, String>,
    _folder: tempfile::TempDir,
}

/// Everybody who asks.
fn grants() -> Vec<(String, Grant)> {
    let mut all: Vec<(String, Grant)> = Role::ALL
        .into_iter()
        .map(|role| (role.key().to_owned(), Grant::of(role)))
        .collect();
    for role in Role::ALL {
        let grant = Grant {
            areas: [COUNTY.parse().expect("an area")].into(),
            exact_counts: Some(true),
            ..Grant::of(role)
        };
        all.push((format!("county-{role}"), grant));
    }
    let layers = ["communities", "counties", "towns"].map(str::to_owned);
    let grant = Grant {
        layers: Some(layers.into()),
        ..Grant::of(Role::Planner)
    };
    all.push(("layers-planner".to_owned(), grant));
    let grant = Grant {
        layers: Some(["gaps".to_owned()].into()),
        ..Grant::of(Role::Planner)
    };
    all.push(("gaps-planner".to_owned(), grant));
    let grant = Grant {
        areas: [OTHER.parse().expect("an area")].into(),
        exact_counts: Some(true),
        ..Grant::of(Role::Viewer)
    };
    all.push(("other-viewer".to_owned(), grant));
    all
}

impl Bureau {
    /// With limits and rules of its own.
    fn with(limits: StaffLimits, rules: SignInRules) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let staff = folder.path().join("staff.db");
        let file = Staff::open_or_make(&staff, limits).expect("made");
        let mut keys = BTreeMap::new();
        for (word, grant) in grants() {
            let name: AccountName = word.parse().expect("a name");
            let made = file.add_key(&name, &grant, None, unix_now()).expect("a key");
            keys.insert(word, made.key);
        }
        let wang: AccountName = "wang".parse().expect("a name");
        let grant = Grant::of(Role::Planner);
        file.add_user(&wang, &grant, Some(WORD), unix_now()).expect("a user");
        let desk = workflow::load_desk(&PREFECTURE.workspace, None).expect("it is assessed");
        let state = ServerState::new(Arc::new(desk));
        state.allow_checks(PREFECTURE.workspace.clone(), None);
        state.allow_siting(PREFECTURE.workspace.clone(), None);
        state.require_sign_in(Arc::new(file), rules);
        Self {
            server: Server::with(state),
            staff,
            keys,
            _folder: folder,
        }
    }

    /// The staff file, as the command line opens it.
    fn staff(&self) -> Staff {
        Staff::open(&self.staff, StaffLimits::default()).expect("there")
    }

    /// Asks as somebody with a key.
    fn ask(&self, who: &str, method: &str, path: &str) -> Answer {
        self.server
            .ask(method, path, &[&format!("Authorization: Bearer {}", self.keys[who])])
    }

    fn get(&self, who: &str, path: &str) -> Answer {
        self.ask(who, "GET", path)
    }

    fn json(&self, who: &str, path: &str) -> serde_json::Value {
        let answer = self.get(who, path);
        assert_eq!(answer.status, 200, "{who} {path}: {answer:?}");
        answer.json()
    }
}

/// One for all tests that change nothing.
static BUREAU: LazyLock<Bureau> = LazyLock::new(|| Bureau::with(StaffLimits::default(), SignInRules::default()));
