//! Progress on a terminal; nothing when piped, unless every step is asked for.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::say;
use super::step_log::{self, StepLog};
use crate::workflow::Progress;

/// A line on the terminal that says what is being done and how far it is.
pub(super) struct Bar {
    bar: Option<ProgressBar>,
    log: StepLog,
}

impl Bar {
    pub(super) fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(ProgressBar::new_spinner);
        if let Some(bar) = &bar {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self {
            bar,
            log: StepLog::default(),
        }
    }

    pub(super) fn finish(&self) {
        let last = self.log.end();
        self.tell(last);
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Tells what a step took: above the bar on a terminal; elsewhere only where every step is asked for.
    fn tell(&self, line: Option<String>) {
        match (&self.bar, line) {
            (Some(bar), Some(line)) => bar.println(line),
            (None, Some(line)) if step_log::is_told() => say(&line),
            _ => {}
        }
    }
}

impl Progress for Bar {
    fn step(&self, what: &str) {
        let before = self.log.begin(what);
        self.tell(before);
        if let Some(bar) = &self.bar {
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
        let Some(bar) = &self.bar else { return };
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
