//! Rows of a table without coordinates: whole but for their place.

use serde::{Deserialize, Serialize};

use super::record::{PeopleRecord, SiteRecord};
use crate::crs::LonLat;

/// A row that names a community or an address instead of coordinates.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Unplaced {
    /// Which row.
    pub row: String,
    /// Code of its community.
    pub code: Option<String>,
    /// Name of its community.
    pub community: Option<String>,
    /// Name or code of its town.
    pub town: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Where its address is by the user's own table, and how far that may be off in metres.
    pub found: Option<(LonLat, f64)>,
    /// The row as the source has it, one text per column.
    pub cells: Vec<String>,
    /// Everything else; its point means nothing until [`Self::place`] gives it one.
    record: Record,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
enum Record {
    Site(Box<SiteRecord>),
    People(Box<PeopleRecord>),
}

/// A row that was given a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Placed {
    /// A site.
    Site(SiteRecord),
    /// Hamlets and population.
    People(PeopleRecord),
}

/// Stands where no place is known yet, and never leaves this file.
const NOWHERE: LonLat = LonLat { lon: 0.0, lat: 0.0 };

impl Unplaced {
    /// A site without a place; `record` is given one to fill in.
    pub fn site(row: &str, record: impl FnOnce(LonLat) -> SiteRecord) -> Self {
        Self::of(row, Record::Site(Box::new(record(NOWHERE))))
    }

    /// People without a place.
    pub fn people(row: &str, record: impl FnOnce(LonLat) -> PeopleRecord) -> Self {
        Self::of(row, Record::People(Box::new(record(NOWHERE))))
    }

    fn of(row: &str, record: Record) -> Self {
        Self {
            row: row.to_owned(),
            code: None,
            community: None,
            town: None,
            address: None,
            found: None,
            cells: Vec::new(),
            record,
        }
    }

    /// Categories of a site's functions.
    pub fn categories(&self) -> Vec<&str> {
        match &self.record {
            Record::Site(site) => site
                .functions
                .iter()
                .map(|function| function.category.as_str())
                .collect(),
            Record::People(_) => Vec::new(),
        }
    }

    /// Gives the row its place, which may be off by so many metres, and its community's code where that is what placed it.
    pub fn place(self, point: LonLat, accuracy_m: f64, community: Option<&str>) -> Placed {
        match self.record {
            Record::Site(site) => Placed::Site(SiteRecord {
                point,
                accuracy_m: Some(site.accuracy_m.map_or(accuracy_m, |own| own.max(accuracy_m))),
                host_code: site.host_code.clone().or_else(|| community.map(str::to_owned)),
                ..*site
            }),
            Record::People(people) => Placed::People(PeopleRecord {
                point,
                accuracy_m: Some(people.accuracy_m.map_or(accuracy_m, |own| own.max(accuracy_m))),
                parent_code: community.map(str::to_owned).or_else(|| people.parent_code.clone()),
                ..*people
            }),
        }
    }
}
