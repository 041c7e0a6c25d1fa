//! Handing a layer over in another program's format.

mod inputs;
mod results;
mod rings;

use std::path::Path;

use super::error::WorkflowError;
use crate::crs::LocalGrid;
use crate::export::{self, Encoding, ExportError, FieldMap, Shape, Table, Wanted, Written};
use crate::report::{ServiceName, service_names};
pub use rings::RingsAsked;
use rings::{BY_FACILITY, BY_SERVICE, Drawn};

use crate::store::{Location, SavedAssessment, StoredBarrier, StoredCompound, StoredStreet, StoredTown, Workspace};

/// What is asked.
#[derive(Debug, Clone)]
pub struct ExportRequest<'a> {
    /// The workspace.
    pub workspace: &'a Location,
    /// The layer's name.
    pub layer: &'a str,
    /// The file to write.
    pub to: &'a Path,
    /// The format's word; by the file's ending where `None`.
    pub format: Option<&'a str>,
    /// `EPSG:CODE`, or `plane` for the workspace's own.
    pub crs: Option<&'a str>,
    /// Eastings begin with the number of the zone.
    pub zone_prefix: bool,
    /// A local grid's file.
    pub local_grid: Option<&'a Path>,
    /// Letters of Shapefiles and drawings.
    pub encoding: Option<Encoding>,
    /// A field map's file.
    pub fields: Option<&'a Path>,
    /// Headings of workbooks are Chinese.
    pub chinese: bool,
    /// A file of the name is replaced.
    pub overwrite: bool,
    /// Which rings, of the layers of rings.
    pub rings: RingsAsked<'a>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// The file.
    pub written: Written,
    /// The assessment in force.
    pub assessment: Option<i64>,
}

/// A layer that can be exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedLayer {
    /// Its name.
    pub name: &'static str,
    /// What it is, in Chinese.
    pub zh: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// Its shapes; `None` for a table.
    pub shape: Option<Shape>,
    /// Its rows; `None` for results before the first assessment, and for what is drawn when it is asked for.
    pub rows: Option<usize>,
    /// It is drawn when it is asked for.
    pub drawn: bool,
}

/// Layers in the order of the list: name, Chinese, English, shapes, whether it needs an assessment.
const LAYERS: [(&str, &str, &str, Option<Shape>, bool); 18] = [
    (
        "communities",
        "社区及评估结果",
        "communities with their results",
        Some(Shape::Area),
        false,
    ),
    (
        "facilities",
        "设施",
        "facilities, one row a site",
        Some(Shape::Point),
        false,
    ),
    (
        "functions",
        "设施功能",
        "facilities, one row a function",
        Some(Shape::Point),
        false,
    ),
    (
        "circles",
        "圈内范围",
        "area within each circle",
        Some(Shape::Area),
        true,
    ),
    (
        "gaps",
        "未覆盖的居住用地",
        "inhabited ground out of reach",
        Some(Shape::Area),
        true,
    ),
    (
        "gap-list",
        "未覆盖清单",
        "gaps as points with their people, most people first",
        Some(Shape::Point),
        true,
    ),
    (
        "coverage",
        "逐社区逐服务结果",
        "one row per community, circle and service",
        None,
        true,
    ),
    ("hamlets", "自然村", "hamlets", Some(Shape::Point), false),
    ("population", "人口点", "population points", Some(Shape::Point), false),
    ("buildings", "建筑", "buildings", Some(Shape::Area), false),
    ("land", "居住用地", "residential land", Some(Shape::Area), false),
    ("streets", "道路", "streets", Some(Shape::Line), false),
    (
        "barrier-lines",
        "线状障碍",
        "barriers that are lines",
        Some(Shape::Line),
        false,
    ),
    (
        "barrier-areas",
        "面状障碍",
        "barriers that are areas",
        Some(Shape::Area),
        false,
    ),
    (
        "compounds",
        "小区及出入口",
        "compounds with their gates",
        Some(Shape::Area),
        false,
    ),
    (
        "populations",
        "各口径人口",
        "populations, one row per community, basis and date",
        None,
        false,
    ),
    (
        BY_FACILITY,
        "各设施等时圈",
        "from where people come to each facility within so many minutes",
        Some(Shape::Area),
        false,
    ),
    (
        BY_SERVICE,
        "各服务合并等时圈",
        "from where people come to any facility of each service within so many minutes",
        Some(Shape::Area),
        false,
    ),
];

fn is_drawn(layer: &str) -> bool {
    [BY_FACILITY, BY_SERVICE].contains(&layer)
}

/// Everything of a workspace that a layer is made from.
struct Desk {
    town: StoredTown,
    assessment: Option<SavedAssessment>,
    assessed_on: Option<String>,
    services: Vec<ServiceName>,
    streets: Vec<StoredStreet>,
    barriers: Vec<StoredBarrier>,
    compounds: Vec<StoredCompound>,
    stale: bool,
    /// What was asked to be drawn.
    drawn: Option<Drawn>,
}

impl Desk {
    /// Reads all, and draws the layer that has to be.
    fn read(location: &Location, drawn: Option<(&str, RingsAsked<'_>)>) -> Result<Self, WorkflowError> {
        let (mut desk, ground) = Workspace::open_read_only(location)?.read_as_one(|workspace| {
            let town = workspace.town()?;
            let ground = match drawn {
                Some((layer, asked)) => Some((layer, rings::ground(asked, workspace, &town, &location.to_string())?)),
                None => None,
            };
            let assessment = workspace.assessment()?;
            let services = assessment
                .as_ref()
                .map(|assessment| service_names(&assessment.document))
                .transpose()?;
            let desk = Self {
                town,
                drawn: None,
                stale: assessment.is_some() && workspace.assessment_is_stale()?,
                assessed_on: workspace.assessed_on()?,
                streets: workspace.streets()?,
                barriers: workspace.barriers_at(None)?,
                compounds: workspace.compounds_at(None)?,
                services: services.unwrap_or_default(),
                assessment,
            };
            Ok::<_, WorkflowError>((desk, ground))
        })?;
        // Drawing takes longer than reading, and holds nothing of the workspace.
        if let Some((layer, ground)) = ground {
            desk.drawn = Some(rings::draw(layer, &ground, &desk.town)?);
        }
        Ok(desk)
    }

    fn table(&self, layer: &str) -> Option<Table> {
        let results = self.assessment.as_ref().map(|assessment| &assessment.rows);
        Some(match layer {
            "communities" => results::communities(self),
            "circles" => results::circles(results?),
            "gaps" => results::gaps(self, results?),
            "gap-list" => results::gap_list(self, results?),
            "coverage" => results::coverage(self, results?),
            "facilities" => inputs::facilities(&self.town),
            "functions" => inputs::functions(&self.town),
            "hamlets" => inputs::people("hamlets", &self.town.hamlets),
            "population" => inputs::people("population", &self.town.population),
            "buildings" => inputs::buildings(&self.town),
            "land" => inputs::land(&self.town),
            "streets" => inputs::streets(&self.streets),
            "barrier-lines" => inputs::barriers("barrier-lines", &self.barriers, Shape::Line),
            "barrier-areas" => inputs::barriers("barrier-areas", &self.barriers, Shape::Area),
            "compounds" => inputs::compounds(&self.compounds),
            "populations" => inputs::populations(&self.town),
            _ => return None,
        })
    }
}

/// Writes a layer of a workspace to a file.
///
/// # Errors
/// The workspace, the layer, or whatever keeps the file from being written whole; then nothing has changed.
pub fn export(request: &ExportRequest<'_>) -> Result<Exported, WorkflowError> {
    let shown = || request.workspace.to_string();
    let known = LAYERS
        .iter()
        .find(|(name, ..)| *name == request.layer)
        .ok_or_else(|| WorkflowError::NoLayer {
            layer: request.layer.to_owned(),
            known: LAYERS.map(|(name, ..)| name).join(", "),
            workspace: shown(),
        })?;
    let fields = request
        .fields
        .map(|path| FieldMap::parse(&text_of(path)?, &path.display().to_string()))
        .transpose()?;
    let crs = wanted(request)?;
    let drawn = is_drawn(request.layer).then_some((request.layer, request.rings));
    let mut desk = Desk::read(request.workspace, drawn)?;
    if known.4 && desk.assessment.is_none() {
        return Err(WorkflowError::NoAssessment(shown()));
    }
    let (table, remarks) = match desk.drawn.take() {
        Some(Drawn { table, remarks }) => (Some(table), remarks),
        None => (desk.table(request.layer), Vec::new()),
    };
    let table = table.ok_or_else(|| WorkflowError::NoAssessment(shown()))?;
    let crs = match crs {
        Some(Asked::Plane) => Some(Wanted::Plane(
            desk.town
                .projection
                .clone()
                .ok_or_else(|| WorkflowError::NoCommunities(shown()))?,
        )),
        Some(Asked::Other(wanted)) => Some(wanted),
        None => None,
    };
    let mut written = export::write(
        table,
        &export::Request {
            path: request.to,
            format: request.format,
            crs: crs.as_ref(),
            plane: desk.town.projection.as_ref(),
            zone_prefix: request.zone_prefix,
            encoding: request.encoding,
            fields: fields.as_ref(),
            chinese: request.chinese,
            overwrite: request.overwrite,
        },
    )?;
    written.remarks.splice(0..0, remarks);
    let assessment = desk.assessment.as_ref().filter(|_| !is_drawn(request.layer));
    if desk.stale && assessment.is_some() {
        let what = "layers were imported after the assessment: results are of the layers as they were; assess again for new ones";
        written.remarks.insert(0, what.to_owned());
    }
    Ok(Exported {
        written,
        assessment: assessment.map(|assessment| assessment.number),
    })
}

/// What of a workspace can be exported.
///
/// # Errors
/// The workspace can't be read.
pub fn export_list(workspace: &Location) -> Result<Vec<ListedLayer>, WorkflowError> {
    let desk = Desk::read(workspace, None)?;
    let list = LAYERS.iter().map(|(name, zh, en, shape, _)| ListedLayer {
        name,
        zh,
        en,
        shape: *shape,
        rows: desk.table(name).map(|table| table.rows.len()),
        drawn: is_drawn(name),
    });
    Ok(list.collect())
}

enum Asked {
    Plane,
    Other(Wanted),
}

fn wanted(request: &ExportRequest<'_>) -> Result<Option<Asked>, WorkflowError> {
    if let Some(path) = request.local_grid {
        let grid = LocalGrid::parse(&text_of(path)?).map_err(|why| ExportError::LocalGrid {
            file: path.display().to_string(),
            why,
        })?;
        return Ok(Some(Asked::Other(Wanted::Local(grid))));
    }
    Ok(request.crs.map(|name| {
        if name.trim().eq_ignore_ascii_case("plane") {
            Asked::Plane
        } else {
            Asked::Other(Wanted::Named(name.to_owned()))
        }
    }))
}

/// Most bytes of a file of parameters.
const SMALL: u64 = 1 << 20;

fn text_of(path: &Path) -> Result<String, ExportError> {
    let unreadable = |why: &str| ExportError::Unreadable {
        file: path.display().to_string(),
        why: why.to_owned(),
    };
    let about = std::fs::metadata(path).map_err(|_| unreadable("there is no such file"))?;
    if !about.is_file() || about.len() > SMALL {
        return Err(unreadable("it is not a small text file"));
    }
    std::fs::read_to_string(path).map_err(|_| unreadable("it is not text in UTF-8"))
}
