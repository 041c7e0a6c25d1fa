//! Fields of facilities.

use super::shared::{ACCURACY, ADDRESS, AS_OF, CODE, CODE_SCHEME, HOST_NAME, LAT, LOCATION, LON, NAME, TOWN_NAME};
use super::{Field, field};

pub(super) const FACILITIES: &[Field] = &[
    CODE,
    CODE_SCHEME,
    NAME,
    field(
        "category",
        &[
            // All of them come before the first of them.
            "categories",
            "全部类别",
            "all_categories",
            "category",
            "类别",
            "类型",
            "设施类型",
            "设施类别",
            "type",
            "kind",
            "layer",
            "图层",
            "類別",
            "類型",
            "设施种类",
            "主要类别",
            "first_category",
        ],
    ),
    field("typecode", &["typecode", "type_code", "类型编码", "poi类型编码"]),
    field(
        "type_string",
        &["type_string", "poi_type", "大类;中类;小类", "类型名称", "tag"],
    ),
    field(
        "state",
        &["state", "状态", "建设状态", "运营状态", "state_of_the_first"],
    ),
    field(
        "capacity",
        &[
            "capacity",
            "容量",
            "床位",
            "床位数",
            "养老床位数",
            "学位",
            "学位数",
            "座位数",
            "托位数",
            "容纳人数",
            "规模",
            "beds",
            "seats",
            "places",
            "capacity_of_the_first",
        ],
    ),
    field(
        "floor_area_m2",
        &["floor_area_m2", "floor_area", "建筑面积", "floor_area,_m2"],
    ),
    field("hours", &["hours", "opening_hours", "开放时间", "营业时间", "服务时间"]),
    field(
        "host_code",
        &[
            "host_code",
            "所在社区代码",
            "所属社区代码",
            "社区代码",
            "code_of_the_host",
        ],
    ),
    HOST_NAME,
    TOWN_NAME,
    ADDRESS,
    field("serves", &["serves", "服务社区代码", "服务社区", "codes_served"]),
    field(
        "open_to_public",
        &["open_to_public", "对外开放", "是否开放", "open_to_residents"],
    ),
    field("fee", &["fee", "收费", "是否收费", "costs_money"]),
    AS_OF,
    ACCURACY,
    field("entrances", &["entrances", "entrance", "出入口", "入口"]),
    LON,
    LAT,
    LOCATION,
];
