//! Sums of floating numbers that come out the same in whatever order the numbers come.

/// Adds from the least on.
pub(super) fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_unstable_by(f64::total_cmp);
    // Not `sum`, which makes less than nothing (-0) of no numbers.
    values.into_iter().fold(0.0, |sum, value| sum + value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_numbers_changes_no_bit() {
        let (one, other) = ([0.1, 0.2, 0.3], [0.3, 0.2, 0.1]);
        assert_ne!(one.iter().sum::<f64>().to_bits(), other.iter().sum::<f64>().to_bits());
        assert_eq!(sum(one).to_bits(), sum(other).to_bits());
        assert_eq!(sum([]).to_bits(), 0.0_f64.to_bits(), "nothing is nothing, not less");
    }
}
