//! Identities: ours are small integers given by the store and never reused; the source's are strings with their scheme.

use serde::{Deserialize, Serialize};

use super::area_code::is_whole;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);
    };
}

id!(
    /// A community, below 2^53.
    CommunityId
);
id!(
    /// A site, below 2^53.
    SiteId
);
id!(
    /// A place where people live, below 2^53.
    DemandId
);

/// A code as the source wrote it. Always a string: `532301001001` has leading digits that mean something, and a spreadsheet's
/// `5.32301E+11` has lost them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct SourceCode {
    /// Whose code it is: `statistical-12` for the 12-digit statistical area code, else the source's own name for it.
    pub scheme: String,
    /// The code.
    pub value: String,
}

impl SourceCode {
    /// The scheme of the National Bureau of Statistics.
    pub const STATISTICAL: &'static str = "statistical-12";
    /// Our own scheme, for provisional communities whose committee's code nobody gave.
    pub const PROVISIONAL: &'static str = "provisional";

    /// A code whose scheme is told from its form: twelve digits are a statistical area code, anything else is the source's own.
    pub fn guess(value: &str) -> Self {
        let scheme = if is_whole(value) { Self::STATISTICAL } else { "source" };
        Self {
            scheme: scheme.to_owned(),
            value: value.to_owned(),
        }
    }
}
