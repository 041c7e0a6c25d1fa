//! The address of a tile, as every kind of service has it, in one form: with `{z}`, `{x}`, `{y}` or `{-y}`, and `{key}`.

use std::fmt::Write as _;

use crate::settings::given::Table;

/// Names that services have for the key in a query.
const KEYS: [&str; 8] = [
    "tk",
    "key",
    "token",
    "ak",
    "apikey",
    "api_key",
    "access_token",
    "subscription-key",
];

/// Why an address can't be one of a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unusable {
    /// The setting that is wrong.
    pub(super) key: &'static str,
    pub(super) what: String,
}

fn unusable(key: &'static str, what: impl Into<String>) -> Unusable {
    Unusable { key, what: what.into() }
}

/// The address of a tile of a basemap of this kind.
pub(super) fn template(kind: &str, url: &str, table: &Table) -> Result<String, Unusable> {
    let authority = url
        .split("://")
        .nth(1)
        .and_then(|rest| rest.split(['/', '?', '#']).next());
    if authority.is_none_or(|host| host.contains(['{', '}'])) {
        return Err(unusable("url", "the host has to be written out: name one, as t0"));
    }
    if url.contains('#') {
        return Err(unusable("url", "an address of tiles holds no #"));
    }
    if let Some(name) = key_in_the_open(url) {
        let what = format!(
            "the value of {name} is a key and must not stand here: write {name}={{key}}, and key_file = \"PATH\""
        );
        return Err(unusable("url", what));
    }
    let whole = match kind {
        "wmts" => wmts(url, table)?,
        "arcgis" => arcgis(url, table),
        _ => url.to_owned(),
    };
    known(&whole)?;
    let has = |name: &str| whole.contains(name);
    if !has("{z}") || !has("{x}") || has("{y}") == has("{-y}") {
        let what = match kind {
            "wmts" => "an address of a WMTS is that of the service, or holds {TileMatrix}, {TileRow} and {TileCol}",
            _ => "an address of tiles holds {z}, {x} and {y} (or {-y})",
        };
        return Err(unusable("url", what));
    }
    match (has("{key}"), table.get("key").is_some()) {
        (true, false) => Err(unusable(
            "url",
            "{key} stands there, and no key is named: write key_file = \"PATH\"",
        )),
        (false, true) => Err(unusable(
            "key",
            "the address does not say where the key belongs: write {key} there",
        )),
        _ => Ok(whole),
    }
}

/// The name of a parameter that holds a key itself. A key in this file would be shown to whoever looks at the settings.
fn key_in_the_open(url: &str) -> Option<&str> {
    let query = url.split_once('?')?.1;
    let members = query.split('&').filter_map(|member| member.split_once('='));
    members
        .filter(|(name, _)| KEYS.iter().any(|key| name.eq_ignore_ascii_case(key)))
        .find(|(_, value)| !value.is_empty() && *value != "{key}")
        .map(|(name, _)| name)
}

fn arcgis(url: &str, table: &Table) -> String {
    if url.contains("{z}") {
        return url.to_owned();
    }
    let (path, query) = url
        .split_once('?')
        .map_or((url, None), |(path, query)| (path, Some(query)));
    let mut whole = format!("{}/tile/{{z}}/{{y}}/{{x}}", path.trim_end_matches('/'));
    match query {
        Some(query) => {
            let _ = write!(whole, "?{query}");
        }
        None if table.get("key").is_some() => whole.push_str("?token={key}"),
        None => {}
    }
    whole
}

fn wmts(url: &str, table: &Table) -> Result<String, Unusable> {
    let need = |key: &'static str| {
        let text = table.text(key).map(|text| encode(&text));
        text.ok_or_else(|| {
            unusable(
                key,
                format!("a WMTS needs {key}; its GetCapabilities document lists them"),
            )
        })
    };
    let matrix = format!("{}{{z}}", encode(&table.text("matrix_prefix").unwrap_or_default()));
    let style = encode(&table.text("style").unwrap_or_default());
    if url.contains('{') && url.replace("{key}", "").contains('{') {
        let mut whole = url.to_owned();
        for (names, text) in [
            (["{TileMatrix}", "{tilematrix}"], matrix),
            (["{TileRow}", "{tilerow}"], "{y}".to_owned()),
            (["{TileCol}", "{tilecol}"], "{x}".to_owned()),
            (["{Style}", "{style}"], style),
        ] {
            whole = names.into_iter().fold(whole, |whole, name| whole.replace(name, &text));
        }
        for (names, key) in [
            (["{Layer}", "{layer}"], "layer"),
            (["{TileMatrixSet}", "{tilematrixset}"], "matrix_set"),
        ] {
            for name in names {
                if whole.contains(name) {
                    whole = whole.replace(name, &need(key)?);
                }
            }
        }
        return Ok(whole);
    }
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut whole = format!("{path}?");
    for member in query.split('&').filter(|member| !member.is_empty()) {
        let _ = write!(whole, "{member}&");
    }
    let _ = write!(
        whole,
        "SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={}&STYLE={style}&TILEMATRIXSET={}&FORMAT={}&TILEMATRIX={matrix}&TILEROW={{y}}&TILECOL={{x}}",
        need("layer")?,
        need("matrix_set")?,
        encode(&table.text("format").unwrap_or_default()),
    );
    Ok(whole)
}

/// Only the places that are filled in stand in braces.
fn known(template: &str) -> Result<(), Unusable> {
    let mut rest = template;
    while let Some(begin) = rest.find(['{', '}']) {
        let place = ["{z}", "{x}", "{y}", "{-y}", "{key}"]
            .into_iter()
            .find(|place| rest[begin..].starts_with(place));
        let Some(place) = place else {
            return Err(unusable(
                "url",
                "only {z}, {x}, {y}, {-y} and {key} are filled in (and, of a WMTS, {TileMatrix}, {TileRow}, {TileCol}, {TileMatrixSet}, {Layer} and {Style})",
            ));
        };
        rest = &rest[begin + place.len()..];
    }
    Ok(())
}

/// Percent-encoded, but for what may stand anywhere in an address.
fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
