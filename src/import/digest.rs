//! The digest that ties a result to the file it was made from.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::progress::Progress;

/// SHA-256 of a file's bytes, in hexadecimal. A shapefile is several files: its digest covers the `.shp` and the `.dbf`.
pub(super) fn sha256(paths: &[&Path], progress: &dyn Progress) -> io::Result<String> {
    let mut total = 0;
    for path in paths {
        total += std::fs::metadata(path)?.len();
    }
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut done = 0;
    for path in paths {
        let mut file = File::open(path)?;
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            digest.update(&buffer[..read]);
            done += read as u64;
            progress.bytes(done, Some(total));
        }
    }
    Ok(digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Silent;

    #[test]
    fn the_digest_is_the_one_that_everyone_computes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").expect("a file");
        assert_eq!(
            sha256(&[&path], &Silent).expect("it is there"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
