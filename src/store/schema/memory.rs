//! What the workspace remembers: assessments, scenarios, versions, rows that were.

use super::Kind::{Bytes, Integer, Real, Text};
use super::{Table, layer, may, must, table};

pub(super) const TABLES: &[Table] = &[
    table(
        "assessments",
        "Every assessment, with its provenance",
        &[
            must("inputs_sha256", Text),
            must("made_at", Text),
            must("document", Bytes),
            // The scenario that it was made of; empty for the layers themselves.
            may("scenario", Text),
            // What a scenario's looks like on the map; that of the layers themselves stands in tables.
            may("drawn", Bytes),
        ],
        &["inputs_sha256"],
    ),
    table(
        "scenarios",
        "Scenarios over a version of the layers",
        &[
            must("name", Text),
            must("title", Text),
            must("base", Integer),
            must("made_at", Text),
            must("changed_at", Text),
        ],
        &["name"],
    ),
    layer(
        "scenario_edits",
        "Edits of scenarios, in their order",
        "GEOMETRY",
        &[
            must("scenario", Integer),
            must("position", Integer),
            must("kind", Text),
            may("row_id", Integer),
            may("name", Text),
            // Class of a new street, category of a new facility.
            may("class", Text),
            may("capacity", Real),
            // Of a new street: above the ground or below it.
            may("level", Integer),
        ],
    ),
    table(
        "plan_records",
        "Documents that somebody saw, for requirements of plans",
        &[
            must("requirement", Text),
            must("as_of", Text),
            must("source", Text),
            must("reference", Text),
            must("entered_at", Text),
        ],
        &[],
    ),
    table(
        "versions",
        "What changed the layers, and when",
        &[
            must("made_at", Text),
            must("layer", Text),
            must("action", Text),
            must("source", Text),
            must("added", Integer),
            must("changed", Integer),
            must("removed", Integer),
            // Inputs, held categories and projection as they were after it, as JSON.
            must("state", Text),
            // From which day on the data are true, where the import said it; else from the day of the change.
            may("as_of", Text),
        ],
        &[],
    ),
    table(
        "row_versions",
        "",
        &[
            must("layer", Integer),
            must("row_id", Integer),
            must("since", Integer),
            must("digest", Bytes),
        ],
        &["layer", "row_id"],
    ),
    table(
        "history",
        "",
        &[
            must("layer", Integer),
            must("row_id", Integer),
            must("since", Integer),
            must("until", Integer),
            must("row", Text),
        ],
        &[],
    ),
];
