//! One way of computing a requirement, as a plan's file has it.

use super::measure::{Counts, How, Measure};
use super::problem::Fault;
use super::read_plan::{Known, categories};
use super::reader::Table;
use super::words::{CircleRate, InputKind};

/// Reads one; what is wrong is said, and nothing comes of it then.
pub(super) fn read_measure(table: &Table<'_, '_>, known: &Known<'_>) -> Option<Measure> {
    let check = table.whole("check", 1, 20, "the number of a check, 1 to 20");
    let scope = table.word("scope");
    let kind = table.text("kind").or_else(|| {
        let needed = "how it is computed, as in kind = \"presence\"";
        table.say(table.at, "kind", Fault::Missing { needed });
        None
    })?;
    // All fields of the kind are known, whichever of them turns out to be wrong first.
    for field in fields(&kind.value) {
        table.has(field);
    }
    let how = match kind.value.as_str() {
        "presence" => presence(table, known)?,
        "co_location" => co_location(table, known)?,
        "open" => How::Open {
            of: needed_categories(table, "any_of", known)?,
        },
        "flag" => How::Flag {
            flag: input(table, "flag", known, &[InputKind::Flag])?,
        },
        "count" => How::Count {
            flag: input(table, "flag", known, &[InputKind::Flag])?,
            without: table.truth("without").unwrap_or(false),
        },
        "each" => How::Each {
            figure: figure(table, "figure", known)?,
        },
        "mean" => How::Mean {
            figure: figure(table, "figure", known)?,
        },
        "ratio" => ratio(table, known)?,
        "area_per_households" => How::AreaPerHouseholds {
            rule: needed_text(table, "rule")?,
        },
        "hours" => How::Hours {
            rule: needed_text(table, "rule")?,
        },
        "fire_water" => How::FireWater {
            households: table.whole("households", 1, 1_000_000, "a number of households from 1")?,
        },
        "functions" => How::Functions {
            list: needed_text(table, "list")?,
            figure: input(table, "figure", known, &[InputKind::Words])?,
        },
        "circle" => How::Circle {
            circles: circles(table, known)?,
            services: texts(table, "services"),
            rate: if table.has("rate") {
                table.word("rate")?
            } else {
                CircleRate::Population
            },
        },
        "groups" => How::Groups {
            circles: circles(table, known)?,
            groups: texts(table, "groups"),
        },
        "overlap" => How::Overlap {
            circles: circles(table, known)?,
            services: texts(table, "services"),
        },
        "load" => How::Load {
            circles: circles(table, known)?,
            services: texts(table, "services"),
            persons: needed_persons(table)?,
        },
        "adjacency" => How::Adjacency {
            of: needed_categories(table, "any_of", known)?,
            to: needed_categories(table, "to", known)?,
            metres: table.decimal("metres").map(|found| found.value),
            table: table.decimals("table_m").unwrap_or_default(),
        },
        "geodata" => How::Geodata,
        "ledger" => How::Ledger {
            first: texts(table, "first"),
        },
        "document" => How::Document,
        _ => {
            table.unknown(kind.at, "kind", &kind.value, How::KEYS);
            return None;
        }
    };
    let fitting = fitting(&how);
    if let Some((fitting, numbers)) = fitting {
        let Some(check) = check else {
            table.say(table.at, "check", Fault::Missing { needed: fitting });
            return None;
        };
        if !numbers.contains(&check) {
            let given = u8::try_from(check).unwrap_or(0);
            table.say(table.at, "check", Fault::Check { given, fitting });
            return None;
        }
    }
    Some(Measure {
        check: check.and_then(|check| u8::try_from(check).ok()),
        scope,
        how,
    })
}

/// The fields that a kind has beside `kind`, `check` and `scope`.
fn fields(kind: &str) -> &'static [&'static str] {
    match kind {
        "presence" => &["rule", "any_of", "each_of", "least", "within_m", "table_m"],
        "co_location" => &["any_of", "rule", "any_of_partner", "per"],
        "open" => &["any_of"],
        "flag" => &["flag"],
        "count" => &["flag", "without"],
        "each" | "mean" => &["figure"],
        "ratio" => &["numerator", "denominator", "factor", "part", "weight"],
        "area_per_households" | "hours" => &["rule"],
        "fire_water" => &["households"],
        "functions" => &["list", "figure"],
        "circle" => &["circles", "services", "rate"],
        "groups" => &["circles", "groups"],
        "overlap" => &["circles", "services"],
        "load" => &["circles", "services", "persons"],
        "adjacency" => &["any_of", "to", "metres", "table_m"],
        "ledger" => &["first"],
        _ => &[],
    }
}

/// Which checks are computed in this way, in words and numbers; `None` for a document, which is none of them.
fn fitting(how: &How) -> Option<(&'static str, &'static [u32])> {
    Some(match how {
        How::Presence { .. } => ("presence is check 1 to 6 or 17", &[1, 2, 3, 4, 5, 6, 17]),
        How::CoLocation { .. } | How::Open { .. } | How::Flag { .. } | How::Count { .. } | How::Geodata => {
            ("it is check 6", &[6])
        }
        How::Each { .. } => ("a figure of each unit is check 13", &[13]),
        How::Mean { .. } => ("a mean is check 9 or 13", &[9, 13]),
        How::Ratio { .. } => ("a ratio is check 10 to 13 or 18", &[10, 11, 12, 13, 18]),
        How::AreaPerHouseholds { .. } => ("area per 100 households is check 9", &[9]),
        How::Hours { .. } => ("opening hours are check 8", &[8]),
        How::FireWater { .. } => ("fire water is check 7", &[7]),
        How::Functions { .. } => ("functions are check 17", &[17]),
        How::Overlap { .. } | How::Load { .. } => ("overlap and load are check 17", &[17]),
        How::Circle { .. } => ("a circle is check 14, 15 or 16", &[14, 15, 16]),
        How::Groups { .. } => ("groups are check 18", &[18]),
        How::Adjacency { .. } => ("adjacency is check 19", &[19]),
        How::Ledger { .. } => ("the ledger is check 20", &[20]),
        How::Document => return None,
    })
}

fn presence(table: &Table<'_, '_>, known: &Known<'_>) -> Option<How> {
    let least = if table.has("least") {
        table.whole("least", 1, 1000, "a number from 1")?
    } else {
        1
    };
    let each_of = if table.has("each_of") {
        categories(table, "each_of", known)?
    } else {
        Vec::new()
    };
    let of = if each_of.is_empty() {
        vec![counts(table, "rule", "any_of", known)?]
    } else {
        each_of.into_iter().map(|key| Counts::AnyOf(vec![key])).collect()
    };
    Some(How::Presence {
        of,
        least,
        within: table.decimal("within_m").map(|found| found.value),
        table: table.decimals("table_m").unwrap_or_default(),
    })
}

fn co_location(table: &Table<'_, '_>, known: &Known<'_>) -> Option<How> {
    let of = needed_categories(table, "any_of", known)?;
    let with = counts(table, "rule", "any_of_partner", known)?;
    let per = needed_text(table, "per")?;
    let words = ["community", "facility"];
    if !words.contains(&per.as_str()) {
        table.unknown(table.at, "per", &per, words);
        return None;
    }
    Some(How::CoLocation {
        of,
        with,
        per_facility: per == "facility",
    })
}

fn counts(table: &Table<'_, '_>, rule: &'static str, any_of: &'static str, known: &Known<'_>) -> Option<Counts> {
    if table.has(rule) {
        return table.text(rule).map(|found| Counts::Rule(found.value));
    }
    needed_categories(table, any_of, known).map(Counts::AnyOf)
}

fn ratio(table: &Table<'_, '_>, known: &Known<'_>) -> Option<How> {
    let mut numerator = Vec::new();
    for found in table.texts("numerator").unwrap_or_default() {
        check_input(table, "numerator", found.at, &found.value, known, FIGURES)?;
        numerator.push(found.value);
    }
    if numerator.is_empty() {
        let needed = "the figures that are added up above the line";
        table.say(table.at, "numerator", Fault::Missing { needed });
        return None;
    }
    Some(How::Ratio {
        numerator,
        denominator: figure(table, "denominator", known)?,
        factor: table.whole("factor", 1, 1_000_000, "a whole number from 1, as 100 for percent")?,
        part: table.truth("part").unwrap_or(false),
        weight: if table.has("weight") {
            Some(figure(table, "weight", known)?)
        } else {
            None
        },
    })
}

const FIGURES: &[InputKind] = &[InputKind::Count, InputKind::Area, InputKind::Money];

fn figure(table: &Table<'_, '_>, field: &'static str, known: &Known<'_>) -> Option<String> {
    input(table, field, known, FIGURES)
}

fn input(table: &Table<'_, '_>, field: &'static str, known: &Known<'_>, kinds: &[InputKind]) -> Option<String> {
    let Some(found) = table.text(field) else {
        if !table.has(field) {
            let needed = "the input that it is computed from";
            table.say(table.at, field, Fault::Missing { needed });
        }
        return None;
    };
    check_input(table, field, found.at, &found.value, known, kinds)?;
    Some(found.value)
}

fn check_input(
    table: &Table<'_, '_>,
    field: &str,
    at: usize,
    key: &str,
    known: &Known<'_>,
    kinds: &[InputKind],
) -> Option<()> {
    let fits = known.inputs.get(key).is_some_and(|input| kinds.contains(&input.kind));
    if !fits {
        let fitting = known.inputs.iter().filter(|input| kinds.contains(&input.kind));
        table.unknown(at, field, key, fitting.map(|input| input.key.as_str()));
    }
    fits.then_some(())
}

fn circles(table: &Table<'_, '_>, known: &Known<'_>) -> Option<Vec<String>> {
    let mut circles = Vec::new();
    for found in table.texts("circles").unwrap_or_default() {
        if !known.circles.contains(&found.value) {
            table.unknown(
                found.at,
                "circles",
                &found.value,
                known.circles.iter().map(String::as_str),
            );
            return None;
        }
        circles.push(found.value);
    }
    if circles.is_empty() {
        let needed = "the circle profiles, as in circles = [\"service-15\"]";
        table.say(table.at, "circles", Fault::Missing { needed });
        return None;
    }
    Some(circles)
}

fn needed_persons(table: &Table<'_, '_>) -> Option<u32> {
    if !table.has("persons") {
        let needed = "the most people that one facility is made for";
        table.say(table.at, "persons", Fault::Missing { needed });
    }
    table.whole("persons", 1, 100_000_000, "a number of people from 1")
}

fn needed_categories(table: &Table<'_, '_>, field: &'static str, known: &Known<'_>) -> Option<Vec<String>> {
    let keys = categories(table, field, known).filter(|keys| !keys.is_empty());
    if keys.is_none() && !table.has(field) {
        let needed = "categories of facilities";
        table.say(table.at, field, Fault::Missing { needed });
    }
    keys
}

fn needed_text(table: &Table<'_, '_>, field: &'static str) -> Option<String> {
    if !table.has(field) {
        let needed = "its name";
        table.say(table.at, field, Fault::Missing { needed });
    }
    table.text(field).map(|found| found.value)
}

fn texts(table: &Table<'_, '_>, field: &'static str) -> Vec<String> {
    let found = table.texts(field).unwrap_or_default();
    found.into_iter().map(|found| found.value).collect()
}
