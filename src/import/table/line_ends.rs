//! A text whose lines end alike, the last one too, so that they can be counted.

use std::io::{BufRead, Read};

/// Hands a text on with `\n` for every `\r\n`, and with one at its end.
pub(super) struct LineEnds<R> {
    source: R,
    /// A `\r` was read that may belong to a `\n`.
    held: bool,
    /// Whether the end was handed on.
    ended: bool,
}

impl<R: BufRead> LineEnds<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            held: false,
            ended: false,
        }
    }
}

impl<R: BufRead> Read for LineEnds<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut filled = 0;
        while filled < into.len() {
            let given = self.source.fill_buf()?;
            if given.is_empty() {
                let byte = if self.held { b'\r' } else { b'\n' };
                if self.ended {
                    return Ok(filled);
                }
                self.ended = !self.held;
                self.held = false;
                into[filled] = byte;
                filled += 1;
                continue;
            }
            let mut taken = 0;
            while let Some(byte) = given.get(taken).filter(|_| filled < into.len()) {
                if self.held && *byte != b'\n' {
                    // It stood alone.
                    self.held = false;
                    into[filled] = b'\r';
                    filled += 1;
                    continue;
                }
                taken += 1;
                self.held = *byte == b'\r';
                if !self.held {
                    into[filled] = *byte;
                    filled += 1;
                }
            }
            self.source.consume(taken);
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_ends_alike_wherever_the_text_is_parted() {
        for (text, wanted) in [
            ("a\r\nb", "a\nb\n"),
            ("a\rb\r\r\n", "a\rb\r\n\n"),
            ("a\r", "a\r\n"),
            ("", "\n"),
        ] {
            for size in 1..5 {
                let source = std::io::BufReader::with_capacity(size, text.as_bytes());
                let mut read = LineEnds::new(source);
                let mut all = Vec::new();
                let mut piece = vec![0; size];
                loop {
                    let count = read.read(&mut piece).expect("readable");
                    if count == 0 {
                        break;
                    }
                    all.extend_from_slice(&piece[..count]);
                }
                assert_eq!(String::from_utf8_lossy(&all), wanted, "{text:?} by {size}");
            }
        }
    }
}
