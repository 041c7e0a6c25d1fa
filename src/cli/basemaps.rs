//! Basemaps, as the settings say.

use std::fmt::Write as _;

use super::Failure;
use super::secret::read;
use crate::http::{BasemapRules, Basemaps, Secret};
use crate::settings::{Basemap, BasemapGrid, BasemapSource, Settings};

/// Ready to be asked. No service is asked yet.
pub(super) fn basemaps(settings: &Settings) -> Result<Basemaps, Failure> {
    let rules: Result<Vec<_>, _> = settings.basemaps.iter().map(rules).collect();
    Basemaps::new(rules?).map_err(|error| Failure::Words(error.to_string()))
}

fn rules(basemap: &Basemap) -> Result<BasemapRules, Failure> {
    let (key, ca_file) = match &basemap.source {
        BasemapSource::Web { key, ca_file, .. } => (key.as_ref(), ca_file.as_ref()),
        BasemapSource::MbTiles(_) | BasemapSource::PmTiles(_) => (None, None),
    };
    let certificates =
        ca_file.map(|path| std::fs::read(path).map_err(|error| Failure::Words(format!("{path}: {}", error.kind()))));
    Ok(BasemapRules {
        settings: basemap.clone(),
        key: key.map(read).transpose()?.map(Secret::new),
        certificates: certificates.transpose()?,
    })
}

/// What would happen, in words; with a place, what each basemap answers there.
pub(super) fn told(settings: &Settings, tried_at: Option<[f64; 2]>) -> Result<Vec<String>, Failure> {
    let ready = basemaps(settings)?;
    let mut lines: Vec<String> = settings.basemaps.iter().map(told_of).collect();
    if let Some(at) = tried_at {
        let tried = ready.tried(at).into_iter();
        lines.extend(tried.map(|(id, words)| format!("basemap {id}, tried: {words}")));
    }
    Ok(lines)
}

fn told_of(basemap: &Basemap) -> String {
    let mut words = format!("offers the basemap {} ({})", basemap.id, basemap.title);
    if !basemap.over.is_empty() {
        words = format!("lays the basemap {} over {}", basemap.id, basemap.over.join(", "));
    } else if basemap.default {
        words.push_str(", shown until somebody chooses another");
    }
    match &basemap.source {
        BasemapSource::Web {
            template,
            key,
            by_browser,
            ..
        } => {
            let (scheme, rest) = template.split_once("://").unwrap_or(("", template));
            let host = rest.split(['/', '?']).next().unwrap_or_default();
            let _ = write!(
                words,
                ": {}{}",
                if *by_browser {
                    format!("browsers ask {host} for its tiles themselves, and its host stands in the page's policy")
                } else {
                    format!("asks {host} for its tiles")
                },
                match (by_browser, key.is_some()) {
                    (_, false) => "",
                    (false, true) => ", with a key that nobody sees",
                    (true, true) => "; whoever sees the map sees its key",
                }
            );
            if scheme == "http" && key.is_some() {
                words.push_str("; the connection is not encrypted, and the key goes over it");
            }
        }
        BasemapSource::MbTiles(path) | BasemapSource::PmTiles(path) => {
            let _ = write!(words, ": reads its tiles from {path}");
        }
    }
    if basemap.grid != BasemapGrid::WebMercator {
        words.push_str("; its squares of degrees are laid into the map by browsers");
    }
    words
}

/// Longitude and latitude, as they are written after a flag.
pub(super) fn place(text: &str) -> Result<[f64; 2], String> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some([longitude, latitude]) if longitude.abs() <= 180.0 && latitude.abs() <= 85.0 => {
            Ok([*longitude, *latitude])
        }
        _ => Err("write longitude and latitude in degrees, as 114.3,30.6".to_owned()),
    }
}
