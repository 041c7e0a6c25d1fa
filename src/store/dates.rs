//! The layers as they were on a day: by the day from which on the data of each version are true, which is the day of the import where
//! nobody said another.
//!
//! Versions are in the order of their imports, days need not be: the register of 2023 may come in after that of 2024.

use std::collections::{BTreeMap, BTreeSet};

use super::error::StoreError;
use super::layer_writer::side_by_side;
use super::read::StoredTown;
use super::restore::RESTORE;
use super::rows::{Stored, StoredSuccession, StoredUnit};
use super::tables::Kept;
use super::versions::Version;
use super::workspace::Workspace;
use crate::domain::day::Day;
use crate::domain::record::LayerKind;

/// A version of a layer that was not taken back, and from which day on its data are true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerDate {
    /// The layer.
    pub kind: LayerKind,
    /// The file.
    pub source: String,
    /// The version's number.
    pub version: i64,
    /// The day.
    pub day: Day,
}

/// What a check reads, as it was on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct TownOnDay {
    /// Communities, sites and hamlets; [`Workspace::add_ground_on`] adds the other layers.
    pub town: StoredTown,
    /// The register.
    pub register: Vec<StoredUnit>,
    /// Every succession that is known, those after the day included: rows may carry codes that came later.
    pub successions: Vec<StoredSuccession>,
    /// Whether all layers that an assessment reads were what they are now.
    pub as_assessed: bool,
    /// Whether the streets, and what stands in their way, were what they are now.
    pub streets_as_now: bool,
}

/// Layers that ways along the streets depend on.
const WALKED: [LayerKind; 3] = [LayerKind::Streets, LayerKind::Barriers, LayerKind::Compounds];

/// Layers that an assessment reads.
const ASSESSED: [LayerKind; 9] = [
    LayerKind::Communities,
    LayerKind::Facilities,
    LayerKind::Hamlets,
    LayerKind::Population,
    LayerKind::Buildings,
    LayerKind::Land,
    LayerKind::Streets,
    LayerKind::Barriers,
    LayerKind::Compounds,
];

impl Workspace {
    /// Every version of a layer that stands, in the order of their numbers: what was taken back is left out.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn layer_dates(&self) -> Result<Vec<LayerDate>, StoreError> {
        Ok(standing(&self.versions()?))
    }

    /// Reads what a check needs as it was on a day. Layers of which nothing is that old are empty.
    ///
    /// # Errors
    /// The workspace is damaged.
    pub fn town_on(&self, day: Day) -> Result<TownOnDay, StoreError> {
        let dates = self.layer_dates()?;
        let held = match at(&dates, LayerKind::Facilities, day) {
            Some(date) => self.state_after(date.version)?.held,
            None => Vec::new(),
        };
        let newest = |kind: LayerKind| dates.iter().rev().find(|date| date.kind == kind);
        let as_now = |kinds: &[LayerKind]| {
            let mut newest = kinds.iter().filter_map(|kind| newest(*kind));
            newest.all(|date| date.day <= day)
        };
        Ok(TownOnDay {
            as_assessed: as_now(&ASSESSED),
            streets_as_now: as_now(&WALKED),
            town: StoredTown {
                projection: self.projection()?,
                communities: self.layer_on(&dates, LayerKind::Communities, day)?,
                sites: self.layer_on(&dates, LayerKind::Facilities, day)?,
                hamlets: self.layer_on(&dates, LayerKind::Hamlets, day)?,
                population: Vec::new(),
                buildings: Vec::new(),
                land: Vec::new(),
                held,
                inputs: Vec::new(),
            },
            register: self.layer_on(&dates, LayerKind::Register, day)?,
            successions: self.successions()?,
        })
    }

    /// Adds what people live in and on to a town of a day: population, buildings and land as they were then.
    ///
    /// # Errors
    /// As [`Self::town`].
    pub fn add_ground_on(&self, town: &mut StoredTown, day: Day) -> Result<(), StoreError> {
        let dates = self.layer_dates()?;
        town.population = self.layer_on(&dates, LayerKind::Population, day)?;
        town.buildings = self.layer_on(&dates, LayerKind::Buildings, day)?;
        town.land = self.layer_on(&dates, LayerKind::Land, day)?;
        Ok(())
    }

    /// Reads what became of area codes.
    ///
    /// # Errors
    /// As [`Self::town`].
    pub fn successions(&self) -> Result<Vec<StoredSuccession>, StoreError> {
        self.layer(LayerKind::Successions)
    }

    /// A layer on a day. Where several files stand side by side each has days of its own.
    fn layer_on<R: Kept>(&self, dates: &[LayerDate], kind: LayerKind, day: Day) -> Result<Vec<Stored<R>>, StoreError> {
        let Some(last) = at(dates, kind, day) else {
            return Ok(Vec::new());
        };
        let whole = self.layer_at(kind, Some(last.version))?;
        if !side_by_side(kind) {
            return Ok(whole);
        }
        let stay: BTreeSet<String> = whole.iter().map(|row: &Stored<R>| row.source.clone()).collect();
        let mut of_version: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
        let sources: BTreeSet<&str> = dates
            .iter()
            .filter(|date| date.kind == kind)
            .map(|date| &date.source[..])
            .collect();
        for source in sources {
            let own = dates.iter().filter(|date| date.kind == kind && date.source == source);
            let Some(own) = latest(own, day) else { continue };
            // A later import that stands alone took it out.
            if own.version >= last.version || stay.contains(source) {
                of_version.entry(own.version).or_default().insert(source);
            }
        }
        let mut rows = Vec::new();
        for (version, sources) in of_version {
            let then: Vec<Stored<R>> = if version == last.version {
                whole.clone()
            } else {
                self.layer_at(kind, Some(version))?
            };
            rows.extend(then.into_iter().filter(|row| sources.contains(row.source.as_str())));
        }
        rows.sort_by_key(|row| row.id);
        rows.dedup_by_key(|row| row.id);
        Ok(rows)
    }
}

/// The version that holds on a day: that of the latest day, and of several the one that came last.
fn at(dates: &[LayerDate], kind: LayerKind, day: Day) -> Option<&LayerDate> {
    latest(dates.iter().filter(|date| date.kind == kind), day)
}

fn latest<'a>(dates: impl Iterator<Item = &'a LayerDate>, day: Day) -> Option<&'a LayerDate> {
    dates
        .filter(|date| date.day <= day)
        .max_by_key(|date| (date.day, date.version))
}

/// Versions that stand after all of these: a restoration brings back those that stood then.
fn standing(versions: &[Version]) -> Vec<LayerDate> {
    let target = |version: &Version| -> Option<i64> {
        let number = version
            .source
            .strip_prefix("version ")
            .filter(|_| version.action == RESTORE)?;
        number.parse().ok()
    };
    let targets: BTreeSet<i64> = versions.iter().filter_map(target).collect();
    let mut stood: BTreeMap<i64, Vec<LayerDate>> = BTreeMap::new();
    let mut stands: Vec<LayerDate> = Vec::new();
    for version in versions {
        let kind = LayerKind::ALL.into_iter().find(|kind| kind.key() == version.layer);
        if let Some(to) = target(version) {
            stands = stood.get(&to).cloned().unwrap_or_default();
        } else if let (Some(kind), Some(day)) = (kind, day_of(version)) {
            stands.push(LayerDate {
                kind,
                source: version.source.clone(),
                version: version.number,
                day,
            });
        }
        if targets.contains(&version.number) {
            stood.insert(version.number, stands.clone());
        }
    }
    stands
}

fn day_of(version: &Version) -> Option<Day> {
    let said = version.as_of.as_ref().and_then(|day| day.parse().ok());
    said.or_else(|| Day::of_moment(&version.made_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: i64, source: &str, as_of: Option<&str>) -> Version {
        Version {
            number,
            made_at: format!("2026-01-{number:02}T08:00:00Z"),
            as_of: as_of.map(str::to_owned),
            layer: LayerKind::Register.key().to_owned(),
            action: "replace".to_owned(),
            source: source.to_owned(),
            added: 1,
            changed: 0,
            removed: 0,
        }
    }

    fn restored(number: i64, to: i64) -> Version {
        Version {
            layer: "all".to_owned(),
            action: RESTORE.to_owned(),
            ..version(number, &format!("version {to}"), None)
        }
    }

    fn numbers(versions: &[Version]) -> Vec<i64> {
        standing(versions).iter().map(|date| date.version).collect()
    }

    #[test]
    fn what_was_taken_back_no_longer_stands_and_what_came_back_does() {
        let mut all = vec![version(1, "a", None), version(2, "b", None), restored(3, 1)];
        assert_eq!(numbers(&all), [1]);
        all.extend([version(4, "c", None), restored(5, 2)]);
        assert_eq!(numbers(&all), [1, 2]);
        all.extend([restored(6, 0), restored(7, 4)]);
        assert_eq!(numbers(&all), [1, 4]);
    }

    #[test]
    fn the_day_that_is_said_counts_and_else_that_of_the_import() {
        let all = standing(&[
            version(1, "a", Some("2024-12-31")),
            version(2, "a", Some("2023-12-31")),
            version(3, "a", None),
        ]);
        let on = |day: &str| at(&all, LayerKind::Register, day.parse().expect("a day")).map(|date| date.version);
        assert_eq!(on("2023-12-30"), None);
        assert_eq!(on("2024-12-30"), Some(2), "imported later, true earlier");
        assert_eq!(
            (on("2024-12-31"), on("2026-01-02"), on("2026-01-03")),
            (Some(1), Some(1), Some(3))
        );
    }
}
