//! Bytes that are added up as they go by, so that a file of which only a part reached the disk is not believed beyond that part.

use std::hash::{DefaultHasher, Hasher as _};
use std::io::{self, Read, Write};

/// A reader or writer with the sum and the number of the bytes that went through.
#[derive(Debug)]
pub(super) struct Summed<T> {
    inner: T,
    sum: Sum,
}

/// What went by so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Sum {
    digest: DefaultHasher,
    /// How many bytes that were.
    pub(super) bytes: u64,
}

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        self.digest.write(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// The sum of the bytes.
    pub(super) fn value(&self) -> u64 {
        self.digest.finish()
    }
}

impl<T> Summed<T> {
    /// Goes on with what went by before.
    pub(super) fn new(inner: T, sum: Sum) -> Self {
        Self { inner, sum }
    }

    /// What went by so far.
    pub(super) fn sum(&self) -> &Sum {
        &self.sum
    }
}

impl<T: Read> Read for Summed<T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.sum.add(&into[..read]);
        Ok(read)
    }
}

impl<T: Write> Write for Summed<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.sum.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Writers and readers cut the same bytes differently.
        #[test]
        fn the_sum_does_not_depend_on_where_bytes_are_cut(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            cut in 0_usize..300,
        ) {
            let cut = cut.min(bytes.len());
            let mut one = Summed::new(Vec::new(), Sum::default());
            one.write_all(&bytes).expect("a list grows");
            let mut parts = Summed::new(&bytes[..], Sum::default());
            let mut into = vec![0; cut];
            parts.read_exact(&mut into).expect("so many are there");
            let so_far = parts.sum().clone();
            let mut rest = Summed::new(&bytes[cut..], so_far);
            rest.read_to_end(&mut Vec::new()).expect("a list can be read");
            prop_assert_eq!(one.sum().value(), rest.sum().value());
            prop_assert_eq!(one.sum().bytes, bytes.len() as u64);
        }
    }

    #[test]
    fn other_bytes_have_another_sum() {
        let sum = |bytes: &[u8]| {
            let mut summed = Summed::new(io::sink(), Sum::default());
            summed.write_all(bytes).expect("it takes all");
            summed.sum().value()
        };
        assert_ne!(sum(b"rows"), sum(b"row\0"));
        assert_ne!(sum(b"\0"), sum(b"\0\0"));
    }
}
