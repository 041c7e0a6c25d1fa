//! Protocol buffers as they are written: numbers, bytes and messages with their field's number before them.

/// One message on its way.
#[derive(Debug, Default)]
pub(crate) struct Message(Vec<u8>);

impl Message {
    /// Makes room for the next one.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What was written.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// A whole number.
    pub(crate) fn number(&mut self, field: u32, number: u64) {
        self.varint(u64::from(field << 3));
        self.varint(number);
    }

    /// Eight bytes as they are.
    pub(crate) fn eight_bytes(&mut self, field: u32, bits: u64) {
        self.varint(u64::from(field << 3 | 1));
        self.0.extend(bits.to_le_bytes());
    }

    /// A text, or a message that is written already.
    pub(crate) fn bytes(&mut self, field: u32, bytes: &[u8]) {
        self.varint(u64::from(field << 3 | 2));
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// A message inside this one.
    pub(crate) fn message(&mut self, field: u32, message: &Self) {
        self.bytes(field, &message.0);
    }

    /// Whole numbers in one field; nothing for none.
    pub(crate) fn packed(&mut self, field: u32, numbers: &[u32]) {
        if numbers.is_empty() {
            return;
        }
        self.varint(u64::from(field << 3 | 2));
        let size: usize = numbers.iter().map(|number| length(*number)).sum();
        self.varint(size as u64);
        self.0.reserve(size);
        for number in numbers {
            self.varint(u64::from(*number));
        }
    }

    /// The same of numbers of any size.
    pub(crate) fn packed_long(&mut self, field: u32, numbers: impl Iterator<Item = u64>) {
        let mut inside = Self::default();
        numbers.for_each(|number| inside.varint(number));
        self.message(field, &inside);
    }

    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }
}

/// A signed number so that small ones are short.
pub(crate) fn zigzag(number: i32) -> u32 {
    ((number << 1) ^ (number >> 31)) as u32
}

/// The same of a long one.
pub(crate) fn zigzag_long(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

/// Bytes of a number.
fn length(number: u32) -> usize {
    ((38 - number.leading_zeros().min(31)) / 7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_long_as_they_are_said_to_be() {
        for number in [
            0,
            1,
            127,
            128,
            16_383,
            16_384,
            2_097_151,
            2_097_152,
            268_435_455,
            268_435_456,
            u32::MAX,
        ] {
            let mut message = Message::default();
            message.varint(u64::from(number));
            assert_eq!(message.into_bytes().len(), length(number), "{number}");
        }
    }

    #[test]
    fn small_numbers_of_either_sign_are_short() {
        assert_eq!(
            [0, -1, 1, -2, i32::MAX, i32::MIN].map(zigzag),
            [0, 1, 2, 3, u32::MAX - 1, u32::MAX]
        );
        assert_eq!(
            [0, -1, 1, -2, i64::MAX, i64::MIN].map(zigzag_long),
            [0, 1, 2, 3, u64::MAX - 1, u64::MAX]
        );
    }

    #[test]
    fn the_example_of_the_format_is_written_as_it_writes_it() {
        let mut inner = Message::default();
        inner.number(1, 150);
        let mut outer = Message::default();
        outer.message(3, &inner);
        let mut long = Message::default();
        long.message(3, &inner);
        outer.packed(4, &[3, 270, 86_942]);
        long.packed_long(4, [3, 270, 86_942].into_iter());
        let written = [0x1a, 3, 8, 0x96, 1, 0x22, 6, 3, 0x8e, 2, 0x9e, 0xa7, 5];
        assert_eq!([outer, long].map(Message::into_bytes), [written; 2]);
    }
}
