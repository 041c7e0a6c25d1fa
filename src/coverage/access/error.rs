//! Why access can't be told.

use crate::domain::community::PopulationBasis;
use crate::domain::people_group::PeopleGroup;
use crate::streets::ProfileError;

/// Why access can't be told.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The circle names a travel profile that there is not; only along streets.
    #[error(transparent)]
    Travel(#[from] ProfileError),
    /// One group was asked for, and it is counted nowhere.
    #[error(
        "nobody counted the group {} among the people of the kind {}; import communities, hamlets or population with a column {}, or take another --population",
        .group.key(), .basis.key(), .group.columns()
    )]
    GroupUncounted {
        /// The group.
        group: PeopleGroup,
        /// Which of the populations that stand side by side.
        basis: PopulationBasis,
    },
}
