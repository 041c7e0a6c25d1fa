//! Heights out of a raster, tile by tile.

use super::numbers::Numbers;
use super::opened::{Opened, refused};
use super::suspicious::Suspicious;
use super::system::System;
use super::unit::{HeightUnit, vertical_unit};
use super::{Frame, RasterOrder, RasterPart, note};
use crate::domain::raster::{TILE_SIDE, Tile};
use crate::domain::record::Outcome;
use crate::import::error::ImportError;
use crate::import::progress::Progress;

/// Most cells that are taken: 30 m cells of a province, 5 m cells of a prefecture.
pub(super) const MOST_CELLS: u64 = 1_000_000_000;
/// Tiles of a row that are read at once.
const AT_ONCE: u32 = 16;

/// Reads the heights of a window of the file.
pub(super) fn read(
    order: &RasterOrder,
    unit: Option<HeightUnit>,
    frame: &Frame<'_>,
    progress: &dyn Progress,
    sink: &mut dyn FnMut(RasterPart),
) -> Result<Outcome, ImportError> {
    let Frame {
        opened,
        system,
        window: [column, row, width, height],
        ..
    } = *frame;
    let cells = u64::from(width) * u64::from(height);
    if cells > MOST_CELLS {
        return Err(ImportError::TooLarge {
            file: order.file.clone(),
            layer: String::new(),
            what: format!(
                "{width} x {height} cells would be taken, more than {MOST_CELLS}; import the communities first, so that only the ground round them is taken, cut the file, or make its cells coarser, as with gdalwarp -tr"
            ),
        });
    }
    let band = opened.band()?;
    let mut numbers = Numbers::of(opened, &band, order.no_data);
    let mut outcome = Outcome {
        read: cells,
        ..Outcome::default()
    };
    let say = &mut outcome.warnings;
    let unit = told_unit(order, unit, opened, system, say)?;
    say.extend(numbers.stretched().map(note));
    let none = numbers.none_words();
    if none.is_none() {
        say.push(note("no NoData value is declared; every cell counts".to_owned()));
    }
    let head = frame.head(order, unit.key(), none.clone());
    let grid = head.grid;
    sink(RasterPart::Head(Box::new(head)));
    let mut suspicious = Suspicious::new(&order.file, &opened.grid, unit.metres(), numbers.fullest());
    let (across, down) = grid.tiles();
    for tile_row in 0..down {
        for first in (0..across).step_by(AT_ONCE as usize) {
            let last = (first + AT_ONCE).min(across) - 1;
            // In this window; the tiles in it overlap.
            let left = first * TILE_SIDE;
            let right = ((last + 1) * TILE_SIDE + 1).min(width);
            let top = tile_row * TILE_SIDE;
            let bottom = ((tile_row + 1) * TILE_SIDE + 1).min(height);
            let (wide, high) = (right - left, bottom - top);
            let found = numbers.read(column + left, row + top, wide, high)?;
            let corner = (column + left, row + top);
            // Overlapping cells are looked at once.
            let own = (
                ((last + 1) * TILE_SIDE).min(width) - left,
                ((tile_row + 1) * TILE_SIDE).min(height) - top,
            );
            suspicious.see(found, corner, wide, own);
            for tile_column in first..=last {
                let Some((tile_width, rows)) = grid.tile_size(tile_column, tile_row) else {
                    continue;
                };
                let from = (tile_column * TILE_SIDE - left) as usize;
                let cells: Vec<f32> = (0..rows as usize)
                    .flat_map(|line| {
                        let begin = line * wide as usize + from;
                        &found[begin..begin + tile_width as usize]
                    })
                    .map(|number| (number * unit.metres()) as f32)
                    .collect();
                // Without a tile there is no height, as with one that holds none.
                if cells.iter().any(|height| height.is_finite()) {
                    sink(RasterPart::Tile(Tile {
                        column: tile_column,
                        row: tile_row,
                        width: tile_width,
                        cells,
                    }));
                }
            }
        }
        progress.at(u64::from(tile_row + 1), Some(u64::from(down)));
    }
    outcome.accepted = suspicious.heights();
    if outcome.accepted == 0 {
        return Err(refused(
            &order.file,
            "not one of its cells has a height here",
            "give a raster that covers the communities, or check --no-data and --crs",
        ));
    }
    outcome.warnings.extend(suspicious.done(none.is_none())?);
    Ok(outcome)
}

/// The unit: what the user says, else the band, else the reference system, else metres.
fn told_unit(
    order: &RasterOrder,
    said: Option<HeightUnit>,
    opened: &Opened,
    system: &System,
    say: &mut Vec<crate::domain::record::Remark>,
) -> Result<HeightUnit, ImportError> {
    let word = opened.band()?.unit();
    let of_system = vertical_unit(&system.wkt);
    let unknown = |found: String| ImportError::WhichUnit {
        file: order.file.clone(),
        found,
        known: HeightUnit::ALL.map(|unit| unit.key().to_owned()).into(),
    };
    let unit = if let Some(unit) = said {
        unit
    } else if !word.trim().is_empty() {
        HeightUnit::of_word(&word).ok_or_else(|| {
            let word: String = word.trim().chars().take(40).collect();
            unknown(format!("{word:?}"))
        })?
    } else if let Some(metres) = of_system {
        HeightUnit::of_metres(metres).ok_or_else(|| unknown(format!("units of {metres} m")))?
    } else {
        say.push(note(
            "it does not say in which unit its heights are; they are taken as metres (say it with --unit if not)"
                .to_owned(),
        ));
        HeightUnit::Metres
    };
    if unit != HeightUnit::Metres {
        say.push(note(format!(
            "its heights are in {} and are kept in metres",
            unit.key()
        )));
    }
    Ok(unit)
}
