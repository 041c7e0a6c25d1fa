//! Rows that may be the same thing twice: the same code, or the same name in the same place.

use super::again::Again;
use super::error::ImportError;
use super::guard::io_words;
use super::ledger::Ledger;
use crate::crs::LonLat;
use crate::domain::record::{Check, Remark};

/// Places that differ by less than this are the same, in degrees: a tenth of a metre, for one file may round what another does not.
const SAME_DEGREES: f64 = 1e-6;

/// Remembers codes and named places of the rows that were taken.
#[derive(Debug, Default)]
pub(super) struct Doubles {
    codes: Again<String>,
    places: Again<(String, [i64; 2])>,
    /// Why they can't be remembered any more.
    trouble: Option<std::io::Error>,
}

impl Doubles {
    /// A row that was taken. Only rows of a file with numbers are remembered; a place without a name is nobody's double.
    pub(super) fn seen(&mut self, row: &str, code: Option<&str>, name: &str, at: LonLat) {
        let Ok(number) = row.parse() else { return };
        if self.trouble.is_none() {
            self.trouble = self.remember(number, code, name, at).err();
        }
    }

    fn remember(&mut self, row: u64, code: Option<&str>, name: &str, at: LonLat) -> std::io::Result<()> {
        if let Some(code) = code {
            self.codes.seen(code.to_owned(), row)?;
        }
        if !name.is_empty() {
            let cell = [at.lon, at.lat].map(|degrees| (degrees / SAME_DEGREES).round() as i64);
            self.places.seen((name.to_owned(), cell), row)?;
        }
        Ok(())
    }

    /// Says what stands there more than once.
    ///
    /// # Errors
    /// There was no room on the disk to remember all rows.
    pub(super) fn report(self, ledger: &mut Ledger) -> Result<(), ImportError> {
        let lost = |file: &str, error: &std::io::Error| ImportError::Unreadable {
            file: file.to_owned(),
            reason: format!(
                "what its rows say can't be kept in the temporary folder to be compared: {}",
                io_words(error)
            ),
        };
        let file = ledger.file.clone();
        if let Some(error) = &self.trouble {
            return Err(lost(&file, error));
        }
        let codes = self.codes.listed().map_err(|error| lost(&file, &error))?;
        let places = self.places.listed().map_err(|error| lost(&file, &error))?;
        for (code, rows) in codes {
            let what = format!("{code} stands in {} rows: {}", rows.len(), listed(&rows));
            let remark = Remark::of_file(Check::Duplicate, Some("code"), what);
            ledger.say(remark.with_value(code));
        }
        for ((name, cell), rows) in places {
            let what = format!(
                "{name} stands in the same place in {} rows: {}",
                rows.len(),
                listed(&rows)
            );
            let remark = Remark::of_file(Check::Duplicate, Some("name"), what).with_value(name);
            let [lon, lat] = cell.map(|micro| micro as f64 * SAME_DEGREES);
            ledger.say(
                remark
                    .at(lon, lat)
                    .with_advice("if it is one thing that was pasted twice, take one of the rows out"),
            );
        }
        Ok(())
    }
}

fn listed(rows: &[u64]) -> String {
    let rows: Vec<String> = rows.iter().map(u64::to_string).collect();
    rows.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_in_the_same_place_is_said_and_a_chain_of_shops_is_not() {
        let at = |lon: f64| LonLat { lon, lat: 25.0 };
        let mut doubles = Doubles::default();
        doubles.seen("1", Some("a"), "药店", at(101.5));
        doubles.seen("2", Some("b"), "药店", at(101.6));
        doubles.seen("3", Some("a"), "药店", at(101.500_000_2));
        doubles.seen("4", None, "", at(101.5));
        doubles.seen("5", None, "", at(101.5));
        let mut ledger = Ledger::new("a.csv", "");
        doubles.report(&mut ledger).expect("it was just remembered");
        let said: Vec<&str> = ledger.warnings.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(
            said,
            [
                "a stands in 2 rows: 1, 3",
                "药店 stands in the same place in 2 rows: 1, 3"
            ]
        );
        assert_eq!(ledger.warnings[1].at, Some([101.5, 25.0]));
    }
}
