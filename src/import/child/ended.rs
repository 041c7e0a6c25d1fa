//! Why a child ended, as far as its parent can tell.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use rustix::process::Signal;

use super::limits::Limits;
use crate::import::error::ImportError;

/// What a starved child's libraries complain of.
const STARVED: [&str; 4] = ["memory allocation of", "bad_alloc", "out of memory", "Out of memory"];

/// How a line of GDAL's begins that complains of it; elsewhere in a line it may be out of the file.
const STARVED_GDAL: &str = "ERROR 2: ";

/// What was needed was more than is allowed.
pub(super) fn over(file: &str, allowed: String) -> ImportError {
    ImportError::OverLimit {
        file: file.to_owned(),
        allowed,
        advice: "split it into parts, or give it more with --max-memory and --max-minutes".to_owned(),
    }
}

/// Why a child ended without a last word.
pub(super) fn reason(file: &str, limits: &Limits, status: ExitStatus, complaints: &[u8]) -> ImportError {
    let signal = status.signal();
    let is = |one: Signal| signal == Some(one.as_raw());
    let complaints = String::from_utf8_lossy(complaints);
    let starved = STARVED.iter().any(|sign| complaints.contains(sign))
        || complaints.lines().any(|line| line.starts_with(STARVED_GDAL));
    if is(Signal::XCPU) {
        over(
            file,
            format!("{} of processor time", Limits::time_words(limits.processor)),
        )
    } else if is(Signal::XFSZ) {
        over(file, format!("{} MiB of room on the disk", limits.file >> 20))
    } else if starved {
        over(file, limits.memory_words())
    } else if status.code() == Some(0) {
        // Another program that does not know the word.
        ImportError::NoReader {
            what: "started".to_owned(),
            reason: "what was started is not the reader".to_owned(),
        }
    } else {
        ImportError::Crashed { file: file.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_that_starves_is_told_from_one_that_breaks() {
        let limits = Limits::new(2, 10);
        let aborted = ExitStatus::from_raw(6);
        let why = |complaints: &str| reason("a.csv", &limits, aborted, complaints.as_bytes());
        for starved in [
            "memory allocation of 4096 bytes failed",
            "terminate called after throwing an instance of 'std::bad_alloc'",
            "ERROR 2: ./port/cpl_path.cpp, 85: cannot allocate 1x20484 bytes",
        ] {
            let ImportError::OverLimit { allowed, .. } = why(starved) else {
                panic!("{starved}");
            };
            assert_eq!(allowed, "2 GiB of memory");
        }
        for broken in ["", "ERROR 1: no \"ERROR 2: \" in line 3", "corrupted size"] {
            assert!(matches!(why(broken), ImportError::Crashed { .. }), "{broken}");
        }
    }
}
