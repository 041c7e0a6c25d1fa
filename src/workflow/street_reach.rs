//! How far one comes along the streets.

use geo::LineString;

use super::error::WorkflowError;
use super::street_desk::{StreetDesk, Walker, reached_site};
use super::street_error::StreetError;
use crate::catchment::{cost, street_rings, within};
use crate::crs::LonLat;
use crate::domain::walk::{AtMost, ReachAnswer, ReachedLine, ReachedSite, Ring};
use crate::reproject::ProjPlane;
use crate::streets::{Direction, Reach};
use crate::units::Metres;

/// Most minutes that a question may ask for.
pub const MOST_MINUTES: f64 = 120.0;
/// Most rings of one question.
pub const MOST_RINGS: usize = 12;

/// What is asked of one place.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachQuestion {
    /// The place.
    pub at: LonLat,
    /// Minutes of each ring.
    pub minutes: Vec<f64>,
    /// The travel profile.
    pub travel: String,
    /// Metres a second on the flat, where not the profile's own.
    pub speed_mps: Option<f64>,
    /// Which way people go.
    pub direction: Direction,
}

impl StreetDesk {
    /// How far somebody surely comes from a place, or to it: streets whose heights nobody knows are left out where gradient counts, and what
    /// they may add at most is told beside it.
    ///
    /// # Errors
    /// [`StreetError`]; the workspace's plane.
    pub fn reach(&self, question: &ReachQuestion) -> Result<ReachAnswer, WorkflowError> {
        let fine = |minutes: &f64| *minutes > 0.0 && *minutes <= MOST_MINUTES;
        let mut minutes = question.minutes.clone();
        minutes.sort_by(f64::total_cmp);
        minutes.dedup();
        if minutes.is_empty() || minutes.len() > MOST_RINGS || !minutes.iter().all(fine) {
            return Err(StreetError::Minutes.into());
        }
        let plane = ProjPlane::new(&self.projection)?;
        let walker = self.travelling(&question.travel, question.speed_mps)?;
        let door = Self::place(&plane, question.at)?;
        let sources = Self::sources(&walker, door, question.at)?;
        let access = sources
            .iter()
            .map(|source| source.seconds)
            .fold(f64::INFINITY, f64::min);
        let connected = sources
            .iter()
            .any(|source| walker.ways.parts.is_large(self.network.ends(source.position.edge)[0]));
        let longest = minutes[minutes.len() - 1] * 60.0;
        let search = |weighted, sources| Reach::search(weighted, question.direction, sources, longest);
        let (reach, most) = match &walker.bounds {
            None => (search(&walker.weighted, sources), None),
            Some([least, most]) => (search(least, sources.clone()), Some(search(most, sources))),
        };
        let most = most.map(|most| {
            let sites = self.reached_sites(&walker, &most, longest);
            (most, sites)
        });
        let limits: Vec<f64> = minutes.iter().map(|minutes| minutes * 60.0).collect();
        let half = Metres(walker.travel.half_width_m);
        let areas = street_rings(&reach, &limits, half, self.water.as_ref());
        let sites = self.reached_sites(&walker, &reach, longest);
        let counted = |reach: &Reach<'_>, sites: &[ReachedSite], seconds: f64| AtMost {
            street: Metres(
                reach
                    .parts_within(seconds)
                    .iter()
                    .map(|part| part.to_m - part.from_m)
                    .sum(),
            ),
            sites: sites.iter().filter(|site| within(site.seconds, seconds)).count(),
        };
        let rings = minutes
            .iter()
            .zip(areas)
            .map(|(minutes, area)| {
                let surely = counted(&reach, &sites, minutes * 60.0);
                let most = most
                    .as_ref()
                    .map(|(reach, sites)| counted(reach, sites, minutes * 60.0));
                Ok(Ring {
                    minutes: *minutes,
                    area: plane.geometry_to_degrees(&area)?,
                    street: surely.street,
                    sites: surely.sites,
                    at_most: most.filter(|most| most.street.0 > surely.street.0 || most.sites > surely.sites),
                })
            })
            .collect::<Result<_, WorkflowError>>()?;
        Ok(ReachAnswer {
            at: question.at,
            travel: walker.travel.id.clone(),
            speed_mps: walker.travel.speed_mps,
            direction: match question.direction {
                Direction::FromSource => "from",
                Direction::ToSource => "to",
            },
            access: Metres((access - walker.travel.wait_minutes * 60.0) * walker.travel.access_speed().0),
            connected,
            rings,
            lines: self.lines(&plane, &reach)?,
            sites,
        })
    }

    fn reached_sites(&self, walker: &Walker, reach: &Reach<'_>, longest: f64) -> Vec<ReachedSite> {
        let speed = walker.travel.access_speed();
        let mut sites: Vec<ReachedSite> = self
            .sites
            .iter()
            .zip(&walker.ways.sites)
            .filter_map(|(site, accesses)| {
                let seconds = cost(accesses, reach, speed)?.seconds;
                within(seconds, longest).then(|| reached_site(site, seconds))
            })
            .collect();
        sites.sort_by(|a, b| a.seconds.total_cmp(&b.seconds).then(a.id.cmp(&b.id)));
        sites
    }

    fn lines(&self, plane: &ProjPlane, reach: &Reach<'_>) -> Result<Vec<ReachedLine>, WorkflowError> {
        let mut all = Vec::new();
        let mut lines = Vec::new();
        for part in reach.parts() {
            let course = self.network.part(part.edge, part.from_m, part.to_m);
            if course.len() > 1 {
                lines.push((all.len()..all.len() + course.len(), part));
                all.extend(course);
            }
        }
        plane.all_to_degrees(&mut all)?;
        let lines = lines.into_iter().map(|(range, part)| ReachedLine {
            course: LineString::new(all[range].to_vec()),
            from_seconds: part.from_seconds,
            to_seconds: part.to_seconds,
        });
        Ok(lines.collect())
    }
}
