//! The fields of each kind, and the column names that are recognised as them.

use std::sync::LazyLock;

use super::figure_fields;
use crate::domain::record::LayerKind;

/// A field with the column names that mean it, likeliest first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) key: &'static str,
    pub(super) words: &'static [&'static str],
}

const fn field(key: &'static str, words: &'static [&'static str]) -> Field {
    Field { key, words }
}

const NAME: Field = field(
    "name",
    &[
        "name",
        "名称",
        "社区名称",
        "村名",
        "小区名称",
        "设施名称",
        "地名",
        "社区",
        "名字",
        "text",
    ],
);
const CODE: Field = field(
    "code",
    &[
        "code",
        "代码",
        "统计用区划代码",
        "区划代码",
        "行政区划代码",
        "编码",
        "编号",
        "社区代码",
        "id",
    ],
);
const CODE_SCHEME: Field = field("code_scheme", &["code_scheme", "代码体系"]);
const PEOPLE: Field = field(
    "people",
    &[
        "people",
        "population",
        "pop",
        "常住人口",
        "常住人口数",
        "人口",
        "人口数",
        "总人口",
    ],
);
/// Of the people beside: where a table has both lines, those of 60 and more.
const ELDERLY: Field = field(
    "elderly_people",
    &[
        "elderly_people",
        "elderly",
        "60岁及以上人口",
        "60岁及以上",
        "60岁以上人口",
        "60岁以上",
        "60周岁及以上",
        "60周岁以上",
        "60岁以上老年人",
        "60岁以上老人",
        "老年人口",
        "老年人口数",
        "老年人数",
        "老年人",
        "老人数",
        "65岁及以上人口",
        "65岁及以上",
        "65岁以上人口",
        "65岁以上",
    ],
);
const MINORS: Field = field(
    "minor_people",
    &[
        "minor_people",
        "minors",
        "未成年人",
        "未成年人数",
        "未成年人口",
        "0-17岁人口",
        "0-17岁",
        "18岁以下人口",
        "18岁以下",
        "18周岁以下",
    ],
);
const DISABLED: Field = field(
    "disabled_people",
    &[
        "disabled_people",
        "disabled",
        "残疾人",
        "残疾人数",
        "残疾人口",
        "持证残疾人",
        "持证残疾人数",
    ],
);
const HOUSEHOLDS: Field = field("households", &["households", "户数", "总户数", "家庭户数"]);
const PARENT: Field = field(
    "parent_code",
    &[
        "parent_code",
        "parentcode",
        "parent",
        "上级代码",
        "所属社区代码",
        "所属代码",
    ],
);
/// The community of people: in a table of communities its own code.
const PEOPLE_PARENT: Field = field(
    "parent_code",
    &[
        "parent_code",
        "parentcode",
        "parent",
        "上级代码",
        "所属社区代码",
        "所在社区代码",
        "所属代码",
        "社区代码",
        "统计用区划代码",
        "区划代码",
        "行政区划代码",
        "代码",
    ],
);
const AS_OF: Field = field(
    "as_of",
    &["as_of", "date", "year", "数据时间", "统计时间", "年份", "日期"],
);
const ACCURACY: Field = field("accuracy_m", &["accuracy_m", "accuracy", "精度", "定位精度"]);
const BASIS: Field = field("population_basis", &["population_basis", "人口口径"]);
const LON: Field = field(
    "lon",
    &[
        "lon",
        "longitude",
        "lng",
        "x",
        "经度",
        "东经",
        "location_lng",
        "location.lng",
        "lng_wgs84",
        "wgs84_lng",
        "lon_wgs84",
        "wgs84_lon",
        "gcj02_lng",
        "lng_gcj02",
        "bd09_lng",
        "lng_bd09",
        "bd_lng",
    ],
);
const LAT: Field = field(
    "lat",
    &[
        "lat",
        "latitude",
        "y",
        "纬度",
        "北纬",
        "location_lat",
        "location.lat",
        "lat_wgs84",
        "wgs84_lat",
        "gcj02_lat",
        "lat_gcj02",
        "bd09_lat",
        "lat_bd09",
        "bd_lat",
    ],
);
/// Longitude and latitude in one text.
const LOCATION: Field = field(
    "location",
    &["location", "lnglat", "lonlat", "经纬度", "坐标", "高德坐标"],
);

const COMMUNITIES: &[Field] = &[
    CODE,
    CODE_SCHEME,
    NAME,
    PEOPLE,
    field("registered_people", &["registered_people", "户籍人口", "户籍人口数"]),
    field("present_people", &["present_people", "在村人口"]),
    ELDERLY,
    MINORS,
    DISABLED,
    BASIS,
    AS_OF,
    HOUSEHOLDS,
    field(
        "committee_type",
        &["committee_type", "委员会类型", "居村委会类型", "社区类型"],
    ),
    field("urban_rural_class", &["urban_rural_class", "城乡分类代码", "城乡分类"]),
    PARENT,
    field(
        "provisional",
        &["provisional", "暂定", "暂拟", "边界是否暂拟", "边界是否暂定"],
    ),
];
const REGISTER: &[Field] = &[
    CODE,
    NAME,
    PEOPLE,
    field("registered_people", &["registered_people", "户籍人口", "户籍人口数"]),
    field("present_people", &["present_people", "在村人口"]),
    ELDERLY,
    MINORS,
    DISABLED,
    BASIS,
    AS_OF,
    HOUSEHOLDS,
    field(
        "committee_type",
        &["committee_type", "委员会类型", "居村委会类型", "社区类型"],
    ),
    field("urban_rural_class", &["urban_rural_class", "城乡分类代码", "城乡分类"]),
    PARENT,
    TOWN_NAME,
    field("area_m2", &["area_m2", "面积平方米"]),
    field("area_km2", &["area_km2", "面积平方公里", "辖区面积"]),
];
/// Name of the community that a row is in.
const HOST_NAME: Field = field(
    "host_name",
    &[
        "host_name",
        "所在社区",
        "所属社区",
        "所属社区名称",
        "所在社区名称",
        "社区名称",
        "社区",
        "所属村",
        "所在村",
        "行政村",
        "村委会",
        "所属村委会",
        "村社区",
        "村居",
    ],
);
/// Its town, by name or code.
const TOWN_NAME: Field = field(
    "town",
    &[
        "town",
        "township",
        "乡镇",
        "街道",
        "乡镇街道",
        "镇街",
        "街镇",
        "乡镇名称",
        "街道名称",
        "所属乡镇",
        "所在乡镇",
        "所属街道",
        "所在街道",
        "镇",
        "乡镇代码",
        "town_code",
    ],
);
const ADDRESS: Field = field("address", &["address", "地址", "详细地址", "门牌地址", "门牌", "住址"]);

const FACILITIES: &[Field] = &[
    CODE,
    CODE_SCHEME,
    NAME,
    field(
        "category",
        &[
            "category",
            "类别",
            "类型",
            "设施类型",
            "设施类别",
            "type",
            "kind",
            "layer",
            "图层",
        ],
    ),
    field("typecode", &["typecode", "type_code", "类型编码", "poi类型编码"]),
    field(
        "type_string",
        &["type_string", "poi_type", "大类;中类;小类", "类型名称"],
    ),
    field("state", &["state", "状态", "建设状态"]),
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
        ],
    ),
    field("floor_area_m2", &["floor_area_m2", "floor_area", "建筑面积"]),
    field("hours", &["hours", "opening_hours", "开放时间", "营业时间", "服务时间"]),
    field("host_code", &["host_code", "所在社区代码", "所属社区代码", "社区代码"]),
    HOST_NAME,
    TOWN_NAME,
    ADDRESS,
    field("serves", &["serves", "服务社区代码", "服务社区"]),
    field("open_to_public", &["open_to_public", "对外开放", "是否开放"]),
    field("fee", &["fee", "收费", "是否收费"]),
    AS_OF,
    ACCURACY,
    field("entrances", &["entrances", "entrance", "出入口", "入口"]),
    LON,
    LAT,
    LOCATION,
];
const PEOPLE_POINTS: &[Field] = &[
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
const BUILDINGS: &[Field] = &[
    field(
        "levels",
        &["levels", "building:levels", "floors", "层数", "楼层", "地上层数"],
    ),
    field(
        "dwelling",
        &[
            "dwelling",
            "building",
            "use",
            "是否住宅",
            "用途",
            "建筑用途",
            "类型",
            "type",
        ],
    ),
    AS_OF,
    ACCURACY,
];
const LAND: &[Field] = &[
    field(
        "land_use",
        &[
            "land_use",
            "landuse",
            "用地性质",
            "用地类型",
            "地类名称",
            "地类",
            "用途",
            "用地代码",
            "layer",
            "图层",
        ],
    ),
    AS_OF,
    ACCURACY,
];
const STREETS: &[Field] = &[
    field(
        "class",
        &[
            "class",
            "highway",
            "fclass",
            "道路等级",
            "等级",
            "类型",
            "type",
            "layer",
            "图层",
        ],
    ),
    field("name", &["name", "名称", "道路名称", "路名"]),
    field("oneway", &["oneway", "one_way", "单行", "单行线", "单向", "通行方向"]),
    field("level", &["level", "z_level", "层级", "标高层", "立交层"]),
];

const BARRIERS: &[Field] = &[
    field(
        "kind",
        &[
            "kind",
            "barrier",
            "type",
            "class",
            "类型",
            "类别",
            "障碍类型",
            "layer",
            "图层",
        ],
    ),
    field("name", &["name", "名称", "河流名称", "线路名称"]),
    field("closes", &["closes", "阻断", "是否阻断", "封闭", "是否封闭"]),
    AS_OF,
    ACCURACY,
];
const COMPOUNDS: &[Field] = &[
    CODE,
    CODE_SCHEME,
    NAME,
    field(
        "gates",
        &["gates", "gate", "出入口", "大门", "小区大门", "门", "入口", "entrances"],
    ),
    AS_OF,
    ACCURACY,
];

/// With every figure that a plan may ask for.
static REGISTER_WITH_FIGURES: LazyLock<Vec<Field>> =
    LazyLock::new(|| REGISTER.iter().copied().chain(figure_fields::fields()).collect());

/// Whether a field counts or measures something, so that one number can't stand for several rows.
pub(super) fn is_amount(field: &str) -> bool {
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
    ) || figure_fields::is_amount(field)
}

/// The fields of a kind.
pub(super) fn of(kind: LayerKind) -> &'static [Field] {
    match kind {
        LayerKind::Communities => COMMUNITIES,
        LayerKind::Facilities => FACILITIES,
        LayerKind::Hamlets | LayerKind::Population => PEOPLE_POINTS,
        LayerKind::Buildings => BUILDINGS,
        LayerKind::Land => LAND,
        LayerKind::Streets => STREETS,
        LayerKind::Register => &REGISTER_WITH_FIGURES,
        LayerKind::Barriers => BARRIERS,
        LayerKind::Compounds => COMPOUNDS,
    }
}
