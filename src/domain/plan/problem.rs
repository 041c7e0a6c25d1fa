//! What is wrong with a plan file, and where.

use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file or the id of the plan.
    pub file: String,
    /// Line in it, from 1.
    pub line: usize,
    /// The requirement, rule or list; empty for the head of the file.
    pub place: String,
    /// The field; empty for the whole.
    pub field: String,
    /// What.
    pub fault: Fault,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not TOML.
    Syntax(String),
    /// A field that is none.
    UnknownField {
        /// The nearest that is one.
        nearest: Option<String>,
        /// All that there are.
        allowed: Vec<&'static str>,
    },
    /// A word that is none.
    UnknownWord {
        /// What stands there.
        given: String,
        /// The nearest that is one.
        nearest: Option<String>,
        /// What may stand there.
        allowed: Vec<String>,
    },
    /// A field that is needed.
    Missing {
        /// Why, or what it would say.
        needed: &'static str,
    },
    /// Another kind of value.
    Type {
        /// What stands there.
        given: String,
        /// What may stand there.
        must: &'static str,
    },
    /// A number that can't be.
    Number {
        /// What stands there.
        given: String,
        /// What may stand there.
        must: &'static str,
    },
    /// A share written as a fraction.
    Fraction {
        /// What stands there.
        given: String,
        /// What is probably meant.
        meant: String,
    },
    /// The same id again.
    Twice {
        /// The line where it stands first.
        first: usize,
    },
    /// Number, comparator and unit belong together.
    HalfATarget {
        /// What is there.
        given: Vec<&'static str>,
        /// What is not.
        missing: Vec<&'static str>,
    },
    /// The way it is computed does not fit the check's number.
    Check {
        /// The number.
        given: u8,
        /// Those that fit.
        fitting: &'static str,
    },
    /// A plan that builds on itself.
    Cycle(Vec<String>),
    /// A plan to build on that is not there.
    NoBase {
        /// Its name.
        given: String,
        /// What there is.
        known: Vec<String>,
        /// The nearest of it.
        nearest: Option<String>,
    },
    /// To leave out or change something that is not in the plan below.
    NotInBase {
        /// The nearest that is.
        nearest: Option<String>,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was asked for by name has no place.
        if self.line == 0 {
            return write!(f, "{}", self.fault);
        }
        write!(f, "{}, line {}", self.file, self.line)?;
        if !self.place.is_empty() {
            write!(f, ", {}", self.place)?;
        }
        if !self.field.is_empty() {
            write!(f, ", {}", self.field)?;
        }
        write!(f, ": {}", self.fault)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let near = |nearest: &Option<String>| {
            nearest
                .as_ref()
                .map_or(String::new(), |known| format!("; the nearest is {known}"))
        };
        match self {
            Self::Syntax(what) => write!(f, "not TOML: {what}"),
            Self::UnknownField { nearest, allowed } => {
                write!(
                    f,
                    "there is no such field{}; there are {}",
                    near(nearest),
                    allowed.join(", ")
                )
            }
            Self::UnknownWord {
                given,
                nearest,
                allowed,
            } => {
                let few = allowed.len() <= 40;
                let all = if few {
                    format!("; there are {}", allowed.join(", "))
                } else {
                    String::new()
                };
                write!(f, "{given:?} is not known{}{all}", near(nearest))
            }
            Self::Missing { needed } => write!(f, "it is missing: {needed}"),
            Self::Type { given, must } | Self::Number { given, must } => {
                write!(f, "it is {given}, which must be {must}")
            }
            Self::Fraction { given, meant } => write!(
                f,
                "{given} percent looks like a share of one; percentages are written out of a hundred, so write {meant}"
            ),
            Self::Twice { first } => write!(f, "it stands in line {first} already; a target has one place"),
            Self::HalfATarget { given, missing } => write!(
                f,
                "a target is comparator, value and unit together; {} stands there without {}",
                given.join(" and "),
                missing.join(" and ")
            ),
            Self::Check { given, fitting } => write!(f, "check {given} is not computed in this way; {fitting}"),
            Self::Cycle(names) => write!(f, "plans build on each other in a circle: {}", names.join(" -> ")),
            Self::NoBase { given, known, nearest } => {
                write!(
                    f,
                    "no plan is called {given:?}{}; there are {}",
                    near(nearest),
                    known.join(", ")
                )
            }
            Self::NotInBase { nearest } => {
                write!(f, "the plan that it builds on has no such requirement{}", near(nearest))
            }
        }
    }
}

/// A plan that can't be used, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    /// In the order of the file.
    pub problems: Vec<Problem>,
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.problems.iter().map(Problem::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for PlanError {}

/// The known word that looks most like another; `None` where none does.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, candidate), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(likeness, _)| *likeness > 0.7)
        .map(|(_, candidate)| candidate.to_owned())
}
