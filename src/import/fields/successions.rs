//! Fields of a table of successions.

use super::{Field, field};

pub(super) const SUCCESSIONS: &[Field] = &[
    field(
        "old_code",
        &["old_code", "from_code", "原代码", "旧代码", "变更前代码", "原区划代码"],
    ),
    field(
        "new_code",
        &["new_code", "to_code", "现代码", "新代码", "变更后代码", "现区划代码"],
    ),
    field(
        "change",
        &["change", "kind", "变更类型", "变更情况", "类型", "变更方式"],
    ),
    field("date", &["date", "since", "日期", "变更日期", "生效日期", "变更时间"]),
    field("note", &["note", "source", "依据", "备注", "批文", "文号"]),
];
