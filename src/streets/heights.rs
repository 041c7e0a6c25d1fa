//! What is known of heights along a stretch.

use super::network::Network;

impl Network {
    /// Metres between two places of a stretch whose gradient nobody knows; none of a network without heights.
    pub fn without_heights_m(&self, edge: u32, from_m: f64, to_m: f64) -> f64 {
        if self.heights.is_empty() {
            return 0.0;
        }
        let (low, high) = (from_m.min(to_m), from_m.max(to_m));
        let (mut unknown, mut walked) = (0.0, 0.0);
        for first in self.range(edge).rev().skip(1).rev() {
            let metres = self.corners[first].distance(self.corners[first + 1]);
            let part = (walked + metres).min(high) - walked.max(low);
            walked += metres;
            if part > 0.0 && (self.heights[first].is_nan() || self.heights[first + 1].is_nan()) {
                unknown += part;
            }
        }
        unknown
    }

    /// Metres climbed between two places of a stretch, in the order given; `None` where heights are not known.
    pub fn climb_between(&self, edge: u32, from_m: f64, to_m: f64) -> Option<f64> {
        if !self.has_heights() {
            return None;
        }
        let (low, high) = (from_m.min(to_m), from_m.max(to_m));
        let (mut climb, mut walked) = (0.0, 0.0);
        for first in self.range(edge).rev().skip(1).rev() {
            let metres = self.corners[first].distance(self.corners[first + 1]);
            let part = (walked + metres).min(high) - walked.max(low);
            walked += metres;
            let rise = f64::from(self.heights[first + 1] - self.heights[first]);
            if part > 0.0 && metres > 0.0 && !rise.is_nan() {
                let rise = rise * (part / metres);
                climb += if to_m < from_m { -rise } else { rise }.max(0.0);
            }
        }
        Some(climb)
    }
}
