//! Asking people to sign in, as the settings say.

use std::path::Path;
use std::sync::Arc;

use super::{Failure, oidc};
use crate::http::{ServerState, SignInRules};
use crate::settings::Settings;
use crate::workflow::staff::{Staff, StaffLimits, unix_now};

/// Requests that may come at once, as a multiple of those that may go on each second: a map that opens asks for many tiles.
const BURST: u64 = 10;

/// How many may sign in of a staff file, in words.
pub(super) fn count(path: &Path) -> Result<String, Failure> {
    let staff = Staff::open(path, StaffLimits::default())?;
    let users = staff.users()?.iter().filter(|user| !user.disabled).count();
    let now = unix_now();
    let keys = staff.keys()?.iter().filter(|key| key.is_good(now)).count();
    Ok(format!("{users} users and {keys} keys"))
}

/// Opens the staff file and asks everybody to sign in; without one nothing is asked.
pub(super) fn require(state: &ServerState, all: &Settings) -> Result<(), Failure> {
    let settings = &all.sign_in;
    let Some(path) = &settings.staff else {
        return Ok(());
    };
    let seconds = |count: u64, each: u64| i64::try_from(count.saturating_mul(each)).unwrap_or(i64::MAX);
    let limits = StaffLimits {
        idle_s: seconds(settings.idle_minutes, 60),
        longest_s: seconds(settings.longest_hours, 3600),
        tries_of_account: seconds(settings.tries_of_account, 1),
        tries_of_peer: seconds(settings.tries_of_address, 1),
        audit_days: seconds(settings.audit_days, 1),
        ..StaffLimits::default()
    };
    let staff = Staff::open(Path::new(path), limits)?;
    staff.sweep(unix_now())?;
    let rules = SignInRules {
        small_count: settings.small_count as f64,
        requests_per_second: settings.requests_per_second as f64,
        burst: settings.requests_per_second.saturating_mul(BURST) as f64,
    };
    match oidc::oidc(all)? {
        Some(oidc) => state.require_sign_in_with(Arc::new(staff), rules, oidc),
        None => state.require_sign_in(Arc::new(staff), rules),
    }
    Ok(())
}
