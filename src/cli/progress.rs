//! Progress on a terminal; nothing when piped.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::workflow::Progress;

/// A line on the terminal that says what is being done and how far it is.
pub(super) struct Bar(Option<ProgressBar>);

impl Bar {
    pub(super) fn new() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(Some(bar))
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn step(&self, what: &str) {
        if let Some(bar) = &self.0 {
            bar.set_length(0);
            bar.set_position(0);
            bar.set_message(what.to_owned());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style);
            }
        }
    }

    fn at(&self, done: u64, total: Option<u64>) {
        self.show(
            done,
            total,
            "{spinner} {msg} [{bar:30}] {percent}% of {human_len} {eta}",
            "{spinner} {msg} {human_pos}",
        );
    }

    fn bytes(&self, done: u64, total: Option<u64>) {
        self.show(
            done,
            total,
            "{spinner} {msg} [{bar:30}] {bytes} of {total_bytes} {eta}",
            "{spinner} {msg} {bytes}",
        );
    }

    fn stopped(&self) -> bool {
        super::stop::asked().is_some()
    }
}

impl Bar {
    fn show(&self, done: u64, total: Option<u64>, with_total: &str, without: &str) {
        let Some(bar) = &self.0 else { return };
        let template = if total.is_some() { with_total } else { without };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if let Some(total) = total {
            bar.set_length(total);
        }
        bar.set_position(done);
    }
}
