//! Places of a file that are drawn before it is imported: evenly from all of it, and never too many.

use geo::{CoordsIter, Geometry};

/// Most places that are drawn.
const MOST_PLACES: usize = 3000;
/// Corners that they may have together.
const MOST_CORNERS: usize = 200_000;

/// Keeps every n-th place; when there is no more room, every second of those goes, and n doubles.
pub(super) struct Thinned<T> {
    pub(super) kept: Vec<(Geometry<f64>, T)>,
    corners: usize,
    every: u64,
    passed: u64,
}

impl<T> Default for Thinned<T> {
    fn default() -> Self {
        Self {
            kept: Vec::new(),
            corners: 0,
            every: 1,
            passed: 0,
        }
    }
}

impl<T> Thinned<T> {
    /// One place more, made only where it is kept.
    pub(super) fn see(&mut self, make: impl FnOnce() -> (Geometry<f64>, T)) {
        let wanted = self.passed.is_multiple_of(self.every);
        self.passed += 1;
        if !wanted {
            return;
        }
        let place = make();
        self.corners += place.0.coords_count();
        self.kept.push(place);
        while self.kept.len() > MOST_PLACES || (self.corners > MOST_CORNERS && self.kept.len() > 1) {
            let mut odd = false;
            self.kept.retain(|_| {
                odd = !odd;
                odd
            });
            self.corners = self.kept.iter().map(|(shape, _)| shape.coords_count()).sum();
            self.every *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_places_from_everywhere_and_never_too_many() {
        let mut places = Thinned::default();
        for x in 0..20_000 {
            places.see(|| (geo::Point::new(f64::from(x), 0.0).into(), x.to_string()));
        }
        assert!(
            (MOST_PLACES / 2..=MOST_PLACES).contains(&places.kept.len()),
            "{}",
            places.kept.len()
        );
        let numbers: Vec<u64> = places
            .kept
            .iter()
            .map(|(_, name)| name.parse().expect("a number"))
            .collect();
        let steps: Vec<u64> = numbers.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(steps.iter().all(|step| *step == places.every), "evenly");
        assert!(numbers.last().is_some_and(|last| *last + places.every >= 20_000));
    }
}
