//! A world: a base version and the edits over it.

/// A change to a base version. None exists yet; scenarios bring them (closures, new links, proposed sites).
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {}

/// What every workflow works on: a base version of the workspace and an ordered list of edits, empty at first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct World {
    /// The version of the layers to start from; `None` is as they are now.
    pub base: Option<i64>,
    /// In order of application.
    pub edits: Vec<Edit>,
}
