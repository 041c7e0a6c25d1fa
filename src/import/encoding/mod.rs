//! Which letters a file is written in: what it says, and what its bytes look like.

mod dbf;
mod drawing;
mod guess;
mod label;
mod reader;
mod shapefile;

pub(super) use drawing::of_drawing;
pub(super) use guess::{Guess, Listener, SURE_ENOUGH};
pub(super) use label::of_label;
pub(super) use reader::Decoded;
pub(super) use shapefile::{Letters, of_shapefile};
