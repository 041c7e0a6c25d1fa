//! Who may ask what: one rule for every address and method. An address without a rule is answered to nobody while sign-in is on.

use axum::http::Method;

use crate::identity::{Person, Role};

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Anybody, without signing in: the answer holds nothing of the workspace.
    Anybody,
    /// Whoever has at least this role.
    AtLeast(Role),
}

/// What whoever sees only part of the workspace gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The same as everybody: the answer holds nothing of the workspace.
    Same,
    /// An answer about that part.
    Narrowed,
    /// An answer about their areas; nothing to whoever sees only some layers, since the answer is made of them all.
    ByArea,
    /// Nothing: the answer is about the whole, or a change to it.
    Refused,
}

/// The rule of one address and method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rule {
    /// `GET` stands for `HEAD` too.
    pub(super) method: &'static str,
    /// The address, as the router writes it.
    pub(super) path: &'static str,
    pub(super) who: Who,
    pub(super) part: Part,
    /// Whether the answer counts people so finely that only those get it who see exact counts.
    pub(super) exact: bool,
}

const fn rule(method: &'static str, path: &'static str, who: Who, part: Part) -> Rule {
    Rule {
        method,
        path,
        who,
        part,
        exact: false,
    }
}

const fn exact(method: &'static str, path: &'static str, who: Who, part: Part) -> Rule {
    Rule {
        method,
        path,
        who,
        part,
        exact: true,
    }
}

const ANYBODY: Who = Who::Anybody;
const VIEWER: Who = Who::AtLeast(Role::Viewer);
const EDITOR: Who = Who::AtLeast(Role::Editor);
const PLANNER: Who = Who::AtLeast(Role::Planner);

use Part::{ByArea, Narrowed, Refused, Same};

/// Where Esri's programs ask for features; a form holds what is too long for an address and changes nothing.
const FEATURES: &str = "/arcgis/rest/services/yike/FeatureServer";
const FEATURE_LAYER: &str = "/arcgis/rest/services/yike/FeatureServer/{number}";
const FEATURE_QUERY: &str = "/arcgis/rest/services/yike/FeatureServer/{number}/query";
const ONE_FEATURE: &str = "/arcgis/rest/services/yike/FeatureServer/{number}/{id}";

/// Every rule.
pub(super) const RULES: &[Rule] = &[
    rule("GET", "/healthz", ANYBODY, Same),
    rule("GET", "/readyz", ANYBODY, Same),
    rule("GET", "/sign-in", ANYBODY, Same),
    rule("POST", "/sign-in", ANYBODY, Same),
    rule("GET", "/sign-in.css", ANYBODY, Same),
    rule("GET", "/sign-in/oidc", ANYBODY, Same),
    rule("GET", "/sign-in/oidc/back", ANYBODY, Same),
    rule("POST", "/sign-out", ANYBODY, Same),
    rule("GET", "/api/me", VIEWER, Same),
    rule("GET", "/", VIEWER, Same),
    rule("GET", "/openapi.json", VIEWER, Same),
    rule("GET", "/styles", VIEWER, Same),
    rule("GET", "/styles/{name}", VIEWER, Same),
    rule("GET", "/api/basemaps", VIEWER, Same),
    rule("GET", "/basemaps/{id}/{z}/{x}/{y}", VIEWER, Same),
    rule("GET", "/api/assessment", VIEWER, Narrowed),
    rule("GET", "/api/gaps", VIEWER, Narrowed),
    rule("GET", "/api/search", VIEWER, Narrowed),
    rule("GET", "/api/reach", VIEWER, Narrowed),
    rule("GET", "/api/route", VIEWER, Narrowed),
    rule("GET", "/tiles", VIEWER, Narrowed),
    rule("GET", "/tiles/{layer}", VIEWER, Narrowed),
    rule("GET", "/tiles/{layer}/{z}/{x}/{y}", VIEWER, Narrowed),
    rule("GET", "/tiles/{layer}/{version}/{z}/{x}/{y}", VIEWER, Narrowed),
    exact("GET", "/api/check", VIEWER, ByArea),
    exact("GET", "/api/check/{plan}", VIEWER, ByArea),
    exact("GET", "/api/check/{plan}/{requirement}", VIEWER, ByArea),
    exact("POST", "/api/check/{plan}", PLANNER, Refused),
    exact("POST", "/api/check/{plan}/{requirement}", PLANNER, Refused),
    exact("GET", "/api/imports", EDITOR, Refused),
    exact("POST", "/api/imports", EDITOR, Refused),
    exact("GET", "/api/imports/{id}", EDITOR, Refused),
    exact("DELETE", "/api/imports/{id}", EDITOR, Refused),
    exact("POST", "/api/imports/{id}/preview", EDITOR, Refused),
    exact("POST", "/api/imports/{id}/confirm", EDITOR, Refused),
    exact("POST", "/api/assess", EDITOR, Refused),
    exact("POST", "/api/undo", EDITOR, Refused),
    exact("GET", "/api/siting", PLANNER, Refused),
    exact("POST", "/api/siting", PLANNER, Refused),
    exact("GET", "/api/siting/{job}", PLANNER, Refused),
    exact("DELETE", "/api/siting/{job}", PLANNER, Refused),
    exact("GET", "/api/siting/{job}/candidates", PLANNER, Refused),
    exact("POST", "/api/siting/{job}/keep", PLANNER, Refused),
    exact("POST", "/api/siting/{job}/recount", PLANNER, Refused),
    rule("POST", "/arcgis/tokens/generateToken", ANYBODY, Same),
    rule("GET", "/arcgis/rest/info", ANYBODY, Same),
    rule("POST", "/arcgis/rest/info", ANYBODY, Same),
    rule("GET", "/arcgis/rest/services", VIEWER, Same),
    rule("POST", "/arcgis/rest/services", VIEWER, Same),
    rule("GET", FEATURES, VIEWER, Narrowed),
    rule("POST", FEATURES, VIEWER, Narrowed),
    rule("GET", FEATURE_LAYER, VIEWER, Narrowed),
    rule("POST", FEATURE_LAYER, VIEWER, Narrowed),
    rule("GET", FEATURE_QUERY, VIEWER, Narrowed),
    rule("POST", FEATURE_QUERY, VIEWER, Narrowed),
    rule("GET", ONE_FEATURE, VIEWER, Narrowed),
    rule("POST", ONE_FEATURE, VIEWER, Narrowed),
    rule("GET", "/arcgis/rest/services/yike/VectorTileServer", VIEWER, Narrowed),
    rule(
        "GET",
        "/arcgis/rest/services/yike/VectorTileServer/resources/styles/root.json",
        VIEWER,
        Same,
    ),
    rule(
        "GET",
        "/arcgis/rest/services/yike/VectorTileServer/tile/{z}/{y}/{x}",
        VIEWER,
        Narrowed,
    ),
    rule("GET", "/ogc", VIEWER, Narrowed),
    rule("GET", "/ogc/", VIEWER, Narrowed),
    rule("GET", "/ogc/page.css", VIEWER, Same),
    rule("GET", "/ogc/api", VIEWER, Same),
    rule("GET", "/ogc/conformance", VIEWER, Same),
    rule("GET", "/ogc/collections", VIEWER, Narrowed),
    rule("GET", "/ogc/collections/{collection}", VIEWER, Narrowed),
    rule("GET", "/ogc/collections/{collection}/queryables", VIEWER, Narrowed),
    rule("GET", "/ogc/collections/{collection}/items", VIEWER, Narrowed),
    rule("GET", "/ogc/collections/{collection}/items/{feature}", VIEWER, Narrowed),
    rule("GET", "/ogc/collections/{collection}/tiles", VIEWER, Narrowed),
    rule("GET", "/ogc/collections/{collection}/tiles/{set}", VIEWER, Narrowed),
    rule(
        "GET",
        "/ogc/collections/{collection}/tiles/{set}/{matrix}/{row}/{column}",
        VIEWER,
        Narrowed,
    ),
    rule("GET", "/ogc/collections/{collection}/styles", VIEWER, Narrowed),
    rule("GET", "/ogc/collections/{collection}/styles/{style}", VIEWER, Narrowed),
    rule("GET", "/ogc/styles", VIEWER, Narrowed),
    rule("GET", "/ogc/styles/{style}", VIEWER, Narrowed),
    rule("GET", "/ogc/tiles", VIEWER, Narrowed),
    rule("GET", "/ogc/tiles/{set}", VIEWER, Narrowed),
    rule("GET", "/ogc/tiles/{set}/{matrix}/{row}/{column}", VIEWER, Narrowed),
    rule("GET", "/ogc/tileMatrixSets", VIEWER, Same),
    rule("GET", "/ogc/tileMatrixSets/{set}", VIEWER, Same),
    rule("GET", "/ogc/processes", VIEWER, Narrowed),
    rule("GET", "/ogc/processes/{process}", VIEWER, Narrowed),
    exact("POST", "/ogc/processes/{process}/execution", PLANNER, Refused),
    exact("GET", "/ogc/jobs", PLANNER, Refused),
    exact("GET", "/ogc/jobs/{job}", PLANNER, Refused),
    exact("DELETE", "/ogc/jobs/{job}", PLANNER, Refused),
    exact("GET", "/ogc/jobs/{job}/results", PLANNER, Refused),
];

/// Files of the page, and addresses at which nothing stands: told apart only for whoever is signed in.
const ELSEWHERE: Rule = rule("GET", "(elsewhere)", VIEWER, Same);

/// Another method at an address: the answer says which there are.
const OTHER_METHOD: Rule = rule("(other)", "(any)", VIEWER, Same);

impl Rule {
    /// The rule of a request, by the address that the router matched; `None` where an address has none.
    pub(super) fn of(method: &Method, matched: Option<&str>) -> Option<Self> {
        let Some(path) = matched else {
            return Some(ELSEWHERE);
        };
        // Esri's programs put a stroke after some addresses.
        let path = match path.strip_suffix('/') {
            Some(bare) if path.starts_with("/arcgis/") => bare,
            _ => path,
        };
        let word = if method == Method::HEAD { "GET" } else { method.as_str() };
        let mut here = RULES.iter().filter(|rule| rule.path == path).peekable();
        here.peek()?;
        Some(here.find(|rule| rule.method == word).copied().unwrap_or(OTHER_METHOD))
    }

    /// Whether asking it changes something; Esri's programs put questions into forms too, all of which are for reading.
    pub(super) fn changes(self) -> bool {
        self.method != "GET" && !self.path.starts_with("/arcgis/")
    }

    /// Whether somebody may ask it.
    pub(super) fn lets(self, person: &Person) -> bool {
        let role = match self.who {
            Who::Anybody => true,
            Who::AtLeast(least) => person.role >= least,
        };
        let scope = &person.scope;
        let (some_areas, some_layers) = (!scope.areas.is_empty(), scope.layers.is_some());
        let part = match self.part {
            Same | Narrowed => true,
            ByArea => !some_layers,
            Refused => !some_areas && !some_layers,
        };
        role && part && (scope.exact_counts || !self.exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Grant;

    #[test]
    fn no_address_has_two_rules_for_a_method() {
        let mut seen: Vec<_> = RULES.iter().map(|rule| (rule.method, rule.path)).collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn what_changes_something_is_for_nobody_below_editor_and_for_nobody_who_sees_a_part() {
        for rule in RULES
            .iter()
            .filter(|rule| rule.changes() && !rule.path.starts_with("/sign-"))
        {
            assert!(
                matches!(rule.who, Who::AtLeast(least) if least >= Role::Editor),
                "{rule:?}"
            );
            assert_eq!(rule.part, Refused, "{rule:?}");
        }
    }

    #[test]
    fn an_address_without_a_rule_is_told_from_one_with_another_method() {
        assert_eq!(Rule::of(&Method::GET, Some("/new")), None);
        assert_eq!(Rule::of(&Method::PUT, Some("/tiles")), Some(OTHER_METHOD));
        assert_eq!(
            Rule::of(&Method::HEAD, Some("/tiles")).map(|rule| rule.method),
            Some("GET")
        );
        assert_eq!(Rule::of(&Method::GET, None), Some(ELSEWHERE));
        let layer = |path| Rule::of(&Method::POST, Some(path)).map(|rule| rule.path);
        let bare = "/arcgis/rest/services/yike/FeatureServer/{number}";
        assert_eq!(layer("/arcgis/rest/services/yike/FeatureServer/{number}/"), Some(bare));
    }

    #[test]
    fn a_part_exact_counts_and_roles_each_close_what_they_must() {
        let of = |method, path| Rule::of(&method, Some(path)).expect("a rule");
        let viewer = Grant::of(Role::Viewer).person("v");
        let editor = Grant::of(Role::Editor).person("e");
        let mut part = Grant::of(Role::Administrator);
        part.areas.insert("5323".parse().expect("an area"));
        let part = part.person("p");
        assert!(of(Method::GET, "/tiles").lets(&viewer) && of(Method::GET, "/tiles").lets(&part));
        assert!(!of(Method::GET, "/api/check").lets(&viewer) && of(Method::GET, "/api/check").lets(&editor));
        assert!(!of(Method::POST, "/api/siting").lets(&editor));
        assert!(of(Method::GET, "/api/check/{plan}").lets(&part) && !of(Method::POST, "/api/check/{plan}").lets(&part));
        let mut layers = Grant::of(Role::Administrator);
        layers.layers = Some(["communities".to_owned()].into());
        assert!(!of(Method::GET, "/api/check/{plan}").lets(&layers.person("l")));
        assert!(of(Method::POST, "/api/undo").lets(&editor) && !of(Method::POST, "/api/undo").lets(&part));
    }
}
