//! What rows may name instead of coordinates: communities with their points, and the codes that they had before.

use std::collections::BTreeMap;

use geo::{Distance, Haversine, InteriorPoint};

use super::error::WorkflowError;
use super::import::ImportRequest;
use crate::crs::LonLat;
use crate::domain::area_code::UnitLevel;
use crate::domain::community_names::NamedCommunity;
use crate::domain::succession::{Followed, Successions};
use crate::import;
use crate::store::Workspace;

/// What rows may name instead of coordinates: communities, and the codes that they had before.
#[derive(Debug, Default)]
pub(super) struct KnownPlaces {
    /// Where a person put rows, by their number.
    pub(super) by_hand: BTreeMap<String, LonLat>,
    pub(super) communities: Vec<NamedCommunity>,
    codes: BTreeMap<String, Vec<usize>>,
    successions: Successions,
}

/// Where the code of a row leads.
pub(super) enum Newest {
    /// To itself, for all that is known.
    Same,
    /// To another one.
    Became(String),
    /// To several communities.
    Among(Vec<usize>),
}

impl KnownPlaces {
    /// Those for the rows of a file; none where it is no table. Looked up before writing begins.
    pub(super) fn of(workspace: &Workspace, request: &ImportRequest<'_>) -> Result<Self, WorkflowError> {
        if !(import::is_table(request.file) && request.kind.has_geometry()) {
            return Ok(Self::default());
        }
        let communities = named_communities(workspace)?;
        let mut codes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, community) in communities.iter().enumerate() {
            if let Some(code) = &community.code {
                codes.entry(code.clone()).or_default().push(index);
            }
        }
        let rows: Vec<_> = workspace.successions()?.into_iter().map(|row| row.record).collect();
        Ok(Self {
            by_hand: request.places.cloned().unwrap_or_default(),
            communities,
            codes,
            successions: Successions::new(&rows, None),
        })
    }

    /// Where a code leads.
    pub(super) fn newest(&self, code: &str) -> Newest {
        match self.successions.follow(code, |one| self.codes.contains_key(one)) {
            Followed::Same | Followed::Nowhere => Newest::Same,
            Followed::One(code) => Newest::Became(code),
            Followed::Among(codes) => {
                let places = codes.iter().filter_map(|code| self.codes.get(code));
                Newest::Among(places.flatten().copied().collect())
            }
        }
    }
}

/// The workspace's communities with their points and radii, and the names of their towns where the register knows them.
fn named_communities(workspace: &Workspace) -> Result<Vec<NamedCommunity>, WorkflowError> {
    let towns: BTreeMap<String, String> = workspace
        .register()?
        .into_iter()
        .map(|unit| unit.record)
        .filter(|unit| unit.level == UnitLevel::Town)
        .map(|unit| (unit.code.value, unit.name))
        .collect();
    let mut found = Vec::new();
    for stored in workspace.communities()? {
        let record = stored.record;
        let Some(point) = record.boundary.interior_point() else {
            continue;
        };
        let farthest = record
            .boundary
            .iter()
            .flat_map(|part| part.exterior().points())
            .map(|corner| Haversine.distance(point, corner))
            .fold(0.0, f64::max);
        let code = record.code.map(|code| code.value);
        let mut parents: Vec<String> = record.parents.into_iter().map(|parent| parent.value).collect();
        let town = code
            .as_deref()
            .filter(|code| code.len() == 12)
            .and_then(|code| code.get(..9))
            .map(|town| format!("{town}000"));
        parents.extend(
            town.filter(|town| !parents.contains(town))
                .into_iter()
                .collect::<Vec<_>>(),
        );
        let names: Vec<String> = parents.iter().filter_map(|parent| towns.get(parent).cloned()).collect();
        parents.extend(names);
        found.push(NamedCommunity {
            code,
            name: record.name,
            parents,
            centre: LonLat {
                lon: point.x(),
                lat: point.y(),
            },
            radius_m: farthest.ceil(),
        });
    }
    Ok(found)
}
