//! What a site is worth to somebody at the end of a way.

use crate::domain::access::{AccessMeasure, Decay};

/// The weight of a cost within a limit, both in the same whole units. Beyond the limit: nothing.
pub(super) fn weight(measure: &AccessMeasure, cost: i64, limit: i64) -> f64 {
    if cost > limit {
        return 0.0;
    }
    match measure {
        AccessMeasure::Completeness | AccessMeasure::Cumulative | AccessMeasure::TwoStep => 1.0,
        AccessMeasure::Enhanced(decay) => decayed(decay, cost, limit),
    }
}

fn decayed(decay: &Decay, cost: i64, limit: i64) -> f64 {
    let bell = |share: f64| (-0.5 * share * share).exp();
    let share = if limit > 0 { cost as f64 / limit as f64 } else { 0.0 };
    match decay {
        Decay::Steps(weights) => {
            // Whole numbers: a way exactly on a zone's end is in it, whatever a third is in binary.
            let zones = weights.len() as i128;
            let inside = |zone: i128| i128::from(cost) * zones <= (zone + 1) * i128::from(limit);
            weights
                .iter()
                .zip(0..)
                .find(|(_, zone)| inside(*zone))
                .map_or(0.0, |(weight, _)| *weight)
        }
        Decay::GaussianToZero => ((bell(share) - bell(1.0)) / (1.0 - bell(1.0))).max(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::STEPS;

    #[test]
    fn steps_change_after_the_end_of_a_zone() {
        let steps = AccessMeasure::Enhanced(Decay::Steps(STEPS.to_vec()));
        // Zones of twenty minutes, as in the published table of PySAL access: {20: 1, 40: 0.68, 60: 0.22}.
        for (cost, wanted) in [
            (0, 1.0),
            (10, 1.0),
            (20, 1.0),
            (30, 0.68),
            (40, 0.68),
            (50, 0.22),
            (60, 0.22),
            (70, 0.0),
        ] {
            assert!((weight(&steps, cost, 60) - wanted).abs() < 1e-15, "{cost}");
        }
        assert!(
            (weight(&steps, 330_000, 990_000) - 1.0).abs() < 1e-15,
            "a third of a circle, exactly"
        );
        assert!((weight(&steps, 330_001, 990_000) - 0.68).abs() < 1e-15);
    }

    #[test]
    fn the_bell_curve_begins_at_one_and_ends_at_nothing() {
        let bell = AccessMeasure::Enhanced(Decay::GaussianToZero);
        assert!((weight(&bell, 0, 60) - 1.0).abs() < 1e-15);
        assert!(weight(&bell, 60, 60).abs() < 1e-15);
        // (exp(-1/8) - exp(-1/2)) / (1 - exp(-1/2))
        assert!((weight(&bell, 30, 60) - 0.701_366_573_239_004).abs() < 1e-12);
    }

    #[test]
    fn without_decay_everything_within_the_limit_counts_whole() {
        for measure in [AccessMeasure::TwoStep, AccessMeasure::Cumulative] {
            assert!((weight(&measure, 60, 60) - 1.0).abs() < 1e-15);
            assert!(weight(&measure, 61, 60).abs() < 1e-15);
        }
    }
}
