//! Fields of barriers.

use super::shared::{ACCURACY, AS_OF};
use super::{Field, field};

pub(super) const BARRIERS: &[Field] = &[
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
