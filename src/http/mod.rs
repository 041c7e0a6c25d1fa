//! The HTTP server: `docs/reference/api.md` in axum.
//!
//! Every body goes out through `respond`, every error through `problem`, every request comes in through `guard`. A request sees
//! one desk from beginning to end; a new one is put in force by [`ServerState::replace`]. Beyond this computer the server
//! listens only where people sign in (`sign_in::may_listen`).

mod accept;
mod address;
mod any_answer;
mod assessing;
mod at_hand;
mod basemaps;
mod checks;
mod copy;
mod desks;
mod document;
mod embedded;
mod encoding;
mod figures;
mod front;
mod guard;
mod gzip;
mod importing;
mod listening;
mod loaded;
mod metrics;
mod observe;
mod oidc;
mod outside;
mod peer;
mod problem;
mod process;
mod query;
mod reference;
mod respond;
mod router;
mod routes;
mod rules;
mod secret;
mod select;
mod server;
mod shards;
mod sign_in;
mod sitings;
mod state;
mod styles;
mod tls;
mod trace;
mod turns;
mod ways_in;

pub use basemaps::{BasemapError, BasemapRules, Basemaps};
pub use copy::copy_of;
pub use front::Front;
pub use listening::{HttpError, check_listen};
pub use oidc::{Oidc, OidcError, OidcRules};
pub use router::router;
pub use secret::Secret;
pub use server::{Listening, Serving, serve, serve_as, serve_state, serve_until_stopped};
pub use sign_in::{Guarded, SignInRules, Unguarded, may_listen};
pub use state::ServerState;
pub use styles::{StyleProblem, Styles, StylesError};
pub use tls::{Tls, TlsError};
