//! The fields of each kind, and the column names that are recognised as them.

mod barriers;
mod buildings;
mod communities;
mod compounds;
mod facilities;
mod land;
mod people_points;
mod shared;
mod streets;
mod successions;

use std::sync::LazyLock;

use super::figure_fields;
use crate::domain::record::LayerKind;

/// A field with the column names that mean it, likeliest first.
#[derive(Debug, Clone, Copy)]
pub(in crate::import) struct Field {
    pub(in crate::import) key: &'static str,
    pub(in crate::import) words: &'static [&'static str],
}

const fn field(key: &'static str, words: &'static [&'static str]) -> Field {
    Field { key, words }
}

static COMMUNITIES: LazyLock<Vec<Field>> = LazyLock::new(communities::communities);
static REGISTER: LazyLock<Vec<Field>> = LazyLock::new(communities::register);

/// Whether a field counts or measures something, so that one number can't stand for several rows.
pub(in crate::import) fn is_amount(field: &str) -> bool {
    matches!(
        field,
        "people"
            | "registered_people"
            | "present_people"
            | "elderly_people"
            | "minor_people"
            | "disabled_people"
            | "households"
            | "capacity"
            | "floor_area_m2"
            | "footprint_m2"
            | "area_m2"
            | "area_km2"
    ) || figure_fields::is_amount(field)
}

/// The fields of a kind.
pub(in crate::import) fn of(kind: LayerKind) -> &'static [Field] {
    match kind {
        LayerKind::Communities => &COMMUNITIES,
        LayerKind::Facilities => facilities::FACILITIES,
        LayerKind::Hamlets | LayerKind::Population => people_points::PEOPLE_POINTS,
        LayerKind::Buildings => buildings::BUILDINGS,
        LayerKind::Land => land::LAND,
        LayerKind::Streets => streets::STREETS,
        LayerKind::Register => &REGISTER,
        LayerKind::Barriers => barriers::BARRIERS,
        LayerKind::Compounds => compounds::COMPOUNDS,
        LayerKind::Successions => successions::SUCCESSIONS,
    }
}
