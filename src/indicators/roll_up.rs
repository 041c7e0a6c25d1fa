//! Rolling up: the sums of every area of several levels, in one pass over units in the order of their codes.

use std::ops::Range;

use super::tally::{Part, Tally};

/// Goes once through units in the order of their codes and hands over the tally of every area of every level, together with the places of
/// its units: `emit(level, area, units, tally)`, smallest areas first. `digits` are how many leading digits the areas of each level share, fewest
/// first; `code` and `part` are asked by place, from 0 to `units`.
///
/// An area's tally is the sum of those in it, each by itself, so sub-totals add up.
///
/// ```
/// use yike::indicators::{Part, roll_up};
/// let codes = ["530001", "530002", "540001"];
/// let mut found = Vec::new();
/// roll_up(3, &[2, 6], |at| codes[at], |at| Part::yes(Some(at != 1), true), |level, area, units, tally| {
///     found.push((level, area.to_owned(), units, tally.sums.value(100).unwrap().shown(None)));
/// });
/// assert_eq!(found[2], (0, "53".to_owned(), 0..2, "50.0".to_owned()));
/// assert_eq!(found.len(), 5);
/// ```
///
/// # Panics
/// A code with fewer digits than the smallest areas.
pub fn roll_up<'a>(
    units: usize,
    digits: &[usize],
    code: impl Fn(usize) -> &'a str,
    part: impl Fn(usize) -> Part,
    mut emit: impl FnMut(usize, &'a str, Range<usize>, &Tally),
) {
    let levels = digits.len();
    let mut running = vec![(0_usize, Tally::default()); levels];
    // Ends the areas of the levels from `from` on before a unit.
    let mut end = |running: &mut [(usize, Tally)], from: usize, before: usize| {
        for level in (from..levels).rev() {
            let (first, tally) = running[level];
            if first < before {
                emit(level, &code(first)[..digits[level]], first..before, &tally);
            }
            if let Some((_, above)) = level.checked_sub(1).and_then(|above| running.get_mut(above)) {
                above.add_all(&tally);
            }
            running[level] = (before, Tally::default());
        }
    };
    for at in 0..units {
        if at > 0 {
            let (last, own) = (code(at - 1).as_bytes(), code(at).as_bytes());
            let differs = |digits: &usize| last[..*digits] != own[..*digits];
            if let Some(from) = digits.iter().position(differs) {
                end(&mut running, from, at);
            }
        }
        if let Some((_, smallest)) = running.last_mut() {
            smallest.add(&part(at));
        }
    }
    end(&mut running, 0, units);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::indicators::{Sums, highest, lowest};

    /// Whether it is surely asked for, and what is above and below the line where that is known.
    fn known() -> impl Strategy<Value = (bool, Option<i64>, Option<i64>)> {
        let amount = || prop::option::of(0_i64..40);
        (prop::bool::weighted(0.9), amount(), amount())
    }

    proptest! {
        #[test]
        fn every_area_has_the_sums_of_its_units_and_every_unit_is_in_one_of_each_level(
            units in prop::collection::vec((0_u32..4, 0_u32..4, 0_u32..4, known()), 0..40), of_a_whole in any::<bool>()
        ) {
            let mut units: Vec<(String, Part)> = units.into_iter()
                .map(|(a, b, c, (surely, above, below))| {
                    (format!("{a}{b}{c}"), Part::of(above, below, of_a_whole, surely))
                }).collect();
            units.sort_by(|a, b| a.0.cmp(&b.0));
            let mut found: BTreeMap<(usize, String), (Range<usize>, Tally)> = BTreeMap::new();
            roll_up(units.len(), &[1, 2, 3], |at| &units[at].0, |at| units[at].1, |level, area, range, tally| {
                assert!(found.insert((level, area.to_owned()), (range, *tally)).is_none(), "once");
            });
            for level in 0..3_usize {
                let mut wanted: BTreeMap<&str, Vec<Part>> = BTreeMap::new();
                for (code, part) in &units {
                    wanted.entry(&code[..=level]).or_default().push(*part);
                }
                prop_assert_eq!(found.keys().filter(|(own, _)| *own == level).count(), wanted.len());
                for (area, parts) in wanted {
                    let (range, tally) = &found[&(level, area.to_owned())];
                    prop_assert_eq!(tally.sums, Sums::of(&parts));
                    prop_assert!(units[range.clone()].iter().all(|(code, _)| code.starts_with(area)));
                    prop_assert_eq!(range.len(), parts.len());
                    if let Some(ends) = tally.ends(100, of_a_whole) {
                        prop_assert_eq!(ends, (lowest(&parts, 100), highest(&parts, 100, of_a_whole)));
                    } else {
                        prop_assert!(parts.iter().any(|part| !part.surely));
                    }
                }
            }
        }
    }
}
