//! One row of a layer with its place.

use gdal::vector::Geometry;
use geo::Coord;

use super::cell::Cell;
use super::coordinate_columns::Parts;
use super::ledger::Ledger;
use super::placer::Placer;
use super::shape;
use super::view::View;
use crate::crs::LonLat;

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) view: View<'a>,
    pub(super) geometry: Option<&'a Geometry>,
    /// It comes from a table, which has no geometry.
    pub(super) of_table: bool,
}

/// Where a row is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Place {
    At(LonLat),
    /// A row of a table without coordinates.
    Nowhere,
    /// Its coordinates can't be used, and that was said.
    Wrong,
}

impl Row<'_> {
    /// Its point: from its geometry, or from columns where the source has them.
    pub(super) fn place(&self, placer: &mut Placer, ledger: &mut Ledger) -> Place {
        let view = &self.view;
        let found = |point: Option<LonLat>| point.map_or(Place::Wrong, Place::At);
        let columns = view.mapping.has("lon") || view.mapping.has("location");
        // Of a table that has both, the columns count: what its shapes are in is another question.
        let shaped = self.geometry.is_some() && !(self.of_table && columns);
        if shaped || !columns && !self.of_table {
            return found(shape::point(view.row, self.geometry, placer, ledger));
        }
        let empty = ["lon", "lat", "location"]
            .iter()
            .all(|key| *view.cell(key) == Cell::Null);
        if empty && self.of_table {
            return Place::Nowhere;
        }
        let mut bad = false;
        if *view.cell("lon") == Cell::Null && *view.cell("lat") == Cell::Null {
            let Some((x, y)) = view.read("location", location, ledger, &mut bad) else {
                return Place::Wrong;
            };
            return found(shape::placed_point(view.row, Coord { x, y }, placer, ledger));
        }
        let lon = view.read("lon", Cell::coordinate, ledger, &mut bad);
        let lat = view.read("lat", Cell::coordinate, ledger, &mut bad);
        let Some((x, y)) = lon.zip(lat) else {
            return Place::Wrong;
        };
        let [of_lon, of_lat] = view.mapping.parts();
        let whole = |key: &'static str, parts: Option<Parts>, degrees: f64| match parts {
            Some(parts) => parts.add(degrees, view.cells).map_err(|what| (key, what)),
            None => Ok(degrees),
        };
        let (x, y) = match whole("lon", of_lon, x).and_then(|x| Ok((x, whole("lat", of_lat, y)?))) {
            Ok(place) => place,
            Err((key, what)) => {
                ledger.reject(view.row, Some(key), what);
                return Place::Wrong;
            }
        };
        found(shape::placed_point(view.row, Coord { x, y }, placer, ledger))
    }
}

/// Longitude and latitude in one text, as map services write them.
fn location(cell: &Cell) -> Result<Option<(f64, f64)>, String> {
    let text = cell.text().unwrap_or_default();
    let bare = text.trim().trim_matches(['[', ']', '(', ')', '（', '）', '【', '】']);
    let parts: Vec<&str> = bare
        .split([',', '，', ';', '；', ' '])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let number = |text: &str| Cell::of_text(text).coordinate().ok().flatten();
    match parts.as_slice() {
        [x, y] => number(x).zip(number(y)).map(Some),
        _ => None,
    }
    .ok_or_else(|| format!("{text:?} is not longitude and latitude, as in 101.546,25.045"))
}
