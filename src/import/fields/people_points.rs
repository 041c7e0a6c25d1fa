//! Fields of hamlets and population points.

use super::Field;
use super::shared::{
    ACCURACY, ADDRESS, AS_OF, BASIS, DISABLED, ELDERLY, HOST_NAME, HOUSEHOLDS, LAT, LOCATION, LON, MINORS, NAME,
    PEOPLE, PEOPLE_PARENT, TOWN_NAME,
};

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
    AS_OF,
    ACCURACY,
    LON,
    LAT,
    LOCATION,
];
