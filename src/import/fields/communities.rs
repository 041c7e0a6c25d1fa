//! Fields of communities, and of registers.

use super::shared::{
    AS_OF, BASIS, CODE, CODE_SCHEME, COMMITTEE, DISABLED, ELDERLY, HOUSEHOLDS, MINORS, NAME, PARENT, PEOPLE, PRESENT,
    REGISTERED, TOWN_NAME, URBAN_RURAL,
};
use super::{Field, field};

pub(super) const COMMUNITIES: &[Field] = &[
    CODE,
    CODE_SCHEME,
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
    field(
        "provisional",
        &["provisional", "暂定", "暂拟", "边界是否暂拟", "边界是否暂定"],
    ),
];

pub(super) const REGISTER: &[Field] = &[
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
    TOWN_NAME,
    field("area_m2", &["area_m2", "面积平方米"]),
    field("area_km2", &["area_km2", "面积平方公里", "辖区面积"]),
];
