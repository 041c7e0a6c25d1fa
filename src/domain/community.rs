//! A community: the area of one residents' or villagers' committee, and what is known of the people in it.

use geo::MultiPolygon;
use serde::{Deserialize, Serialize};

use super::area_code::{UnitLevel, unit_above};
use super::ids::{CommunityId, SourceCode};
use super::people_group::GroupCounts;
use crate::units::{Persons, SquareMetres};

/// The area of one committee, the unit of every rate in the plans.
#[derive(Debug, Clone, PartialEq)]
pub struct Community {
    /// Ours.
    pub id: CommunityId,
    /// The source's code.
    pub code: Option<SourceCode>,
    /// Its name as the source writes it.
    pub name: String,
    /// Decides whether it is an urban or a rural community; `None` where neither roster nor code tells.
    pub committee_type: Option<CommitteeType>,
    /// The statistical urban-rural class (111 to 220), another attribute than the committee's type.
    pub urban_rural_class: Option<u16>,
    /// Codes of the units it belongs to, smallest first (sub-district or township, county, prefecture, province).
    pub parents: Vec<SourceCode>,
    /// Populations stand side by side; a run names the one it uses.
    pub populations: Vec<Population>,
    /// Counted households, where given.
    pub households: Option<u32>,
    /// Its ground, in metres of the study area.
    pub boundary: MultiPolygon<f64>,
    /// True area, computed once.
    pub area: SquareMetres,
    /// Made where no boundary is published: carries no verdict and no rate of its own.
    pub provisional: bool,
}

impl Community {
    /// The town that it lies in: the code that it gives or that its own names, else the first word that it gives.
    pub fn town(&self) -> Option<String> {
        let code = unit_above(self.code.as_ref(), &self.parents, UnitLevel::Town);
        let word = || self.parents.first().map(|parent| parent.value.clone());
        code.map(|code| code.as_str().to_owned()).or_else(word)
    }
}

/// Which committee governs: it decides what the plans call an urban (城市) or rural (农村) community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum CommitteeType {
    /// 居民委员会: an urban community.
    Residents,
    /// 村民委员会: a rural community.
    Villagers,
}

impl CommitteeType {
    /// Reads a roster's word, Chinese or English.
    ///
    /// ```
    /// use yike::domain::community::CommitteeType;
    /// assert_eq!(CommitteeType::parse("居委会"), Some(CommitteeType::Residents));
    /// assert_eq!(CommitteeType::parse("villagers_committee"), Some(CommitteeType::Villagers));
    /// assert_eq!(CommitteeType::parse("?"), None);
    /// ```
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "residents_committee" | "residents" | "urban" | "居委会" | "居民委员会" | "城市社区" => {
                Some(Self::Residents)
            }
            "villagers_committee" | "villagers" | "rural" | "村委会" | "村民委员会" | "农村社区" => {
                Some(Self::Villagers)
            }
            _ => None,
        }
    }

    /// Told from digits 10 to 12 of a statistical area code: 001 to 199 residents', 200 to 399 villagers' committee.
    ///
    /// ```
    /// use yike::domain::{community::CommitteeType, ids::SourceCode};
    /// // Class 111 (main urban area) by statistics, yet a villagers' committee: the two attributes differ.
    /// assert_eq!(CommitteeType::of_code(&SourceCode::guess("440983102209")), Some(CommitteeType::Villagers));
    /// ```
    pub fn of_code(code: &SourceCode) -> Option<Self> {
        if code.scheme != SourceCode::STATISTICAL {
            return None;
        }
        match code.value.get(9..12)?.parse::<u16>().ok()? {
            1..=199 => Some(Self::Residents),
            200..=399 => Some(Self::Villagers),
            _ => None,
        }
    }

    /// The glossary's word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Residents => "residents_committee",
            Self::Villagers => "villagers_committee",
        }
    }
}

/// How many people, counted how and when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Population {
    /// Who was counted.
    pub basis: PopulationBasis,
    /// When, as the source writes it (a year or a date).
    pub as_of: Option<String>,
    /// How many.
    pub people: Persons,
    /// How many of them are of which group. The past of a row may not say.
    #[serde(default)]
    pub groups: GroupCounts,
}

/// Who was counted: usual residents (常住), registered (户籍), in the village today, at the festival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum PopulationBasis {
    /// 常住人口, the basis of the plans to 2025.
    Usual,
    /// 户籍人口.
    Registered,
    /// 在村人口.
    Present,
    /// At the spring festival.
    Festival,
}

impl PopulationBasis {
    /// Reads a table's word.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "usual" | "usual_resident_population" | "常住" | "常住人口" => Some(Self::Usual),
            "registered" | "registered_population" | "户籍" | "户籍人口" => Some(Self::Registered),
            "present" | "in_village" | "在村" | "在村人口" => Some(Self::Present),
            "festival" | "春节" => Some(Self::Festival),
            _ => None,
        }
    }

    /// The word that tables and results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Registered => "registered",
            Self::Present => "present",
            Self::Festival => "festival",
        }
    }
}

/// A community's count on one basis; the latest where it has several.
pub fn counted_on(community: &Community, basis: PopulationBasis) -> Option<&Population> {
    let on_basis = community
        .populations
        .iter()
        .filter(|population| population.basis == basis);
    on_basis.max_by(|a, b| a.as_of.cmp(&b.as_of))
}
