//! A raster that a child has read and checked, kept in a private file without a name until it is written: nobody has to wait while it is read.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, Write as _};
use std::ops::ControlFlow;
use std::path::Path;

use super::frame::{self, Said};
use super::kept::KeptError;
use super::{Limits, raster};
use crate::import::error::ImportError;
use crate::import::progress::Progress;
use crate::import::raster::{RasterPart, RasterRequest};
use crate::import::{Streamed, file_name};

/// The parts of one raster: its head and its cells. Dropped they are gone.
#[derive(Debug)]
pub struct KeptParts {
    file: File,
    streamed: Streamed,
    source: String,
}

/// Reads and checks a raster as [`crate::import::raster()`] does, and keeps its parts in a folder; somebody looks at them as they come.
///
/// # Errors
/// As [`crate::import::raster()`]; or no room to keep the parts.
pub fn read_raster_and_keep(
    request: &RasterRequest<'_>,
    room: &Path,
    (limits, progress): (&Limits, &dyn Progress),
    watch: &mut dyn FnMut(&RasterPart),
) -> Result<KeptParts, KeptError> {
    let source = file_name(request.path)?;
    let file = tempfile::tempfile_in(room).map_err(KeptError::Room)?;
    let mut out = BufWriter::with_capacity(1 << 18, &file);
    let mut full = None;
    let read = raster(request, &source, limits, progress, &mut |part| {
        watch(&part);
        match frame::put(&mut out, &Said::Raster(part)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                full = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    full.map_or(Ok(()), |error| Err(KeptError::Room(error)))?;
    let streamed = read?;
    out.flush().map_err(KeptError::Room)?;
    drop(out);
    Ok(KeptParts { file, streamed, source })
}

impl KeptParts {
    /// What is known of the raster beside its cells.
    pub fn streamed(&self) -> &Streamed {
        &self.streamed
    }

    /// Hands over all parts in their order, as often as one likes. A sink that breaks off ends it.
    ///
    /// # Errors
    /// The file can't be read again, or the progress says to stop.
    pub fn each(
        &self,
        progress: &dyn Progress,
        sink: &mut dyn FnMut(RasterPart) -> ControlFlow<()>,
    ) -> Result<(), KeptError> {
        let mut file = &self.file;
        file.rewind().map_err(KeptError::Room)?;
        let mut from = BufReader::with_capacity(1 << 18, file);
        loop {
            if progress.stopped() {
                return Err(ImportError::Stopped {
                    file: self.source.clone(),
                }
                .into());
            }
            match frame::read(&mut from) {
                Ok(Some(Said::Raster(part))) => {
                    if sink(part).is_break() {
                        return Ok(());
                    }
                }
                Ok(None) => return Ok(()),
                _ => return Err(KeptError::Room(io::ErrorKind::InvalidData.into())),
            }
        }
    }
}
