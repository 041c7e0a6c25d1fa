//! `yike`: the command line, and the reader of one file that it starts itself as (`import::WORKER`).

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == yike::import::WORKER)
    {
        return yike::import::serve();
    }
    yike::cli::run()
}
