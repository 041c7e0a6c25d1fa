//! `yike scenario edit`.

use clap::{ArgGroup, Args};

use super::words::told;
use crate::cli::progress::Bar;
use crate::cli::{Failure, say};
use crate::workflow::{self, Ask, Limits, Location};

/// Edits that make nothing with a name.
const UNNAMED: [&str; 6] = [
    "close",
    "close_line",
    "close_area",
    "move_facility",
    "remove_facility",
    "undo",
];
/// All but a new way.
const BUT_LINKS: [&str; 7] = [
    "close",
    "close_line",
    "close_area",
    "add_facility",
    "move_facility",
    "remove_facility",
    "undo",
];
/// All but a new facility.
const BUT_FACILITIES: [&str; 7] = [
    "close",
    "close_line",
    "close_area",
    "open_link",
    "move_facility",
    "remove_facility",
    "undo",
];

/// Add one edit to a scenario, or take the last one back.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true)))]
// `requires` alone is not enough: it says nothing where what it asks for is shut out by another kind of edit.
pub(super) struct Edit {
    /// The scenario.
    name: String,
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// Close a street by its id.
    #[arg(long, value_name = "STREET", group = "what")]
    close: Option<i64>,
    /// Cut every street at a line: LINESTRING (lon lat, lon lat), or a file with lines.
    #[arg(long, value_name = "WKT|FILE", group = "what")]
    close_line: Option<String>,
    /// Close every street inside an area: POLYGON ((lon lat, ...)), or a file with areas.
    #[arg(long, value_name = "WKT|FILE", group = "what")]
    close_area: Option<String>,
    /// Open a way along these corners.
    #[arg(
        long,
        value_name = "\"LON LAT, LON LAT\"",
        group = "what",
        allow_hyphen_values = true
    )]
    open_link: Option<String>,
    /// What the new way is: a value of highway, as in footway, steps, cycleway, residential.
    #[arg(long, value_name = "CLASS", requires = "open_link", conflicts_with_all = BUT_LINKS, default_value = "footway")]
    class: String,
    /// Where the new way lies: 0 on the ground, 1 to 5 for a bridge, -1 to -5 for a tunnel. It meets streets that it crosses on its own level
    /// alone; its ends come down to what they touch.
    #[arg(
        long,
        value_name = "LEVEL",
        requires = "open_link",
        conflicts_with_all = BUT_LINKS,
        default_value_t = 0,
        allow_negative_numbers = true
    )]
    level: i32,
    /// Add a facility here.
    #[arg(
        long,
        value_name = "\"LON LAT\"",
        group = "what",
        allow_hyphen_values = true,
        requires = "category"
    )]
    add_facility: Option<String>,
    /// What the new facility is.
    #[arg(long, value_name = "CATEGORY", requires = "add_facility", conflicts_with_all = BUT_FACILITIES)]
    category: Option<String>,
    /// Its seats, beds or places.
    #[arg(long, value_name = "NUMBER", requires = "add_facility", conflicts_with_all = BUT_FACILITIES)]
    capacity: Option<f64>,
    /// The name of the new facility or way.
    #[arg(long = "name", value_name = "NAME", conflicts_with_all = UNNAMED, default_value = "")]
    called: String,
    /// Move a facility.
    #[arg(long, num_args = 2, value_names = ["FACILITY", "\"LON LAT\""], group = "what", allow_hyphen_values = true)]
    move_facility: Vec<String>,
    /// Remove a facility by its id.
    #[arg(long, value_name = "FACILITY", group = "what")]
    remove_facility: Option<i64>,
    /// Take the last edit back.
    #[arg(long, group = "what")]
    undo: bool,
}

impl Edit {
    fn ask(&self) -> Result<Ask, Failure> {
        Ok(if let Some(id) = self.close {
            Ask::CloseStreet(id)
        } else if let Some(line) = &self.close_line {
            Ask::CloseAcross(line.clone())
        } else if let Some(area) = &self.close_area {
            Ask::CloseWithin(area.clone())
        } else if let Some(course) = &self.open_link {
            Ask::OpenLink {
                course: course.clone(),
                class: self.class.clone(),
                name: self.called.clone(),
                level: self.level,
            }
        } else if let Some(place) = &self.add_facility {
            Ask::AddFacility {
                place: place.clone(),
                category: self.category.clone().unwrap_or_default(),
                name: self.called.clone(),
                capacity: self.capacity,
            }
        } else if let [id, to] = self.move_facility.as_slice() {
            let number = id.parse().map_err(|_| Failure::NotAnId(id.clone()))?;
            Ask::MoveFacility(number, to.clone())
        } else {
            // clap lets nobody come here without one of them.
            Ask::RemoveFacility(self.remove_facility.unwrap_or_default())
        })
    }

    pub(super) fn run(self) -> Result<(), Failure> {
        if self.undo {
            let edit = workflow::take_back_edit(&self.workspace, &self.name)?;
            say(&format!("taken back: {}", told(&edit)));
            return Ok(());
        }
        let ask = self.ask()?;
        let bar = Bar::new();
        let done = workflow::edit_scenario(&self.workspace, &self.name, &ask, &Limits::default(), &bar);
        bar.finish();
        say(&format!("scenario {}: {}", self.name, told(&done?)));
        Ok(())
    }
}
