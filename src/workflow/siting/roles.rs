//! Which places take part in which role, and why others don't.

use std::collections::BTreeSet;

use geo::{Contains, MultiPolygon, Point};

use super::SitingRequest;
use super::candidates::Spot;
use super::worth::Worth;
use super::wrong::WrongSiting;
use crate::coverage::{PlaceIndex, WhoReaches};
use crate::domain::category::Catalogue;
use crate::domain::siting::{Rejection, SiteFrom, SiteWord};
use crate::domain::town::Town;
use crate::siting::Role;
use crate::units::{Metres, Millimetres};

/// The sites that a question names.
struct Named {
    required: BTreeSet<i64>,
    excluded: BTreeSet<i64>,
    may_close: BTreeSet<i64>,
}

impl Named {
    /// All of them are there, and of the kind that is meant.
    fn of(request: &SitingRequest<'_>, spots: &[Spot]) -> Result<Self, WrongSiting> {
        let of_kind = |wanted: bool| {
            let those = spots
                .iter()
                .filter(move |spot| (spot.from == SiteFrom::Standing) == wanted);
            those.map(|spot| spot.site.id.0).collect::<BTreeSet<i64>>()
        };
        let (stand, fresh) = (of_kind(true), of_kind(false));
        let named = |sites: &[SiteWord], what: &'static str| {
            let is_known = |site: &&SiteWord| stand.contains(&site.id()) || fresh.contains(&site.id());
            let unknown = sites.iter().filter(|site| !is_known(site));
            let unknown: Vec<String> = unknown.map(ToString::to_string).collect();
            if unknown.is_empty() {
                Ok(sites.iter().map(SiteWord::id).collect::<BTreeSet<i64>>())
            } else {
                Err(WrongSiting::NoSite { what, sites: unknown })
            }
        };
        let called = |id: i64| {
            let spot = spots.iter().find(|spot| spot.site.id.0 == id);
            spot.map_or_else(|| id.to_string(), Spot::called)
        };
        let required = named(&request.required, "--require")?;
        let excluded = named(&request.excluded, "--exclude")?;
        let closes: Vec<SiteWord> = request.may_close.iter().copied().map(SiteWord::Id).collect();
        let may_close = named(&closes, "--may-close")?;
        for (what, ids, those, stands) in [
            ("--require", &required, &fresh, true),
            ("--exclude", &excluded, &fresh, true),
            ("--may-close", &may_close, &stand, false),
        ] {
            if let Some(id) = ids.iter().find(|id| !those.contains(id)) {
                let site = called(*id);
                return Err(WrongSiting::Stands { what, site, stands });
            }
        }
        let closes_one = |id: &&i64| {
            spots
                .iter()
                .filter(|spot| spot.from == SiteFrom::Standing && spot.site.id.0 == **id)
                .count()
                == 1
        };
        let closes: Vec<i64> = if request.may_close_all {
            stand.iter().copied().collect()
        } else {
            may_close.iter().copied().collect()
        };
        if let Some(several) = closes.iter().find(|id| !closes_one(id)) {
            return Err(WrongSiting::ClosesSeveral(*several));
        }
        Worth(request).check(spots)?;
        if let Some(both) = required.intersection(&excluded).next() {
            return Err(WrongSiting::RequiredExcluded(called(*both)));
        }
        Ok(Self {
            required,
            excluded,
            may_close,
        })
    }
}

/// Why nobody is near.
fn unreached(is_streetless: bool, is_inside: bool) -> Rejection {
    match (is_streetless, is_inside) {
        (true, _) => Rejection::NoStreet,
        (false, false) => Rejection::Outside,
        (false, true) => Rejection::NobodyNear,
    }
}

/// The role of each spot, or why it has none.
pub(super) fn roles(
    town: &Town,
    spots: &[Spot],
    reaches: &WhoReaches,
    (not_in, slopes): (&[MultiPolygon<f64>], &[Option<f64>]),
    request: &SitingRequest<'_>,
    catalogue: &Catalogue,
) -> Result<Vec<Result<Role, Rejection>>, WrongSiting> {
    let Named {
        required,
        excluded,
        may_close,
    } = Named::of(request, spots)?;
    let beside = match &request.beside {
        Some((category, apart)) => {
            let known = catalogue
                .find(category)
                .ok_or_else(|| WrongSiting::Category(category.clone()))?;
            let sites = town.sites.iter().filter(|site| {
                let here = |function: &crate::domain::site::Function| {
                    function.category == known.key && function.state == crate::domain::site::FunctionState::Existing
                };
                site.functions.iter().any(here)
            });
            Some((sites.map(|site| site.point).collect::<Vec<_>>(), *apart))
        }
        None => None,
    };
    let stays: Vec<(u32, geo::Coord<f64>)> = spots
        .iter()
        .filter(|spot| {
            spot.from == SiteFrom::Standing && !may_close.contains(&spot.site.id.0) && !request.may_close_all
        })
        .map(|spot| (spot.kind, spot.site.point))
        .collect();
    let near = |at: geo::Coord<f64>, others: &[geo::Coord<f64>], within: Metres| {
        others.iter().any(|other| {
            Millimetres::round(Metres((other.x - at.x).hypot(other.y - at.y))) < Millimetres::round(within)
        })
    };
    let index = PlaceIndex::new(&town.communities);
    let role = |(position, spot): (usize, &Spot)| {
        let (slope, nobody) = (slopes[position], reaches.of_site[position].is_empty());
        let (id, at) = (spot.site.id.0, spot.site.point);
        if spot.from == SiteFrom::Standing {
            let closes = request.may_close_all || may_close.contains(&id);
            return match closes {
                true => Ok(Role::MayClose),
                // It serves nobody, but a town may have it.
                false if nobody && request.per_town.is_none() => Err(Rejection::NobodyNear),
                false => Ok(Role::Kept),
            };
        }
        if excluded.contains(&id) {
            return Err(Rejection::Excluded);
        }
        // A vehicle stops where nothing may be built.
        let is_built = spot.from != SiteFrom::Mobile;
        if is_built && not_in.iter().any(|area| area.contains(&Point::from(at))) {
            return Err(Rejection::NotAllowed);
        }
        if nobody {
            return Err(unreached(reaches.streetless[position], index.find(at).is_some()));
        }
        let role = if required.contains(&id) {
            Role::Required
        } else {
            Role::Candidate
        };
        // Where it stands is settled.
        if spot.from == SiteFrom::Expansion || !is_built {
            return Ok(role);
        }
        if request
            .least_area
            .zip(spot.area_m2)
            .is_some_and(|(least, area)| area < least)
        {
            return Err(Rejection::TooSmall);
        }
        if request.steepest.zip(slope).is_some_and(|(most, slope)| slope > most) {
            return Err(Rejection::TooSteep);
        }
        let alike = stays.iter().filter(|(kind, _)| *kind == spot.kind);
        let alike: Vec<geo::Coord<f64>> = alike.map(|(_, point)| *point).collect();
        if request.spacing.is_some_and(|spacing| near(at, &alike, spacing)) {
            return Err(Rejection::TooNear);
        }
        if beside
            .as_ref()
            .is_some_and(|(others, apart)| !near(at, others, Metres(apart.0 + 0.001)))
        {
            return Err(Rejection::NothingBeside);
        }
        Ok(role)
    };
    let roles: Vec<Result<Role, Rejection>> = spots.iter().enumerate().map(role).collect();
    for (spot, role) in spots.iter().zip(&roles) {
        if let Err(why) = role
            && required.contains(&spot.site.id.0)
        {
            return Err(WrongSiting::RequiredRejected {
                site: spot.called(),
                why: why.key(),
            });
        }
    }
    Ok(roles)
}
