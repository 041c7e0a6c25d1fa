//! Fields of streets.

use super::{Field, field};

pub(super) const STREETS: &[Field] = &[
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
