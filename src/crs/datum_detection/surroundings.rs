//! Whether a layer fits where it is put and nowhere else around.

use std::f64::consts::TAU;

use geo::Coord;

use super::reference::{Mark, Nearby};
use super::sample::evenly;
use super::{Doubt, Hypothesis, REACH_M, Verdict};

/// Added to every distance before its logarithm is taken, in metres: differences below this are drawing.
const FLOOR_M: f64 = 10.0;
/// Most corners that are moved about.
const MOST_MOVED: usize = 200;
/// Steps that are tried around a hypothesis.
const STEPS: usize = 200;
/// Of which some are tried first.
const FIRST_STEPS: usize = 25;
/// Nearer steps than this are the same place, drawn less well, in metres.
const SAME_PLACE_M: f64 = 150.0;
/// By how much the logarithm of the typical distance must fall: 0.35 is a factor of 1.4.
const LEAST_DEPTH: f64 = 0.35;
/// How many times deeper than any other place it must be.
const LEAST_CONTRAST: f64 = 1.6;
/// A layer that fits best farther off than this is in no known datum, however rough it is, in metres.
const LONGEST_SLACK_M: f64 = 35.0;
/// How many standard errors the fall must be.
const LEAST_SIGNIFICANCE: f64 = 6.0;

/// How a layer fits around one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surroundings {
    /// How much closer the layer lies here than when it is moved anywhere else around: the fall of the mean logarithm of its distances.
    pub depth: f64,
    /// The same for the best of all other places.
    pub rival_depth: f64,
    /// The fall in standard errors, corner by corner.
    pub significance: f64,
    /// How far from here the layer would fit best, in metres; `None` where that was not worth looking for.
    pub off_m: Option<f64>,
    /// How far that may be without meaning anything, in metres.
    pub slack_m: f64,
}

/// What a distance counts, in logarithms.
pub(super) fn weight(distance_m: f64) -> f64 {
    (distance_m.min(REACH_M) + FLOOR_M).ln()
}

struct Field<'a> {
    marks: Vec<Mark>,
    nearby: &'a Nearby,
}

impl Field<'_> {
    fn weights(&self, step: Coord<f64>) -> Vec<f64> {
        let moved = self.marks.iter().map(|mark| mark.moved(step));
        moved.map(|mark| weight(self.nearby.distance(mark))).collect()
    }

    fn score(&self, step: Coord<f64>) -> f64 {
        mean(&self.weights(step))
    }

    /// The lowest place downhill from here.
    fn descend(&self, from: Coord<f64>) -> (Coord<f64>, f64) {
        let (mut at, mut score, mut stride) = (from, self.score(from), 32.0);
        while stride >= 1.0 {
            let next = (0..8)
                .map(|eighth| at + polar(stride, f64::from(eighth) / 8.0))
                .map(|step| (step, self.score(step)))
                .min_by(|a, b| a.1.total_cmp(&b.1));
            match next {
                Some((step, lower)) if lower < score - 1e-9 => (at, score) = (step, lower),
                _ => stride /= 2.0,
            }
        }
        (at, score)
    }
}

impl Surroundings {
    /// Looks around: `scale_m` is the length of the shift in question, `others` by how much the other
    /// hypotheses score worse.
    pub(super) fn of(marks: &[Mark], nearby: &Nearby, scale_m: f64, others: &[f64]) -> Self {
        let field = Field {
            marks: evenly(marks, MOST_MOVED),
            nearby,
        };
        // Steps on a spiral: evenly dense, and in step with no street grid.
        let radius = (1.3 * scale_m).clamp(400.0, 900.0);
        let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
        let steps: Vec<Coord<f64>> = (0..STEPS)
            .map(|i| polar(radius * ((i as f64 + 0.5) / STEPS as f64).sqrt(), i as f64 * golden))
            .filter(|step| length(*step) >= SAME_PLACE_M)
            .collect();
        // A layer that fits nowhere, or everywhere, is seen by few of them.
        let few: Vec<Coord<f64>> = steps.iter().copied().step_by(STEPS / FIRST_STEPS).collect();
        let first = Self::among(&field, &few, others);
        if first.doubt().is_some() {
            return first;
        }
        Self::among(&field, &steps, others)
    }

    fn among(field: &Field<'_>, steps: &[Coord<f64>], others: &[f64]) -> Self {
        let here = field.weights(Coord::zero());
        let score = mean(&here);
        let mut elsewhere = vec![0.0; here.len()];
        let mut places: Vec<(Coord<f64>, f64)> = Vec::new();
        for step in steps {
            let weights = field.weights(*step);
            places.push((*step, mean(&weights)));
            elsewhere
                .iter_mut()
                .zip(weights)
                .for_each(|(sum, weight)| *sum += weight);
        }
        let count = places.len() as f64;
        let falls: Vec<f64> = elsewhere
            .iter()
            .zip(&here)
            .map(|(sum, here)| sum / count - here)
            .collect();
        let depth = mean(&falls);
        let spread = (falls.iter().map(|fall| (fall - depth).powi(2)).sum::<f64>() / falls.len() as f64).sqrt();
        let error = spread / (falls.len() as f64).sqrt();
        places.sort_unstable_by(|a, b| a.1.total_cmp(&b.1));
        let mut distances: Vec<f64> = here.iter().map(|weight| weight.exp() - FLOOR_M).collect();
        let typical = super::median(&mut distances).unwrap_or(0.0);
        let lowest = places.first().map(|(_, score)| *score).into_iter();
        let lowest = lowest
            .chain(others.iter().map(|gap| score + gap))
            .fold(f64::INFINITY, f64::min);
        let mut found = Self {
            depth,
            rival_depth: score + depth - lowest,
            significance: if error > 0.0 { depth / error } else { 0.0 },
            off_m: None,
            // Points beside a street fit as well on either side of it, so their own distance is added.
            slack_m: (8.0 + typical + 10.0 * typical / (here.len() as f64).sqrt()).min(LONGEST_SLACK_M),
        };
        if found.doubt().is_none() && steps.len() > FIRST_STEPS {
            found.look_closer(field, score, &places);
        }
        found
    }

    /// The spiral steps over narrow places: the best three of its steps are followed to the ground, and this one too.
    fn look_closer(&mut self, field: &Field<'_>, score: f64, places: &[(Coord<f64>, f64)]) {
        for (step, _) in places.iter().take(3) {
            let (foot, lower) = field.descend(*step);
            if length(foot) >= SAME_PLACE_M {
                self.rival_depth = self.rival_depth.max(score + self.depth - lower);
            }
        }
        self.off_m = Some(length(field.descend(Coord::zero()).0));
    }

    /// What speaks against the hypothesis.
    fn doubt(&self) -> Option<Doubt> {
        if self.depth < LEAST_DEPTH || self.significance < LEAST_SIGNIFICANCE {
            Some(Doubt::NothingFits)
        } else if self.depth < LEAST_CONTRAST * self.rival_depth {
            Some(Doubt::SeveralFit)
        } else {
            let off = self.off_m.filter(|off| *off > self.slack_m);
            off.map(|off| Doubt::Off(off.round() as u32))
        }
    }

    /// Whether the hypothesis holds.
    pub(super) fn verdict(&self, best: Hypothesis) -> Verdict {
        self.doubt().map_or(Verdict::Fits(best), Verdict::Undecided)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn polar(radius: f64, turns: f64) -> Coord<f64> {
    let (sin, cos) = (TAU * turns).sin_cos();
    Coord {
        x: radius * cos,
        y: radius * sin,
    }
}

fn length(step: Coord<f64>) -> f64 {
    step.x.hypot(step.y)
}
