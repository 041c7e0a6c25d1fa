//! Households of communities whose own layer does not say them: from the register, else from their hamlets.

use std::collections::BTreeMap;

use crate::coverage::PlaceIndex;
use crate::domain::town::Town;
use crate::store::{StoredPeople, StoredUnit};

/// Gives communities that don't say their households those of the register, or the sum of their hamlets where each hamlet says its own.
pub(super) fn counted_elsewhere(town: &mut Town, register: &[StoredUnit], hamlets: &[StoredPeople]) {
    let listed: BTreeMap<&str, u32> = register
        .iter()
        .rev()
        .filter_map(|row| Some((row.record.code.value.as_str(), row.record.households?)))
        .collect();
    let index = PlaceIndex::new(&town.communities);
    let mut of_hamlets: BTreeMap<usize, Option<u32>> = BTreeMap::new();
    for (hamlet, row) in town.hamlets.iter().zip(hamlets) {
        let named = |code: &String| {
            let is_it = |community: &crate::domain::community::Community| {
                community.code.as_ref().is_some_and(|own| own.value == *code)
            };
            town.communities.iter().position(is_it)
        };
        let at = hamlet.parent_code.as_ref().and_then(named);
        if let Some(at) = at.or_else(|| index.find(hamlet.point)) {
            let sum = of_hamlets.entry(at).or_insert(Some(0));
            *sum = sum.zip(row.record.households).map(|(sum, own)| sum.saturating_add(own));
        }
    }
    for (at, community) in town.communities.iter_mut().enumerate() {
        if community.households.is_none() {
            let code = community.code.as_ref().map(|code| code.value.as_str());
            let of_register = code.and_then(|code| listed.get(code).copied());
            community.households = of_register.or_else(|| of_hamlets.get(&at).copied().flatten());
        }
    }
}
