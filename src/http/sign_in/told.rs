//! Marks an answer that is one person's.

/// An answer that depends on who asks: nobody may keep it, and no cache may give it to another.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) struct PerPerson;
