//! What each step of long work took: seconds, and the memory that the program held at its end and at most.

use std::sync::Mutex;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Whether every step is told (`--steps`); else only those that are long, and only on a terminal.
static ALL: OnceLock<bool> = OnceLock::new();

/// Tells every step from now on.
pub(super) fn tell_all() {
    ALL.get_or_init(|| true);
}

/// Whether every step is told.
pub(super) fn is_told() -> bool {
    ALL.get().is_some()
}

/// A step shorter than this is told only where all are.
const LONG: Duration = Duration::from_secs(1);

/// The step that is being done.
#[derive(Debug, Default)]
pub(super) struct StepLog(Mutex<Option<(String, Instant)>>);

impl StepLog {
    /// Begins a step; gives the line of the one before it, where that is to be told.
    pub(super) fn begin(&self, what: &str) -> Option<String> {
        let mut running = self.0.lock().ok()?;
        if running.as_ref().is_some_and(|(own, _)| own == what) {
            return None;
        }
        let before = running.replace((what.to_owned(), Instant::now()));
        before.and_then(|(what, since)| line(&what, since.elapsed()))
    }

    /// Ends the last step.
    pub(super) fn end(&self) -> Option<String> {
        let (what, since) = self.0.lock().ok()?.take()?;
        line(&what, since.elapsed())
    }
}

fn line(what: &str, took: Duration) -> Option<String> {
    if took < LONG && !is_told() {
        return None;
    }
    let memory = memory().map_or(String::new(), |(now, most)| {
        format!(", {now} MiB now, {most} MiB at most")
    });
    Some(format!("{what}: {:.2} s{memory}", took.as_secs_f64()))
}

/// MiB that this process holds now, and held at most.
fn memory() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kib = |key: &str| -> Option<u64> {
        let line = status.lines().find(|line| line.starts_with(key))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    Some((kib("VmRSS:")? / 1024, kib("VmHWM:")? / 1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_step_is_not_told_unless_all_are_and_a_repeated_one_goes_on() {
        let log = StepLog::default();
        assert_eq!(log.begin("reading"), None);
        assert_eq!(log.begin("reading"), None);
        assert_eq!(log.begin("writing"), None, "it took no second");
        assert_eq!(log.end(), None);
        assert_eq!(log.end(), None);
        let told = line("reading", Duration::from_millis(1500)).expect("it is long");
        assert!(told.starts_with("reading: 1.50 s"), "{told}");
        assert!(told.contains("MiB at most"), "{told}");
    }
}
