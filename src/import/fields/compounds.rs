//! Fields of compounds.

use super::shared::{ACCURACY, AS_OF, CODE, CODE_SCHEME, NAME};
use super::{Field, field};

pub(super) const COMPOUNDS: &[Field] = &[
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
