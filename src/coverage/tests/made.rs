//! What towns for tests are made of: communities side by side, pharmacies, rows of people, a circle, and a provenance that says nothing.

use geo::{Coord, MultiPolygon, Rect, coord};

use crate::crs::{LonLatBox, Projection, StudyArea};
use crate::domain::circle::CircleProfile;
use crate::domain::community::{Community, Population, PopulationBasis};
use crate::domain::demand::PeoplePoint;
use crate::domain::ids::CommunityId;
use crate::domain::origin::Origin;
use crate::domain::people_group::GroupCounts;
use crate::domain::provenance::Provenance;
use crate::domain::site::{Function, Site};
use crate::domain::town::{HeldCategory, Town};
use crate::units::{Persons, SquareMetres};

/// Side of a community, in metres.
pub(in crate::coverage) const SIDE: f64 = 1000.0;

pub(in crate::coverage) fn square(column: usize) -> MultiPolygon<f64> {
    let west = column as f64 * SIDE;
    Rect::new(coord! { x: west, y: 0.0 }, coord! { x: west + SIDE, y: SIDE })
        .to_polygon()
        .into()
}

pub(in crate::coverage) fn community(column: usize, people: i64) -> Community {
    Community {
        id: CommunityId(column as i64 + 1),
        code: None,
        name: format!("community {column}"),
        committee_type: None,
        urban_rural_class: None,
        parents: Vec::new(),
        populations: vec![counted(people)],
        households: None,
        area: SquareMetres(SIDE * SIDE),
        boundary: square(column),
        provisional: false,
    }
}

/// Usual residents, of whom nobody says to which group they belong.
pub(in crate::coverage) fn counted(people: i64) -> Population {
    Population {
        basis: PopulationBasis::Usual,
        as_of: None,
        people: Persons::whole(people),
        groups: GroupCounts::UNCOUNTED,
    }
}

pub(in crate::coverage) fn pharmacy(id: i64, point: Coord<f64>) -> Site {
    Site::at(id, String::new(), point, Function::standing("pharmacy", None), "")
}

/// A row of people: a hamlet, or a row of a population table.
pub(in crate::coverage) fn people_at(id: i64, point: Coord<f64>, people: Option<i64>) -> PeoplePoint {
    PeoplePoint {
        id,
        name: String::new(),
        point,
        parent_code: None,
        people: people.map(Persons::whole),
        groups: GroupCounts::UNCOUNTED,
        basis: None,
        origin: Origin::default(),
    }
}

/// Communities with nothing in them, and a source that tells of some pharmacies, not of all.
pub(in crate::coverage) fn bare_town(communities: Vec<Community>) -> Town {
    Town {
        area: StudyArea {
            projection: Projection::GaussKrueger { epsg: 4543 },
            extent: LonLatBox {
                west: 102.0,
                south: 25.0,
                east: 102.1,
                north: 25.1,
            },
        },
        communities,
        sites: Vec::new(),
        buildings: Vec::new(),
        hamlets: Vec::new(),
        population: Vec::new(),
        residential_land: Vec::new(),
        held: vec![held("pharmacy", false)],
    }
}

pub(in crate::coverage) fn held(category: &str, complete: bool) -> HeldCategory {
    HeldCategory {
        category: category.to_owned(),
        source: "made".to_owned(),
        complete,
    }
}

/// The toy circle with so many metres of walk.
pub(in crate::coverage) fn circle(metres: f64) -> CircleProfile {
    let text = include_str!("../../../tests/fixtures/toy_town/toy.toml");
    let mut profile = CircleProfile::parse(text).expect("it is ours");
    profile.metres = Some(metres);
    profile
}

pub(in crate::coverage) fn provenance() -> Provenance {
    Provenance {
        program: String::new(),
        crs: String::new(),
        method: String::new(),
        spreading: String::new(),
        inputs: Vec::new(),
        circles: Vec::new(),
        catalogue: String::new(),
        travels: Vec::new(),
    }
}
