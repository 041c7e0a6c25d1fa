//! What places of a plan have together: a house with its rooms, the rounds of a town's vehicle, a building with one use of several.

use std::collections::{BTreeMap, BTreeSet};

use super::SitingRequest;
use super::candidates::Spot;
use super::worth::Worth;
use super::wrong::WrongSiting;
use crate::domain::siting::{Housing, SiteFrom};
use crate::siting::{Role, Shared};

/// What something shared is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SharedIs {
    /// A house with a room for each of several services: of this facility or place, by where it comes from.
    House(i64, SiteFrom),
    /// A building that is either taken over or rented, for one kind of services.
    Building(i64, u32),
    /// The rounds of a town, for one kind of services.
    Rounds {
        /// By code or name; none where communities don't say theirs.
        town: Option<String>,
        /// The service that they bring; none where they bring all.
        service: Option<usize>,
    },
}

/// Finds what is shared.
pub(super) struct Sharing<'a> {
    request: &'a SitingRequest<'a>,
    /// Facilities that may be taken over as well as rented.
    both: BTreeSet<(i64, u32)>,
    number: BTreeMap<SharedIs, u32>,
    pub(super) shared: Vec<Shared>,
    pub(super) is: Vec<SharedIs>,
    required: Vec<usize>,
}

impl<'a> Sharing<'a> {
    pub(super) fn new(request: &'a SitingRequest<'a>, spots: &[Spot]) -> Result<Self, WrongSiting> {
        let of = |from: SiteFrom| -> BTreeSet<(i64, u32)> {
            let those = spots.iter().filter(|spot| spot.from == from);
            those.map(|spot| (spot.site.id.0, spot.kind)).collect()
        };
        let leased = of(SiteFrom::Lease);
        let others = of(SiteFrom::Other).union(&of(SiteFrom::Workspace)).copied().collect();
        let both: BTreeSet<(i64, u32)> = leased.intersection(&others).copied().collect();
        if let Some((id, _)) = both.first().filter(|_| has_rooms(request)) {
            return Err(WrongSiting::RoomsTwice(*id));
        }
        Ok(Self {
            request,
            both,
            number: BTreeMap::new(),
            shared: Vec::new(),
            is: Vec::new(),
            required: Vec::new(),
        })
    }

    /// What a spot shares, by its position; none where it shares nothing. `district` is what a house counts for.
    pub(super) fn of(&mut self, spot: &Spot, role: Role, town: Option<&str>, district: Option<u32>) -> Option<u32> {
        let id = spot.site.id.0;
        let service = self.request.houses.is_apart().then(|| spot.houses.first().copied());
        let is = match spot.from {
            SiteFrom::Standing | SiteFrom::Expansion => return None,
            SiteFrom::Mobile => SharedIs::Rounds {
                town: town.map(str::to_owned),
                service: service.flatten(),
            },
            _ if has_rooms(self.request) => SharedIs::House(id, spot.from),
            SiteFrom::Other | SiteFrom::Lease | SiteFrom::Workspace if self.both.contains(&(id, spot.kind)) => {
                SharedIs::Building(id, spot.kind)
            }
            _ => return None,
        };
        let which = match self.number.get(&is) {
            Some(known) => *known,
            None => self.add(is, spot, district),
        };
        self.required[which as usize] += usize::from(role == Role::Required);
        Some(which)
    }

    fn add(&mut self, is: SharedIs, spot: &Spot, district: Option<u32>) -> u32 {
        let which = self.shared.len() as u32;
        let request = self.request;
        let (id, cost, carries, most) = match (&is, &request.mobile) {
            (SharedIs::House(id, _), _) => (*id, Worth(request).house(spot), request.services.len(), 1),
            (SharedIs::Building(id, _), _) => (*id, 0, 1, 1),
            (SharedIs::Rounds { .. }, Some(mobile)) => {
                (spot.site.id.0, Worth(request).round(), mobile.stops, mobile.rounds)
            }
            // Stops are there only where rounds are asked for.
            (SharedIs::Rounds { .. }, None) => (spot.site.id.0, 0, 1, 0),
        };
        self.shared.push(Shared {
            id,
            cost,
            carries,
            most,
            district: district.filter(|_| !matches!(is, SharedIs::Rounds { .. })),
        });
        self.required.push(0);
        self.is.push(is.clone());
        self.number.insert(is, which);
        which
    }

    /// That no more places are required of one thing than it carries.
    pub(super) fn fits(&self) -> Result<(), WrongSiting> {
        for ((shared, is), required) in self.shared.iter().zip(&self.is).zip(&self.required) {
            let carried = shared.carries.saturating_mul(shared.most);
            if *required > carried {
                return Err(match is {
                    SharedIs::Rounds { town, .. } => WrongSiting::TooManyStops {
                        town: town.clone().unwrap_or_default(),
                        required: *required,
                        carried,
                    },
                    SharedIs::House(id, _) | SharedIs::Building(id, _) => WrongSiting::TwoUses(*id),
                });
            }
        }
        Ok(())
    }
}

/// Whether new sites are houses with rooms.
fn has_rooms(request: &SitingRequest<'_>) -> bool {
    request.houses == Housing::Rooms && request.services.len() > 1
}
