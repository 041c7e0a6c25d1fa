//! Which way leads along the streets to a place or a facility.

use geo::{Coord, LineString};

use super::error::WorkflowError;
use super::street_desk::{SNAP_LIMIT, StreetDesk, Walker, reached_site};
use super::street_error::StreetError;
use crate::catchment::sources_of_door;
use crate::crs::LonLat;
use crate::domain::walk::RouteAnswer;
use crate::reproject::ProjPlane;
use crate::streets::{Direction, Reach, Source, Walls};
use crate::units::Metres;

/// Which way is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteQuestion {
    /// The place.
    pub at: LonLat,
    /// What lies at the other end.
    pub to: Destination,
    /// The travel profile.
    pub travel: String,
    /// Whether people go from the place or come to it: under slopes and on one-way streets both take another time.
    pub direction: Direction,
}

/// What a way leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Destination {
    /// A place.
    Place(LonLat),
    /// The nearest facility of a category.
    Nearest(String),
}

impl StreetDesk {
    /// The shortest way between a place and another, or the nearest facility of a category.
    ///
    /// # Errors
    /// [`StreetError`]; the workspace's plane.
    pub fn route(&self, question: &RouteQuestion) -> Result<RouteAnswer, WorkflowError> {
        let RouteQuestion { at, to, .. } = question;
        let plane = ProjPlane::new(&self.projection)?;
        let walker = self.travelling(&question.travel, None)?;
        let own = Self::place(&plane, *at)?;
        let (doors, sources) = match to {
            Destination::Place(at) => {
                let door = Self::place(&plane, *at)?;
                (vec![(door, None)], Self::sources(&walker, door, *at)?)
            }
            Destination::Nearest(category) => self.doors_of(&walker, category)?,
        };
        let speed = walker.travel.access_speed();
        let accesses = Self::standing(&walker, own, *at)?;
        // Searched from the doors, which may be many.
        let (direction, word) = match question.direction {
            Direction::FromSource => (Direction::ToSource, "from"),
            Direction::ToSource => (Direction::FromSource, "to"),
        };
        let reach = Reach::search(&walker.weighted, direction, sources, f64::MAX);
        let best = accesses
            .iter()
            .filter_map(|access| Some((reach.at(access.position)?.seconds + access.leg_m / speed.0, access)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let nothing = || match to {
            Destination::Place(_) => StreetError::NoWay,
            Destination::Nearest(category) => StreetError::NoSite(category.clone()),
        };
        let (seconds, access) = best.ok_or_else(nothing)?;
        let route = reach.route(access.position).ok_or_else(nothing)?;
        let (door, site) = doors[route.label as usize];
        let (start, end, beside) = match question.direction {
            Direction::FromSource => (own, door, route.course.last()),
            Direction::ToSource => (door, own, route.course.first()),
        };
        let beside = beside.copied().unwrap_or(own);
        let legs = access.leg_m + (door.x - beside.x).hypot(door.y - beside.y);
        let mut course = vec![start];
        course.extend(&route.course);
        course.push(end);
        course.dedup();
        if course.len() < 2 {
            course.push(start);
        }
        plane.all_to_degrees(&mut course)?;
        let degrees = |at: Coord<f64>| LonLat { lon: at.x, lat: at.y };
        let ends = [degrees(course[0]), degrees(course[course.len() - 1])];
        // The place asked for is told as it was asked.
        let [from, to] = match question.direction {
            Direction::FromSource => [*at, ends[1]],
            Direction::ToSource => [ends[0], *at],
        };
        Ok(RouteAnswer {
            from,
            to,
            direction: word,
            site: site.map(|site| reached_site(&self.sites[site], seconds)),
            travel: walker.travel.id.clone(),
            seconds,
            length: Metres(route.metres + legs),
            straight: Metres((door.x - own.x).hypot(door.y - own.y)),
            access: Metres(legs),
            climb: route.climb_m.map(Metres),
            without_heights: self.network.has_heights().then_some(Metres(route.without_heights_m)),
            course: LineString::new(course),
        })
    }

    /// Doors of the facilities of a category, and the ways from them onto the streets, labelled by door.
    #[expect(
        clippy::type_complexity,
        reason = "doors with their sites, and sources that name the doors"
    )]
    fn doors_of(
        &self,
        walker: &Walker,
        category: &str,
    ) -> Result<(Vec<(Coord<f64>, Option<usize>)>, Vec<Source>), StreetError> {
        let (mut doors, mut sources) = (Vec::new(), Vec::new());
        let (speed, wait) = (walker.travel.access_speed(), walker.travel.wait_minutes * 60.0);
        for (number, site) in self.sites.iter().enumerate() {
            if site.functions.iter().any(|function| function.category == category) {
                for door in site.doors() {
                    let label = doors.len() as u32;
                    sources.extend(sources_of_door(
                        &walker.ways.doors,
                        *door,
                        SNAP_LIMIT,
                        speed,
                        wait,
                        label,
                        Walls::Open,
                    ));
                    doors.push((*door, Some(number)));
                }
            }
        }
        if sources.is_empty() {
            return Err(StreetError::NoSite(category.to_owned()));
        }
        Ok((doors, sources))
    }
}
