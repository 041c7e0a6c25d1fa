//! The heights of a tile in few bytes: whole numbers of metres, decimetres or centimetres in two bytes each where that is exact, else
//! single precision in four; each as its difference from the one before, low bytes first, then deflated.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

/// How many parts of a metre the whole numbers of a form count; the first byte of a packed tile is the form.
const PARTS: [f64; 3] = [1.0, 10.0, 100.0];
/// The form of single precision.
const SINGLE: u8 = 3;
/// The whole number that means none.
const NONE: i16 = i16::MIN;

/// Packs heights; what is not a number comes back as not a number.
pub(super) fn pack(heights: &[f32]) -> Vec<u8> {
    let whole = PARTS.iter().zip(0..).find_map(|(parts, form)| {
        let numbers: Option<Vec<i16>> = heights.iter().map(|height| whole(*height, *parts)).collect();
        Some((form, numbers?))
    });
    let (form, bytes) = if let Some((form, numbers)) = whole {
        (form, planes(&differences(numbers.into_iter().map(i16::cast_unsigned))))
    } else {
        let mut before = 0_u32;
        let steps: Vec<[u8; 4]> = heights
            .iter()
            .map(|height| {
                let bits = height.to_bits();
                let step = bits.wrapping_sub(before);
                before = bits;
                step.to_le_bytes()
            })
            .collect();
        (SINGLE, planes(&steps))
    };
    let mut packed = vec![form];
    let mut encoder = ZlibEncoder::new(&mut packed, Compression::default());
    encoder.write_all(&bytes).expect("writing into memory never fails");
    encoder.finish().expect("writing into memory never fails");
    packed
}

/// Unpacks so many heights; `None` where the bytes are not these.
pub(super) fn unpack(packed: &[u8], count: usize) -> Option<Vec<f32>> {
    let (form, deflated) = packed.split_first()?;
    let size = if *form == SINGLE { 4 } else { 2 };
    let mut bytes = Vec::new();
    // One byte more than there should be: bytes made to fill the memory end here.
    let most = (count * size) as u64 + 1;
    ZlibDecoder::new(deflated).take(most).read_to_end(&mut bytes).ok()?;
    if bytes.len() != count * size {
        return None;
    }
    if *form == SINGLE {
        let mut bits = 0_u32;
        return Some(
            unplaned::<4>(&bytes)
                .map(|step| {
                    bits = bits.wrapping_add(u32::from_le_bytes(step));
                    f32::from_bits(bits)
                })
                .collect(),
        );
    }
    let parts = PARTS.get(usize::from(*form))?;
    let mut number = 0_u16;
    Some(
        unplaned::<2>(&bytes)
            .map(|step| {
                number = number.wrapping_add(u16::from_le_bytes(step));
                match number.cast_signed() {
                    NONE => f32::NAN,
                    whole => (f64::from(whole) / parts) as f32,
                }
            })
            .collect(),
    )
}

/// A height as a whole number of parts of a metre, if it is exactly that.
fn whole(height: f32, parts: f64) -> Option<i16> {
    if !height.is_finite() {
        return Some(NONE);
    }
    let number = (f64::from(height) * parts).round();
    let within = number > f64::from(NONE) && number <= f64::from(i16::MAX);
    (within && ((number / parts) as f32).to_bits() == height.to_bits()).then_some(number as i16)
}

fn differences(numbers: impl Iterator<Item = u16>) -> Vec<[u8; 2]> {
    let mut before = 0_u16;
    numbers
        .map(|number| {
            let step = number.wrapping_sub(before);
            before = number;
            step.to_le_bytes()
        })
        .collect()
}

/// All first bytes, then all second ones: equal bytes then stand together.
fn planes<const N: usize>(numbers: &[[u8; N]]) -> Vec<u8> {
    (0..N)
        .flat_map(|byte| numbers.iter().map(move |number| number[byte]))
        .collect()
}

fn unplaned<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> + '_ {
    let count = bytes.len() / N;
    (0..count).map(move |index| std::array::from_fn(|byte| bytes[byte * count + index]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(a: &[f32], b: &[f32]) -> bool {
        a.len() == b.len()
            && a.iter()
                .zip(b)
                // The nought below zero is the same height.
                .all(|(a, b)| a - b == 0.0 || a.is_nan() && b.is_nan())
    }

    proptest! {
        #[test]
        fn heights_come_back_as_they_were(heights in prop::collection::vec(prop_oneof![
            any::<f32>(), Just(f32::NAN), (-500_i16..9000).prop_map(f32::from), (0_i32..90_000).prop_map(|cm| cm as f32 / 100.0),
        ], 1..600)) {
            // What is infinite is no height.
            let heights: Vec<f32> = heights.into_iter().map(|h| if h.is_finite() { h } else { f32::NAN }).collect();
            let back = unpack(&pack(&heights), heights.len()).expect("it was packed");
            prop_assert!(same(&heights, &back));
        }

        #[test]
        fn noise_is_refused_and_nothing_more(noise in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&noise, 66_049);
        }
    }

    #[test]
    fn whole_heights_take_little_and_a_wrong_count_is_told() {
        let slope: Vec<f32> = (0..66_049).map(|i| 100.0 + (i % 257) as f32).collect();
        let packed = pack(&slope);
        assert!(packed.len() < 2000, "{}", packed.len());
        assert_eq!(packed[0], 0);
        assert_eq!(pack(&[0.5, 12.25])[0], 2);
        assert_eq!(pack(&[0.1, 0.123_456])[0], SINGLE);
        assert!(unpack(&packed, 66_048).is_none() && unpack(&packed, 66_050).is_none());
        assert!(unpack(&[], 1).is_none() && unpack(&[9, 1], 1).is_none());
    }
}
