//! Plans as data: what a place has promised, as a file that a planner reads and edits.

mod conflict;
mod decimal;
mod input;
mod lay_over;
mod measure;
mod problem;
mod read_measure;
mod read_plan;
mod reader;
mod requirement;
mod shelf;
#[cfg(test)]
mod tests;
mod whole_plan;
mod words;

pub use conflict::{Conflict, Side, shipped_conflicts};
pub use decimal::Decimal;
pub use input::{Input, Inputs, InputsError};
pub use measure::{Counts, How, Measure};
pub use problem::{Fault, PlanError, Problem, nearest};
pub use requirement::{FunctionList, Plan, Recognition, Requirement, Target};
pub use shelf::{PlanReader, ReaderError, SHIPPED, shipped_text};
pub use words::{
    Aggregation, CheckType, CircleRate, Class, Comparator, Force, InputKind, Kind, Occasion, Scope, Unit, Word,
    YearBasis,
};
