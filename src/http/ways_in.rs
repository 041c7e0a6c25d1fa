//! How somebody shows who asks, put into a description of addresses. Whether anybody has to is a matter of how the server is run, so asking without
//! is always one of the ways.

use axum::http::Method;
use serde_json::{Value, json};

use super::routes::arcgis::token::{HEADER as TOKEN_HEADER, NAME as TOKEN};
use super::rules::{Rule, Who};
use super::sign_in::SESSION;

/// Where Esri's programs ask, which put a key elsewhere.
const ESRI: &str = "/arcgis/";

/// Adds the ways to an `OpenAPI` description; what anybody may ask says that nothing is wanted.
pub(super) fn add_to(description: &mut Value) {
    description["components"]["securitySchemes"] = json!({
        "key": { "type": "http", "scheme": "bearer",
            "description": "A key that `yike key add` made, or a token of the bureau's own sign-in server" },
        "session": { "type": "apiKey", "in": "cookie", "name": SESSION,
            "description": "What the page to sign in gives a browser; on connections that are not encrypted it is called `yike`" },
        "token": { "type": "apiKey", "in": "query", "name": TOKEN,
            "description": "A key, or a token of generateToken, where programs of the Esri world put it: in the address or in a form" },
        "esri": { "type": "apiKey", "in": "header", "name": TOKEN_HEADER.as_str(), "description": "`Bearer` and the same" },
    });
    description["security"] = json!([{}, { "key": [] }, { "session": [] }]);
    let paths = description["paths"].as_object_mut();
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes());
            let rule = method.ok().and_then(|method| Rule::of(&method, Some(path)));
            if rule.is_some_and(|rule| rule.who == Who::Anybody) {
                operation["security"] = json!([]);
            } else if path.starts_with(ESRI) {
                operation["security"] = json!([{}, { "key": [] }, { "session": [] }, { "token": [] }, { "esri": [] }]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybodys_addresses_want_nothing_and_esris_take_tokens_too() {
        let mut description = json!({ "components": { "schemas": {} }, "paths": {
            "/healthz": { "get": {} }, "/api/gaps": { "get": {} },
            "/arcgis/rest/services/yike/FeatureServer/{number}/query": { "get": {}, "post": {} },
        } });
        add_to(&mut description);
        let ways = |path: &str, method: &str| {
            let own = description["paths"][path][method].get("security").cloned();
            own.map(|own| own.as_array().map_or(0, Vec::len))
        };
        assert_eq!(ways("/healthz", "get"), Some(0));
        // As the whole says.
        assert_eq!(ways("/api/gaps", "get"), None);
        assert_eq!(description["security"].as_array().map(Vec::len), Some(3));
        for method in ["get", "post"] {
            assert_eq!(
                ways("/arcgis/rest/services/yike/FeatureServer/{number}/query", method),
                Some(5)
            );
        }
        assert!(description["components"]["schemas"].is_object());
        let schemes = description["components"]["securitySchemes"].as_object();
        assert_eq!(schemes.map(serde_json::Map::len), Some(4));
    }
}
