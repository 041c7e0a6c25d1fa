//! Facilities that no street leads to: nobody reaches them along the streets, and a person should know which they are.

use std::collections::BTreeMap;

use super::bound::Bound;
use super::counting::Offer;
use super::halo::Halo;
use super::streets_of_circle::Line;
use crate::domain::category::Catalogue;
use crate::domain::circle::CircleProfile;
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::units::Metres;

/// Facilities that are named; the rest is counted.
const NAMED: usize = 5;
/// How many times the snap limit the nearest street is looked for.
const FARTHER: f64 = 20.0;

/// Names the facilities of a circle's services whose doors are all farther from every usable street than the snap limit, with how far it is.
pub(super) fn streetless_sites(
    line: &Line,
    town: &Town,
    circle: &CircleProfile,
    catalogue: &Catalogue,
    halo: &Halo,
) -> Option<String> {
    let limit = Metres(circle.snap_limit_m);
    let offered: BTreeMap<i64, &Site> = circle
        .groups
        .iter()
        .flat_map(|group| Offer::of(town, group, circle, catalogue).sites)
        .filter(|site| halo.holds(site))
        .map(|site| (site.id.0, site))
        .collect();
    let sites: Vec<&Site> = offered.into_values().collect();
    let sources = line.sources(&sites, limit, Bound::Most);
    let lost: Vec<&Site> = sites
        .into_iter()
        .zip(sources)
        .filter(|(_, sources)| sources.is_empty())
        .map(|(site, _)| site)
        .collect();
    let named: Vec<String> = lost
        .iter()
        .take(NAMED)
        .map(|site| {
            let doors = site.doors().iter();
            let off = doors
                .filter_map(|door| line.nearest_m(*door, Metres(limit.0 * FARTHER)))
                .min_by(f64::total_cmp);
            let by_a_bridge = site.doors().iter().any(|door| line.is_by_a_bridge(*door, limit));
            let off = match off {
                Some(metres) if by_a_bridge => {
                    format!("only a bridge or a tunnel, onto which no door opens; on the ground the nearest is {metres:.0} m away")
                }
                Some(metres) => format!("the nearest is {metres:.0} m away"),
                None => format!("none within {:.0} m, or a barrier before each", limit.0 * FARTHER),
            };
            format!("{} {:?} ({off})", site.id.0, site.name)
        })
        .collect();
    (!lost.is_empty()).then(|| {
        let more = lost.len().saturating_sub(NAMED);
        let more = if more == 0 { String::new() } else { format!(", and {more} more") };
        format!(
            "layer facilities: {} of circle {} have no street within {:.0} m of a door that {} can use, so that nobody reaches them along the streets: {}{more}; give them entrances, or import the missing ways",
            lost.len(),
            circle.id,
            limit.0,
            line.weighted.profile().id,
            named.join(", "),
        )
    })
}
