//! `yike`: the command line, and the reader of one file that it starts itself as (`import::WORKER`).

use std::process::ExitCode;

/// Threads of a server give back what others took, all the time: with glibc's own allocator memory in use kept growing, and a sixth of what a
/// tile costs went into it (decision 0073).
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == yike::import::WORKER)
    {
        return yike::import::serve();
    }
    yike::cli::run()
}
