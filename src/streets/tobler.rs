//! Tobler's hiking function.

/// Speed on a gradient (rise over run, uphill positive) as a share of the speed on the flat.
///
/// Tobler 1993 gives 6 exp(-3.5 |g + 0.05|) km/h; divided by its own value on the flat it scales to any walker. Steepest descent that still
/// helps is 5 %; beyond it, up or down, walking is slower.
///
/// ```
/// use yike::streets::tobler;
/// let kmh = |grade: f64| (5000.0 * tobler(grade)).round() / 1000.0;
/// assert_eq!([-0.05, 0.05, 0.1, 0.3, -0.3].map(kmh), [5.956, 4.197, 3.523, 1.750, 2.483]);
/// ```
pub fn tobler(grade: f64) -> f64 {
    (0.175 - 3.5 * (grade + 0.05).abs()).exp()
}

#[cfg(test)]
mod tests {
    use super::tobler;

    #[test]
    fn the_flat_is_the_measure_and_a_gentle_descent_is_fastest() {
        assert!((tobler(0.0) - 1.0).abs() < 1e-15);
        let fastest = (-100..=100)
            .map(|percent| f64::from(percent) / 100.0)
            .max_by(|a, b| tobler(*a).total_cmp(&tobler(*b)));
        assert_eq!(fastest, Some(-0.05));
    }
}
