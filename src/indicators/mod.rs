//! Does a place keep its plan? From plain records to the answer of every requirement: values with all that they stand on.
//!
//! Nothing in here knows a number of any plan. Sums are whole millionths, compared without rounding; what is not known leaves an interval, and
//! a verdict needs both of its ends on one side.

mod above;
mod answer;
mod areas;
mod board;
mod by_area;
mod circles;
mod context;
mod figures;
mod fraction;
mod gap_to_all;
mod hours;
mod ledger;
mod left_open;
mod missing;
mod near_by;
mod of_group;
mod part_of;
mod places;
mod presence;
mod records;
mod reference_line;
mod roll_up;
mod series;
mod sharing;
mod standing;
mod tally;
#[cfg(test)]
mod tests;
mod value;
mod why;

pub use answer::{Answer, Area, Status, Within, answer_areas, answer_for, answer_plan};
pub use areas::{AreaLine, Areas};
pub use board::{Board, MOST_BELOW};
pub use fraction::Fraction;
pub use gap_to_all::{GapToAll, gap_to_all};
pub use hours::hours_of_an_open_day;
pub use ledger::{GREEDY_LABEL, Gap, Ledger, Step, input_of_first};
pub use missing::Missing;
pub use of_group::Counted;
pub use records::{
    CircleRow, Evidence, FacilityRow, FunctionRow, GroundRow, GroupRow, LoadRow, Records, UnitRow, VillageRow,
};
pub use reference_line::ReferenceLine;
pub use roll_up::roll_up;
pub use standing::Standings;
pub use tally::{Part, Sums, Tally, highest, lowest};
pub use value::{Failing, Item, Value};
pub use why::Why;
