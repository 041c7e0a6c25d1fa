//! Nothing that comes from the child is believed without looking: a hostile file may have made it say anything.

use geo::{Coord, CoordsIter};

use crate::crs::LonLat;
use crate::domain::barrier::BarrierShape;
use crate::domain::batch::Batch;
use crate::domain::record::{LayerKind, Records};
use crate::domain::sample::{FIRST_ROWS, LONGEST_CELL, MOST_COLUMNS, MOST_WRONG_ROWS, Seen};
use crate::import::successions;

/// Whether rows are of the kind that was asked for and lie on earth.
pub(super) fn sound(records: &Records, kind: LayerKind) -> bool {
    records.kind() == kind
        && match records {
            Records::Communities(rows) => rows.iter().all(|row| on_earth(row.boundary.coords_iter())),
            Records::Facilities(rows) => rows
                .iter()
                .all(|row| place(row.point) && row.entrances.iter().copied().all(place)),
            Records::Hamlets(rows) | Records::Population(rows) => rows.iter().all(|row| place(row.point)),
            Records::Buildings(rows) => rows.iter().all(|row| on_earth(row.footprint.coords_iter())),
            Records::Land(rows) => rows.iter().all(|row| on_earth(row.ground.coords_iter())),
            Records::Register(_) => true,
            Records::Successions(rows) => rows.iter().all(successions::is_sound),
            Records::Barriers(rows) => rows.iter().all(|row| match &row.shape {
                BarrierShape::Line(lines) => on_earth(lines.coords_iter()),
                BarrierShape::Area(ground) => on_earth(ground.coords_iter()),
            }),
            Records::Compounds(rows) => rows
                .iter()
                .all(|row| on_earth(row.outline.coords_iter()) && row.gates.iter().copied().all(place)),
            Records::Streets(rows) => rows.iter().all(|row| on_earth(row.course.coords_iter())),
        }
}

/// Whether a batch says of each of its rows which it was, or of none, in few words.
pub(super) fn numbered(batch: &Batch) -> bool {
    (batch.rows.is_empty() || batch.rows.len() == batch.records.len())
        && batch.rows.iter().all(|row| row.len() <= LONGEST_ROW)
}

/// Bytes of a row's number, or of the source's own id with its name.
const LONGEST_ROW: usize = 4096;

/// Whether rows are shapes, which may lie anywhere: their numbers need not be degrees.
pub(super) fn shapes(records: &Records) -> bool {
    match records {
        Records::Streets(rows) => rows
            .iter()
            .all(|row| row.course.coords_iter().all(|c| c.x.is_finite() && c.y.is_finite())),
        _ => false,
    }
}

/// Whether what a person is to look at is no more than was to be sent, and lies on earth.
pub(super) fn modest(seen: &Seen) -> bool {
    let short = |text: &str| text.len() <= 4 * (LONGEST_CELL + 1);
    let cells =
        |cells: &[Option<String>]| cells.len() <= MOST_COLUMNS && cells.iter().flatten().all(|text| short(text));
    match seen {
        Seen::Head(head) => {
            head.rows.len() as u64 <= FIRST_ROWS
                && head.rows.iter().all(|row| cells(row))
                && head.columns.len() <= MOST_COLUMNS
                && head.columns.iter().all(|column| short(&column.name))
                && head.fields.len() <= MOST_COLUMNS
        }
        Seen::Rows(rows) => {
            rows.len() as u64 <= FIRST_ROWS + MOST_WRONG_ROWS as u64
                && rows.iter().all(|row| cells(&row.cells))
                && rows
                    .iter()
                    .filter_map(|row| row.at)
                    .all(|[lon, lat]| LonLat::new(lon, lat).is_ok())
        }
        Seen::UnknownCategories(words) => words.len() <= MOST_WRONG_ROWS && words.iter().all(|word| short(&word.word)),
    }
}

fn place(point: LonLat) -> bool {
    LonLat::new(point.lon, point.lat).is_ok()
}

fn on_earth(mut coords: impl Iterator<Item = Coord<f64>>) -> bool {
    coords.all(|coord| LonLat::new(coord.x, coord.y).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people_group::GroupCounts;
    use crate::domain::record::{FireWater, PeopleRecord};

    fn at(lon: f64, lat: f64) -> Records {
        Records::Hamlets(vec![PeopleRecord {
            name: String::new(),
            parent_code: None,
            people: None,
            groups: GroupCounts::UNCOUNTED,
            basis: None,
            households: None,
            fire_water: FireWater::UNKNOWN,
            as_of: None,
            accuracy_m: None,
            point: LonLat { lon, lat },
        }])
    }

    #[test]
    fn only_the_kind_that_was_asked_for_on_earth_is_sound() {
        assert!(sound(&at(101.5, 25.0), LayerKind::Hamlets));
        assert!(!sound(&at(101.5, 25.0), LayerKind::Population));
        assert!(!sound(&at(f64::NAN, 25.0), LayerKind::Hamlets));
        assert!(!sound(&at(25.0, 101.5), LayerKind::Hamlets));
    }
}
