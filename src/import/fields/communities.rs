//! Fields of communities, and of registers.

use super::shared::{
    AS_OF, BASIS, CODE, CODE_SCHEME, COMMITTEE, DISABLED, ELDERLY, HOUSEHOLDS, MINORS, NAME, PARENT, PEOPLE, PRESENT,
    REGISTERED, TOWN_NAME, URBAN_RURAL,
};
use super::{Field, field};
use crate::import::figure_fields;

/// What a unit has, drawn or not.
const OF_BOTH: [Field; 14] = [
    CODE,
    NAME,
    PEOPLE,
    REGISTERED,
    PRESENT,
    ELDERLY,
    MINORS,
    DISABLED,
    BASIS,
    AS_OF,
    HOUSEHOLDS,
    COMMITTEE,
    URBAN_RURAL,
    PARENT,
];

pub(super) fn communities() -> Vec<Field> {
    let provisional = &["provisional", "暂定", "暂拟", "边界是否暂拟", "边界是否暂定"];
    let own = [CODE_SCHEME, field("provisional", provisional)];
    OF_BOTH.into_iter().chain(own).collect()
}

/// With every figure that a plan may ask for.
pub(super) fn register() -> Vec<Field> {
    let own = [
        TOWN_NAME,
        field("area_m2", &["area_m2", "面积平方米"]),
        field("area_km2", &["area_km2", "面积平方公里", "辖区面积"]),
    ];
    OF_BOTH.into_iter().chain(own).chain(figure_fields::fields()).collect()
}
