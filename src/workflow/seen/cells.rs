//! Which counts must be withheld so that no small one is told, not even by taking others from a sum.
//!
//! The rule is that of statistical offices (primary and complementary cell suppression; Hundepool and others, Statistical Disclosure Control, 2012,
//! chapter 4): whoever knows a sum and all but some of its parts knows what those some are together. So of every sum that is told, either
//! no part is withheld or at least two are, which together are not small either. Where a town can't be made so by withholding more of its
//! communities, the town's own sum is withheld, and the same is asked of the county, and so on up to the whole.

use std::collections::{BTreeMap, BTreeSet};

/// A count of one community, in the parts that must not be small: people; or people reached and people not reached.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// The community.
    pub(super) id: u64,
    /// Its twelve digits; empty where it has none.
    pub(super) code: String,
    pub(super) amounts: Vec<f64>,
    /// Whether it is withheld.
    pub(super) hidden: bool,
}

/// Leading digits of the units above a community, the narrowest first; the last is the whole.
const LEVELS: [usize; 5] = [9, 6, 4, 2, 0];

/// Whether an amount is small: of somebody, but of few.
pub(super) fn is_small(amount: f64, small: f64) -> bool {
    amount > 1e-9 && amount < small
}

/// Withholds what is small and what would tell it. Gives the units, by their digits, whose sums must be withheld too; `closed` says which
/// are in any case.
pub(super) fn settle(cells: &mut [Cell], small: f64, closed: impl Fn(&str) -> bool) -> BTreeSet<String> {
    for cell in cells.iter_mut() {
        cell.hidden |= cell.amounts.iter().any(|amount| is_small(*amount, small));
    }
    let mut hidden_units = BTreeSet::new();
    // Withheld cells that no told sum counts yet, by the unit of the level before.
    let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (step, digits) in LEVELS.into_iter().enumerate() {
        let mut units: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (unit, cells) in std::mem::take(&mut open) {
            let above = unit[..digits].to_owned();
            units.entry(above).or_default().0.extend(cells);
        }
        for (position, cell) in cells.iter().enumerate() {
            let joins = if cell.code.is_empty() { digits == 0 } else { step == 0 };
            if joins {
                let unit = cell.code.get(..digits).unwrap_or_default().to_owned();
                units.entry(unit).or_default().1.push(position);
            }
        }
        // A unit none of whose cells is open has a sum all the same.
        for cell in cells.iter().filter(|cell| !cell.code.is_empty()) {
            units.entry(cell.code[..digits].to_owned()).or_default();
        }
        for (unit, (mut residual, own)) in units {
            residual.extend(own.iter().copied().filter(|position| cells[*position].hidden));
            let mut rest: Vec<usize> = own
                .into_iter()
                .filter(|position| !cells[*position].hidden && total(&cells[*position]) > 0.0)
                .collect();
            rest.sort_by(|a, b| {
                let order = total(&cells[*a]).total_cmp(&total(&cells[*b]));
                order.then(cells[*a].id.cmp(&cells[*b].id)).reverse()
            });
            while !is_safe(cells, &residual, small) {
                let Some(smallest) = rest.pop() else { break };
                cells[smallest].hidden = true;
                residual.push(smallest);
            }
            if !is_safe(cells, &residual, small) || closed(&unit) {
                hidden_units.insert(unit.clone());
                open.insert(unit, residual);
            }
        }
    }
    hidden_units
}

/// Whether what is withheld of a sum may be known together.
fn is_safe(cells: &[Cell], withheld: &[usize], small: f64) -> bool {
    let Some(first) = withheld.first() else { return true };
    let kinds = cells[*first].amounts.len();
    let sum = |kind: usize| -> f64 { withheld.iter().map(|position| cells[*position].amounts[kind]).sum() };
    withheld.len() > 1 && (0..kinds).all(|kind| !is_small(sum(kind), small))
}

fn total(cell: &Cell) -> f64 {
    cell.amounts.iter().sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(rows: &[(&str, &[f64])]) -> Vec<Cell> {
        let rows = rows.iter().zip(1..);
        rows.map(|((code, amounts), id)| Cell {
            id,
            code: (*code).to_owned(),
            amounts: amounts.to_vec(),
            hidden: false,
        })
        .collect()
    }

    fn hidden(cells: &[Cell]) -> Vec<u64> {
        cells.iter().filter(|cell| cell.hidden).map(|cell| cell.id).collect()
    }

    #[test]
    fn nothing_small_withholds_nothing_and_nobody_is_not_small() {
        let mut town = cells(&[("110101001001", &[0.0]), ("110101001002", &[10.0]), ("", &[500.0])]);
        assert!(settle(&mut town, 10.0, |_| false).is_empty());
        assert!(hidden(&town).is_empty());
    }

    #[test]
    fn one_small_count_takes_the_smallest_beside_it_along() {
        let mut town = cells(&[
            ("110101001001", &[3.0]),
            ("110101001002", &[800.0]),
            ("110101001003", &[90.0]),
        ]);
        assert!(settle(&mut town, 10.0, |_| false).is_empty());
        assert_eq!(hidden(&town), [1, 3]);
    }

    #[test]
    fn two_that_are_small_together_take_a_third_along() {
        let mut town = cells(&[
            ("110101001001", &[3.0]),
            ("110101001002", &[4.0]),
            ("110101001003", &[90.0]),
            ("110101001004", &[95.0]),
        ]);
        settle(&mut town, 10.0, |_| false);
        assert_eq!(hidden(&town), [1, 2, 3]);
    }

    #[test]
    fn a_town_with_one_community_is_withheld_and_the_county_asked_next() {
        let mut county = cells(&[
            ("110101001001", &[3.0]),
            ("110101002001", &[800.0]),
            ("110101003001", &[40.0]),
        ]);
        let units = settle(&mut county, 10.0, |_| false);
        let told: Vec<&str> = units.iter().map(String::as_str).collect();
        // Nothing stands directly in the county that could be taken along, so every sum above is withheld.
        assert_eq!(told, ["", "11", "1101", "110101", "110101001"]);
        assert_eq!(hidden(&county), [1]);
    }

    #[test]
    fn what_is_not_reached_must_not_be_small_either() {
        let mut town = cells(&[("110101001001", &[995.0, 5.0]), ("110101001002", &[100.0, 100.0])]);
        settle(&mut town, 10.0, |_| false);
        assert_eq!(hidden(&town), [1, 2]);
    }

    #[test]
    fn a_sum_that_is_withheld_anyway_leaves_its_parts_to_the_sum_above() {
        let mut two = cells(&[
            ("110101001001", &[3.0]),
            ("110101001002", &[50.0]),
            ("110101002001", &[70.0]),
        ]);
        let units = settle(&mut two, 10.0, |unit| unit == "110101001");
        assert_eq!(units.into_iter().collect::<Vec<_>>(), ["110101001"]);
        assert_eq!(hidden(&two), [1, 2]);
    }

    fn towns() -> impl Strategy<Value = Vec<Cell>> {
        let amount = prop_oneof![
            Just(0.0),
            (1..30_u32).prop_map(f64::from),
            (30..900_u32).prop_map(f64::from)
        ];
        let cell = (0..3_usize, 0..3_usize, proptest::collection::vec(amount, 2));
        proptest::collection::vec(cell, 1..14).prop_map(|rows| {
            rows.into_iter()
                .enumerate()
                .map(|(i, (county, town, amounts))| Cell {
                    id: i as u64,
                    code: if county == 2 && town == 2 {
                        String::new()
                    } else {
                        format!("11010{county}00{town}{i:03}")
                    },
                    amounts,
                    hidden: false,
                })
                .collect()
        })
    }

    proptest! {
        /// Every told sum, less every told part of it, tells of nobody or of several that are not few: asked of all told units and of all
        /// differences between a told unit and the told units in it.
        #[test]
        fn no_difference_of_told_sums_is_small(mut cells in towns()) {
            let small = 10.0;
            let units = settle(&mut cells, small, |_| false);
            for cell in &cells {
                prop_assert!(cell.hidden || cell.amounts.iter().all(|amount| !is_small(*amount, small)));
            }
            let all: BTreeSet<&str> = LEVELS
                .iter()
                .flat_map(|digits| cells.iter().map(move |cell| cell.code.get(..*digits).unwrap_or_default()))
                .collect();
            let told: Vec<&str> = all.into_iter().filter(|unit| !units.contains(*unit)).collect();
            for unit in &told {
                let below = |code: &str| told.iter().any(|other| other.len() > unit.len() && other.starts_with(unit) && code.starts_with(other));
                let left: Vec<&Cell> = cells
                    .iter()
                    .filter(|cell| cell.hidden && cell.code.starts_with(unit) && !below(&cell.code))
                    .collect();
                for kind in 0..2 {
                    let sum: f64 = left.iter().map(|cell| cell.amounts[kind]).sum();
                    prop_assert!(left.is_empty() || (left.len() > 1 && !is_small(sum, small)), "{unit}: {left:?}");
                }
            }
        }
    }
}
