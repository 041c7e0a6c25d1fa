//! Plain records that indicators are computed from: no geometry is needed but for adjacency.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::community::CommitteeType;
use crate::domain::plan::Decimal;
use crate::domain::roster::Figure;
use crate::domain::site::FunctionState;
use crate::domain::verdict::Verdict;

/// Everything that is known of an area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Records {
    /// Communities, ordered by code.
    pub communities: Vec<UnitRow>,
    /// Whether a register lists them; a map alone may lack some.
    pub listed: bool,
    /// Sub-districts and townships, ordered by code.
    pub towns: Vec<UnitRow>,
    /// Counties, prefectures and provinces of the register, ordered by code.
    pub above: Vec<UnitRow>,
    /// Facilities.
    pub facilities: Vec<FacilityRow>,
    /// Natural villages.
    pub villages: Vec<VillageRow>,
    /// What an assessment found, where there is one.
    pub circles: Vec<CircleRow>,
    /// Ground that facilities of a circle reach, where a plan asks for it.
    pub ground: Vec<GroundRow>,
    /// People of whom each facility is the nearest, where a plan asks for it.
    pub loads: Vec<LoadRow>,
    /// Categories of which a source is said to list every one; of the others none found says nothing.
    pub complete: BTreeSet<String>,
    /// Unspecified categories with the kinds that each may stand for.
    pub may_be: BTreeMap<String, Vec<String>>,
    /// What people recorded.
    pub evidence: Vec<Evidence>,
}

/// A community or a town.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UnitRow {
    /// Twelve digits; the source's code where it has no such one.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Which committee; `None` where nobody knows, and for towns.
    pub committee: Option<CommitteeType>,
    /// Made where no boundary is published: in no rate of communities.
    pub provisional: bool,
    /// Whether the workspace holds its outline.
    pub has_outline: bool,
    /// The outline was made where none is published: what lies in it is nobody's for sure.
    pub outline_is_made: bool,
    /// Places inside its outline, in metres; none where nobody drew one.
    pub places: Vec<[f64; 2]>,
    /// What rosters say, by the key of an input or of a category.
    pub figures: BTreeMap<String, Figure>,
}

/// A facility.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FacilityRow {
    /// Ours.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it does.
    pub functions: Vec<FunctionRow>,
    /// Positions of the communities that host it or share it; the host first.
    pub communities: Vec<usize>,
    /// Positions of communities of which one hosts it, and nobody can tell which.
    pub may_be_in: Vec<usize>,
    /// Position of the town that it stands in.
    pub town: Option<usize>,
    /// Gross floor area in square metres.
    pub floor_area_m2: Option<Decimal>,
    /// Opening hours as written.
    pub opening_hours: Option<String>,
    /// Open to residents.
    pub open_to_public: Option<bool>,
    /// Place in metres, where one is known.
    pub point: Option<[f64; 2]>,
}

/// One thing that a facility does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionRow {
    /// Its category.
    pub category: String,
    /// Whether it is there.
    pub state: FunctionState,
    /// Told by a tag or a name that others use too: it may be one, and nobody looked.
    pub approximate: bool,
}

/// A natural village.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VillageRow {
    /// Ours.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Position of its community.
    pub community: Option<usize>,
    /// Households.
    pub households: Option<u32>,
    /// A source of water for fires.
    pub water_source: Option<bool>,
    /// Pipes.
    pub network: Option<bool>,
}

/// A service of a circle in one community.
#[derive(Debug, Clone, PartialEq)]
pub struct CircleRow {
    /// The circle, as measured.
    pub circle: String,
    /// The service.
    pub service: String,
    /// Position of the community.
    pub community: usize,
    /// People; `None` where nobody counted.
    pub people: Option<Decimal>,
    /// Those within; `None` where the service is not assessed.
    pub covered: Option<Decimal>,
    /// Those whose place is not known.
    pub unknown: Decimal,
    /// Against the circle's own share of residents.
    pub verdict: Verdict,
    /// A choice of pace or a place's accuracy would turn it.
    pub near_the_line: bool,
    /// Residential land within and in all, in square metres; `None` where it is not known.
    pub land: Option<(Decimal, Decimal)>,
    /// Groups of people at their own pace.
    pub groups: Vec<GroupRow>,
}

/// Ground of a community that facilities of a service reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundRow {
    /// The circle.
    pub circle: String,
    /// The service.
    pub service: String,
    /// Position of the community.
    pub community: usize,
    /// Square metres that some facility reaches.
    pub reached: Decimal,
    /// Square metres that at least two reach.
    pub shared: Decimal,
    /// Square metres of which nobody can tell.
    pub unknown: Decimal,
    /// Whether every facility of the service is known.
    pub all_known: bool,
}

/// People of whom a facility is the nearest of its service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadRow {
    /// The circle.
    pub circle: String,
    /// The service.
    pub service: String,
    /// Position of the facility.
    pub facility: usize,
    /// Those whose place is known.
    pub people: Decimal,
    /// With those who may be its own; `None` where some community is not counted.
    pub most: Option<Decimal>,
    /// Whether every facility of the service is known: another one may have some of them.
    pub all_known: bool,
}

/// A group of people in one community and one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// elderly, minors, disabled.
    pub group: String,
    /// All of them; `None` where nobody counted.
    pub people: Option<Decimal>,
    /// Those within.
    pub covered: Decimal,
    /// Those of whom nobody can tell.
    pub unknown: Decimal,
}

/// What a person recorded for a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// `plan/id`.
    pub requirement: String,
    /// As of when.
    pub date: String,
    /// Who says so.
    pub source: String,
    /// Where it can be read.
    pub reference: String,
}

impl UnitRow {
    /// A number of the roster.
    pub fn number(&self, key: &str) -> Option<Decimal> {
        match self.figures.get(key) {
            Some(Figure::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// A yes or no of the roster.
    pub fn truth(&self, key: &str) -> Option<bool> {
        match self.figures.get(key) {
            Some(Figure::Truth(truth)) => Some(*truth),
            _ => None,
        }
    }
}
