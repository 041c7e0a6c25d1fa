//! Which column a field is given where several look like it: the surest name, and an empty column last.

use super::column_names::{CUT, Likeness, likeness};
use super::coordinate_columns::is_part;
use super::fields::Field;
use super::ledger::Ledger;

/// A column chosen for a field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    pub(super) key: &'static str,
    pub(super) index: usize,
    pub(super) likeness: Likeness,
}

/// Gives the fields that are left the columns that look most like them, the surest first; no column serves two fields.
pub(super) fn guess(
    known: &'static [Field],
    names: &[String],
    without: &[&'static str],
    filled: &dyn Fn(usize) -> bool,
    found: &mut Vec<Choice>,
    ledger: &mut Ledger,
) {
    let mut offers: Vec<(Likeness, usize, usize, usize)> = Vec::new();
    for (order, field) in known.iter().enumerate() {
        let seen = names.iter().enumerate();
        offers.extend(seen.filter_map(|(index, name)| {
            likeness(field, name).map(|(likeness, place)| (likeness, place, order, index))
        }));
    }
    // A name that another field knows whole was not cut.
    let whole: Vec<usize> = offers
        .iter()
        .filter(|(likeness, ..)| likeness.percent > CUT.percent)
        .map(|(.., index)| *index)
        .collect();
    offers.retain(|(likeness, .., index)| *likeness != CUT || !whole.contains(index));
    // The numbers of rows are no codes where there is a column for codes that nobody filled.
    let is_number = |order: usize, at: usize| known[order].key == "code" && names[at].trim().eq_ignore_ascii_case("id");
    let is_rival = |(_, _, order, index): &(Likeness, usize, usize, usize)| {
        let mut others = offers.iter().filter(|(_, _, of, at)| of == order && at != index);
        others.any(|(_, _, of, at)| !is_number(*of, *at))
    };
    let empty: Vec<usize> = offers
        .iter()
        .filter(|offer| is_rival(offer) && !filled(offer.3))
        .map(|offer| offer.3)
        .collect();
    offers.sort_by_key(|(likeness, place, order, index)| {
        let last = empty.contains(index);
        (last, u8::MAX - likeness.percent, *place, *order, *index)
    });
    for (likeness, place, order, index) in &offers {
        let field = &known[*order];
        let taken = |choice: &Choice| choice.index == *index || choice.key == field.key;
        if without.contains(&field.key) || found.iter().any(taken) {
            continue;
        }
        let rivals: Vec<&str> = offers
            .iter()
            .filter(|(other, word, of, at)| other == likeness && word == place && of == order && at != index)
            .filter(|(_, _, _, at)| !empty.contains(at) && !is_part(&names[*at]))
            .map(|(_, _, _, at)| names[*at].as_str())
            .collect();
        let nearer = offers
            .iter()
            .find(|(other, word, of, at)| {
                of == order
                    && empty.contains(at)
                    && (u8::MAX - other.percent, *word) < (u8::MAX - likeness.percent, *place)
            })
            .filter(|_| !empty.contains(index));
        if let Some((_, _, _, at)) = nearer {
            ledger.note(
                Some(field.key),
                format!(
                    "column {} is used; {} is empty in the first rows",
                    names[*index], names[*at]
                ),
            );
        }
        if !rivals.is_empty() {
            ledger.note(
                Some(field.key),
                format!(
                    "column {} is used, but {rivals:?} may be meant as well; say it with --map {}=COLUMN",
                    names[*index], field.key
                ),
            );
        }
        found.push(Choice {
            key: field.key,
            index: *index,
            likeness: *likeness,
        });
    }
}
