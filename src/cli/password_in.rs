//! A new password, from where nobody else can read it: the terminal, a file, a variable. Never an argument, which every user of the computer sees.

use std::fs::File;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Read as _};
use std::path::PathBuf;

use clap::Args;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::{Failure, say};

/// Bytes of a password file that are read at most.
const MOST: u64 = 4096;

/// Where a password comes from; the terminal asks where nothing is said.
#[derive(Debug, Args)]
pub(super) struct PasswordFlags {
    /// Read the password from the first line of this file.
    #[arg(long, value_name = "FILE", conflicts_with = "password_env")]
    password_file: Option<PathBuf>,
    /// Read the password from this variable of the environment.
    #[arg(long, value_name = "VARIABLE")]
    password_env: Option<String>,
}

impl PasswordFlags {
    /// The password.
    pub(super) fn read(self, name: &str) -> Result<String, Failure> {
        if let Some(path) = self.password_file {
            let unreadable = |error: std::io::Error| Failure::Words(format!("{}: {error}", path.display()));
            let file = File::open(&path).map_err(unreadable)?;
            let mut line = String::new();
            BufReader::new(file.take(MOST))
                .read_line(&mut line)
                .map_err(unreadable)?;
            return Ok(line.trim_end_matches(['\n', '\r']).to_owned());
        }
        if let Some(variable) = self.password_env {
            return std::env::var(&variable)
                .map_err(|_| Failure::Words(format!("the variable {variable} holds no password")));
        }
        if !std::io::stdin().is_terminal() {
            return Err(Failure::Words(
                "no terminal can ask for the password: give --password-file or --password-env".to_owned(),
            ));
        }
        let first = asked(&format!("password of {name}: "))?;
        if asked("the same again: ")? == first {
            Ok(first)
        } else {
            Err(Failure::Words(
                "the two passwords differ; nothing was changed".to_owned(),
            ))
        }
    }
}

/// What is typed without being shown.
fn asked(question: &str) -> Result<String, Failure> {
    say(question);
    let quiet = Quiet::begin()?;
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    drop(quiet);
    if read? == 0 {
        return Err(Failure::Words("no password was typed; nothing was changed".to_owned()));
    }
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

/// A terminal that shows nothing of what is typed, until this goes.
struct Quiet(Termios);

impl Quiet {
    fn begin() -> Result<Self, Failure> {
        let failed = |error: rustix::io::Errno| Failure::Output(error.into());
        let before = tcgetattr(std::io::stdin()).map_err(failed)?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        tcsetattr(std::io::stdin(), OptionalActions::Flush, &quiet).map_err(failed)?;
        Ok(Self(before))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // The terminal may be gone.
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Flush, &self.0);
    }
}
