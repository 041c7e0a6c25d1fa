//! Looking at a file before it is imported: everything is read and checked, nothing is changed.

use std::cell::RefCell;

use geo::Geometry;

use super::error::WorkflowError;
use super::import::{ImportRequest, Imported, import_watched};
use super::thinned::Thinned;
use crate::crs::LonLat;
use crate::domain::barrier::BarrierShape;
use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::domain::record::{CommunityRecord, PeopleRecord, Records, SiteRecord};
use crate::domain::sample::{FIRST_ROWS, Head, SampleRow, Seen, UnknownCategory};
use crate::import::Progress;

/// What a row became: fields with their values as they will stand in the workspace.
pub type Became = Vec<(&'static str, String)>;

/// What there is to see of a file.
#[derive(Debug)]
pub struct Preview {
    /// The report, or why nothing can come of the file.
    pub imported: Result<Imported, WorkflowError>,
    /// Its columns and first rows; none for formats without columns, and for files that can't be opened.
    pub head: Option<Head>,
    /// The first rows and those with problems; empty where the file could not be read so far.
    pub rows: Vec<SampleRow>,
    /// What the first of the rows became, in their order; `None` for wrong ones, and where rows and places are not one to one.
    pub became: Vec<Option<Became>>,
    /// Words for categories that the catalogue does not know.
    pub unknown_categories: Vec<UnknownCategory>,
    /// Good rows, in degrees, each with a name that may be empty; evenly thinned where there are too many.
    pub places: Vec<(Geometry<f64>, String)>,
}

/// Reads and checks a file as [`super::import`] would, and changes nothing.
pub fn preview(request: &ImportRequest<'_>, progress: &dyn Progress) -> Preview {
    let request = ImportRequest {
        dry_run: true,
        ..request.clone()
    };
    let looking = Looking {
        inner: progress,
        seen: RefCell::default(),
    };
    let mut first = Vec::new();
    let mut places = Thinned::default();
    let imported = import_watched(&request, &looking, &mut |batch| {
        became(batch, &mut first);
        see(batch, &mut places);
    });
    let seen = looking.seen.into_inner();
    let mut records = first.into_iter().peekable();
    let became = seen.rows.iter().take(FIRST_ROWS as usize).map(|row| {
        // Rows may be passed over, or wait for a place; the next record is this row's where both lie in the same place.
        let same = |place: &Option<[f64; 2]>| place.is_none() || *place == row.at;
        let record = records.next_if(|(place, _)| !row.wrong && same(place))?;
        Some(record.1)
    });
    let became = became.collect();
    Preview {
        imported,
        head: seen.head,
        rows: seen.rows,
        became,
        unknown_categories: seen.unknown,
        places: places.kept,
    }
}

#[derive(Default)]
struct Kept {
    head: Option<Head>,
    rows: Vec<SampleRow>,
    unknown: Vec<UnknownCategory>,
}

/// Passes progress on and keeps what is seen.
struct Looking<'a> {
    inner: &'a dyn Progress,
    seen: RefCell<Kept>,
}

impl Progress for Looking<'_> {
    fn step(&self, what: &str) {
        self.inner.step(what);
    }

    fn at(&self, done: u64, total: Option<u64>) {
        self.inner.at(done, total);
    }

    fn bytes(&self, done: u64, total: Option<u64>) {
        self.inner.bytes(done, total);
    }

    fn stopped(&self) -> bool {
        self.inner.stopped()
    }

    fn seen(&self, seen: Seen) {
        let mut kept = self.seen.borrow_mut();
        match seen {
            // The layer itself is opened first, its rows may follow; a table that goes with it may come later.
            Seen::Head(head) if kept.head.as_ref().is_none_or(|first| first.columns == head.columns) => {
                kept.head = Some(head);
            }
            Seen::Rows(rows) if kept.rows.is_empty() => kept.rows = rows,
            Seen::Head(_) | Seen::Rows(_) => {}
            Seen::UnknownCategories(words) => kept.unknown = words,
        }
    }
}

fn see(batch: &Records, places: &mut Thinned<String>) {
    let point = |at: LonLat| Geometry::from(geo::Point::new(at.lon, at.lat));
    match batch {
        Records::Communities(rows) => rows
            .iter()
            .for_each(|row| places.see(|| (row.boundary.clone().into(), row.name.clone()))),
        Records::Facilities(rows) => rows
            .iter()
            .for_each(|row| places.see(|| (point(row.point), row.name.clone()))),
        Records::Hamlets(rows) | Records::Population(rows) => {
            for row in rows {
                places.see(|| (point(row.point), row.name.clone()));
            }
        }
        Records::Buildings(rows) => rows
            .iter()
            .for_each(|row| places.see(|| (row.footprint.clone().into(), String::new()))),
        Records::Land(rows) => rows
            .iter()
            .for_each(|row| places.see(|| (row.ground.clone().into(), row.land_use.clone()))),
        Records::Streets(rows) => rows
            .iter()
            .for_each(|row| places.see(|| (row.course.clone().into(), row.name.clone()))),
        Records::Barriers(rows) => rows.iter().for_each(|row| {
            places.see(|| {
                let shape = match &row.shape {
                    BarrierShape::Line(lines) => lines.clone().into(),
                    BarrierShape::Area(ground) => ground.clone().into(),
                };
                (shape, row.name.clone())
            });
        }),
        Records::Compounds(rows) => rows
            .iter()
            .for_each(|row| places.see(|| (row.outline.clone().into(), row.name.clone()))),
        // It has no places.
        Records::Register(_) | Records::Successions(_) => {}
    }
}

/// The place of a record, where it is a point, and its fields.
type Made = (Option<[f64; 2]>, Became);

fn became(batch: &Records, first: &mut Vec<Made>) {
    let room = (FIRST_ROWS as usize).saturating_sub(first.len());
    match batch {
        Records::Communities(rows) => first.extend(rows.iter().take(room).map(|row| (None, community(row)))),
        Records::Facilities(rows) => {
            first.extend(rows.iter().take(room).map(|row| (Some(degrees(row.point)), site(row))));
        }
        Records::Hamlets(rows) | Records::Population(rows) => {
            first.extend(
                rows.iter()
                    .take(room)
                    .map(|row| (Some(degrees(row.point)), people(row))),
            );
        }
        Records::Buildings(_)
        | Records::Land(_)
        | Records::Streets(_)
        | Records::Register(_)
        | Records::Barriers(_)
        | Records::Compounds(_)
        | Records::Successions(_) => {}
    }
}

fn degrees(at: LonLat) -> [f64; 2] {
    [at.lon, at.lat]
}

fn community(row: &CommunityRecord) -> Became {
    let counted = row.populations.first();
    written([
        ("name", Some(row.name.clone())),
        ("code", row.code.as_ref().map(|code| code.value.clone())),
        ("people", counted.map(|counted| counted.people.as_f64().to_string())),
        (
            "elderly_people",
            counted.and_then(|counted| of_group(counted.groups, PeopleGroup::Elderly)),
        ),
        (
            "minor_people",
            counted.and_then(|counted| of_group(counted.groups, PeopleGroup::Minors)),
        ),
        (
            "disabled_people",
            counted.and_then(|counted| of_group(counted.groups, PeopleGroup::Disabled)),
        ),
        (
            "population_basis",
            counted.map(|counted| counted.basis.key().to_owned()),
        ),
        ("households", row.households.map(|count| count.to_string())),
    ])
}

fn site(row: &SiteRecord) -> Became {
    let categories: Vec<&str> = row.functions.iter().map(|f| f.category.as_str()).collect();
    let only = row.functions.first();
    written([
        ("name", Some(row.name.clone())),
        ("category", Some(categories.join("; "))),
        ("code", row.code.as_ref().map(|code| code.value.clone())),
        (
            "capacity",
            only.and_then(|f| f.capacity).map(|capacity| capacity.to_string()),
        ),
        ("state", only.map(|f| f.state.key().to_owned())),
        ("as_of", row.as_of.clone()),
    ])
}

fn people(row: &PeopleRecord) -> Became {
    written([
        ("name", Some(row.name.clone())),
        ("people", row.people.map(|people| people.as_f64().to_string())),
        ("elderly_people", of_group(row.groups, PeopleGroup::Elderly)),
        ("minor_people", of_group(row.groups, PeopleGroup::Minors)),
        ("disabled_people", of_group(row.groups, PeopleGroup::Disabled)),
        ("population_basis", row.basis.map(|basis| basis.key().to_owned())),
        ("parent_code", row.parent_code.clone()),
        ("households", row.households.map(|count| count.to_string())),
    ])
}

fn of_group(groups: GroupCounts, group: PeopleGroup) -> Option<String> {
    groups.get(group).map(|people| people.as_f64().to_string())
}

fn written<const N: usize>(fields: [(&'static str, Option<String>); N]) -> Became {
    let present =
        |(key, value): (&'static str, Option<String>)| value.filter(|v| !v.is_empty()).map(|value| (key, value));
    fields.into_iter().filter_map(present).collect()
}
