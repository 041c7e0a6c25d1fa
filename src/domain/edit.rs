//! A world: a base version and the edits over it.
//!
//! Edits are kept in degrees ([`EditRecord`]) and applied in metres ([`Edit`]), in their order: a later one sees what the earlier did.

use std::collections::BTreeSet;

use geo::{Contains, Coord, LineString, MultiLineString, MultiPolygon, Point};

use super::site::{Function, Site};
use super::town::Town;
use crate::crs::LonLat;

/// A change to a base version, in degrees.
#[derive(Debug, Clone, PartialEq)]
pub enum EditRecord {
    /// Nobody uses this street any more.
    CloseStreet {
        /// Our id of the street.
        id: i64,
    },
    /// Streets are cut where they cross these lines.
    CloseAcross {
        /// The lines.
        line: MultiLineString<f64>,
    },
    /// Streets are closed inside this area.
    CloseWithin {
        /// The area.
        area: MultiPolygon<f64>,
    },
    /// A street that is not there yet.
    NewLink {
        /// Its course.
        course: LineString<f64>,
        /// What it is: a value of `highway`.
        class: String,
        /// Its name; may be empty.
        name: String,
        /// The level it lies on: 0 on the ground, 1 and more for a bridge, -1 and less for a tunnel. Its ends come down (or up) to what
        /// they touch.
        level: i32,
    },
    /// A site that is not there yet.
    AddSite {
        /// Its id: above all ids of the base.
        id: i64,
        /// Its name; may be empty.
        name: String,
        /// What it does: a key of the category catalogue.
        category: String,
        /// Seats, beds or places.
        capacity: Option<f64>,
        /// Where.
        point: LonLat,
    },
    /// A site that stands elsewhere.
    MoveSite {
        /// Which.
        id: i64,
        /// Where it goes.
        to: LonLat,
    },
    /// A site that goes.
    RemoveSite {
        /// Which.
        id: i64,
    },
}

impl EditRecord {
    /// The word that tables and results carry.
    pub fn key(&self) -> &'static str {
        match self {
            Self::CloseStreet { .. } => "close_street",
            Self::CloseAcross { .. } => "close_across",
            Self::CloseWithin { .. } => "close_within",
            Self::NewLink { .. } => "new_link",
            Self::AddSite { .. } => "add_site",
            Self::MoveSite { .. } => "move_site",
            Self::RemoveSite { .. } => "remove_site",
        }
    }
}

/// A change to a base version, in metres of the study area.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of `EditRecord`, in metres")]
pub enum Edit {
    /// Nobody uses this street any more.
    CloseStreet { id: i64 },
    /// Streets are cut where they cross these lines.
    CloseAcross { line: MultiLineString<f64> },
    /// Streets are closed inside this area.
    CloseWithin { area: MultiPolygon<f64> },
    /// A street that is not there yet.
    NewLink {
        course: LineString<f64>,
        class: String,
        name: String,
        level: i32,
    },
    /// A site that is not there yet.
    AddSite {
        id: i64,
        name: String,
        category: String,
        capacity: Option<f64>,
        point: Coord<f64>,
    },
    /// A site that stands elsewhere.
    MoveSite { id: i64, to: Coord<f64> },
    /// A site that goes.
    RemoveSite { id: i64 },
}

/// What every workflow works on: a base version of the workspace and an ordered list of edits, empty at first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct World {
    /// The version of the layers to start from; `None` is as they are now.
    pub base: Option<i64>,
    /// In order of application.
    pub edits: Vec<EditRecord>,
    /// The scenario that it is, by its name; `None` for the layers themselves.
    pub scenario: Option<String>,
}

/// An edit that changed nothing, because what it names is not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unapplied {
    /// Its place in the list, from 0.
    pub position: usize,
    /// Why.
    pub why: WhyNot,
}

/// Why an edit changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// There is no street with this id.
    NoStreet(i64),
    /// There is no site with this id.
    NoSite(i64),
    /// A site with this id is there already.
    SiteThere(i64),
}

impl std::fmt::Display for WhyNot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoStreet(id) => write!(f, "there is no street {id} any more"),
            Self::NoSite(id) => write!(f, "there is no facility {id} any more"),
            Self::SiteThere(id) => write!(f, "another facility has the id {id} now"),
        }
    }
}

/// A street that is not there yet, in metres of the study area.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Its course.
    pub course: LineString<f64>,
    /// What it is: a value of `highway`.
    pub class: String,
    /// The level it lies on.
    pub level: i32,
    /// Of the cuts and closed areas, how many came before it: these don't close it, for it leads over them.
    pub cuts_before: usize,
    /// As `cuts_before`, of the closed areas.
    pub areas_before: usize,
}

/// What edits do to the streets, in metres of the study area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StreetEdits {
    /// Ids of streets that nobody uses.
    pub closed: BTreeSet<i64>,
    /// Lines at which streets are cut.
    pub cuts: Vec<LineString<f64>>,
    /// Areas inside which streets are closed.
    pub closed_areas: Vec<MultiPolygon<f64>>,
    /// New streets, in their order.
    pub links: Vec<Link>,
}

impl StreetEdits {
    /// What these edits do to the streets.
    pub fn of(edits: &[Edit]) -> Self {
        let mut streets = Self::default();
        for edit in edits {
            match edit {
                Edit::CloseStreet { id } => {
                    streets.closed.insert(*id);
                }
                Edit::CloseAcross { line } => streets.cuts.extend(line.0.iter().cloned()),
                Edit::CloseWithin { area } => streets.closed_areas.push(area.clone()),
                Edit::NewLink {
                    course, class, level, ..
                } => streets.links.push(Link {
                    course: course.clone(),
                    class: class.clone(),
                    level: *level,
                    cuts_before: streets.cuts.len(),
                    areas_before: streets.closed_areas.len(),
                }),
                Edit::AddSite { .. } | Edit::MoveSite { .. } | Edit::RemoveSite { .. } => {}
            }
        }
        streets
    }

    /// Whether nothing is done to the streets.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Applies edits of sites to a town, in their order; edits of streets do nothing here ([`StreetEdits::of`] has them). Sites stay ordered
/// by id, so that the town is the one that a base with these sites would give.
pub fn apply_to_town(town: &mut Town, edits: &[Edit]) -> Vec<Unapplied> {
    let mut unapplied = Vec::new();
    for (position, edit) in edits.iter().enumerate() {
        if let Err(why) = apply(town, edit) {
            unapplied.push(Unapplied { position, why });
        }
    }
    unapplied
}

fn apply(town: &mut Town, edit: &Edit) -> Result<(), WhyNot> {
    let find = |town: &Town, id: i64| town.sites.binary_search_by_key(&id, |site| site.id.0);
    match edit {
        Edit::AddSite {
            id,
            name,
            category,
            capacity,
            point,
        } => {
            let Err(place) = find(town, *id) else {
                return Err(WhyNot::SiteThere(*id));
            };
            // In this world it stands.
            let function = Function::standing(category, *capacity);
            let site = Site {
                host: host(town, *point),
                ..Site::at(*id, name.clone(), *point, function, SOURCE)
            };
            town.sites.insert(place, site);
        }
        Edit::MoveSite { id, to } => {
            let place = find(town, *id).map_err(|_| WhyNot::NoSite(*id))?;
            let host = host(town, *to);
            let site = &mut town.sites[place];
            site.point = *to;
            // Its doors were those of the old house, and so was what is known of their places.
            site.entrances.clear();
            site.host = host;
            site.origin.accuracy = None;
        }
        Edit::RemoveSite { id } => {
            let place = find(town, *id).map_err(|_| WhyNot::NoSite(*id))?;
            town.sites.remove(place);
        }
        Edit::CloseStreet { .. } | Edit::CloseAcross { .. } | Edit::CloseWithin { .. } | Edit::NewLink { .. } => {}
    }
    Ok(())
}

/// What sites of a scenario give as their source.
pub const SOURCE: &str = "scenario";

/// The first community that a place lies in.
fn host(town: &Town, place: Coord<f64>) -> Option<super::ids::CommunityId> {
    let point = Point::from(place);
    let found = town
        .communities
        .iter()
        .find(|community| community.boundary.contains(&point));
    found.map(|community| community.id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use geo::{Rect, coord};
    use proptest::prelude::*;

    use super::*;
    use crate::crs::{LonLatBox, Projection, StudyArea};
    use crate::domain::community::Community;
    use crate::domain::ids::CommunityId;
    use crate::units::SquareMetres;

    /// Two communities side by side, a kilometre wide each, and sites with these ids along the diagonal.
    fn town(ids: &[i64]) -> Town {
        let community = |id: i64, west: f64| {
            let boundary: MultiPolygon<f64> =
                Rect::new(coord! { x: west, y: 0.0 }, coord! { x: west + 1000.0, y: 1000.0 })
                    .to_polygon()
                    .into();
            Community {
                id: CommunityId(id),
                code: None,
                name: String::new(),
                committee_type: None,
                urban_rural_class: None,
                parents: Vec::new(),
                populations: Vec::new(),
                households: None,
                area: SquareMetres(1e6),
                boundary,
                provisional: false,
            }
        };
        let mut town = Town {
            area: StudyArea {
                projection: Projection::GaussKrueger { epsg: 4543 },
                extent: LonLatBox {
                    west: 101.0,
                    south: 25.0,
                    east: 102.0,
                    north: 26.0,
                },
            },
            communities: vec![community(1, 0.0), community(2, 1000.0)],
            sites: Vec::new(),
            buildings: Vec::new(),
            hamlets: Vec::new(),
            population: Vec::new(),
            residential_land: Vec::new(),
            held: Vec::new(),
        };
        let base: Vec<Edit> = ids.iter().map(|id| add(*id, *id as f64 * 10.0)).collect();
        assert_eq!(apply_to_town(&mut town, &base), []);
        town
    }

    fn add(id: i64, x: f64) -> Edit {
        Edit::AddSite {
            id,
            name: format!("site {id}"),
            category: "pharmacy".to_owned(),
            capacity: None,
            point: coord! { x: x, y: 500.0 },
        }
    }

    fn any_edit() -> impl Strategy<Value = Edit> {
        let id = 1_i64..12;
        prop_oneof![
            (id.clone(), 0_u16..2500).prop_map(|(id, x)| add(id, f64::from(x))),
            (id.clone(), 0_u16..2500).prop_map(|(id, x)| Edit::MoveSite {
                id,
                to: coord! { x: f64::from(x), y: 400.0 }
            }),
            id.clone().prop_map(|id| Edit::RemoveSite { id }),
            id.prop_map(|id| Edit::CloseStreet { id }),
        ]
    }

    /// A site's id, place and host.
    type Standing = (i64, Coord<f64>, Option<i64>);

    /// The same by another way: a table of places by id, from which a fresh town is made.
    fn fresh(ids: &[i64], edits: &[Edit]) -> (Vec<Standing>, Vec<usize>) {
        let mut places: BTreeMap<i64, Coord<f64>> = ids
            .iter()
            .map(|id| (*id, coord! { x: *id as f64 * 10.0, y: 500.0 }))
            .collect();
        let mut unapplied = Vec::new();
        for (position, edit) in edits.iter().enumerate() {
            let done = match edit {
                Edit::AddSite { id, point, .. } if !places.contains_key(id) => places.insert(*id, *point).is_none(),
                Edit::MoveSite { id, to } => places.get_mut(id).map(|place| *place = *to).is_some(),
                Edit::RemoveSite { id } => places.remove(id).is_some(),
                Edit::AddSite { .. } => false,
                _ => true,
            };
            if !done {
                unapplied.push(position);
            }
        }
        let host = |x: f64| match x {
            x if x > 0.0 && x < 1000.0 => Some(1),
            x if x > 1000.0 && x < 2000.0 => Some(2),
            _ => None,
        };
        let sites = places.into_iter().map(|(id, at)| (id, at, host(at.x))).collect();
        (sites, unapplied)
    }

    fn sites(town: &Town) -> Vec<Standing> {
        let sites = town.sites.iter();
        sites
            .map(|site| (site.id.0, site.point, site.host.map(|host| host.0)))
            .collect()
    }

    proptest! {
        #[test]
        fn edits_one_by_one_give_the_town_that_a_fresh_one_with_them_is(edits in prop::collection::vec(any_edit(), 0..30)) {
            let base = [2, 5, 8];
            let mut town = town(&base);
            let mut unapplied = Vec::new();
            for (position, edit) in edits.iter().enumerate() {
                unapplied.extend(apply_to_town(&mut town, std::slice::from_ref(edit)).iter().map(|_| position));
            }
            let (expected, expected_unapplied) = fresh(&base, &edits);
            prop_assert_eq!(sites(&town), expected);
            prop_assert_eq!(unapplied, expected_unapplied);
        }

        #[test]
        fn all_at_once_is_one_after_the_other_and_taking_them_back_is_the_base(
            edits in prop::collection::vec(any_edit(), 0..30), cut in 0_usize..30
        ) {
            let cut = cut.min(edits.len());
            let mut whole = town(&[2, 5, 8]);
            apply_to_town(&mut whole, &edits);
            let mut parts = town(&[2, 5, 8]);
            apply_to_town(&mut parts, &edits[..cut]);
            apply_to_town(&mut parts, &edits[cut..]);
            prop_assert_eq!(&whole, &parts);
            // The last edit taken back again and again: each time the town of the shorter list, at the end the base.
            let mut shorter = edits.clone();
            while shorter.pop().is_some() {
                let mut after = town(&[2, 5, 8]);
                apply_to_town(&mut after, &shorter);
                prop_assert_eq!(sites(&after), fresh(&[2, 5, 8], &shorter).0);
            }
            prop_assert_eq!(town(&[2, 5, 8]), {
                let mut base = town(&[2, 5, 8]);
                apply_to_town(&mut base, &shorter);
                base
            });
        }
    }

    #[test]
    fn order_counts() {
        let (one, other) = (
            Edit::MoveSite {
                id: 2,
                to: coord! { x: 1500.0, y: 10.0 },
            },
            Edit::RemoveSite { id: 2 },
        );
        let mut first = town(&[2]);
        assert_eq!(apply_to_town(&mut first, &[one.clone(), other.clone()]), []);
        let mut second = town(&[2]);
        let lapsed = Unapplied {
            position: 1,
            why: WhyNot::NoSite(2),
        };
        assert_eq!(apply_to_town(&mut second, &[other, one]), [lapsed]);
    }

    #[test]
    fn a_site_that_moves_leaves_its_doors_and_its_host() {
        let mut town = town(&[2]);
        town.sites[0].entrances = vec![coord! { x: 21.0, y: 500.0 }];
        let to = coord! { x: 1500.0, y: 10.0 };
        apply_to_town(&mut town, &[Edit::MoveSite { id: 2, to }]);
        let site = &town.sites[0];
        assert_eq!((site.doors(), site.host), (&[to][..], Some(CommunityId(2))));
    }

    #[test]
    fn streets_get_what_is_theirs() {
        let course = LineString::from(vec![(0.0, 0.0), (9.0, 0.0)]);
        let area: MultiPolygon<f64> = Rect::new(coord! { x: 0.0, y: 0.0 }, coord! { x: 1.0, y: 1.0 })
            .to_polygon()
            .into();
        let edits = [
            Edit::CloseStreet { id: 7 },
            add(9, 3.0),
            Edit::CloseAcross {
                line: MultiLineString(vec![course.clone(), course.clone()]),
            },
            Edit::CloseWithin { area: area.clone() },
            Edit::NewLink {
                course: course.clone(),
                class: "footway".to_owned(),
                name: String::new(),
                level: 0,
            },
        ];
        let streets = StreetEdits::of(&edits);
        assert_eq!(streets.closed, BTreeSet::from([7]));
        assert_eq!((streets.cuts.len(), streets.closed_areas), (2, vec![area]));
        let expected = Link {
            course,
            class: "footway".to_owned(),
            level: 0,
            cuts_before: 2,
            areas_before: 1,
        };
        assert_eq!(streets.links, [expected]);
        assert!(StreetEdits::of(&edits[1..2]).is_empty());
    }
}
