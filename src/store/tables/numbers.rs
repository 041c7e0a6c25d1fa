//! A list of numbers in few bytes: each as its difference from the one before, zigzag, seven bits a byte.

/// Packs numbers; neighbours in value take two bytes or three.
pub(super) fn pack(numbers: &[i64]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.len() * 3);
    let mut before = 0_i64;
    for number in numbers {
        let step = number.wrapping_sub(before);
        before = *number;
        let mut rest = ((step << 1) ^ (step >> 63)) as u64;
        while rest >= 0x80 {
            bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
    }
    bytes
}

/// Unpacks them; `None` where the bytes are no such list.
pub(super) fn unpack(bytes: &[u8]) -> Option<Vec<i64>> {
    let mut numbers = Vec::new();
    let (mut before, mut rest, mut shift) = (0_i64, 0_u64, 0_u32);
    for byte in bytes {
        rest |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 != 0 {
            shift += 7;
            continue;
        }
        let step = (rest >> 1) as i64 ^ -((rest & 1) as i64);
        before = before.wrapping_add(step);
        numbers.push(before);
        (rest, shift) = (0, 0);
    }
    (shift == 0).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back_as_they_were(numbers in prop::collection::vec(any::<i64>(), 0..50)) {
            prop_assert_eq!(unpack(&pack(&numbers)), Some(numbers));
        }
    }

    #[test]
    fn neighbours_are_small_and_damage_is_told() {
        assert_eq!(pack(&[5_000_000_000, 5_000_000_001, 5_000_000_002]).len(), 7);
        assert_eq!(unpack(&[0x80]), None);
        assert_eq!(unpack(&[0xff; 12]), None);
    }
}
