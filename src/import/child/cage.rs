//! The limits that the child puts on itself before it opens anything.
//!
//! Three fences stand one behind the other: limits of the system (memory, processor time, file sizes, processes), Landlock (paths,
//! where the kernel has it) and a list of system calls (no sockets, no programs, no other processes). Each holds without the others.

mod calls;
mod paths;

use std::path::Path;

use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, getrlimit, set_dumpable_behavior, set_parent_process_death_signal,
    setrlimit,
};

use super::limits::Limits;

/// Files open at once; a file geodatabase has dozens.
const FILES: u64 = 256;

/// Dies with the parent.
pub(super) fn follow_the_parent() {
    // Where the system refuses this, the closed pipe ends the child at its next word.
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
}

/// Locks this process in: it may read the files given with what belongs to them, and write into the room.
///
/// # Errors
/// A fence that can't be put up, in words. Landlock is left out where the kernel has none.
pub(super) fn lock<'a>(files: impl Iterator<Item = &'a Path>, room: &Path, limits: &Limits) -> Result<(), String> {
    let seconds = limits.processor.as_secs().max(1);
    only(Resource::As, limits.memory, limits.memory)?;
    only(Resource::Fsize, limits.file, limits.file)?;
    only(Resource::Nofile, FILES, FILES)?;
    only(Resource::Nproc, 0, 0)?;
    only(Resource::Core, 0, 0)?;
    // The first limit sends a signal that tells the reason, the second one ends without.
    only(Resource::Cpu, seconds, seconds + 5)?;
    // No other process of this user may look in.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .map_err(|e| format!("it stays open to others ({})", e.kind()))?;
    paths::fence(files, room)?;
    calls::fence()
}

/// Sets a limit, or leaves a lower one that was set before.
fn only(resource: Resource, current: u64, maximum: u64) -> Result<(), String> {
    let before = getrlimit(resource);
    let lower = |most: u64, before: Option<u64>| Some(before.map_or(most, |before| before.min(most)));
    let limit = Rlimit {
        current: lower(current, before.current),
        maximum: lower(maximum, before.maximum),
    };
    setrlimit(resource, limit).map_err(|e| format!("a limit is refused ({})", e.kind()))
}
