//! Fields of hamlets and population points.

use super::shared::{
    ACCURACY, ADDRESS, AS_OF, BASIS, DISABLED, ELDERLY, HOST_NAME, HOUSEHOLDS, LAT, LOCATION, LON, MINORS, NAME,
    PEOPLE, PEOPLE_PARENT, TOWN_NAME,
};
use super::{Field, field};

pub(super) const PEOPLE_POINTS: &[Field] = &[
    NAME,
    PEOPLE_PARENT,
    HOST_NAME,
    TOWN_NAME,
    ADDRESS,
    PEOPLE,
    ELDERLY,
    MINORS,
    DISABLED,
    BASIS,
    HOUSEHOLDS,
    field(
        "fire_water_source",
        &["fire_water_source", "消防水源", "有消防水源", "消防取水点"],
    ),
    field(
        "fire_network",
        &["fire_network", "消防管网", "消防供水管网", "室外消防管网", "有消防管网"],
    ),
    AS_OF,
    ACCURACY,
    LON,
    LAT,
    LOCATION,
];
