//! Rings: the ground from which people come to a facility of a circle's services, or to any one of a service, within so many minutes.

use geo::MultiPolygon;
use rayon::prelude::*;

use super::along_streets::Streets;
use super::bound::Bound;
use super::counting::counts;
use super::streets_of_circle::Line;
use crate::catchment::{reach_area, street_rings};
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, ServiceGroup};
use crate::domain::ids::SiteId;
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::streets::{Direction, ProfileError, Reach, Source};
use crate::units::Metres;

/// Minutes between two bands of a circle whose minutes govern.
const STEP_MINUTES: f64 = 5.0;

/// One limit of a circle; lesser ones lie within it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Minutes; `None` where the circle's metres govern.
    pub minutes: Option<f64>,
    /// The longest way, at the circle's speed.
    pub way: Metres,
}

/// The rings of one facility.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteRings {
    /// The facility.
    pub site: SiteId,
    /// Which of the circle's services it gives.
    pub services: Vec<usize>,
    /// By band, in metres of the study area; empty where no street is near it.
    pub areas: Vec<MultiPolygon<f64>>,
}

/// The rings of all facilities of a service together.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceRings {
    /// Which of the circle's services.
    pub service: usize,
    /// How many facilities give it.
    pub sites: usize,
    /// By band.
    pub areas: Vec<MultiPolygon<f64>>,
}

/// How a circle's rings are drawn: by the straight line, or along the streets. Streets whose heights nobody knows are not passed where gradient
/// counts; walls without known gates are.
pub struct RingDrawer<'a> {
    town: &'a Town,
    circle: &'a CircleProfile,
    catalogue: &'a Catalogue,
    bands: Vec<Band>,
    streets: Option<(Streets<'a>, Line)>,
}

impl<'a> RingDrawer<'a> {
    /// Makes ready. With streets the circle's travel profile goes along them, at the circle's speed.
    ///
    /// # Errors
    /// The circle names a travel profile that there is not.
    pub fn new(
        town: &'a Town,
        circle: &'a CircleProfile,
        catalogue: &'a Catalogue,
        streets: Option<Streets<'a>>,
    ) -> Result<Self, ProfileError> {
        let streets = match streets {
            Some(streets) => {
                let (line, ..) = Line::headline(&streets, circle, &[])?;
                Some((streets, line))
            }
            None => None,
        };
        Ok(Self {
            town,
            circle,
            catalogue,
            bands: bands(circle),
            streets,
        })
    }

    /// The bands, the least first.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// Sites that give a service of the circle, with which ones.
    pub fn sites(&self) -> Vec<(usize, Vec<usize>)> {
        let given = |site: &Site| -> Vec<usize> {
            let groups = self.circle.groups.iter().enumerate();
            groups
                .filter(|(_, group)| self.gives(site, group))
                .map(|(service, _)| service)
                .collect()
        };
        let sites = self.town.sites.iter().enumerate();
        sites
            .map(|(number, site)| (number, given(site)))
            .filter(|(_, services)| !services.is_empty())
            .collect()
    }

    fn gives(&self, site: &Site, group: &ServiceGroup) -> bool {
        counts(site, group, self.circle, self.catalogue)
    }

    /// Of every site that gives a service, in the order of the town.
    pub fn by_site(&self) -> Vec<SiteRings> {
        let sites = self.sites();
        let own: Vec<&Site> = sites.iter().map(|(site, _)| &self.town.sites[*site]).collect();
        let areas = match &self.streets {
            None => own.par_iter().map(|site| self.discs(&[*site])).collect(),
            Some((streets, line)) => {
                let sources = line.sources(&own, Metres(self.circle.snap_limit_m), Bound::Most);
                let search = || Reach::search(line.weighted(Bound::Least), Direction::ToSource, Vec::new(), line.limit);
                let drawn: Vec<Vec<MultiPolygon<f64>>> = sources
                    .into_par_iter()
                    .map_init(search, |reach, sources| {
                        reach.again(sources, line.limit);
                        self.along(streets, line, reach)
                    })
                    .collect();
                drawn
            }
        };
        let sites = sites.into_iter().zip(areas);
        sites
            .map(|((site, services), areas)| SiteRings {
                site: self.town.sites[site].id,
                services,
                areas,
            })
            .collect()
    }

    /// Of every service that some site gives, in the order of the circle.
    pub fn by_service(&self) -> Vec<ServiceRings> {
        let groups = self.circle.groups.iter().enumerate();
        groups
            .filter_map(|(service, group)| {
                let sites: Vec<&Site> = self.town.sites.iter().filter(|site| self.gives(site, group)).collect();
                (!sites.is_empty()).then(|| ServiceRings {
                    service,
                    sites: sites.len(),
                    areas: self.together(&sites),
                })
            })
            .collect()
    }

    fn together(&self, sites: &[&Site]) -> Vec<MultiPolygon<f64>> {
        let Some((streets, line)) = &self.streets else {
            return self.discs(sites);
        };
        let sources: Vec<Source> = line
            .sources(sites, Metres(self.circle.snap_limit_m), Bound::Most)
            .concat();
        let reach = Reach::search(line.weighted(Bound::Least), Direction::ToSource, sources, line.limit);
        self.along(streets, line, &reach)
    }

    fn along(&self, streets: &Streets<'_>, line: &Line, reach: &Reach<'_>) -> Vec<MultiPolygon<f64>> {
        // Seconds; metres where the circle's metres govern.
        let limit = |band: &Band| band.minutes.map_or(line.limit, |minutes| minutes * 60.0);
        let limits: Vec<f64> = self.bands.iter().map(limit).collect();
        let half = Metres(line.weighted.profile().half_width_m);
        street_rings(reach, &limits, half, streets.water)
    }

    fn discs(&self, sites: &[&Site]) -> Vec<MultiPolygon<f64>> {
        let doors: Vec<_> = sites.iter().flat_map(|site| site.doors()).copied().collect();
        let radius = |band: &Band| Metres(band.way.0 / self.circle.detour);
        self.bands.iter().map(|band| reach_area(&doors, radius(band))).collect()
    }
}

/// Every five minutes up to the circle's own; its metres alone where they govern.
fn bands(circle: &CircleProfile) -> Vec<Band> {
    if let Some(metres) = circle.metres {
        return vec![Band {
            minutes: None,
            way: Metres(metres),
        }];
    }
    let whole = (circle.minutes / STEP_MINUTES).ceil() as u32;
    let ends = (1..=whole).map(|step| (f64::from(step) * STEP_MINUTES).min(circle.minutes));
    ends.map(|minutes| Band {
        minutes: Some(minutes),
        way: Metres(minutes * 60.0 * circle.speed_mps),
    })
    .collect()
}
