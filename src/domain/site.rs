//! A site: a building or place with entrances, and the functions that it hosts.

use geo::Coord;
use serde::{Deserialize, Serialize};

use super::ids::{CommunityId, SiteId, SourceCode};
use super::origin::Origin;
use crate::units::SquareMetres;

/// A place that hosts functions. Floor area, hours and entrances belong to the place; one building has many plates.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Ours.
    pub id: SiteId,
    /// The source's code, where it has one.
    pub code: Option<SourceCode>,
    /// Its name; empty where the source has none.
    pub name: String,
    /// Where it is drawn, in metres of the study area.
    pub point: Coord<f64>,
    /// Where it is entered; the point itself where no entrance is known.
    pub entrances: Vec<Coord<f64>>,
    /// Gross floor area.
    pub floor_area: Option<SquareMetres>,
    /// Opening hours as written by the source.
    pub opening_hours: Option<String>,
    /// The community that hosts it: the record first, the point in the polygon second.
    pub host: Option<CommunityId>,
    /// Codes of the communities that share it.
    pub serves: Vec<String>,
    /// Open to residents; `None` where nobody says.
    pub open_to_public: Option<bool>,
    /// Costs money; `None` where nobody says.
    pub fee: Option<bool>,
    /// What it does.
    pub functions: Vec<Function>,
    /// Where the point comes from.
    pub origin: Origin,
}

/// One thing that a site does.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Function {
    /// A key of the category catalogue.
    pub category: String,
    /// Whether it is there.
    pub state: FunctionState,
    /// Seats, beds or places, where given.
    pub capacity: Option<f64>,
    /// Told by a rule that is right more often than not: a tag or a name that others use too.
    pub approximate: bool,
}

impl Function {
    /// What stands: the source says it without doubt.
    pub fn standing(category: &str, capacity: Option<f64>) -> Self {
        Self {
            category: category.to_owned(),
            state: FunctionState::Existing,
            capacity,
            approximate: false,
        }
    }
}

/// Whether a function is there, planned, or only considered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum FunctionState {
    /// It serves people now: the only state that counts for coverage.
    Existing,
    /// Decided, not there.
    Planned,
    /// A place that might do.
    Candidate,
}

impl FunctionState {
    /// Reads a table's word.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "existing" | "现状" | "已建" | "已建成" | "建成" | "现有" | "在用" | "使用中" | "已投用" | "投入使用"
            | "运营" | "运营中" | "正常运营" | "正常" | "开放" | "开业" | "营业" | "营业中" | "open" | "operating" => {
                Some(Self::Existing)
            }
            "planned" | "规划" | "在建" | "拟建" | "筹建" | "筹建中" | "待建" | "规划建设" | "建设中" | "新建" => {
                Some(Self::Planned)
            }
            "candidate" | "备选" | "备选点" | "候选" => Some(Self::Candidate),
            _ => None,
        }
    }

    /// Whether a table's word says that the facility is there no more, or that nobody may use it.
    pub fn is_closed(word: &str) -> bool {
        matches!(
            word.trim().to_lowercase().as_str(),
            "closed"
                | "停用"
                | "已停用"
                | "关闭"
                | "已关闭"
                | "已拆除"
                | "拆除"
                | "废弃"
                | "注销"
                | "已注销"
                | "撤销"
                | "停业"
                | "歇业"
                | "暂停营业"
                | "停止运营"
        )
    }

    /// The word that tables and results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Existing => "existing",
            Self::Planned => "planned",
            Self::Candidate => "candidate",
        }
    }
}

impl Site {
    /// A place with a function, of which nothing else is known.
    pub fn at(id: i64, name: String, point: Coord<f64>, function: Function, source: &str) -> Self {
        Self {
            id: SiteId(id),
            code: None,
            name,
            point,
            entrances: Vec::new(),
            floor_area: None,
            opening_hours: None,
            host: None,
            serves: Vec::new(),
            open_to_public: None,
            fee: None,
            functions: vec![function],
            origin: Origin {
                source: source.to_owned(),
                ..Origin::default()
            },
        }
    }

    /// Where people go in.
    pub fn doors(&self) -> &[Coord<f64>] {
        if self.entrances.is_empty() {
            std::slice::from_ref(&self.point)
        } else {
            &self.entrances
        }
    }
}
