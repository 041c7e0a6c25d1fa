//! From a home to the street: straight, or out of its compound by a gate.

use std::sync::Arc;

use geo::{BoundingRect, Coord, Intersects, MultiPolygon, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::legs::LegBarriers;
use super::metric::Weighted;
use super::snap::{Access, Snapper};
use crate::units::Metres;

/// A compound that is entered through gates.
#[derive(Debug, Clone, PartialEq)]
pub struct Compound {
    /// Its ground, in metres of the study area.
    pub ground: MultiPolygon<f64>,
    /// Its gates; none where nobody knows them.
    pub gates: Vec<Coord<f64>>,
}

/// Compounds, indexed.
#[derive(Debug, Clone, Default)]
pub struct Compounds {
    all: Vec<Compound>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl Compounds {
    /// Indexes compounds. Where they overlap, the first holds what lies in both.
    pub fn new(all: Vec<Compound>) -> Self {
        let boxes = all.iter().enumerate().filter_map(|(number, compound)| {
            let rect = compound.ground.bounding_rect()?;
            let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(GeomWithData::new(corners, number))
        });
        Self {
            boxes: RTree::bulk_load(boxes.collect()),
            all,
        }
    }

    /// The compound that a place lies in.
    pub fn of(&self, at: Coord<f64>) -> Option<&Compound> {
        let mut holding: Vec<usize> = self
            .boxes
            .locate_in_envelope_intersecting(AABB::from_point([at.x, at.y]))
            .map(|entry| entry.data)
            .collect();
        holding.sort_unstable();
        holding
            .into_iter()
            .map(|number| &self.all[number])
            .find(|compound| compound.ground.intersects(&Point::from(at)))
    }

    /// All of them.
    pub fn all(&self) -> &[Compound] {
        &self.all
    }
}

/// Outlines of areas, as lines.
pub fn outlines<'a>(areas: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> impl Iterator<Item = &'a [Coord<f64>]> {
    areas.into_iter().flat_map(|area| &area.0).flat_map(|polygon| {
        std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .map(|ring| ring.0.as_slice())
    })
}

/// Whether the walls of compounds without known gates can be passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walls {
    /// They can: the most that may be true.
    Open,
    /// They can't: the least.
    Closed,
}

/// What stands between homes and streets.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Water, railways, expressways, walls: nobody crosses them on the way to a street.
    pub barriers: Option<Arc<LegBarriers>>,
    /// Compounds, with gates or without.
    pub compounds: Compounds,
    /// Their walls: of those with gates, and of those without.
    gated: Option<LegBarriers>,
    ungated: Option<LegBarriers>,
}

impl Surroundings {
    /// Puts walls round the compounds.
    pub fn new(barriers: Option<LegBarriers>, compounds: Compounds) -> Self {
        let walls = |with_gates: bool| {
            let grounds = compounds.all().iter().filter(|own| own.gates.is_empty() != with_gates);
            let walls = LegBarriers::new(outlines(grounds.map(|own| &own.ground)));
            (!walls.is_empty()).then_some(walls)
        };
        Self {
            gated: walls(true),
            ungated: walls(false),
            barriers: barriers.map(Arc::new),
            compounds,
        }
    }
}

/// Finds the ways from homes and doors onto the streets.
#[derive(Debug)]
pub struct Doors {
    snapper: Snapper,
    /// Of bridges and tunnels, onto which no door opens.
    raised: Snapper,
    surroundings: Arc<Surroundings>,
}

impl Doors {
    /// Over the streets that somebody can use.
    pub fn new(weighted: &Weighted, surroundings: &Arc<Surroundings>) -> Self {
        Self {
            snapper: Snapper::new(weighted, surroundings.barriers.as_ref()),
            raised: Snapper::raised(weighted, surroundings.barriers.as_ref()),
            surroundings: Arc::clone(surroundings),
        }
    }

    /// The streets near a bare place.
    pub fn snapper(&self) -> &Snapper {
        &self.snapper
    }

    /// The bridges and tunnels near a bare place: where somebody may stand, though no door opens onto them.
    pub fn raised(&self) -> &Snapper {
        &self.raised
    }

    /// Whether there are walls anywhere whose gates nobody knows.
    pub fn has_unknown_walls(&self) -> bool {
        self.surroundings.ungated.is_some()
    }

    /// Every way onto the streets on the ground: straight where no wall stands between, and through the gates of one's own compound, straight to the gate
    /// and on from it. The limit holds for the way from the door, or from the gate, to the street.
    pub fn accesses(&self, at: Coord<f64>, limit: Metres, walls: Walls) -> Vec<Access> {
        let mut accesses = self.snapper.accesses(at, limit);
        let around = &self.surroundings;
        let closed = around.ungated.as_ref().filter(|_| walls == Walls::Closed);
        for walls in [around.gated.as_ref(), closed].into_iter().flatten() {
            accesses.retain(|access| !walls.part(at, self.snapper.place(access.position)));
        }
        if let Some(compound) = around.compounds.of(at) {
            for gate in &compound.gates {
                let to_gate = (gate.x - at.x).hypot(gate.y - at.y);
                accesses.extend(self.snapper.accesses(*gate, limit).into_iter().map(|access| Access {
                    leg_m: access.leg_m + to_gate,
                    ..access
                }));
            }
        }
        accesses
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streets::{Direction, Reach, Source, StreetLine, TravelProfile, WayClass, WayFacts, build};
    use geo::{Rect, coord};

    /// A river between two banks with a street on each, and a bridge that begins and ends 80 m inland. A house stands below the bridge's ramp
    /// on the south bank, and another one lives on an island in the middle.
    #[test]
    fn nobody_steps_from_a_house_onto_the_bridge_that_passes_over_it() {
        let line = |id: i64, course: &[(f64, f64)], nodes: &[i64], raised: bool| StreetLine {
            id,
            course: course.iter().map(|(x, y)| coord! { x: *x, y: *y }).collect(),
            nodes: nodes.to_vec(),
            level: i32::from(raised),
            facts: WayFacts {
                raised,
                ..WayFacts::plain(WayClass::Residential)
            },
            stops: Vec::new(),
            cut_ends: [false; 2],
        };
        let streets = [
            line(1, &[(-200.0, 0.0), (0.0, 0.0), (200.0, 0.0)], &[1, 2, 3], false),
            line(2, &[(-200.0, 500.0), (0.0, 500.0), (200.0, 500.0)], &[4, 5, 6], false),
            line(3, &[(0.0, 0.0), (0.0, 500.0)], &[2, 5], true),
        ];
        let network = Arc::new(build(&streets, None));
        let walk = TravelProfile::shipped("walk-adult").expect("shipped").0.by_length();
        let weighted = Weighted::new(&network, &walk);
        let doors = Doors::new(&weighted, &Arc::new(Surroundings::default()));
        let accesses = |at: Coord<f64>| doors.accesses(at, Metres(100.0), Walls::Open);
        let streets_of = |at| {
            accesses(at)
                .iter()
                .map(|access| network.street(access.position.edge))
                .collect::<Vec<_>>()
        };
        // 30 m beside the deck and 80 m from the street: by the street, not over the railing.
        let below = coord! { x: 30.0, y: 80.0 };
        assert_eq!(streets_of(below), [1, 1], "its two stretches");
        let island = coord! { x: 10.0, y: 250.0 };
        assert!(
            streets_of(island).is_empty(),
            "only the bridge is near, and no door opens onto it"
        );
        assert!(doors.raised().nearest(island, Metres(100.0)).is_some());
        // Whoever crosses walks to the end of the bridge first.
        let opposite = accesses(coord! { x: 0.0, y: 500.0 });
        let sources = opposite.iter().map(|access| Source {
            position: access.position,
            seconds: access.leg_m,
            label: 0,
        });
        let reach = Reach::search(&weighted, Direction::ToSource, sources.collect(), 1e6);
        let costs = accesses(below)
            .into_iter()
            .filter_map(|access| Some(access.leg_m + reach.at(access.position)?.seconds));
        let best = costs.min_by(f64::total_cmp).expect("there is a way");
        assert!(
            (best - (80_f64.hypot(30.0) + 500.0)).abs() < 1e-6,
            "{best} by the corner, not 450 over the railing"
        );
    }

    #[test]
    fn a_home_behind_a_wall_goes_round_by_the_gate_and_without_gates_it_is_a_range() {
        let street = StreetLine {
            id: 1,
            course: vec![coord! { x: -200.0, y: 0.0 }, coord! { x: 200.0, y: 0.0 }],
            nodes: Vec::new(),
            level: 0,
            facts: WayFacts::plain(WayClass::Residential),
            stops: Vec::new(),
            cut_ends: [false; 2],
        };
        let network = Arc::new(build(&[street], None));
        let walk = TravelProfile::shipped("walk-adult").expect("shipped").0;
        let weighted = Weighted::new(&network, &walk);
        let ground = Rect::new(coord! { x: -50.0, y: 10.0 }, coord! { x: 50.0, y: 90.0 }).to_polygon();
        let home = coord! { x: 0.0, y: 40.0 };
        let legs = |gates: Vec<Coord<f64>>, walls: Walls| {
            let compounds = Compounds::new(vec![Compound {
                ground: ground.clone().into(),
                gates,
            }]);
            let around = Arc::new(Surroundings::new(None, compounds));
            let doors = Doors::new(&weighted, &around);
            let accesses = doors.accesses(home, Metres(100.0), walls);
            accesses.iter().map(|access| access.leg_m).collect::<Vec<_>>()
        };
        assert_eq!(legs(Vec::new(), Walls::Open), [40.0]);
        assert!(legs(Vec::new(), Walls::Closed).is_empty());
        let gate = coord! { x: 40.0, y: 10.0 };
        assert_eq!(legs(vec![gate], Walls::Closed), [50.0 + 10.0]);
    }
}
