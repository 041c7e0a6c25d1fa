//! Plain records for indicators out of what a workspace holds, now or on a day.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use geo::{InteriorPoint, MultiPolygon};

use super::assess_again::Again;
use super::check_area::in_area;
use super::check_circles::{circles, guesses};
use super::check_sharing::sharing;
use super::check_units::{Places, Units, units};
use super::error::WorkflowError;
use super::load_streets::{LoadedStreets, load_streets};
use super::load_town::{load_town, projection_of};
use super::past_circles::{Then, assessed_on_day};
use super::scenario_layers::apply_to_sites;
use super::scenario_world::placed;
use crate::coverage::PlaceIndex;
use crate::domain::area_code::is_whole;
use crate::domain::assessment::Method;
use crate::domain::category::Catalogue;
use crate::domain::community::Community;
use crate::domain::day::Day;
use crate::domain::edit::{StreetEdits, World};
use crate::domain::plan::Decimal;
use crate::domain::record::{LayerKind, SiteRecord, SuccessionRecord};
use crate::indicators::{FacilityRow, FunctionRow, Records, VillageRow};
use crate::reproject::ProjPlane;
use crate::store::{LayerDate, Location, SavedAssessment, Stored, StoredTown, StoredUnit, TownOnDay, Workspace};

/// What a workspace holds that a check reads.
pub(super) struct Held {
    pub(super) town: StoredTown,
    pub(super) register: Vec<StoredUnit>,
    successions: Vec<SuccessionRecord>,
    assessment: Option<SavedAssessment>,
    /// The streets, where the assessment goes along them and they are those of the day.
    streets: Option<LoadedStreets>,
    /// What is to be said of the circles of a day on which the layers were others.
    of_circles: Option<String>,
}

impl Held {
    /// Now; `along` with the streets.
    pub(super) fn now(workspace: &Workspace, along: bool) -> Result<Self, WorkflowError> {
        let dates = workspace.layer_dates()?;
        let (town, assessment) = (workspace.town()?, workspace.assessment()?);
        Ok(Self {
            streets: if along {
                streets_of(workspace, &town, assessment.as_ref())?
            } else {
                None
            },
            town,
            register: latest_first(workspace.register()?, &dates, None),
            successions: workspace.successions()?.into_iter().map(|row| row.record).collect(),
            assessment,
            of_circles: None,
        })
    }

    /// In a scenario: the layers that it stands on with its facilities, and what was assessed of it; `along` with its streets.
    pub(super) fn in_world(workspace: &Workspace, world: &World, along: bool) -> Result<Self, WorkflowError> {
        let name = world.scenario.as_deref().unwrap_or_default();
        let mut town = workspace.town_at(world.base)?;
        apply_to_sites(&mut town, &world.edits);
        let assessment = workspace.scenario_assessment(name)?;
        let streets = match projection_of(&town).filter(|_| along && goes_along(assessment.as_ref())) {
            None => None,
            Some(projection) => {
                let plane = ProjPlane::new(&projection)?;
                let edits = StreetEdits::of(&placed(&plane, &world.edits)?);
                match load_streets(workspace, world.base, &plane, &workspace.name(), &edits) {
                    Err(WorkflowError::NoStreets(_)) => None,
                    loaded => Some(loaded?),
                }
            }
        };
        let of_circles = assessment.is_none().then(|| {
            format!(
                "circles of the scenario are not assessed; assess it with: yike assess --scenario {name} --circle CIRCLE --workspace {}",
                workspace.name()
            )
        });
        Ok(Self {
            streets,
            town,
            register: latest_first(workspace.register()?, &workspace.layer_dates()?, None),
            successions: workspace.successions()?.into_iter().map(|row| row.record).collect(),
            of_circles,
            assessment,
        })
    }

    /// On a day; `along` with the streets, where they are those of the day.
    pub(super) fn on(workspace: &Workspace, location: &Location, day: Day, along: bool) -> Result<Self, WorkflowError> {
        let TownOnDay {
            mut town,
            register,
            successions,
            as_assessed,
            streets_as_now,
        } = workspace.town_on(day)?;
        workspace.add_ground_on(&mut town, day)?;
        let (assessment, of_circles) = match workspace.assessment()? {
            Some(saved) if !as_assessed => match assessed_on_day(workspace, location, &town, &saved, streets_as_now)? {
                Then::Found(found) => (Some(*found), Some(MEASURED_ANEW.to_owned())),
                Then::WithoutStreets(found) => (
                    Some(*found),
                    Some(format!(
                        "{MEASURED_ANEW}; those along the streets are not assessed, for the streets, or what stands in their way, were others then"
                    )),
                ),
                Then::NotAssessed(why) => (None, Some(format!("circles are not assessed on that day: {why}"))),
            },
            saved => (saved, None),
        };
        let dates = workspace.layer_dates()?;
        let streets = if along && streets_as_now {
            streets_of(workspace, &town, assessment.as_ref())?
        } else {
            None
        };
        Ok(Self {
            streets,
            town,
            register: latest_first(register, &dates, Some(day)),
            successions: successions.into_iter().map(|row| row.record).collect(),
            of_circles,
            assessment,
        })
    }

    /// Whether there is nothing that a plan speaks of.
    pub(super) fn is_empty(&self) -> bool {
        self.town.communities.is_empty() && self.register.is_empty()
    }
}

/// Whether an assessment goes along the streets.
fn goes_along(assessment: Option<&SavedAssessment>) -> bool {
    let again = assessment.and_then(|saved| Again::of(&saved.document));
    again.is_some_and(|again| again.methods.contains(&Method::Streets))
}

/// The streets of a town, where its assessment goes along them.
fn streets_of(
    workspace: &Workspace,
    town: &StoredTown,
    assessment: Option<&SavedAssessment>,
) -> Result<Option<LoadedStreets>, WorkflowError> {
    let Some(projection) = projection_of(town).filter(|_| goes_along(assessment)) else {
        return Ok(None);
    };
    let plane = ProjPlane::new(&projection)?;
    match load_streets(workspace, None, &plane, &workspace.name(), &StreetEdits::default()) {
        // They went since.
        Err(WorkflowError::NoStreets(_)) => Ok(None),
        loaded => loaded.map(Some),
    }
}

/// Said of circles of a day whose layers were others.
const MEASURED_ANEW: &str = "circles are those of the assessment in force, measured anew over the layers of that day";

/// Rows of the register, those of the file first whose data are true from the latest day on: where several files have one unit, what the
/// first says counts.
fn latest_first(mut register: Vec<StoredUnit>, dates: &[LayerDate], day: Option<Day>) -> Vec<StoredUnit> {
    let mut since: BTreeMap<&str, (Day, i64)> = BTreeMap::new();
    let of_register = dates.iter().filter(|date| date.kind == LayerKind::Register);
    for date in of_register.filter(|date| day.is_none_or(|day| date.day <= day)) {
        let own = (date.day, date.version);
        let latest = since.entry(&date.source).or_insert(own);
        *latest = own.max(*latest);
    }
    register.sort_by_key(|row| (Reverse(since.get(row.source.as_str())), row.id));
    register
}

/// What is asked of everything that is held.
pub(super) struct Asked<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) workspace: &'a str,
    pub(super) day: Option<Day>,
    /// The area, in degrees; everything where `None`.
    pub(super) area: Option<&'a MultiPolygon<f64>>,
    /// Circles whose ground and loads a plan asks for.
    pub(super) shared: &'a BTreeSet<String>,
}

/// Plain records of everything that is held.
pub(super) fn records(held: &Held, asked: &Asked<'_>, remarks: &mut Vec<String>) -> Result<Records, WorkflowError> {
    let Asked {
        catalogue,
        workspace,
        day,
        area,
        shared,
    } = *asked;
    let town = &held.town;
    let mut records = Records {
        complete: town
            .held
            .iter()
            .filter(|held| held.complete)
            .map(|held| held.category.clone())
            .collect(),
        may_be: catalogue
            .categories
            .iter()
            .filter(|category| !category.unspecified_of.is_empty())
            .map(|category| (category.key.clone(), category.unspecified_of.clone()))
            .collect(),
        ..Records::default()
    };
    let units = units(&mut records, town, &held.register, &held.successions, day, remarks);
    let loaded = if town.communities.is_empty() {
        None
    } else {
        Some(load_town(town, workspace)?)
    };
    if let Some(loaded) = &loaded {
        set_places(&mut records, &loaded.town.communities, &units);
    }
    let index = loaded.as_ref().map(|loaded| PlaceIndex::new(&loaded.town.communities));
    for (row, at) in town.sites.iter().zip(0_usize..) {
        let site = loaded.as_ref().map(|loaded| &loaded.town.sites[at]);
        let place = site.and_then(|site| site.host).map(|host| units.of_outline(host.0));
        let point = site.map(|site| [site.point.x, site.point.y]);
        let row = facility(&records, &units, row, place, point);
        records.facilities.push(row);
    }
    for (row, at) in town.hamlets.iter().zip(0_usize..) {
        let stands_in = || {
            let loaded = loaded.as_ref()?;
            let position = index.as_ref()?.find(loaded.town.hamlets[at].point)?;
            Some(units.of_outline(loaded.town.communities[position].id.0))
        };
        let parent = row.record.parent_code.as_deref();
        let named = parent.map_or(Places::None, |code| units.community(code));
        let place = match named {
            Places::One(_) => named,
            Places::Among(_) | Places::None => narrowed(named, stands_in()),
        };
        records.villages.push(VillageRow {
            id: row.id,
            name: row.record.name.clone(),
            community: match place {
                Places::One(at) => Some(at),
                Places::Among(_) | Places::None => None,
            },
            households: row.record.households,
            water_source: row.record.fire_water.source,
            network: row.record.fire_water.network,
        });
    }
    remarks.extend(units.remarks());
    remarks.extend(nobodys(&records, town, &units));
    remarks.extend(held.of_circles.clone());
    if let Some(assessment) = &held.assessment {
        circles(&mut records, assessment, &units);
        remarks.extend(guesses(assessment));
    }
    if let Some(loaded) = loaded.as_ref().filter(|_| !shared.is_empty()) {
        sharing(
            &mut records,
            &loaded.town,
            held.streets.as_ref(),
            &units,
            shared,
            catalogue,
        )?;
    }
    match area {
        Some(area) => {
            let loaded = loaded
                .as_ref()
                .ok_or_else(|| WorkflowError::NoCommunities(workspace.to_owned()))?;
            in_area(&records, &loaded.plane, area, remarks)
        }
        None => Ok(records),
    }
}

/// A place in the middle of each outline that says where its community lies.
fn set_places(records: &mut Records, communities: &[Community], units: &Units) {
    for community in communities {
        if let Places::One(at) = units.of_outline(community.id.0)
            && let Some(inside) = community.boundary.interior_point()
        {
            records.communities[at].places.push([inside.x(), inside.y()]);
        }
    }
}

/// Facilities whose record names a host that is no community, and that lie in none.
fn nobodys(records: &Records, town: &StoredTown, units: &Units) -> Option<String> {
    let named = town.sites.iter().zip(&records.facilities);
    let lost = named.filter(|(site, row)| {
        let code = site.record.host_code.as_deref();
        row.communities.is_empty()
            && row.may_be_in.is_empty()
            && code.is_some_and(|code| units.town_itself(code).is_none())
    });
    let count = lost.count();
    (count > 0).then(|| {
        format!(
            "{count} facilities name a host that is no community here, and lie in none: they count for nobody; correct the codes, or import what became of them: yike import successions FILE"
        )
    })
}

/// What the code of a record leaves open, the place may settle.
fn narrowed(named: Places, place: Option<Places>) -> Places {
    match (named, place) {
        (Places::None, place) => place.unwrap_or(Places::None),
        (Places::Among(some), Some(Places::One(at))) if some.contains(&at) => Places::One(at),
        (named, _) => named,
    }
}

/// A site with the communities that host or share it: the record first, the place second. A community that only the register knows has no
/// place.
fn facility(
    records: &Records,
    units: &Units,
    row: &Stored<SiteRecord>,
    place: Option<Places>,
    point: Option<[f64; 2]>,
) -> FacilityRow {
    let record = &row.record;
    let recorded = record.host_code.as_deref();
    let host = narrowed(recorded.map_or(Places::None, |code| units.community(code)), place);
    let mut own = Vec::new();
    let mut may_be_in = Vec::new();
    let shared = record.serves.iter().map(|code| units.community(code));
    for place in std::iter::once(host).chain(shared) {
        match place {
            Places::One(at) if !own.contains(&at) => own.push(at),
            Places::Among(some) => may_be_in.extend(some),
            Places::One(_) | Places::None => {}
        }
    }
    may_be_in.retain(|at| !own.contains(at));
    may_be_in.sort_unstable();
    may_be_in.dedup();
    let of_host = own.first().map(|host| records.communities[*host].code.as_str());
    let town_code = of_host.filter(|_| recorded.is_none_or(|code| units.is_followed(code)));
    let town_code = town_code.or(recorded.filter(|code| is_whole(code))).or(of_host);
    FacilityRow {
        id: row.id,
        name: record.name.clone(),
        functions: record
            .functions
            .iter()
            .map(|function| FunctionRow {
                category: function.category.clone(),
                state: function.state,
                approximate: function.approximate,
            })
            .collect(),
        communities: own,
        may_be_in,
        town: town_code.and_then(|code| units.town(code)),
        floor_area_m2: record.floor_area_m2.and_then(Decimal::of),
        opening_hours: record.opening_hours.clone(),
        open_to_public: record.open_to_public,
        point,
    }
}
