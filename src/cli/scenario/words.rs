//! An edit of a scenario in words.

use geo::MultiLineString;

use crate::domain::edit::EditRecord;
use crate::domain::wkt;

/// The shape of an edit as text, in degrees.
pub(super) fn shape(edit: &EditRecord) -> Option<String> {
    Some(match edit {
        EditRecord::CloseAcross { line } => wkt::of_lines(line),
        EditRecord::CloseWithin { area } => wkt::of_area(area),
        EditRecord::NewLink { course, .. } => wkt::of_lines(&MultiLineString(vec![course.clone()])),
        EditRecord::AddSite { point, .. } | EditRecord::MoveSite { to: point, .. } => {
            format!("POINT ({} {})", point.lon, point.lat)
        }
        EditRecord::CloseStreet { .. } | EditRecord::RemoveSite { .. } => return None,
    })
}

/// Letters of a shape that a list for eyes shows.
const SHOWN: usize = 60;

/// An edit in words.
pub(super) fn told(edit: &EditRecord) -> String {
    let shape = shape(edit).unwrap_or_default();
    let shape = if shape.chars().count() > SHOWN {
        format!("{}…", shape.chars().take(SHOWN).collect::<String>())
    } else {
        shape
    };
    let called = |name: &str| {
        if name.is_empty() {
            String::new()
        } else {
            format!(" called {name}")
        }
    };
    match edit {
        EditRecord::CloseStreet { id } => format!("close street {id}"),
        EditRecord::CloseAcross { .. } => format!("cut streets at {shape}"),
        EditRecord::CloseWithin { .. } => format!("close streets within {shape}"),
        EditRecord::NewLink { class, name, level, .. } => {
            let raised = match level {
                0 => String::new(),
                1.. => format!(" on level {level}, over what it crosses"),
                _ => format!(" on level {level}, under what it crosses"),
            };
            format!("open a {class}{}{raised} along {shape}", called(name))
        }
        EditRecord::AddSite { id, name, category, .. } => {
            format!("add facility {id} ({category}){} at {shape}", called(name))
        }
        EditRecord::MoveSite { id, .. } => format!("move facility {id} to {shape}"),
        EditRecord::RemoveSite { id } => format!("remove facility {id}"),
    }
}
