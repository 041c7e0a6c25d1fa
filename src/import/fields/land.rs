//! Fields of residential land.

use super::shared::{ACCURACY, AS_OF};
use super::{Field, field};

pub(super) const LAND: &[Field] = &[
    field(
        "land_use",
        &[
            "land_use",
            "landuse",
            "用地性质",
            "用地类型",
            "地类名称",
            "地类",
            "dlmc",
            "ydmc",
            "用地分类名称",
            "用途",
            "土地用途",
            "规划用途",
            "用地分类",
            "用地代码",
            "地类编码",
            "地类代码",
            "用地编码",
            "用地性质代码",
            "dlbm",
            "dldm",
            "yddm",
            "ydbm",
            "yddl",
            "ydxzdm",
            "ghydlx",
            "layer",
            "图层",
        ],
    ),
    AS_OF,
    ACCURACY,
];
