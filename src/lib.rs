//! Yike (一刻, "a quarter of an hour") answers the planner's question: who is outside the fifteen-minute circle, by how much
//! does the plan fall short, and where are the people.
//!
//! The modules stand in layer order: a module uses only what stands above it (`ARCHITECTURE.md` has the arrows,
//! `tests/architecture.rs` keeps them). Units, coordinates, the domain, filters, catchment, coverage, tiles and report are pure: no
//! files, no clock, no C library. Everything below them needs the feature `app`.

pub mod units;

pub mod crs;

pub mod domain;
pub mod filter;

pub mod settings;

pub mod streets;

pub mod catchment;

pub mod coverage;

pub mod indicators;

pub mod siting;

pub mod report;
pub mod tiles;

#[cfg(feature = "app")]
pub mod export;
#[cfg(feature = "app")]
pub mod import;
#[cfg(feature = "app")]
pub mod reproject;
#[cfg(feature = "app")]
pub mod solver;
#[cfg(feature = "app")]
pub mod store;

#[cfg(feature = "app")]
pub mod workflow;

#[cfg(feature = "app")]
pub mod cli;
#[cfg(feature = "app")]
pub mod http;
