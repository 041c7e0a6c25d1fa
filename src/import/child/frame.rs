//! What goes through the pipe: a length, then a value in postcard's form.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::batch::Batch;
use crate::domain::record::Remark;
use crate::domain::sample::Seen;
use crate::import::Streamed;
use crate::import::error::ImportError;
use crate::import::going_on::Moment;
use crate::import::raster::RasterPart;

/// The longest frame that is taken: some thousands of rows, or one row of millions of corners.
pub(super) const LONGEST: u32 = 1 << 28;

/// What a child says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Said {
    /// A new step begins.
    Step(String),
    /// Rows that are done.
    At { done: u64, total: Option<u64> },
    /// Bytes that are done.
    Bytes { done: u64, total: Option<u64> },
    /// Something for a person to look at.
    Seen(Seen),
    /// Rows.
    Rows(Batch),
    /// A moment from which a later run can go on. In a file of kept rows with a sum of all bytes before it.
    Moment { moment: Moment, sum: u64 },
    /// A part of a raster.
    Raster(RasterPart),
    /// Rows that were refused.
    Rejected(Vec<Remark>),
    /// What a person should look at.
    Warnings(Vec<Remark>),
    /// All rows were handed over. The remarks were sent before.
    Done(Box<Streamed>),
    /// Nothing can come of this file.
    Failed(Box<ImportError>),
}

/// Why a frame can't be read.
#[derive(Debug)]
pub(super) enum Broken {
    /// The pipe.
    Pipe,
    /// Longer than any honest frame, or not what it should be.
    Nonsense,
}

/// Writes one frame, and sees it on its way.
pub(super) fn write(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    put(out, value)?;
    out.flush()
}

/// Writes one frame, which may wait in the writer.
pub(super) fn put(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let bytes = postcard::to_stdvec(value).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= LONGEST);
    let length = length.ok_or_else(|| io::Error::other("a frame is too long"))?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&bytes)
}

/// Reads one frame; nothing at the end.
pub(super) fn read<T: DeserializeOwned>(from: &mut impl Read) -> Result<Option<T>, Broken> {
    let mut length = [0; 4];
    let mut have = 0;
    while have < length.len() {
        match from.read(&mut length[have..]) {
            Ok(0) if have == 0 => return Ok(None),
            Ok(0) => return Err(Broken::Pipe),
            Ok(read) => have += read,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Broken::Pipe),
        }
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(Broken::Nonsense);
    }
    // Grows with what really comes, so that a length alone costs nothing.
    let mut bytes = Vec::new();
    match from.take(u64::from(length)).read_to_end(&mut bytes) {
        Ok(read) if read == length as usize => {}
        _ => return Err(Broken::Pipe),
    }
    postcard::from_bytes(&bytes).map(Some).map_err(|_| Broken::Nonsense)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_read() {
        let mut pipe = Vec::new();
        write(&mut pipe, &Said::Step("a".to_owned())).expect("it fits");
        write(&mut pipe, &Said::At { done: 7, total: None }).expect("it fits");
        let mut pipe = pipe.as_slice();
        assert!(matches!(read(&mut pipe), Ok(Some(Said::Step(step))) if step == "a"));
        assert!(matches!(read(&mut pipe), Ok(Some(Said::At { done: 7, total: None }))));
        assert!(matches!(read::<Said>(&mut pipe), Ok(None)));
    }

    #[test]
    fn a_length_without_bytes_costs_nothing() {
        let mut huge = [0xff; 8].as_slice();
        assert!(matches!(read::<Said>(&mut huge), Err(Broken::Nonsense)));
        let mut cut = [9, 0, 0, 0, 1].as_slice();
        assert!(matches!(read::<Said>(&mut cut), Err(Broken::Pipe)));
    }

    proptest! {
        #[test]
        fn noise_is_refused_and_nothing_more(noise in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read::<Said>(&mut noise.as_slice());
            let mut framed = (noise.len() as u32).to_le_bytes().to_vec();
            framed.extend(noise);
            let _ = read::<Said>(&mut framed.as_slice());
        }
    }
}
