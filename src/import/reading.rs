//! Reading a file in this very process. Only the child process and tests of trusted files come here.

use std::path::Path;

use super::batches::{Batches, Sink};
use super::companions;
use super::digest;
use super::error::ImportError;
use super::format::Format;
use super::guard;
use super::osm;
use super::progress::Progress;
use super::sheet::Sheet;
use super::{Request, Streamed, communities, facilities, grounds, people};
use crate::domain::provenance::Input;
use crate::domain::record::{LayerKind, Outcome, Records};
use crate::domain::town::HeldCategory;

/// What a reader says beside its rows.
pub(super) type Known = (Outcome, Vec<HeldCategory>);

/// Reads and checks a file called `file`; its rows go to the sink while it is read. Nothing is written but in the room.
pub(super) fn read(
    request: &Request<'_>,
    file: &str,
    room: &Path,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Streamed, ImportError> {
    guard::prepare();
    let sink: &mut Sink<'_> = &mut |mut rows: Records| {
        request.defaults.fill(&mut rows);
        sink(rows);
    };
    let format = Format::of(request.path, file)?;
    companions::check(request, file, format)?;
    progress.step("checking the file");
    let sha256 = digest(request.path, file, format, progress)?;
    progress.step("reading rows");
    let ((outcome, held), crs) = if format == Format::OsmPbf {
        (osm::read(request, file, progress, sink)?, "EPSG:4326".to_owned())
    } else {
        if request.merge_names.is_some() {
            return Err(ImportError::KindNotInFormat {
                file: file.to_owned(),
                kind: "a table of names".to_owned(),
                format: format.name().to_owned(),
                reason: "it goes with an OpenStreetMap extract only".to_owned(),
            });
        }
        let settled = companions::settled(request.path, room, file)?;
        let request = &Request {
            path: &settled,
            ..*request
        };
        let sheet = Sheet::open(request, file, format)?;
        let crs = sheet.placer.crs.name.clone();
        (rows(sheet, request, progress, sink)?, crs)
    };
    Ok(Streamed {
        input: Input {
            kind: request.kind.key().to_owned(),
            source: file.to_owned(),
            sha256,
            rows: outcome.accepted,
            crs,
        },
        outcome,
        held,
    })
}

fn rows(
    sheet: Sheet,
    request: &Request<'_>,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Known, ImportError> {
    let vocabulary = &request.catalogue.osm;
    let outcome = match request.kind {
        LayerKind::Facilities => return facilities::read(sheet, request, progress, sink),
        LayerKind::Communities => communities::read(sheet, progress, sink),
        LayerKind::Hamlets => people::read(sheet, false, progress, Batches::new(Records::Hamlets, sink)),
        LayerKind::Population => people::read(sheet, true, progress, Batches::new(Records::Population, sink)),
        LayerKind::Buildings => grounds::buildings(sheet, vocabulary, progress, sink),
        LayerKind::Land => grounds::land(sheet, vocabulary, progress, sink),
        LayerKind::Streets => grounds::streets(sheet, vocabulary, progress, sink),
    }?;
    Ok((outcome, Vec::new()))
}

fn digest(path: &Path, file: &str, format: Format, progress: &dyn Progress) -> Result<String, ImportError> {
    let table = companions::beside(path, "dbf").filter(|_| format == Format::Shapefile);
    let paths: Vec<&Path> = std::iter::once(path).chain(table.as_deref()).collect();
    digest::sha256(&paths, progress).map_err(|e| ImportError::Unreadable {
        file: file.to_owned(),
        reason: guard::io_words(&e),
    })
}
