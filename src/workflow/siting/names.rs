//! Places that are no facilities yet are called by where they come from and where they are, so that another run calls them the same.

use std::collections::BTreeMap;

use super::candidates::{Asked, Spot};
use crate::crs::LonLat;
use crate::domain::ids::SiteId;
use crate::domain::siting::{Housing, SiteFrom, id_of_key};

/// Gives every made place its key and the number that follows from it. Until then made places have numbers of their own, one for each house.
pub(super) fn name(spots: &mut [Spot], degrees: &[LonLat], asked: Asked<'_>) {
    let mut keys: BTreeMap<i64, String> = BTreeMap::new();
    let mut often: BTreeMap<String, usize> = BTreeMap::new();
    for (spot, at) in spots.iter_mut().zip(degrees) {
        let is_house = match spot.from {
            SiteFrom::Standing | SiteFrom::Workspace | SiteFrom::Other | SiteFrom::Lease => continue,
            SiteFrom::Community | SiteFrom::Corner | SiteFrom::Grid | SiteFrom::Parcel => true,
            SiteFrom::Mobile | SiteFrom::Expansion => false,
        };
        let key = keys.entry(spot.site.id.0).or_insert_with(|| {
            let mut key = match spot.key.take() {
                Some(key) => key,
                None => format!("{}:{:.6}:{:.6}", spot.from.key(), at.lon, at.lat),
            };
            // Rooms are of one house.
            if asked.housing == Housing::One || (asked.housing == Housing::Rooms && !is_house) {
                let service = spot.houses.first().and_then(|which| asked.services.get(*which));
                key.extend(service.map(|service| format!(":{}", service.key)));
            }
            let known = often.entry(key.clone()).or_default();
            *known += 1;
            // Two within a hand's breadth.
            if *known > 1 { format!("{key}:{known}") } else { key }
        });
        spot.site.id = SiteId(id_of_key(key));
        spot.key = Some(key.clone());
    }
}
