//! The streets as one circle's people know them: found once, asked for every service.

use geo::Coord;
use rayon::prelude::*;

use super::adequacy::{adequacy, apart};
use super::along_streets::{Streets, travel_of, travels};
use super::bound::Bound;
use super::ground::Ground;
use super::lattice::{Piece, pieces};
use super::settle::Settlement;
use super::street_places::StreetPlaces;
use crate::catchment::{PlacesByEdge, Water, sources_of_door};
use crate::domain::assessment::Adequacy;
use crate::domain::circle::{CircleProfile, GroupPace};
use crate::domain::demand::Demand;
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::streets::{Doors, ProfileError, Source, Surroundings, TravelProfile, UnknownSlope, Weighted, components};
use crate::units::{Metres, MetresPerSecond, Persons};

/// One way to move within a circle.
pub(super) struct Line {
    /// At most: streets whose heights nobody knows, where gradient counts, slope as suits best.
    pub(super) weighted: Weighted,
    /// At least: such streets can't be passed. None where there are none.
    least: Option<Weighted>,
    /// Metres of such streets.
    without_heights_m: f64,
    doors: Doors,
    /// Of the settlement's demand, in its order.
    pub(super) homes: StreetPlaces,
    wait_seconds: f64,
    /// Seconds; metres where the circle's metres govern.
    pub(super) limit: f64,
}

impl Line {
    fn new(
        streets: &Streets<'_>,
        travel: &TravelProfile,
        circle: &CircleProfile,
        limit: f64,
        homes: &[Coord<f64>],
    ) -> Self {
        let weighted = Weighted::taking(streets.network, travel, UnknownSlope::Best);
        let without_heights_m = weighted.without_heights_m();
        let least = (without_heights_m > 0.0).then(|| Weighted::taking(streets.network, travel, UnknownSlope::Closed));
        let doors = Doors::new(&weighted, streets.surroundings);
        let homes = StreetPlaces::new(&doors, homes, Metres(circle.snap_limit_m));
        Self {
            wait_seconds: travel.wait_minutes * 60.0,
            weighted,
            least,
            without_heights_m,
            doors,
            homes,
            limit,
        }
    }

    /// The circle's own way to move, with the travel profile and the metres a second for telling a cost as a length.
    pub(super) fn headline(
        streets: &Streets<'_>,
        circle: &CircleProfile,
        homes: &[Coord<f64>],
    ) -> Result<(Self, TravelProfile, MetresPerSecond), ProfileError> {
        let travel = &streets.travels.get(travels(circle)[0])?.profile;
        let (travel, limit, speed) = match circle.metres {
            Some(metres) => (travel.by_length(), metres, 1.0),
            None => (
                travel.at_speed(MetresPerSecond(circle.speed_mps)),
                circle.minutes * 60.0,
                circle.speed_mps,
            ),
        };
        let line = Self::new(streets, &travel, circle, limit, homes);
        Ok((line, travel, MetresPerSecond(speed)))
    }

    /// The streets at the pace, and on the ways, of a group, within the same time or length as everybody.
    pub(super) fn of_group(
        streets: &Streets<'_>,
        circle: &CircleProfile,
        pace: GroupPace,
        homes: &[Coord<f64>],
    ) -> Result<Self, ProfileError> {
        let travel = &streets.travels.get(travel_of(circle, pace))?.profile;
        let (travel, limit) = match circle.metres {
            Some(metres) => (travel.by_length(), metres),
            None => (travel.at_speed(pace.speed), circle.minutes * 60.0),
        };
        Ok(Self::new(streets, &travel, circle, limit, homes))
    }

    /// Further places with their ways onto the streets.
    pub(super) fn places(&self, places: &[Coord<f64>], snap_limit: Metres) -> StreetPlaces {
        StreetPlaces::new(&self.doors, places, snap_limit)
    }

    /// How far the nearest usable street is from a door, in metres; `None` where there is none within the limit.
    pub(super) fn nearest_m(&self, door: Coord<f64>, limit: Metres) -> Option<f64> {
        Some(self.doors.snapper().nearest(door, limit)?.leg_m)
    }

    /// Whether there are walls anywhere whose gates nobody knows.
    pub(super) fn has_unknown_walls(&self) -> bool {
        self.doors.has_unknown_walls()
    }

    /// Whether there are streets anywhere whose heights nobody knows, and gradient counts.
    pub(super) fn has_unknown_heights(&self) -> bool {
        self.least.is_some()
    }

    /// What nobody knows of the streets, in words that say what becomes of it; none where there is nothing.
    pub(super) fn said_of_heights(&self) -> Option<String> {
        self.has_unknown_heights().then(|| {
            format!(
                "elevation: {:.1} km of the streets that {} can use have no known height; whose answer depends on them is not assessed. Add a raster that covers them with: yike import elevation FILE --append",
                self.without_heights_m / 1000.0,
                self.weighted.profile().id
            )
        })
    }

    /// Whether a bridge or a tunnel is near a place that no street on the ground is near.
    pub(super) fn is_by_a_bridge(&self, at: Coord<f64>, snap_limit: Metres) -> bool {
        self.doors.raised().nearest(at, snap_limit).is_some()
    }

    /// How many homes have no street near but a bridge or a tunnel, onto which no door opens, in words; none where there are none.
    fn said_of_bridges(&self, demand: &[Demand], snap_limit: Metres) -> Option<String> {
        let streetless = self.homes.streetless();
        let by_bridges = demand.iter().zip(streetless);
        let people: Persons = by_bridges
            .filter(|(demand, streetless)| *streetless && self.is_by_a_bridge(demand.point, snap_limit))
            .map(|(demand, _)| demand.people)
            .sum();
        (people > Persons::NONE).then(|| {
            format!(
                "layer streets: {:.0} people have only bridges or tunnels within {:.0} m, onto which no door opens: they are not assessed. Import the ways on the ground there",
                people.0 as f64 / Persons::MICRO as f64,
                snap_limit.0
            )
        })
    }

    /// The streets with their costs.
    pub(super) fn weighted(&self, bound: Bound) -> &Weighted {
        match (bound, &self.least) {
            (Bound::Least, Some(least)) => least,
            _ => &self.weighted,
        }
    }

    /// The ways from each site's doors onto the streets.
    pub(super) fn sources(&self, sites: &[&Site], snap_limit: Metres, bound: Bound) -> Vec<Vec<Source>> {
        let speed = self.weighted.access_speed();
        sites
            .par_iter()
            .enumerate()
            .map(|(label, site)| {
                let doors = site.doors().iter();
                doors
                    .flat_map(|door| {
                        sources_of_door(
                            &self.doors,
                            *door,
                            snap_limit,
                            speed,
                            self.wait_seconds,
                            label as u32,
                            bound.walls(),
                        )
                    })
                    .collect()
            })
            .collect()
    }
}

/// The streets as one circle's people know them, with everybody's accesses.
pub(super) struct StreetsOfCircle<'a> {
    pub(super) headline: Line,
    /// In the order of the circle's second lines; none for the best of all.
    pub(super) second: Vec<Option<Line>>,
    /// At the pace, and on the ways, of each group, in the order of the circle's paces.
    pub(super) paced: Vec<Line>,
    pub(super) by_edge: PlacesByEdge,
    /// Pieces of each community's ground with their ways onto the streets.
    pub(super) ground: Vec<(Vec<Piece>, StreetPlaces)>,
    pub(super) adequacy: Vec<Adequacy>,
    /// What a person should know of the streets as this circle's people use them.
    pub(super) remarks: Vec<String>,
    pub(super) surroundings: &'a Surroundings,
    pub(super) water: Option<&'a Water>,
    pub(super) barrier_names: &'a [String],
    /// Metres a second for telling a cost as a length.
    pub(super) speed: MetresPerSecond,
}

impl<'a> StreetsOfCircle<'a> {
    pub(super) fn new(
        streets: &Streets<'a>,
        circle: &CircleProfile,
        town: &Town,
        settlement: &Settlement,
        grounds: &[Ground],
    ) -> Result<Self, ProfileError> {
        let named = |word: &str| Ok::<_, ProfileError>(&streets.travels.get(word)?.profile);
        let homes: Vec<Coord<f64>> = settlement.demand.iter().map(|demand| demand.point).collect();
        let (headline, travel, speed) = Line::headline(streets, circle, &homes)?;
        if headline.weighted.opens_nothing() {
            return Err(ProfileError::OpensNothing {
                profile: travel.id,
                stretches: streets.network.edge_count(),
            });
        }
        let mut second = Vec::new();
        for line in &circle.second_lines {
            if line.best_of_all {
                second.push(None);
                continue;
            }
            // A line that names a travel profile moves at that one's speed; its own is for the straight line.
            let travel = match &line.travel {
                Some(name) => named(name)?.clone(),
                None => named(&line.key)?.at_speed(MetresPerSecond(line.speed_mps)),
            };
            second.push(Some(Line::new(streets, &travel, circle, circle.minutes * 60.0, &homes)));
        }
        let mut paced = Vec::new();
        for pace in circle.paces() {
            paced.push(Line::of_group(streets, circle, pace, &homes)?);
        }
        let ground = grounds
            .par_iter()
            .map(|ground| {
                let pieces = pieces(&ground.land);
                let places: Vec<Coord<f64>> = pieces.iter().map(|piece| piece.point).collect();
                let places = headline.places(&places, Metres(circle.snap_limit_m));
                (pieces, places)
            })
            .collect();
        let parts = components(&headline.weighted);
        Ok(Self {
            by_edge: headline.homes.by_edge(),
            adequacy: adequacy(&headline.weighted, &headline.homes, &parts, town, settlement),
            remarks: apart(&parts.parts, &travel.id)
                .into_iter()
                .chain(headline.said_of_heights())
                .chain(headline.said_of_bridges(&settlement.demand, Metres(circle.snap_limit_m)))
                .collect(),
            ground,
            second,
            paced,
            surroundings: streets.surroundings,
            water: streets.water,
            barrier_names: streets.barrier_names,
            speed,
            headline,
        })
    }
}
