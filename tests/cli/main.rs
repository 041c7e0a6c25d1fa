//! End-to-end tests that drive the built binary.

mod bad_input;
mod barriers;
mod checks;
mod coordinates;
mod datum;
mod demo;
mod export;
mod export_round_trip;
mod flat_views;
mod formats;
mod harness;
mod history;
mod import_report;
mod long_imports;
mod places;
mod raw_zip;
mod reading_back;
mod serving;
mod streets;
mod spreadsheets;
mod tables;
mod toy_town;
mod waiting_rows;
mod web_map_shift;
mod workspace;
mod zones;
