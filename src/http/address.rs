//! Tile addresses, read from the path as it was sent: nothing is decoded, so nothing can hide in an escape.

use super::problem::Problem;
use super::query::Query;
use crate::tiles::{Clip, Format, TileId};

/// One tile as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TileAddress<'a> {
    pub(super) layer: &'a str,
    /// The version, where the address names one.
    pub(super) version: Option<&'a str>,
    pub(super) tile: TileId,
    pub(super) format: Format,
}

impl<'a> TileAddress<'a> {
    /// Reads `/tiles/{layer}/{z}/{x}/{y}.{format}` or `/tiles/{layer}/v{version}/{z}/{x}/{y}.{format}`.
    pub(super) fn read(path: &'a str) -> Result<Self, Problem> {
        let malformed = |why| Problem::MalformedTile { why };
        let parts: Vec<&str> = path.trim_start_matches("/tiles/").split('/').collect();
        let (layer, version, [z, x, last]) = match parts[..] {
            [layer, z, x, last] => (layer, None, [z, x, last]),
            [layer, version, z, x, last] => (layer, Some(version), [z, x, last]),
            _ => {
                return Err(malformed(
                    "The address has the form /tiles/layer/zoom/column/row.format.",
                ));
            }
        };
        let version = match version.map(|text| text.strip_prefix('v')) {
            Some(None) => return Err(malformed("A version begins with v.")),
            Some(some) => some,
            None => None,
        };
        let (y, format) = match last.split_once('.') {
            Some((y, "geojson")) => (y, Format::GeoJson),
            Some((y, "mvt")) => (y, Format::Mvt),
            _ => return Err(malformed("The format is .geojson or .mvt.")),
        };
        let [z, x, y] = [z, x, y].map(number);
        let digits = malformed("Zoom, column and row are written in digits, without sign or leading zeros.");
        let (Some(z), Some(x), Some(y)) = (z, x, y) else {
            return Err(digits);
        };
        let tile = TileId::new(z, x, y).ok_or(Problem::TileOutOfRange { min_zoom: 0 })?;
        Ok(Self {
            layer,
            version,
            tile,
            format,
        })
    }
}

/// Digits only, one way to write each number; what is too large for the machine is out of every range.
pub(super) fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let plain = text == "0" || !text.starts_with('0');
    (digits && plain).then(|| text.parse().unwrap_or(u64::MAX))
}

/// The clipping that the query asks for.
pub(super) fn clip(query: &Query) -> Result<Clip, Problem> {
    match query.get("clip") {
        None | Some("buffered") => Ok(Clip::Buffered),
        Some("none") => Ok(Clip::None),
        Some("exact") => Ok(Clip::Exact),
        Some(_) => Err(Problem::BadParameter {
            name: "clip",
            expected: "buffered, none or exact",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let plain = TileAddress::read("/tiles/communities/3/5/2.mvt").expect("fine");
        assert_eq!(
            (plain.layer, plain.version, plain.format),
            ("communities", None, Format::Mvt)
        );
        assert_eq!((plain.tile.zoom(), plain.tile.column(), plain.tile.row()), (3, 5, 2));
        let versioned = TileAddress::read("/tiles/gaps/v7/0/0/0.geojson").expect("fine");
        assert_eq!((versioned.version, versioned.format), (Some("7"), Format::GeoJson));
    }

    #[test]
    fn malformed_is_told_from_out_of_range() {
        for bad in [
            "a/+1/0/0.mvt",
            "a/1e2/0/0.mvt",
            "a/-1/0/0.mvt",
            "a/0/0/%2e%2e",
            "a/0/0/%30.mvt",
            "a/0/0/0",
            "a/0/0/0.pbf",
            "a/00/0/0.mvt",
            "a/0/0/.mvt",
            "a/0/0/0.mvt.gz",
            "a/0/0/0.MVT",
            "a/1/0/0/0.mvt",
            "a/0/0/٠.mvt",
            "a/0x1/0/0.mvt",
        ] {
            let read = TileAddress::read(bad);
            assert!(matches!(read, Err(Problem::MalformedTile { .. })), "{bad}: {read:?}");
        }
        for far in [
            "a/23/0/0.mvt",
            "a/0/1/0.mvt",
            "a/1/0/2.mvt",
            "a/22/4294967296/0.mvt",
            "a/99999999999999999999999/0/0.mvt",
        ] {
            let read = TileAddress::read(far);
            assert_eq!(read, Err(Problem::TileOutOfRange { min_zoom: 0 }), "{far}");
        }
    }
}
