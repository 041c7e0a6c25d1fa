//! A stored town, from degrees to the metres of its study area.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Area, Centroid, Coord};

use super::error::WorkflowError;
use crate::coverage::PlaceIndex;
use crate::crs::{LonLat, LonLatBox, Project, Projection, StudyArea};
use crate::domain::community::{CommitteeType, Community};
use crate::domain::demand::{Building, Land, PeoplePoint};
use crate::domain::ids::{CommunityId, SiteId};
use crate::domain::origin::Origin;
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::reproject::{ProjPlane, ReprojectError};
use crate::store::{StoredCommunity, StoredPeople, StoredSite, StoredTown};
use crate::units::{Metres, SquareMetres};

/// A town in metres, the plane that made it, and what a person should know of how it was made.
pub(super) struct LoadedTown {
    pub(super) town: Town,
    pub(super) plane: ProjPlane,
    pub(super) remarks: Vec<String>,
}

/// The projection of a stored town; `None` where it has no communities.
pub(super) fn projection_of(stored: &StoredTown) -> Option<Projection> {
    Some(projection(stored, extent(&stored.communities)?))
}

fn projection(stored: &StoredTown, extent: LonLatBox) -> Projection {
    let own = stored.projection.clone();
    own.unwrap_or_else(|| Projection::at(extent.centre()))
}

/// Projects a stored town.
pub(super) fn load_town(stored: &StoredTown, workspace: &str) -> Result<LoadedTown, WorkflowError> {
    let extent = extent(&stored.communities).ok_or_else(|| WorkflowError::NoCommunities(workspace.to_owned()))?;
    let projection = projection(stored, extent);
    let plane = ProjPlane::new(&projection)?;
    let area = StudyArea { projection, extent };
    let mut remarks = Vec::from_iter(area.remark());
    let communities = communities_in_metres(&plane, &stored.communities)?;
    let sites = sites(&plane, &stored.sites, &communities, &mut remarks)?;
    let buildings = stored
        .buildings
        .iter()
        .map(|row| {
            let footprint = plane
                .geometry_to_metres(&row.record.footprint)
                .map_err(at("buildings", row.id))?;
            let point = footprint.centroid().map_or(Coord::zero(), Coord::from);
            Ok(Building {
                id: row.id,
                point,
                footprint_m2: footprint.unsigned_area(),
                levels: row.record.levels.unwrap_or(1.0),
                dwelling: row.record.dwelling,
                origin: origin(&row.source, row.record.as_of.as_ref(), row.record.accuracy_m),
            })
        })
        .collect::<Result<Vec<_>, WorkflowError>>()?;
    let residential_land = stored
        .land
        .iter()
        .map(|row| {
            Ok(Land {
                ground: plane
                    .geometry_to_metres(&row.record.ground)
                    .map_err(at("land", row.id))?,
                origin: origin(&row.source, row.record.as_of.as_ref(), row.record.accuracy_m),
            })
        })
        .collect::<Result<Vec<_>, WorkflowError>>()?;
    let town = Town {
        area,
        communities,
        sites,
        buildings,
        hamlets: people(&plane, "hamlets", &stored.hamlets)?,
        population: people(&plane, "population", &stored.population)?,
        residential_land,
        held: stored.held.clone(),
    };
    Ok(LoadedTown { town, plane, remarks })
}

/// The box round all communities, in degrees.
pub(super) fn extent(communities: &[StoredCommunity]) -> Option<LonLatBox> {
    LonLatBox::around(communities.iter().flat_map(|row| corners(&row.record.boundary)))
}

/// Every corner of an area in degrees.
pub(super) fn corners(area: &geo::MultiPolygon<f64>) -> impl Iterator<Item = LonLat> + '_ {
    area.0
        .iter()
        .flat_map(|polygon| polygon.exterior().0.iter())
        .map(|c| LonLat { lon: c.x, lat: c.y })
}

fn origin(source: &str, as_of: Option<&String>, accuracy_m: Option<f64>) -> Origin {
    Origin {
        source: source.to_owned(),
        as_of: as_of.cloned(),
        accuracy: accuracy_m.map(Metres),
    }
}

fn at(layer: &'static str, row: i64) -> impl Fn(ReprojectError) -> WorkflowError {
    move |source| WorkflowError::Project { layer, row, source }
}

/// Communities in metres, in their order.
pub(super) fn communities_in_metres(
    plane: &ProjPlane,
    stored: &[StoredCommunity],
) -> Result<Vec<Community>, WorkflowError> {
    stored.iter().map(|row| community(plane, row)).collect()
}

/// A community's row in the metres of a plane.
pub(super) fn community(plane: &ProjPlane, row: &StoredCommunity) -> Result<Community, WorkflowError> {
    let record = &row.record;
    let boundary = plane
        .geometry_to_metres(&record.boundary)
        .map_err(at("communities", row.id))?;
    Ok(Community {
        id: CommunityId(row.id),
        code: record.code.clone(),
        name: record.name.clone(),
        committee_type: record
            .committee_type
            .or_else(|| record.code.as_ref().and_then(CommitteeType::of_code)),
        urban_rural_class: record.urban_rural_class,
        parents: record.parents.clone(),
        populations: record.populations.clone(),
        households: record.households,
        area: SquareMetres(boundary.unsigned_area()),
        boundary,
        provisional: record.provisional,
    })
}

fn sites(
    plane: &ProjPlane,
    stored: &[StoredSite],
    communities: &[Community],
    remarks: &mut Vec<String>,
) -> Result<Vec<Site>, WorkflowError> {
    let places = PlaceIndex::new(communities);
    let by_code: BTreeMap<&str, CommunityId> = communities
        .iter()
        .filter_map(|community| Some((community.code.as_ref()?.value.as_str(), community.id)))
        .collect();
    // Hosts may be whole towns, which is no mistake of the record.
    let towns: BTreeSet<&str> = by_code.keys().filter_map(|code| code.get(..9)).collect();
    let is_town = |code: &str| {
        let digits = code.strip_suffix("000").filter(|digits| digits.len() == 9);
        digits.is_some_and(|digits| towns.contains(digits))
    };
    let mut of_towns: Vec<i64> = Vec::new();
    let mut sites = Vec::with_capacity(stored.len());
    for row in stored {
        let record = &row.record;
        let move_in = |place: LonLat| {
            plane.to_metres(place).ok_or_else(|| WorkflowError::Project {
                layer: "facilities",
                row: row.id,
                source: ReprojectError::Undefined {
                    projection: "the study area's plane".to_owned(),
                    x: place.lon,
                    y: place.lat,
                },
            })
        };
        let point = move_in(record.point)?;
        let standing = places.find(point).map(|position| &communities[position]);
        let recorded = record.host_code.as_deref();
        let host = match (recorded.and_then(|code| by_code.get(code).copied()), standing) {
            (Some(host), Some(standing)) if host != standing.id => {
                remarks.push(format!(
                    "facility {} ({}): its record says that {} hosts it, its point lies in {}; the record is followed",
                    row.id,
                    record.name,
                    recorded.unwrap_or_default(),
                    standing.name
                ));
                Some(host)
            }
            (Some(host), _) => Some(host),
            (None, standing) => {
                if recorded.is_some_and(is_town) {
                    of_towns.push(row.id);
                } else if let Some(code) = recorded {
                    remarks.push(format!(
                        "facility {} ({}): no community has the code {code} that its record names as host; its point decides",
                        row.id, record.name
                    ));
                }
                standing.map(|community| community.id)
            }
        };
        sites.push(Site {
            id: SiteId(row.id),
            code: record.code.clone(),
            name: record.name.clone(),
            point,
            entrances: record
                .entrances
                .iter()
                .map(|door| move_in(*door))
                .collect::<Result<_, _>>()?,
            floor_area: record.floor_area_m2.map(SquareMetres),
            opening_hours: record.opening_hours.clone(),
            host,
            serves: record.serves.clone(),
            open_to_public: record.open_to_public,
            fee: record.fee,
            functions: record.functions.clone(),
            origin: origin(&row.source, record.as_of.as_ref(), record.accuracy_m),
        });
    }
    if let Some(first) = of_towns.first() {
        remarks.push(format!(
            "{} facilities are hosted by a sub-district or township and no one community (facility {first} and so on); their points say where they stand",
            of_towns.len()
        ));
    }
    Ok(sites)
}

fn people(plane: &ProjPlane, layer: &'static str, stored: &[StoredPeople]) -> Result<Vec<PeoplePoint>, WorkflowError> {
    stored
        .iter()
        .map(|row| {
            let at = row.record.point;
            let point = plane.to_metres(at).ok_or_else(|| WorkflowError::Project {
                layer,
                row: row.id,
                source: ReprojectError::Undefined {
                    projection: "the study area's plane".to_owned(),
                    x: at.lon,
                    y: at.lat,
                },
            })?;
            Ok(PeoplePoint {
                id: row.id,
                name: row.record.name.clone(),
                point,
                parent_code: row.record.parent_code.clone(),
                people: row.record.people,
                groups: row.record.groups,
                basis: row.record.basis,
                origin: origin(&row.source, row.record.as_of.as_ref(), row.record.accuracy_m),
            })
        })
        .collect()
}
