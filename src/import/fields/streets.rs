//! Fields of streets.

use super::{Field, field};

pub(super) const STREETS: &[Field] = &[
    field(
        "class",
        &[
            "highway",
            "道路类型",
            "kind_of_way",
            "class",
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
    field("tags", &["tags", "其他属性", "what_else_its_source_says_of_its_use"]),
    field("oneway", &["oneway", "one_way", "单行", "单行线", "单向", "通行方向"]),
    field(
        "level",
        &["level", "z_level", "层级", "标高层", "立交层", "level_above_ground"],
    ),
];
