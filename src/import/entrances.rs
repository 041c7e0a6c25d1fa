//! Where a site is entered, as a table writes it: pairs of coordinates in one cell.

use geo::Coord;

use super::ledger::Ledger;
use super::placer::Placer;
use super::shape;
use super::view::View;
use crate::crs::LonLat;

/// What a pair looks like.
const FORM: &str = "they are pairs of coordinates in the file's reference system, parted by semicolons, as in 102.5451 25.0402; 102.5460 25.0398";

/// Reads a row's entrances; none where it names none. `key` is the field: `entrances` or `gates`.
pub(super) fn entrances(
    view: &View<'_>,
    key: &'static str,
    placer: &mut Placer,
    ledger: &mut Ledger,
    bad: &mut bool,
) -> Vec<LonLat> {
    let Some(pairs) = view.read(key, |cell| pairs(cell.text()), ledger, bad) else {
        return Vec::new();
    };
    let doors: Vec<LonLat> = pairs
        .iter()
        .filter_map(|pair| shape::placed_point(view.row, *pair, placer, ledger))
        .collect();
    *bad |= doors.len() < pairs.len();
    doors
}

fn pairs(text: Option<String>) -> Result<Option<Vec<Coord<f64>>>, String> {
    let Some(text) = text else { return Ok(None) };
    let parts = text
        .split([';', '；', '|'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    parts
        .map(|part| pair(part).ok_or_else(|| format!("{part:?} is not a pair of coordinates; {FORM}")))
        .collect::<Result<_, _>>()
        .map(Some)
}

fn pair(text: &str) -> Option<Coord<f64>> {
    let mut numbers = text
        .split([' ', ',', '，'])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<f64>().ok().filter(|number| number.is_finite()));
    let (x, y) = (numbers.next()??, numbers.next()??);
    numbers.next().is_none().then_some(Coord { x, y })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_as_people_write_them() {
        let two = Some(vec![Coord { x: 102.5, y: 25.0 }, Coord { x: 102.6, y: 25.1 }]);
        for text in [
            "102.5 25.0; 102.6 25.1",
            "102.5,25|102.6,25.1;",
            "102.5，25.0；102.6  25.1",
        ] {
            assert_eq!(pairs(Some(text.to_owned())), Ok(two.clone()), "{text}");
        }
        assert_eq!(pairs(None), Ok(None));
        for wrong in ["east gate", "102.5", "102.5 25 3", "102.5 NaN"] {
            let said = pairs(Some(wrong.to_owned())).expect_err("it is no pair");
            assert!(said.contains(wrong) && said.contains("102.5451 25.0402"), "{said}");
        }
    }
}
