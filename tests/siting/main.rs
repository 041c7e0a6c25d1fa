//! Siting beside published answers, brute force and its own invariants.

#![expect(clippy::panic, reason = "a test stops at the first difference")]

mod brute;
mod by_hand;
mod corrupted;
mod invariants;
mod keeping;
mod published;
mod questions;
mod side_by_side;
mod solvers;
mod towns;
