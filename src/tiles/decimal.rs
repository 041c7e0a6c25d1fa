//! Decimal fractions as JSON has them, from whole numbers.

/// Numbers of one scale: so many whole ones make one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal {
    scale: u64,
    places: usize,
}

/// Digits of the longest fraction.
const MOST_PLACES: usize = 7;

impl Decimal {
    /// Fractions of so many decimals, seven at most.
    pub(super) fn new(decimals: u8) -> Self {
        let places = usize::from(decimals).min(MOST_PLACES);
        Self {
            scale: (0..places).fold(1, |scale, _| scale * 10),
            places,
        }
    }

    /// Writes a number of these: the shortest text that means it, with one decimal at least, as `serde_json` writes the same fraction. What is
    /// smaller than a thousandth it writes itself.
    pub(super) fn write(self, number: i64, out: &mut Vec<u8>) {
        let size = number.unsigned_abs();
        if size * 1000 < self.scale && size > 0 {
            out.extend_from_slice(
                serde_json::json!(number as f64 / self.scale as f64)
                    .to_string()
                    .as_bytes(),
            );
            return;
        }
        if number < 0 {
            out.push(b'-');
        }
        whole(size / self.scale, out);
        out.push(b'.');
        let (mut rest, mut digits) = (size % self.scale, [b'0'; MOST_PLACES]);
        for digit in digits[..self.places].iter_mut().rev() {
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
        let length = digits
            .iter()
            .rposition(|digit| *digit != b'0')
            .map_or(1, |last| last + 1);
        out.extend_from_slice(&digits[..length]);
    }
}

/// Writes a whole number.
pub(super) fn whole(mut number: u64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[first..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(number: i64, decimals: u8) -> String {
        let mut out = Vec::new();
        Decimal::new(decimals).write(number, &mut out);
        String::from_utf8(out).expect("digits")
    }

    fn by_serde(number: i64, decimals: u8) -> String {
        serde_json::to_string(&(number as f64 / 10_f64.powi(i32::from(decimals)))).expect("a number")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn fractions_are_written_as_serde_writes_them(number in -3_600_000_000_i64..3_600_000_000, shorter in 0_u32..10, decimals in 0_u8..=7) {
            let number = number / 10_i64.pow(shorter);
            prop_assert_eq!(written(number, decimals), by_serde(number, decimals));
        }

        #[test]
        fn whole_numbers_are_written(number in any::<u64>()) {
            let mut out = Vec::new();
            whole(number, &mut out);
            prop_assert_eq!(out, number.to_string().into_bytes());
        }
    }

    #[test]
    fn small_numbers_and_zero_are_written_as_serde_writes_them() {
        for (number, decimals) in (-12_000..12_000).flat_map(|number| (0..=7).map(move |decimals| (number, decimals))) {
            assert_eq!(written(number, decimals), by_serde(number, decimals));
        }
    }
}
