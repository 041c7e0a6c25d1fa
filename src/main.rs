//! `yike`: the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    yike::cli::run()
}
