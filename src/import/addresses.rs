//! A user's own table of addresses: where each of them is.

use std::collections::BTreeMap;
use std::path::Path;

use super::Request;
use super::error::ImportError;
use super::format::Format;
use super::progress::Silent;
use super::sheet::{Place, Sheet};
use crate::crs::LonLat;
use crate::domain::record::LayerKind;

/// How far a place told by its address may be off where the table does not say: a door lies on its plot.
const ACCURACY_M: f64 = 50.0;

/// Places by address. An address with several places has none.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Addresses {
    places: BTreeMap<String, Option<(LonLat, f64)>>,
}

impl Addresses {
    /// Reads the table: an address, longitude and latitude in a row, in the reference system of the request.
    ///
    /// # Errors
    /// As for any table of points.
    pub(super) fn read(request: &Request<'_>, path: &Path) -> Result<Self, ImportError> {
        let file = super::file_name(path)?;
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
        let mut found = Self::default();
        sheet.each(&Silent, |row, placer, ledger| {
            let Place::At(point) = row.place(placer, ledger) else {
                return;
            };
            let accuracy = row
                .view
                .cell("accuracy_m")
                .amount()
                .ok()
                .flatten()
                .unwrap_or(ACCURACY_M);
            if let Some(address) = row.view.cell("address").text() {
                let known = found.places.entry(plain(&address)).or_insert(Some((point, accuracy)));
                if known.is_some_and(|(place, _)| place != point) {
                    *known = None;
                }
            }
        })?;
        Ok(found)
    }

    /// Where an address is, in degrees, and how far that may be off in metres.
    pub(super) fn find(&self, address: &str) -> Option<(LonLat, f64)> {
        self.places.get(&plain(address)).copied().flatten()
    }
}

/// An address without blanks, with ordinary digits.
fn plain(address: &str) -> String {
    address
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (u32::from(c) - u32::from('０')) as u8),
            other => other,
        })
        .collect()
}
