//! Whole bodies as gzip.

use std::cell::RefCell;

use axum::body::Bytes;
use libdeflater::{CompressionLvl, Compressor};

/// libdeflate's level whose output is about as large as that of the usual level 6 of zlib, a little smaller for `GeoJSON`.
const LEVEL: i32 = 5;

/// Room for what was compressed that a thread keeps for the next, in bytes.
const ROOM_KEPT: usize = 64 * 1024;

/// A compressor's tables are larger than most of what it compresses, and so is the room that the worst would need.
struct Bench {
    compressor: Compressor,
    room: Vec<u8>,
}

thread_local! {
    /// Each thread keeps one.
    static BENCH: RefCell<Option<Bench>> = RefCell::new(CompressionLvl::new(LEVEL).ok().map(|level| Bench {
        compressor: Compressor::new(level),
        room: Vec::new(),
    }));
}

/// The bytes as gzip; `None` where that fails.
pub(super) fn gzip(bytes: &[u8]) -> Option<Bytes> {
    BENCH.with_borrow_mut(|bench| {
        let Bench { compressor, room } = bench.as_mut()?;
        let worst = compressor.gzip_compress_bound(bytes.len());
        if room.len() < worst {
            room.resize(worst, 0);
        }
        let written = compressor.gzip_compress(bytes, room).ok()?;
        let packed = Bytes::copy_from_slice(&room[..written]);
        if room.len() > ROOM_KEPT {
            *room = Vec::new();
        }
        Some(packed)
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    #[test]
    fn it_comes_back_and_is_about_as_small_as_what_zlib_makes() {
        let written = (0..4000).map(|i: u64| format!("[{}.{:06},{}]", i % 97, i * i % 999_983, i / 3));
        let text: String = written.collect();
        // The room that is kept has been larger before the last.
        for size in [0, 1, 300, 5_000, text.len(), 300] {
            let bytes = &text.as_bytes()[..size];
            let packed = gzip(bytes).expect("memory");
            let mut back = Vec::new();
            flate2::read::GzDecoder::new(&packed[..])
                .read_to_end(&mut back)
                .expect("gzip");
            assert_eq!(back, bytes);
            let mut usual = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
            usual.write_all(bytes).expect("memory");
            let usual = usual.finish().expect("memory").len();
            // What is shorter than 256 bytes is sent as it is.
            assert!(
                size < 256 || packed.len() <= usual + usual / 20 + 4,
                "{size}: {} and {usual}",
                packed.len()
            );
        }
    }
}
