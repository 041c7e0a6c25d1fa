//! The staff file: who may sign in, with what rights, and what they did. A database of its own, beside no workspace, readable by its owner only.
//!
//! It holds no password and no key: of passwords a slow hash, of keys and sessions the SHA-256 of 256 random bits. Moments are seconds since 1970 in
//! UTC, given by the caller.

mod accounts;
mod audit;
mod error;
mod failures;
mod file;
mod grants;
mod keys;
mod sessions;

pub use accounts::{Account, KeptPassword};
pub use audit::{AuditEntry, AuditLine};
pub use error::StaffError;
pub use file::StaffFile;
pub use keys::KeptKey;
pub use sessions::{KeptSession, SessionLimits};
