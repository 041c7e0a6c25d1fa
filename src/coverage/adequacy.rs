//! How far the streets in the data carry an answer.

use super::place_index::PlaceIndex;
use super::settle::Settlement;
use super::street_places::StreetPlaces;
use crate::domain::assessment::Adequacy;
use crate::domain::town::Town;
use crate::streets::{Component, Components, Position, Weighted};
use crate::units::{Metres, Persons};

/// What is said of streets that hang together with nothing else.
pub(super) fn apart(parts: &[Component], travel: &str) -> Option<String> {
    let small: Vec<f64> = parts
        .iter()
        .skip(1)
        .map(|part| part.metres)
        .filter(|metres| *metres > 0.0)
        .collect();
    let metres: f64 = small.iter().sum();
    (!small.is_empty()).then(|| {
        format!(
            "layer streets: for {travel}, {} parts with {:.1} km in all hang together with nothing else (private ways, closed gates, pieces at the extract's edge); the largest part has {:.1} km",
            small.len(),
            metres / 1000.0,
            parts[0].metres / 1000.0
        )
    })
}

/// How far the streets carry an answer in each community.
pub(super) fn adequacy(
    weighted: &Weighted,
    homes: &StreetPlaces,
    parts: &Components,
    town: &Town,
    settlement: &Settlement,
) -> Vec<Adequacy> {
    let network = weighted.network();
    let large = |edge: u32| parts.is_large(network.ends(edge)[0]);
    let places = PlaceIndex::new(&town.communities);
    let mut street = vec![0.0; town.communities.len()];
    for edge in (0..network.edge_count() as u32).filter(|edge| weighted.opens(*edge)) {
        let length = network.length(edge);
        let middle = network.place(Position {
            edge,
            along_m: length / 2.0,
        });
        if let Some(position) = places.find(middle) {
            street[position] += length;
        }
    }
    let mut first = 0;
    settlement
        .by_community()
        .into_iter()
        .zip(&town.communities)
        .zip(street)
        .map(|((demand, community), street)| {
            let mut found = Adequacy {
                community: community.id,
                snapped: Persons::NONE,
                connected: Persons::NONE,
                located: Persons::NONE,
                street: Metres(street),
            };
            for (demand, place) in demand.iter().zip(first..) {
                let accesses = homes.accesses(place);
                found.located += demand.people;
                if !accesses.is_empty() {
                    found.snapped += demand.people;
                }
                if accesses.iter().any(|access| large(access.position.edge)) {
                    found.connected += demand.people;
                }
            }
            first += demand.len();
            found
        })
        .collect()
}
