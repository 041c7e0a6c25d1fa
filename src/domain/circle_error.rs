//! Why a circle profile can't be used.

/// Why a profile can't be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CircleError {
    /// Not TOML of the right form.
    #[error("the circle profile can't be read: {0}")]
    Form(String),
    /// A number that can't be.
    #[error("circle {circle:?}: {field} is {value}, which must be {must}")]
    Number {
        /// The profile.
        circle: String,
        /// The field.
        field: &'static str,
        /// What stands there.
        value: f64,
        /// What may stand there.
        must: &'static str,
    },
    /// `inclusive = false` is not offered.
    #[error("circle {0:?}: a limit that excludes the facility on it is not offered; set inclusive = true")]
    Exclusive(String),
    /// A service without categories, or none at all.
    #[error("circle {circle:?} names no categories{}", if .group.is_empty() { String::new() } else { format!(" for {:?}", .group) })]
    Empty {
        /// The profile.
        circle: String,
        /// The service; empty where there is none at all.
        group: String,
    },
    /// A category that the catalogue does not have.
    #[error("circle {circle:?}, service {group:?}: {category:?} is not a category{}", .nearest.as_ref().map_or(String::new(), |known| format!("; the nearest is {known}")))]
    UnknownCategory {
        /// The profile.
        circle: String,
        /// The service.
        group: String,
        /// What stands there.
        category: String,
        /// A known key that looks like it.
        nearest: Option<String>,
    },
    /// Two profiles with one id would be told apart by nobody.
    #[error("two circles are called {0:?}; give each an id of its own")]
    Twice(String),
    /// Two services with one key.
    #[error("circle {circle:?} has two services called {group:?}")]
    GroupTwice {
        /// The profile.
        circle: String,
        /// The service.
        group: String,
    },
    /// No such profile.
    #[error("no circle is called {name:?}; there are {}", .known.join(", "))]
    NoSuch {
        /// What was asked.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
}
