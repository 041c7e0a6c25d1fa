//! Fields that several kinds have.

use super::{Field, field};

pub(super) const NAME: Field = field(
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
        "名稱",
        "行政村",
        "行政村名称",
        "村居名称",
        "居委会名称",
        "村委会名称",
        "xzqmc",
        "zldwmc",
        "text",
    ],
);
pub(super) const CODE: Field = field(
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
pub(super) const CODE_SCHEME: Field = field("code_scheme", &["code_scheme", "代码体系"]);
pub(super) const PEOPLE: Field = field(
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
pub(super) const ELDERLY: Field = field(
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
pub(super) const MINORS: Field = field(
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
pub(super) const DISABLED: Field = field(
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
pub(super) const HOUSEHOLDS: Field = field("households", &["households", "户数", "总户数", "家庭户数", "戶數"]);
pub(super) const PARENT: Field = field(
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
pub(super) const PEOPLE_PARENT: Field = field(
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
        "code_of_its_community",
    ],
);
pub(super) const AS_OF: Field = field(
    "as_of",
    &[
        "as_of",
        "date",
        "year",
        "数据时间",
        "统计时间",
        "年份",
        "日期",
        "数据日期",
        "统计日期",
        "population_as_of",
        "pop_as_of",
        "人口日期",
    ],
);
pub(super) const ACCURACY: Field = field(
    "accuracy_m",
    &[
        "accuracy_m",
        "position_accuracy_m",
        "accuracy",
        "精度",
        "定位精度",
        "位置精度",
        "position_accuracy,_m",
    ],
);
pub(super) const BASIS: Field = field("population_basis", &["population_basis", "人口口径", "pop_basis"]);
pub(super) const LON: Field = field(
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
        "經度",
        "x坐标",
        "坐标x",
        "x_坐标",
        "经度坐标",
        "point_x",
        "东坐标",
        "横坐标",
        "高德经度",
        "百度经度",
    ],
);
pub(super) const LAT: Field = field(
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
        "緯度",
        "y坐标",
        "坐标y",
        "y_坐标",
        "纬度坐标",
        "point_y",
        "北坐标",
        "纵坐标",
        "高德纬度",
        "百度纬度",
    ],
);
/// Longitude and latitude in one text.
pub(super) const LOCATION: Field = field(
    "location",
    &["location", "lnglat", "lonlat", "经纬度", "坐标", "高德坐标"],
);

/// Name of the community that a row is in.
pub(super) const HOST_NAME: Field = field(
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
pub(super) const TOWN_NAME: Field = field(
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
pub(super) const ADDRESS: Field = field("address", &["address", "地址", "详细地址", "门牌地址", "门牌", "住址"]);

pub(super) const REGISTERED: Field = field("registered_people", &["registered_people", "户籍人口", "户籍人口数"]);
pub(super) const PRESENT: Field = field("present_people", &["present_people", "在村人口"]);
pub(super) const COMMITTEE: Field = field(
    "committee_type",
    &["committee_type", "委员会类型", "居村委会类型", "社区类型"],
);
pub(super) const URBAN_RURAL: Field = field("urban_rural_class", &["urban_rural_class", "城乡分类代码", "城乡分类"]);
