//! Where addresses are: from a user's own table of them, or from a layer or table of buildings.

use std::path::Path;

use super::batches::Batches;
use super::error::ImportError;
use super::format::Format;
use super::progress::{Progress, Silent};
use super::reading::Known;
use super::row::{Place, Row};
use super::sheet::Sheet;
use super::{Limits, Options, Request, child, file_name};
use crate::domain::address_book::AddressBook;
use crate::domain::batch::Batch;
use crate::domain::category::Catalogue;
use crate::domain::people_group::GroupCounts;
use crate::domain::record::{FireWater, LayerKind, PeopleRecord, Records};
use std::ops::ControlFlow;

/// How far a place told by its address may be off where the table does not say: a door lies on its plot.
const ACCURACY_M: f64 = 50.0;

/// Reads a table of addresses: an address, longitude and latitude in a row, in the reference system of the request.
///
/// # Errors
/// As for any table of points.
pub(super) fn table(request: &Request<'_>, path: &Path) -> Result<AddressBook, ImportError> {
    let file = file_name(path)?;
    let format = Format::of(path, &file)?;
    let asked = Request {
        kind: LayerKind::Population,
        path,
        layer: None,
        map: &[],
        ..*request
    };
    let mut sheet = Sheet::open(&asked, &file, format, &Silent)?;
    sheet.mapping().require("address")?;
    let mut found = AddressBook::default();
    sheet.each(&Silent, |row, placer, ledger| {
        if let (Place::At(point), Some(address)) = (row.place(placer, ledger), row.view.text("address")) {
            found.add(&address, point, accuracy(&row));
        }
    })?;
    Ok(found)
}

fn accuracy(row: &Row<'_>) -> f64 {
    let said = row.view.cell("accuracy_m").amount().ok().flatten();
    said.unwrap_or(ACCURACY_M)
}

/// A layer or table of buildings, by which rows without coordinates are placed.
#[derive(Debug, Clone, Copy)]
pub struct BuildingTable<'a> {
    /// The file: areas, points, or a table with coordinates.
    pub path: &'a Path,
    /// Which of its layers.
    pub layer: Option<&'a str>,
    /// The column of the address, where its name does not tell.
    pub address: Option<&'a str>,
    /// The reference system of a table, or of a layer that names none.
    pub crs: Option<&'a str>,
}

/// Reads the addresses of buildings, in a child process of their own: by the column of the address, and by the building's name.
///
/// # Errors
/// As for any layer of points; and where it has neither addresses nor names.
pub fn buildings(
    table: &BuildingTable<'_>,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<AddressBook, ImportError> {
    let file = file_name(table.path)?;
    let map: Vec<(String, String)> = table
        .address
        .map(|column| ("address".to_owned(), column.to_owned()))
        .into_iter()
        .collect();
    let request = Request {
        layer: table.layer,
        crs: table.crs,
        map: &map,
        options: &Options {
            only_addresses: true,
            ..Options::default()
        },
        ..Request::plain(LayerKind::Hamlets, table.path, catalogue)
    };
    let mut book = AddressBook::default();
    child::stream(&request, &file, limits, progress, &mut |batch: Batch| {
        if let Records::Hamlets(rows) = batch.records {
            for row in rows {
                book.add(&row.name, row.point, row.accuracy_m.unwrap_or(ACCURACY_M));
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(book)
}

/// What the child does for [`buildings`]: addresses and names travel as hamlets.
pub(super) fn read(
    mut sheet: Sheet,
    progress: &dyn Progress,
    mut batches: Batches<'_, PeopleRecord>,
) -> Result<Known, ImportError> {
    if !sheet.mapping().has("name") {
        sheet.mapping().require("address")?;
    }
    sheet.each(progress, |row, placer, ledger| {
        let Place::At(point) = row.place(placer, ledger) else {
            return;
        };
        let accuracy_m = Some(accuracy(&row));
        for address in ["address", "name"].into_iter().filter_map(|key| row.view.text(key)) {
            batches.push(PeopleRecord {
                name: address,
                parent_code: None,
                people: None,
                groups: GroupCounts::UNCOUNTED,
                basis: None,
                households: None,
                fire_water: FireWater::UNKNOWN,
                point,
                as_of: None,
                accuracy_m,
            });
        }
    })?;
    let accepted = batches.finish();
    let outcome = sheet
        .ledger
        .close(accepted, "buildings", "areas or points with addresses")?;
    Ok(outcome.into())
}
