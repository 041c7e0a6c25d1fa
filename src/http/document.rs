//! A body with its validators and its compressed forms.

use std::sync::OnceLock;

use axum::body::Bytes;
use twox_hash::XxHash3_128;

use super::encoding::Coding;
use super::gzip::gzip;

/// Bodies below this many bytes are not compressed: the header would cost what the coding saves.
const WORTH_COMPRESSING: usize = 256;

/// Bytes ready to be sent; compressed when first asked for.
#[derive(Debug)]
pub(super) struct Document {
    media: &'static str,
    bytes: Bytes,
    /// The first half of its entity tags, the quote included.
    tag: String,
    gzip: OnceLock<Option<Bytes>>,
    zstd: OnceLock<Option<Bytes>>,
    brotli: OnceLock<Option<Bytes>>,
}

impl Document {
    pub(super) fn new(media: &'static str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let tag = format!("\"{:024x}-", XxHash3_128::oneshot(&bytes) >> 32);
        Self {
            media,
            bytes,
            tag,
            gzip: OnceLock::new(),
            zstd: OnceLock::new(),
            brotli: OnceLock::new(),
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

    /// Whether [`Self::body`] would have to compress first.
    pub(super) fn must_compress(&self, coding: Coding) -> bool {
        match coding {
            Coding::Identity => false,
            Coding::Gzip => self.gzip.get().is_none(),
            Coding::Zstd => self.zstd.get().is_none(),
            Coding::Brotli => self.brotli.get().is_none(),
        }
    }

    /// The bytes in a coding; as they are where compressing them fails.
    pub(super) fn body(&self, coding: Coding) -> (Coding, Bytes) {
        let compressed = match coding {
            Coding::Identity => None,
            Coding::Gzip => self.gzip.get_or_init(|| gzip(&self.bytes)).clone(),
            Coding::Zstd => self.zstd.get_or_init(|| zstd(&self.bytes)).clone(),
            Coding::Brotli => self.brotli.get_or_init(|| brotli(&self.bytes)).clone(),
        };
        compressed.map_or((Coding::Identity, self.bytes.clone()), |bytes| (coding, bytes))
    }

    /// The strong entity tag of the bytes in a coding, quotes included.
    pub(super) fn tag(&self, coding: Coding) -> String {
        [&self.tag, coding.tag(), "\""].concat()
    }
}

/// No window is larger than 8 MiB, which every client takes (RFC 9659).
fn zstd(bytes: &[u8]) -> Option<Bytes> {
    let mut out = zstd::bulk::compress(bytes, 5).ok()?;
    // It comes in room for the worst.
    out.shrink_to_fit();
    Some(Bytes::from(out))
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
