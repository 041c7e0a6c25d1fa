//! Reading a file in this very process. Only the child process and tests of trusted files come here.

use std::path::{Path, PathBuf};

use super::addresses;
use super::batches::{Batches, Sink};
use super::companions;
use super::digest;
use super::error::ImportError;
use super::format::Format;
use super::going_on::Earlier;
use super::guard;
use super::osm;
use super::outline;
use super::pack;
use super::progress::Progress;
use super::retold;
use super::sheet::Sheet;
use super::{
    Request, Streamed, barriers, communities, compounds, facilities, grounds, people, register, street_lines,
    successions,
};
use crate::domain::address_book;
use crate::domain::batch::Batch;
use crate::domain::lost_code::LostCode;
use crate::domain::provenance::Input;
use crate::domain::record::{LayerKind, Outcome, Records};
use crate::domain::town::HeldCategory;
use crate::domain::unplaced::Unplaced;

/// What a reader says beside its rows.
pub(super) struct Known {
    pub(super) outcome: Outcome,
    /// Facility categories that the source can tell about.
    pub(super) held: Vec<HeldCategory>,
    /// Rows without a place.
    pub(super) unplaced: Vec<Unplaced>,
    /// Units without their codes.
    pub(super) lost: Vec<LostCode>,
}

impl From<Outcome> for Known {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            held: Vec::new(),
            unplaced: Vec::new(),
            lost: Vec::new(),
        }
    }
}

/// Where a file is read.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The one folder that may be written into.
    pub(super) room: &'a Path,
    /// Whether this process reads this file and nothing else, so that GDAL may keep the one driver that it needs.
    pub(super) alone: bool,
    /// Only the shapes are wanted.
    pub(super) outline: bool,
    /// What an earlier run left of the same file.
    pub(super) earlier: Option<&'a dyn Earlier>,
}

/// Reads and checks a file called `file`; its rows go to the sink while it is read.
pub(super) fn read(
    request: &Request<'_>,
    file: &str,
    place: &Place<'_>,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Streamed, ImportError> {
    let format = Format::of(request.path, file)?;
    if !format.is_archive() {
        return layer(request, file, format, place, progress, sink);
    }
    progress.step("unpacking");
    let inside = place.room.join("unpacked");
    std::fs::create_dir(&inside).map_err(|e| ImportError::Unreadable {
        file: file.to_owned(),
        reason: guard::io_words(&e),
    })?;
    let names = pack::unpack(request.path, file, &inside, progress)?;
    let chosen = pack::choose(&names, &inside, file, format, request.layer)?;
    let inner = Request {
        path: &chosen.path,
        layer: chosen.layer.as_deref(),
        ..*request
    };
    let format = Format::of(inner.path, &chosen.file)?;
    let mut read = layer(&inner, &chosen.file, format, place, progress, sink)?;
    // The source is what a person gave.
    file.clone_into(&mut read.input.source);
    for held in &mut read.held {
        file.clone_into(&mut held.source);
    }
    Ok(read)
}

/// Reads one layer of a file that is no archive.
fn layer(
    request: &Request<'_>,
    file: &str,
    format: Format,
    place: &Place<'_>,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Streamed, ImportError> {
    if place.alone {
        guard::only(format.driver().into_iter().collect());
    }
    guard::prepare();
    let sink: &mut Sink<'_> = &mut |mut batch: Batch| {
        request.defaults.fill(&mut batch.records);
        sink(batch);
    };
    if place.outline {
        return outline::read(request, file, format, place.room, progress, sink);
    }
    companions::check(request, file, format)?;
    progress.step("checking the file");
    let sha256 = digest(request.path, file, format, progress)?;
    progress.step("reading rows");
    let (known, crs) = if format.is_osm() {
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
        let settled = companions::settled(request.path, place.room, file)?;
        let said = request.options.encoding.as_deref();
        let retold = retold::retold(&settled, format, place.room, file, said)?;
        let request = &Request {
            path: retold.path.as_deref().unwrap_or(&settled),
            ..*request
        };
        let mut sheet = Sheet::open(request, file, format, progress)?;
        for remark in retold.remarks {
            sheet.ledger.note(None, remark);
        }
        // A register has no coordinates that a system could be of.
        let crs = if request.kind.has_geometry() {
            sheet.placer.crs.name.clone()
        } else {
            "none".to_owned()
        };
        (rows(sheet, request, place.earlier, progress, sink)?, crs)
    };
    let mut unplaced = known.unplaced;
    if let Some(table) = request
        .options
        .address_table
        .as_deref()
        .filter(|_| !unplaced.is_empty())
    {
        let addresses = addresses::table(request, table)?;
        for row in &mut unplaced {
            let known = row.address.as_deref().map(|address| addresses.find(address));
            if let Some(address_book::Known::Place(spot)) = known {
                row.found = Some(spot);
            }
        }
    }
    Ok(Streamed {
        input: Input {
            kind: request.kind.key().to_owned(),
            source: file.to_owned(),
            sha256,
            rows: known.outcome.accepted,
            crs,
        },
        outcome: known.outcome,
        held: known.held,
        unplaced,
        lost: known.lost,
    })
}

fn rows(
    sheet: Sheet,
    request: &Request<'_>,
    earlier: Option<&dyn Earlier>,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Known, ImportError> {
    if request.options.only_addresses {
        return addresses::read(sheet, progress, Batches::new(Records::Hamlets, sink));
    }
    let vocabulary = &request.catalogue.osm;
    let outcome = match request.kind {
        LayerKind::Facilities => return facilities::read(sheet, request, earlier, progress, sink),
        LayerKind::Communities => communities::read(sheet, progress, sink),
        LayerKind::Hamlets => {
            return people::read(sheet, false, earlier, progress, Batches::new(Records::Hamlets, sink));
        }
        LayerKind::Population => {
            return people::read(sheet, true, earlier, progress, Batches::new(Records::Population, sink));
        }
        LayerKind::Buildings => grounds::buildings(sheet, vocabulary, earlier, progress, sink),
        LayerKind::Land => {
            let standard = request.options.land_use_standard;
            grounds::land(sheet, (vocabulary, standard), earlier, progress, sink)
        }
        LayerKind::Streets => street_lines::streets(sheet, vocabulary, earlier, progress, sink),
        LayerKind::Register => return register::read(sheet, progress, Batches::new(Records::Register, sink)),
        LayerKind::Barriers => barriers::read(sheet, request.options, progress, sink),
        LayerKind::Compounds => compounds::read(sheet, progress, sink),
        LayerKind::Successions => {
            return successions::read(sheet, progress, Batches::new(Records::Successions, sink));
        }
    }?;
    Ok(outcome.into())
}

fn digest(path: &Path, file: &str, format: Format, progress: &dyn Progress) -> Result<String, ImportError> {
    let unreadable = |e: std::io::Error| ImportError::Unreadable {
        file: file.to_owned(),
        reason: guard::io_words(&e),
    };
    let companion = match format {
        Format::Shapefile => companions::beside(path, "dbf"),
        Format::MapInfoTab => companions::beside(path, "map"),
        Format::MapInfoMif => companions::beside(path, "mid"),
        _ => None,
    };
    let paths = match format {
        Format::FileGdb => companions::files_of(path).map_err(unreadable)?,
        _ => std::iter::once(path.to_owned()).chain(companion).collect(),
    };
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    digest::sha256(&paths, progress).map_err(unreadable)
}
