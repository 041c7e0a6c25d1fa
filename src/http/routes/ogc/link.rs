//! Links.

use serde::Serialize;

/// JSON.
pub(super) const JSON: &str = "application/json";

/// `GeoJSON`.
pub(super) const GEOJSON: &str = "application/geo+json";

/// Mapbox vector tiles.
pub(super) const MVT: &str = "application/vnd.mapbox-vector-tile";

/// A style of `MapLibre`.
pub(super) const STYLE: &str = "application/vnd.mapbox.style+json";

/// A JSON schema.
pub(super) const SCHEMA: &str = "application/schema+json";

/// Relations that the standards name by an address.
pub(super) const TILESETS_VECTOR: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
pub(super) const TILING_SCHEME: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
pub(super) const TILING_SCHEMES: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes";
pub(super) const PROCESSES: &str = "http://www.opengis.net/def/rel/ogc/1.0/processes";
pub(super) const JOB_LIST: &str = "http://www.opengis.net/def/rel/ogc/1.0/job-list";
pub(super) const STYLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/styles";
pub(super) const GEODATA: &str = "http://www.opengis.net/def/rel/ogc/1.0/geodata";

pub(super) const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";

/// A link (RFC 8288, as OGC API writes it).
#[derive(Debug, Clone, Serialize)]
pub(super) struct Link {
    href: String,
    rel: &'static str,
    #[serde(rename = "type")]
    media: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    templated: bool,
}

impl Link {
    pub(super) fn new(rel: &'static str, media: &'static str, href: String) -> Self {
        Self {
            href,
            rel,
            media,
            title: None,
            templated: false,
        }
    }

    pub(super) fn titled(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    /// Leads on to the same scenario and assessment: adds `?scenario=...`, as [`crate::http::state::ServerState::choosing`] writes it.
    pub(super) fn choosing(mut self, asked: &str) -> Self {
        if let Some(members) = asked.strip_prefix('?') {
            self.href.push(if self.href.contains('?') { '&' } else { '?' });
            self.href.push_str(members);
        }
        self
    }

    /// Says that names in braces have to be replaced.
    pub(super) fn template(mut self) -> Self {
        self.templated = true;
        self
    }
}
