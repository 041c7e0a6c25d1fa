//! A body with its validators and its compressed forms.

use std::cell::RefCell;
use std::sync::OnceLock;

use axum::body::Bytes;
use flate2::{Compress, Compression, FlushCompress, Status};
use sha2::{Digest, Sha256};

use super::encoding::Coding;

/// Bodies below this many bytes are not compressed: the header would cost what the coding saves.
const WORTH_COMPRESSING: usize = 256;

/// Bodies up to this many bytes that are sent once are compressed in less time than it takes to wake another thread twice.
const QUICKLY_COMPRESSED: usize = 32 * 1024;

/// Bytes ready to be sent; compressed when first asked for.
#[derive(Debug)]
pub(super) struct Document {
    media: &'static str,
    bytes: Bytes,
    hash: String,
    once: bool,
    gzip: OnceLock<Option<Bytes>>,
    zstd: OnceLock<Option<Bytes>>,
    brotli: OnceLock<Option<Bytes>>,
}

impl Document {
    pub(super) fn new(media: &'static str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let digest = Sha256::digest(&bytes);
        let head = digest
            .iter()
            .take(12)
            .fold(0_u128, |head, byte| head << 8 | u128::from(*byte));
        let hash = format!("{head:024x}");
        Self {
            media,
            bytes,
            hash,
            once: false,
            gzip: OnceLock::new(),
            zstd: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    /// The same for a body that is sent once and not kept: it is compressed in the time that one reader's bytes are worth.
    pub(super) fn once(media: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self {
            once: true,
            ..Self::new(media, bytes)
        }
    }

    /// Its media type.
    pub(super) fn media(&self) -> &'static str {
        self.media
    }

    /// Its bytes, not compressed.
    pub(super) fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }

    /// Its size in bytes, not compressed.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The coding that will be used where one is wanted: identity for what is small or does not compress by its nature.
    pub(super) fn usable(&self, wanted: Coding) -> Coding {
        let dense =
            self.media.starts_with("font/") || (self.media.starts_with("image/") && self.media != "image/svg+xml");
        if self.len() < WORTH_COMPRESSING || dense {
            Coding::Identity
        } else {
            wanted
        }
    }

    /// Whether [`Self::body`] would have to compress first, and for so long that another thread should.
    pub(super) fn must_compress(&self, coding: Coding) -> bool {
        match coding {
            Coding::Identity => false,
            Coding::Gzip if self.once && self.len() <= QUICKLY_COMPRESSED => false,
            Coding::Gzip => self.gzip.get().is_none(),
            Coding::Zstd => self.zstd.get().is_none(),
            Coding::Brotli => self.brotli.get().is_none(),
        }
    }

    /// The bytes in a coding; as they are where compressing them fails.
    pub(super) fn body(&self, coding: Coding) -> (Coding, Bytes) {
        let compressed = match coding {
            Coding::Identity => None,
            Coding::Gzip => self.gzip.get_or_init(|| self.gzip()).clone(),
            Coding::Zstd => self.zstd.get_or_init(|| zstd(&self.bytes)).clone(),
            Coding::Brotli => self.brotli.get_or_init(|| brotli(&self.bytes)).clone(),
        };
        compressed.map_or((Coding::Identity, self.bytes.clone()), |bytes| (coding, bytes))
    }

    fn gzip(&self) -> Option<Bytes> {
        let compressor = if self.once { &QUICK_GZIP } else { &GZIP };
        compressor.with_borrow_mut(|compress| gzip(compress, &self.bytes))
    }

    /// The strong entity tag of the bytes in a coding, quotes included.
    pub(super) fn tag(&self, coding: Coding) -> String {
        // Other bytes, another tag.
        let quick = if self.once && coding == Coding::Gzip { "2" } else { "" };
        format!("\"{}-{}{quick}\"", self.hash, coding.tag())
    }
}

thread_local! {
    /// The tables of a compressor are larger than most of what it compresses, so each thread keeps one.
    static GZIP: RefCell<Compress> = RefCell::new(Compress::new_gzip(Compression::new(6), WINDOW_BITS));
    /// The same for what is sent once: less work for 2 to 12 % more bytes of a tile.
    static QUICK_GZIP: RefCell<Compress> = RefCell::new(Compress::new_gzip(Compression::new(2), WINDOW_BITS));
}

/// The largest window that gzip has.
const WINDOW_BITS: u8 = 15;

fn gzip(compress: &mut Compress, bytes: &[u8]) -> Option<Bytes> {
    compress.reset();
    let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
    loop {
        let done = compress.total_in() as usize;
        let status = compress
            .compress_vec(&bytes[done..], &mut out, FlushCompress::Finish)
            .ok()?;
        if status == Status::StreamEnd {
            return Some(Bytes::from(out));
        }
        out.reserve(bytes.len() / 4 + 64);
    }
}

/// No window is larger than 8 MiB, which every client takes (RFC 9659).
fn zstd(bytes: &[u8]) -> Option<Bytes> {
    zstd::bulk::compress(bytes, 5).ok().map(Bytes::from)
}

fn brotli(bytes: &[u8]) -> Option<Bytes> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 5,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params).ok()?;
    Some(Bytes::from(out))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_sent_once_is_the_same_with_another_tag() {
        let text = "the tiles of a town, ".repeat(500);
        let (kept, once) = (
            Document::new("text/plain", text.clone()),
            Document::once("text/plain", text.clone()),
        );
        for document in [&kept, &once] {
            let (coding, body) = document.body(Coding::Gzip);
            assert_eq!(coding, Coding::Gzip);
            let mut read = String::new();
            flate2::read::GzDecoder::new(&*body)
                .read_to_string(&mut read)
                .expect("gzip");
            assert_eq!(read, text);
        }
        assert_ne!(kept.tag(Coding::Gzip), once.tag(Coding::Gzip));
        assert_eq!(kept.tag(Coding::Zstd), once.tag(Coding::Zstd));
    }
}
