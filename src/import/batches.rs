//! Rows on their way out, some thousands at a time, so that no reader holds a whole layer.

use geo::CoordsIter;

use crate::domain::barrier::BarrierShape;
use crate::domain::batch::Batch;
use crate::domain::record::{
    BarrierRecord, BuildingRecord, CommunityRecord, CompoundRecord, LandRecord, LayerKind, PeopleRecord, Records,
    RegisterRecord, SiteRecord, StreetRecord, SuccessionRecord,
};

/// Takes rows, batch after batch.
pub(super) type Sink<'a> = dyn FnMut(Batch) + 'a;

/// Most rows of a batch.
const MOST_ROWS: usize = 4096;
/// Corners at which a batch is full, however few its rows are.
const MOST_CORNERS: usize = 1 << 17;

/// A row whose geometry may be long.
pub(super) trait Weighed {
    /// How many corners it has.
    fn corners(&self) -> usize;
}

impl Weighed for CommunityRecord {
    fn corners(&self) -> usize {
        self.boundary.coords_count()
    }
}

impl Weighed for BuildingRecord {
    fn corners(&self) -> usize {
        self.footprint.coords_count()
    }
}

impl Weighed for LandRecord {
    fn corners(&self) -> usize {
        self.ground.coords_count()
    }
}

impl Weighed for StreetRecord {
    fn corners(&self) -> usize {
        self.course.coords_count()
    }
}

impl Weighed for SiteRecord {
    fn corners(&self) -> usize {
        1 + self.entrances.len()
    }
}

impl Weighed for RegisterRecord {
    fn corners(&self) -> usize {
        1
    }
}

impl Weighed for SuccessionRecord {
    fn corners(&self) -> usize {
        1
    }
}

impl Weighed for BarrierRecord {
    fn corners(&self) -> usize {
        match &self.shape {
            BarrierShape::Line(lines) => lines.coords_count(),
            BarrierShape::Area(ground) => ground.coords_count(),
        }
    }
}

impl Weighed for CompoundRecord {
    fn corners(&self) -> usize {
        self.outline.coords_count() + self.gates.len()
    }
}

impl Weighed for PeopleRecord {
    fn corners(&self) -> usize {
        1
    }
}

/// Collects rows and hands them over whenever there are enough.
pub(super) struct Batches<'a, T> {
    wrap: fn(Vec<T>) -> Records,
    sink: &'a mut Sink<'a>,
    rows: Vec<T>,
    /// Which row of the file each of them was; empty where nobody says so.
    from: Vec<String>,
    corners: usize,
    count: u64,
    /// Rows were handed over since somebody asked.
    handed_over: bool,
}

impl<'a, T: Weighed> Batches<'a, T> {
    pub(super) fn new(wrap: fn(Vec<T>) -> Records, sink: &'a mut Sink<'a>) -> Self {
        Self {
            wrap,
            sink,
            rows: Vec::new(),
            from: Vec::new(),
            corners: 0,
            count: 0,
            handed_over: false,
        }
    }

    /// Rows that an earlier run had handed over.
    pub(super) fn go_on(&mut self, rows: usize) {
        self.count += rows as u64;
    }

    /// Whether rows were handed over since this was asked last, and none wait.
    pub(super) fn is_even(&mut self) -> bool {
        std::mem::take(&mut self.handed_over) && self.rows.is_empty()
    }

    /// One record more, of this row of the file. Kinds whose rows are checked against others say it for each of them.
    pub(super) fn push_from(&mut self, row: &str, record: T) {
        self.from.push(row.to_owned());
        self.push(record);
    }

    /// One row more.
    pub(super) fn push(&mut self, row: T) {
        self.corners += row.corners();
        self.count += 1;
        self.rows.push(row);
        if self.rows.len() >= MOST_ROWS || self.corners >= MOST_CORNERS {
            self.hand_over();
        }
    }

    /// Hands over the rest; says how many rows there were.
    pub(super) fn finish(mut self) -> u64 {
        if !self.rows.is_empty() {
            self.hand_over();
        }
        self.count
    }

    fn hand_over(&mut self) {
        self.corners = 0;
        self.handed_over = true;
        (self.sink)(Batch {
            records: (self.wrap)(std::mem::take(&mut self.rows)),
            rows: std::mem::take(&mut self.from),
        });
    }
}

/// Puts a batch behind the ones before it.
pub(super) fn append(all: &mut Option<Records>, batch: Records) {
    match (all.as_mut(), batch) {
        (Some(Records::Communities(all)), Records::Communities(more)) => all.extend(more),
        (Some(Records::Facilities(all)), Records::Facilities(more)) => all.extend(more),
        (Some(Records::Hamlets(all)), Records::Hamlets(more))
        | (Some(Records::Population(all)), Records::Population(more)) => all.extend(more),
        (Some(Records::Buildings(all)), Records::Buildings(more)) => all.extend(more),
        (Some(Records::Land(all)), Records::Land(more)) => all.extend(more),
        (Some(Records::Streets(all)), Records::Streets(more)) => all.extend(more),
        (Some(Records::Register(all)), Records::Register(more)) => all.extend(more),
        (Some(Records::Barriers(all)), Records::Barriers(more)) => all.extend(more),
        (Some(Records::Compounds(all)), Records::Compounds(more)) => all.extend(more),
        (Some(Records::Successions(all)), Records::Successions(more)) => all.extend(more),
        // A source gives rows of one kind only; the first batch begins the list.
        (_, batch) => *all = Some(batch),
    }
}

/// No rows of a kind.
pub(super) fn none(kind: LayerKind) -> Records {
    match kind {
        LayerKind::Communities => Records::Communities(Vec::new()),
        LayerKind::Facilities => Records::Facilities(Vec::new()),
        LayerKind::Hamlets => Records::Hamlets(Vec::new()),
        LayerKind::Buildings => Records::Buildings(Vec::new()),
        LayerKind::Land => Records::Land(Vec::new()),
        LayerKind::Population => Records::Population(Vec::new()),
        LayerKind::Streets => Records::Streets(Vec::new()),
        LayerKind::Register => Records::Register(Vec::new()),
        LayerKind::Barriers => Records::Barriers(Vec::new()),
        LayerKind::Compounds => Records::Compounds(Vec::new()),
        LayerKind::Successions => Records::Successions(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::LonLat;
    use crate::domain::people_group::GroupCounts;
    use crate::domain::record::FireWater;

    fn someone() -> PeopleRecord {
        PeopleRecord {
            name: String::new(),
            parent_code: None,
            people: None,
            groups: GroupCounts::UNCOUNTED,
            basis: None,
            households: None,
            fire_water: FireWater::UNKNOWN,
            as_of: None,
            accuracy_m: None,
            point: LonLat { lon: 1.0, lat: 2.0 },
        }
    }

    #[test]
    fn no_row_is_lost_and_no_batch_is_too_long() {
        for rows in [0, 1, MOST_ROWS - 1, MOST_ROWS, 2 * MOST_ROWS + 7] {
            let mut lengths = Vec::new();
            let mut all = None;
            let mut sink = |batch: Batch| {
                assert_eq!(batch.rows.len(), batch.records.len());
                lengths.push(batch.records.len());
                append(&mut all, batch.records);
            };
            let mut batches = Batches::new(Records::Hamlets, &mut sink);
            (0..rows).for_each(|row| batches.push_from(&row.to_string(), someone()));
            assert_eq!(batches.finish(), rows as u64);
            assert!(lengths.iter().all(|length| (1..=MOST_ROWS).contains(length)));
            assert_eq!(all.map_or(0, |records| records.len()), rows);
        }
    }

    #[test]
    fn a_few_long_rows_are_a_batch_too() {
        let mut lengths = Vec::new();
        let mut sink = |batch: Batch| lengths.push(batch.records.len());
        let mut batches = Batches::new(Records::Streets, &mut sink);
        for _ in 0..3 {
            batches.push(StreetRecord {
                course: vec![(0.0, 0.0); MOST_CORNERS].into(),
                class: String::new(),
                name: String::new(),
                tags: std::collections::BTreeMap::new(),
                nodes: Vec::new(),
                stops: Vec::new(),
            });
        }
        batches.finish();
        assert_eq!(lengths, [1, 1, 1]);
    }
}
