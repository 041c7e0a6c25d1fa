//! Who somebody is to the server, and what that lets them do and see.
//!
//! | role | may | why |
//! |---|---|---|
//! | viewer | look at maps, features, gaps, ways | colleagues and programs that read; small counts of people are withheld |
//! | editor | also bring files in, take imports back, assess again; sees exact counts | whoever keeps the data holds them anyway |
//! | planner | also site facilities, keep scenarios, hold places against plans by areas they drew, run processes | these take the machine for minutes and leave scenarios behind |
//! | administrator | also everything else that is asked of the server itself | runs it |
//!
//! Each role may all that the one before it may. What a person sees can be narrowed to areas and to layers; whoever is narrowed to
//! areas changes nothing through the server, because a change has no area.

mod area_grant;
mod grant;
mod name;
mod nearest;
mod person;
mod role;

pub use area_grant::{AreaGrant, AreaGrantError};
pub use grant::Grant;
pub use name::{AccountName, NameError};
pub use nearest::nearest;
pub use person::{Person, Scope};
pub use role::{Role, UnknownRole};
