//! Places for facilities that nobody named: the middles of communities, street corners, a grid, plots.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Area as _, Coord, InteriorPoint as _, MultiPolygon};

use super::candidates::{Asked, Spot};
use crate::coverage::Settlement;
use crate::domain::ids::CommunityId;
use crate::domain::site::{Function, FunctionState, Site};
use crate::domain::siting::{Housing, SiteFrom};
use crate::domain::town::Town;
use crate::streets::Network;
use crate::units::Metres;

/// Candidates that were no facilities before.
pub(super) struct Made<'a> {
    pub(super) asked: Asked<'a>,
    pub(super) next: i64,
    pub(super) spots: Vec<Spot>,
}

impl Made<'_> {
    fn add(&mut self, from: SiteFrom, name: &str, point: Coord<f64>, area_m2: Option<f64>) {
        for (houses, kind) in self.asked.split((0..self.asked.services.len()).collect()) {
            let category = houses
                .first()
                .and_then(|which| self.asked.services[*which].any_of.first());
            let function = Function {
                state: FunctionState::Candidate,
                ..Function::standing(category.map_or("", String::as_str), None)
            };
            self.spots.push(Spot {
                site: Site::at(self.next, name.to_owned(), point, function, from.key()),
                key: None,
                from,
                now: None,
                houses,
                kind,
                capacity: None,
                area_m2,
            });
            // Rooms are of one house.
            self.next += i64::from(self.asked.housing != Housing::Rooms);
        }
        self.next += i64::from(self.asked.housing == Housing::Rooms);
    }
}

/// One for each community with people.
pub(super) fn middles(town: &Town, settlement: &Settlement, made: &mut Made<'_>) {
    let mut of: BTreeMap<CommunityId, Vec<usize>> = BTreeMap::new();
    for (place, demand) in settlement.demand.iter().enumerate() {
        if demand.people.0 > 0 {
            of.entry(demand.community).or_default().push(place);
        }
    }
    for community in &town.communities {
        let Some(places) = of.get(&community.id) else { continue };
        let people: f64 = places
            .iter()
            .map(|place| settlement.demand[*place].people.as_f64())
            .sum();
        let mean = |of: fn(Coord<f64>) -> f64| {
            let sum: f64 = places
                .iter()
                .map(|place| of(settlement.demand[*place].point) * settlement.demand[*place].people.as_f64())
                .sum();
            sum / people
        };
        let middle = Coord {
            x: mean(|at| at.x),
            y: mean(|at| at.y),
        };
        let apart = |place: &usize| {
            let at = settlement.demand[*place].point;
            (at.x - middle.x).hypot(at.y - middle.y)
        };
        let nearest = places
            .iter()
            .min_by(|one, other| apart(one).total_cmp(&apart(other)).then(one.cmp(other)));
        if let Some(nearest) = nearest {
            made.add(
                SiteFrom::Community,
                &community.name,
                settlement.demand[*nearest].point,
                None,
            );
        }
    }
}

/// Squares with people, and those around them.
fn squares_with_people(settlement: &Settlement, step: f64) -> BTreeSet<(i64, i64)> {
    let lived = settlement.demand.iter().filter(|demand| demand.people.0 > 0);
    lived
        .flat_map(|demand| {
            let (x, y) = square(demand.point, step);
            (-1..=1).flat_map(move |dx| (-1..=1).map(move |dy| (x + dx, y + dy)))
        })
        .collect()
}

fn square(at: Coord<f64>, step: f64) -> (i64, i64) {
    ((at.x / step).floor() as i64, (at.y / step).floor() as i64)
}

/// In each square with people near, the corner where most streets meet.
pub(super) fn corners(network: &Network, settlement: &Settlement, apart: Metres, made: &mut Made<'_>) {
    let wanted = squares_with_people(settlement, apart.0);
    let mut meeting = vec![0_u32; network.node_count()];
    for edge in 0..network.edge_count() as u32 {
        for node in network.ends(edge) {
            meeting[node as usize] += 1;
        }
    }
    let mut best: BTreeMap<(i64, i64), (u32, u32)> = BTreeMap::new();
    for (node, streets) in (0..).zip(&meeting).filter(|(_, streets)| **streets >= 3) {
        let at = square(network.node(node), apart.0);
        if wanted.contains(&at) {
            let known = best.entry(at).or_insert((*streets, node));
            if *streets > known.0 {
                *known = (*streets, node);
            }
        }
    }
    for (_, node) in best.into_values() {
        made.add(SiteFrom::Corner, "", network.node(node), None);
    }
}

/// The middles of squares with people.
pub(super) fn grid(settlement: &Settlement, step: Metres, made: &mut Made<'_>) {
    let lived = settlement.demand.iter().filter(|demand| demand.people.0 > 0);
    let squares: BTreeSet<(i64, i64)> = lived.map(|demand| square(demand.point, step.0)).collect();
    for (x, y) in squares {
        let middle = Coord {
            x: (x as f64 + 0.5) * step.0,
            y: (y as f64 + 0.5) * step.0,
        };
        made.add(SiteFrom::Grid, "", middle, None);
    }
}

/// A point inside each plot, with the plot's number in its file.
pub(super) fn parcels(plots: &[MultiPolygon<f64>], made: &mut Made<'_>) {
    for (plot, number) in plots.iter().zip(1..) {
        if let Some(inside) = plot.interior_point() {
            let area = plot.unsigned_area();
            made.add(SiteFrom::Parcel, &format!("{number}"), inside.into(), Some(area));
        }
    }
}
