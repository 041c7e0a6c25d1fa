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
            "用途",
            "用地代码",
            "layer",
            "图层",
        ],
    ),
    AS_OF,
    ACCURACY,
];
