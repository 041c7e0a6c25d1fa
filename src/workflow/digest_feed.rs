//! A digest of anything that can be written, fed piece by piece.

use std::fmt::{Arguments, Write};

use sha2::{Digest, Sha256};

/// A digest that is not done yet.
#[derive(Default)]
pub(super) struct DigestFeed(Sha256);

impl Write for DigestFeed {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

impl DigestFeed {
    /// Feeds it.
    pub(super) fn feed(&mut self, what: Arguments<'_>) {
        // Writing into a digest never fails.
        let _ = self.write_fmt(what);
    }

    /// The digest, in hexadecimal digits.
    pub(super) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a text never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn piece_by_piece_is_all_at_once() {
        let rows = [Some("a"), None];
        let (mut pieces, mut whole) = (DigestFeed::default(), DigestFeed::default());
        pieces.feed(format_args!("[{:?}", rows[0]));
        pieces.feed(format_args!(", {:?}]", rows[1]));
        whole.feed(format_args!("{rows:?}"));
        assert_eq!(pieces.finish(), whole.finish());
    }
}
