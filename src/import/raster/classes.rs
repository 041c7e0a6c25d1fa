//! Cells that hold the numbers of classes, as of land cover, and not amounts.

use super::note;
use crate::domain::record::Remark;

/// So few different whole numbers in so many cells are classes, as of land cover.
const MOST_CLASSES: usize = 20;
const CELLS_OF_CLASSES: u64 = 10_000;

/// What a planner does with classes of land cover, of which nothing here is computed: nobody's pace across open ground is known.
const ADVICE: &str = "ways are measured along streets, so land cover gives no pace; classes that nobody crosses come in as barriers and classes that people live on as land, once they are areas (QGIS: Raster, Conversion, Polygonize)";

/// The different numbers of a raster's cells, while they are few and whole.
pub(super) struct Classes {
    seen: Option<Vec<f64>>,
    cells: u64,
}

impl Classes {
    /// Before the first cell.
    pub(super) fn new() -> Self {
        Self {
            seen: Some(Vec::new()),
            cells: 0,
        }
    }

    /// One cell with a number.
    pub(super) fn see(&mut self, number: f64) {
        self.cells += 1;
        let Some(seen) = &mut self.seen else { return };
        if seen.last() == Some(&number) {
            return;
        }
        if let Some(known) = seen.iter().position(|class| class.to_bits() == number.to_bits()) {
            // Neighbours are mostly alike.
            let last = seen.len() - 1;
            seen.swap(known, last);
        } else if number.fract() == 0.0 && seen.len() < MOST_CLASSES {
            seen.push(number);
        } else {
            self.seen = None;
        }
    }

    /// What is said where they look like classes and not like heights.
    pub(super) fn not_heights(self) -> Option<Remark> {
        self.remark("heights", |_| true)
    }

    /// What is said where they look like classes and not like people: a count of people has cells with nobody.
    pub(super) fn not_people(self) -> Option<Remark> {
        self.remark("people", |low| low > 0.0)
    }

    fn remark(self, what: &str, lowest: impl Fn(f64) -> bool) -> Option<Remark> {
        let seen = self
            .seen
            .filter(|seen| self.cells >= CELLS_OF_CLASSES && seen.len() > 1)?;
        let low = seen.iter().copied().fold(f64::INFINITY, f64::min);
        let high = seen.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        lowest(low).then(|| {
            note(format!(
                "its cells hold only {} different whole numbers, from {low} to {high}: classes look like that, as of land cover, and not {what}",
                seen.len()
            ))
            .with_advice(ADVICE)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(number: impl Fn(u32) -> f64, cells: u32) -> Classes {
        let mut classes = Classes::new();
        (0..cells).for_each(|cell| classes.see(number(cell)));
        classes
    }

    #[test]
    fn classes_are_told_from_heights() {
        let said = |number: &dyn Fn(u32) -> f64, cells| classes(number, cells).not_heights().is_some();
        assert!(said(&|cell| f64::from(cell % 6 + 1), 10_000), "six classes");
        assert!(!said(&|cell| f64::from(cell % 6) + 0.5, 10_000), "heights in halves");
        assert!(!said(&|cell| f64::from(cell / 100), 10_000), "a slope");
        assert!(!said(&|_| 7.0, 10_000), "a plain");
        assert!(!said(&|cell| f64::from(cell % 6), 9_999), "too few to be sure");
    }

    #[test]
    fn classes_are_told_from_people_by_nobody() {
        let land_cover = classes(|cell| f64::from(cell % 6 + 1), 10_000)
            .not_people()
            .expect("said");
        assert!(land_cover.told().contains("barriers"), "{}", land_cover.told());
        // Hamlets of up to six in empty land.
        assert_eq!(classes(|cell| f64::from(cell % 7), 10_000).not_people(), None);
    }
}
