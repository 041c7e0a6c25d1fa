//! Fields of hamlets and population points.

use super::shared::{
    ACCURACY, ADDRESS, AS_OF, BASIS, DISABLED, ELDERLY, HOST_NAME, HOUSEHOLDS, LAT, LOCATION, LON, MINORS, PEOPLE,
    PEOPLE_PARENT, PRESENT, REGISTERED, TOWN_NAME,
};
use super::{Field, field};

const NAME_OF_HAMLET: Field = field(
    "name",
    &[
        "name",
        "名称",
        "名稱",
        "自然村",
        "自然村名",
        "自然村名称",
        "村民小组",
        "村小组",
        "小组名称",
        "居民点",
        "村名",
        "小区名称",
        "地名",
        "社区名称",
        "社区",
        "名字",
        "text",
    ],
);

pub(super) const PEOPLE_POINTS: &[Field] = &[
    NAME_OF_HAMLET,
    PEOPLE_PARENT,
    HOST_NAME,
    TOWN_NAME,
    ADDRESS,
    PEOPLE,
    REGISTERED,
    PRESENT,
    ELDERLY,
    MINORS,
    DISABLED,
    BASIS,
    HOUSEHOLDS,
    field(
        "fire_water_source",
        &[
            "fire_water_source",
            "消防水源",
            "有消防水源",
            "消防取水点",
            "water_source_for_fires",
        ],
    ),
    field(
        "fire_network",
        &[
            "fire_network",
            "消防管网",
            "消防供水管网",
            "室外消防管网",
            "有消防管网",
            "water_pipes_for_fires",
        ],
    ),
    AS_OF,
    ACCURACY,
    LON,
    LAT,
    LOCATION,
];
