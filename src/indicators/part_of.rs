//! A part of the records: some of the communities, with what is theirs.

use super::figures::parts_of_area;
use super::records::{FacilityRow, Records, UnitRow};
use crate::domain::area_code::{UnitLevel, is_whole};
use crate::domain::plan::Decimal;

impl Records {
    /// The records of some communities alone, by position. Units above stay where all of their communities do. Facilities of others stay as
    /// places, near which something may be; they count for nobody. Of a site that is shared with others the part of those who stay is left.
    /// Numerators and denominators of parts add up to those of the whole.
    #[must_use]
    pub fn only(&self, keep: &[bool]) -> Self {
        let kept = |at: usize| keep.get(at) == Some(&true);
        let community = Positions::of(self.communities.len(), kept);
        let whole = |unit: &UnitRow| {
            let own = UnitLevel::of(&unit.code).map_or(12, UnitLevel::digits);
            let mut inside = self
                .communities
                .iter()
                .enumerate()
                .filter(|(_, other)| is_whole(&other.code) && other.code[..own] == unit.code[..own])
                .peekable();
            is_whole(&unit.code) && inside.peek().is_some() && inside.all(|(at, _)| kept(at))
        };
        let town = Positions::of(self.towns.len(), |at| whole(&self.towns[at]));
        let facilities = self.facilities.iter().map(|facility| FacilityRow {
            floor_area_m2: self.area_left(facility, kept),
            communities: facility
                .communities
                .iter()
                .filter_map(|at| community.now(*at))
                .collect(),
            may_be_in: facility.may_be_in.iter().filter_map(|at| community.now(*at)).collect(),
            town: facility.town.and_then(|at| town.now(at)),
            ..facility.clone()
        });
        Self {
            facilities: facilities.collect(),
            villages: moved(&self.villages, |own| {
                own.community = Some(community.now(own.community?)?);
                Some(())
            }),
            circles: moved(&self.circles, |own| {
                own.community = community.now(own.community)?;
                Some(())
            }),
            ground: moved(&self.ground, |own| {
                own.community = community.now(own.community)?;
                Some(())
            }),
            communities: community.pick(&self.communities),
            towns: town.pick(&self.towns),
            above: self.above.iter().filter(|unit| whole(unit)).cloned().collect(),
            ..self.clone()
        }
    }

    /// What those who stay have of a site's area.
    fn area_left(&self, facility: &FacilityRow, kept: impl Fn(usize) -> bool) -> Option<Decimal> {
        let stay = facility.communities.iter().filter(|at| kept(**at)).count();
        if stay == 0 || stay == facility.communities.len() {
            return facility.floor_area_m2;
        }
        let parts = parts_of_area(&self.communities, facility)?;
        let own = parts.into_iter().filter(|(at, _)| kept(*at)).map(|(_, own)| own);
        Some(Decimal(own.sum()))
    }
}

/// Where rows stand after others were left out.
struct Positions(Vec<Option<usize>>);

impl Positions {
    fn of(count: usize, kept: impl Fn(usize) -> bool) -> Self {
        let mut next = 0;
        let new = (0..count).map(|at| {
            kept(at).then(|| {
                next += 1;
                next - 1
            })
        });
        Self(new.collect())
    }

    fn now(&self, old: usize) -> Option<usize> {
        self.0.get(old).copied().flatten()
    }

    fn pick<R: Clone>(&self, rows: &[R]) -> Vec<R> {
        let rows = rows.iter().zip(&self.0);
        rows.filter(|(_, new)| new.is_some())
            .map(|(row, _)| row.clone())
            .collect()
    }
}

/// Rows whose community stays, with its new position.
fn moved<R: Clone>(rows: &[R], place: impl Fn(&mut R) -> Option<()>) -> Vec<R> {
    let own = rows.iter().filter_map(|row| {
        let mut row = row.clone();
        place(&mut row)?;
        Some(row)
    });
    own.collect()
}
