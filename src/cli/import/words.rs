//! Readers of single words of the command line.

use crate::domain::day::Day;
use crate::domain::land_use::LandUseStandard;
use crate::workflow::HeaderRows;

pub(super) fn metres(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|metres: &f64| metres.is_finite() && *metres >= 0.0)
        .ok_or_else(|| format!("{text:?} is not a length in metres"))
}

pub(in crate::cli) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, column)) if !field.trim().is_empty() => Ok((field.trim().to_owned(), column.trim().to_owned())),
        _ => Err(format!("{text:?} is not FIELD=COLUMN, as in people=POP2020")),
    }
}

/// A date, as it was written.
pub(super) fn date(text: &str) -> Result<String, String> {
    match text.parse::<Day>() {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) fn standard(text: &str) -> Result<LandUseStandard, String> {
    LandUseStandard::parse(text).ok_or_else(|| {
        let known = LandUseStandard::ALL.map(LandUseStandard::key);
        format!("{text:?} is none of {}", known.join(", "))
    })
}

pub(super) fn rows(text: &str) -> Result<HeaderRows, String> {
    HeaderRows::parse(text).ok_or_else(|| format!("{text:?} is neither FIRST-LAST, as in 3-4, nor none"))
}
