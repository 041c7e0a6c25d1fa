//! The store, whichever database it is in: what a GeoPackage does, a schema on a PostGIS server does too, to the byte.

mod alike;
mod backups;
mod conformance;
mod encrypted;
mod flat_views;
mod kills;
mod on_a_server;
mod place;
mod rasters;
mod rights;
mod server;
mod serving;
mod tables_of_a_server;
