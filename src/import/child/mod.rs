//! A stranger's file is opened in a child process of this program, which first locks itself in.
//!
//! The parent (`parent`) starts the program again with one hidden word ([`WORKER`]), an empty environment and a private folder, sends
//! an `order` and reads `frame`s: rows, progress, and at last the outcome or the error. It believes nothing without looking
//! (`believe`). The child (`worker`) sets limits on itself (`cage`) before it opens anything: memory, time, files, system calls,
//! paths. Whatever a hostile file makes of it, it can reach no network, start no program, read no other file and write nowhere else.

mod believe;
mod cage;
mod ended;
mod frame;
mod kept;
mod kept_parts;
mod left;
mod limits;
mod order;
mod parent;
mod remarks;
mod summed;
mod worker;

pub use kept::{Keeping, KeptError, KeptRows, TakenUp, read_and_keep};
pub use kept_parts::{KeptParts, read_raster_and_keep};
pub use limits::Limits;
pub use parent::use_program;
pub(super) use parent::{outline, raster, stream};
pub use worker::serve;

/// The word on the command line that makes this program the reader of one file.
pub const WORKER: &str = "read-file-worker";
