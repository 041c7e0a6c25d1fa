//! A file's text as UTF-8, piece by piece; what can't be decoded becomes U+FFFD.

use std::io::Read;

use encoding_rs::{CoderResult, Decoder, Encoding};

const PIECE: usize = 1 << 16;

/// Reads bytes of an encoding as UTF-8, without a mark at the beginning.
pub(in crate::import) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    text: Vec<u8>,
    text_at: usize,
    ended: bool,
    done: bool,
}

impl<R: Read> Decoded<R> {
    pub(in crate::import) fn new(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: Vec::new(),
            raw_at: 0,
            text: Vec::new(),
            text_at: 0,
            ended: false,
            done: false,
        }
    }

    fn refill(&mut self) -> std::io::Result<()> {
        while self.text_at == self.text.len() && !self.done {
            if self.raw_at == self.raw.len() && !self.ended {
                self.raw.resize(PIECE, 0);
                let read = self.source.read(&mut self.raw)?;
                self.raw.truncate(read);
                self.raw_at = 0;
                self.ended = read == 0;
            }
            self.text.resize(PIECE * 3, 0);
            let (result, read, written, _) =
                self.decoder
                    .decode_to_utf8(&self.raw[self.raw_at..], &mut self.text, self.ended);
            self.raw_at += read;
            self.text.truncate(written);
            self.text_at = 0;
            self.done = self.ended && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.refill()?;
        let ready = &self.text[self.text_at..];
        let count = ready.len().min(out.len());
        out[..count].copy_from_slice(&ready[..count]);
        self.text_at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GBK, UTF_8, UTF_16LE};

    fn read(bytes: &[u8], encoding: &'static Encoding) -> String {
        let mut text = String::new();
        Decoded::new(bytes, encoding)
            .read_to_string(&mut text)
            .expect("in memory");
        text
    }

    #[test]
    fn long_texts_come_out_whole_whatever_the_pieces() {
        let text = "西山社区,".repeat(60_000);
        let (bytes, ..) = GBK.encode(&text);
        assert!(read(&bytes, GBK) == text);
        assert_eq!(read("\u{feff}名称".as_bytes(), UTF_8), "名称");
        assert_eq!(read(b"\xff\xfe\x0d\x54", UTF_16LE), "名");
    }

    #[test]
    fn what_can_not_be_decoded_stays_visible_and_swallows_no_comma() {
        assert_eq!(read(b"\xc3,a\n\xff", GBK), "\u{fffd},a\n\u{fffd}");
    }
}
