//! The blocks of a PBF file, one after the other, with a clear word where the file breaks off.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use osmpbf::{BlobDecode, BlobReader, HeaderBlock, PrimitiveBlock};

use crate::import::error::ImportError;
use crate::import::guard::io_words;
use crate::import::progress::Progress;

/// What this reader understands of what a file may demand.
const FEATURES: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// Counts what was read.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A type of element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Node = 1,
    Way = 2,
    Relation = 4,
}

/// The types of element that a block holds, as the sum of their bits.
fn kinds_of(block: &PrimitiveBlock) -> u8 {
    let mut kinds = 0;
    for group in block.groups() {
        let holds = [
            (
                Kind::Node,
                group.dense_nodes().next().is_some() || group.nodes().next().is_some(),
            ),
            (Kind::Way, group.ways().next().is_some()),
            (Kind::Relation, group.relations().next().is_some()),
        ];
        for (kind, _) in holds.into_iter().filter(|(_, holds)| *holds) {
            kinds |= kind as u8;
        }
    }
    kinds
}

/// A file that is gone through several times. The first time every block is looked into; from then on only those that hold what is asked.
pub(super) struct Blocks<'a> {
    path: &'a Path,
    file: &'a str,
    /// By block, once it was gone through.
    kinds: Vec<u8>,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(path: &'a Path, file: &'a str) -> Self {
        Self {
            path,
            file,
            kinds: Vec::new(),
        }
    }

    /// Goes through the blocks with elements of some types; returns the time of the file's replication state, in seconds of 1970, where it has
    /// one.
    pub(super) fn each(
        &mut self,
        kinds: &[Kind],
        progress: &dyn Progress,
        mut take: impl FnMut(&PrimitiveBlock),
    ) -> Result<Option<i64>, ImportError> {
        let known = std::mem::take(&mut self.kinds);
        let asked = kinds.iter().fold(0, |all, kind| all | *kind as u8);
        let mut kinds = Vec::with_capacity(known.len());
        let wanted = |block: usize| known.get(block).is_none_or(|kinds| kinds & asked != 0);
        let time = each_block(self.path, self.file, progress, wanted, |block| match block {
            Some(block) => {
                let own = known.get(kinds.len()).copied().unwrap_or_else(|| kinds_of(block));
                kinds.push(own);
                if own & asked != 0 {
                    take(block);
                }
            }
            None => kinds.push(known.get(kinds.len()).copied().unwrap_or_default()),
        })?;
        self.kinds = kinds;
        Ok(time)
    }
}

/// Goes through the file, block by block; those that are not wanted, or hold no elements, come as nothing.
fn each_block(
    path: &Path,
    file: &str,
    progress: &dyn Progress,
    wanted: impl Fn(usize) -> bool,
    mut take: impl FnMut(Option<&PrimitiveBlock>),
) -> Result<Option<i64>, ImportError> {
    let unreadable = |e: std::io::Error| ImportError::Unreadable {
        file: file.to_owned(),
        reason: io_words(&e),
    };
    let damaged = |blocks: u64, reason: String| ImportError::Damaged {
        file: file.to_owned(),
        layer: String::new(),
        read: blocks,
        reason,
    };
    let opened = File::open(path).map_err(unreadable)?;
    let length = opened.metadata().map_err(unreadable)?.len();
    let count = Arc::new(AtomicU64::new(0));
    let reader = BlobReader::new(Counted {
        inner: BufReader::with_capacity(1 << 18, opened),
        count: Arc::clone(&count),
    });
    let mut blocks = 0;
    let mut whole = 0;
    let mut timestamp = None;
    for blob in reader {
        let broken = |_| damaged(blocks, format!("it is cut off or damaged at block {}", blocks + 1));
        let blob = blob.map_err(broken)?;
        if wanted(blocks as usize) {
            match blob.decode().map_err(broken)? {
                BlobDecode::OsmHeader(header) => {
                    understood(&header, file)?;
                    timestamp = header.osmosis_replication_timestamp();
                    take(None);
                }
                BlobDecode::OsmData(block) => take(Some(&block)),
                BlobDecode::Unknown(_) => take(None),
            }
        } else {
            take(None);
        }
        blocks += 1;
        whole = count.load(Ordering::Relaxed);
        progress.bytes(whole, Some(length));
    }
    if whole != length {
        return Err(damaged(
            blocks,
            format!("it is cut off or damaged at block {}", blocks + 1),
        ));
    }
    Ok(timestamp)
}

fn understood(header: &HeaderBlock, file: &str) -> Result<(), ImportError> {
    match header
        .required_features()
        .iter()
        .find(|feature| !FEATURES.contains(&feature.as_str()))
    {
        Some(feature) => Err(ImportError::NotYet {
            what: format!("{file}: OpenStreetMap with {feature}"),
            known: "Take an extract without history".to_owned(),
        }),
        None => Ok(()),
    }
}

/// A day for seconds of 1970: `2013-08-03`.
pub(super) fn day(seconds: i64) -> String {
    // Days since 0000-03-01, in eras of 400 years.
    let days = seconds.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_right() {
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(1_375_488_000), "2013-08-03");
        assert_eq!(day(1_709_164_800), "2024-02-29");
        assert_eq!(day(951_782_400), "2000-02-29");
        assert_eq!(day(-1), "1969-12-31");
    }
}
