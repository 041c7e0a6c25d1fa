//! What the assessment in force found.

use super::Kind::{Boolean, Integer, Real, Text};
use super::{Table, layer, may, must, table};

pub(super) const TABLES: &[Table] = &[
    layer(
        "circles",
        "Area within each circle (assessment in force)",
        "MULTIPOLYGON",
        &[
            must("assessment", Integer),
            must("circle", Text),
            must("service", Text),
            must("radius_m", Real),
            must("sites", Integer),
        ],
    ),
    layer(
        "gaps",
        "Inhabited ground out of reach (assessment in force)",
        "MULTIPOLYGON",
        &[
            must("assessment", Integer),
            must("circle", Text),
            must("service", Text),
            must("community", Integer),
            must("community_name", Text),
            must("people", Real),
            must("land_m2", Real),
            may("nearest_m", Real),
            must("point_lon", Real),
            must("point_lat", Real),
        ],
    ),
    table(
        "coverage",
        "Results per community, circle and service (assessment in force)",
        &[
            must("assessment", Integer),
            must("community", Integer),
            must("community_name", Text),
            must("circle", Text),
            must("service", Text),
            must("verdict", Text),
            must("near_the_line", Boolean),
            may("people", Real),
            may("covered_people", Real),
            may("unknown_people", Real),
            may("share", Real),
            may("land_share", Real),
            may("hosts", Integer),
            may("in_reach", Integer),
            may("gap_people", Real),
            may("nearest_mean_m", Real),
        ],
        &[],
    ),
    table(
        "coverage_counts",
        "Services that people reach, per community and circle (assessment in force)",
        &[
            must("assessment", Integer),
            must("community", Integer),
            must("circle", Text),
            must("assessed", Integer),
            must("services", Integer),
            may("mean_reached", Real),
        ],
        &[],
    ),
];
