//! Fields of buildings.

use super::shared::{ACCURACY, AS_OF, LAT, LOCATION, LON};
use super::{Field, field};

pub(super) const BUILDINGS: &[Field] = &[
    field(
        "levels",
        &[
            "levels",
            "building:levels",
            "floors",
            "层数",
            "楼层",
            "地上层数",
            "floor",
            "storeys",
            "stories",
            "num_floors",
            "建筑层数",
            "总层数",
        ],
    ),
    field(
        "dwelling",
        &[
            "dwelling",
            "people_may_live_in_it",
            "building",
            "use",
            "是否住宅",
            "用途",
            "建筑用途",
            "类型",
            "type",
        ],
    ),
    field(
        "footprint_m2",
        &["footprint_m2", "footprint", "基底面积", "占地面积", "建筑占地面积"],
    ),
    AS_OF,
    ACCURACY,
    LON,
    LAT,
    LOCATION,
];
