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
    pub(crate) fn packed<N: Copy + Into<u64>>(&mut self, field: u32, numbers: &[N]) {
        if numbers.is_empty() {
            return;
        }
        self.varint(u64::from(field << 3 | 2));
        let size: usize = numbers.iter().map(|number| length((*number).into())).sum();
        self.varint(size as u64);
        self.0.reserve(size);
        for number in numbers {
            self.varint((*number).into());
        }
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
pub(crate) fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

/// Bytes of a number.
fn length(number: u64) -> usize {
    ((70 - number.leading_zeros().min(63)) / 7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_long_as_they_are_said_to_be() {
        for number in (0..64)
            .flat_map(|bits| [(1_u64 << bits) - 1, 1 << bits])
            .chain([u64::MAX])
        {
            let mut message = Message::default();
            message.varint(number);
            assert_eq!(message.into_bytes().len(), length(number), "{number}");
        }
    }

    #[test]
    fn small_numbers_of_either_sign_are_short() {
        assert_eq!(
            [0, -1, 1, -2, i64::MAX, i64::MIN].map(zigzag),
            [0, 1, 2, 3, u64::MAX - 1, u64::MAX]
        );
    }

    #[test]
    fn the_example_of_the_format_is_written_as_it_writes_it() {
        let mut inner = Message::default();
        inner.number(1, 150);
        let mut outer = Message::default();
        outer.message(3, &inner);
        outer.packed(4, &[3_u32, 270, 86_942]);
        let written = [0x1a, 3, 8, 0x96, 1, 0x22, 6, 3, 0x8e, 2, 0x9e, 0xa7, 5];
        assert_eq!(outer.into_bytes(), written);
    }
}
