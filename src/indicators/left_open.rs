//! What leaves an answer open although data are there: lists that may lack some, facilities that only may be some, parts above their whole,
//! and targets of a whole of which the data hold a part.

use super::context::{Context, has, is_approximate};
use super::missing::{Missing, of_the_rule};
use super::value::Value;
use super::why::Why;
use crate::domain::plan::{Aggregation, Comparator, Counts, How, Measure, Requirement, Scope};
use crate::domain::site::FunctionState;
use crate::domain::verdict::Verdict;

/// A category that a requirement counts.
struct Counted {
    category: String,
    /// The units in question, where a roster's count of each does as well as a list.
    units: Option<Scope>,
}

/// Categories of which no facility is known, of which nobody says that these are all, and that only an approximate rule tells of.
pub(super) fn facilities(context: &Context<'_>, requirement: &Requirement, values: &[Value]) -> Vec<Missing> {
    let asked: Vec<&Value> = values.iter().filter(|value| value.headline).collect();
    if !asked.is_empty() && asked.iter().all(|value| value.value.is_some()) {
        return Vec::new();
    }
    let all = &context.records.facilities;
    let counted = counted(context, requirement);
    let is_guessed = |category: &String| {
        let category = std::slice::from_ref(category);
        all.iter().any(|facility| is_approximate(facility, category))
    };
    let is_known = |category: &String| {
        let alone = std::slice::from_ref(category);
        is_guessed(category) || all.iter().any(|facility| has(facility, alone, FunctionState::Existing))
    };
    let open = counted.iter().filter(|one| is_not_told(context, one));
    let (some, none): (Vec<String>, Vec<String>) = open.map(|one| one.category.clone()).partition(is_known);
    let units_in_doubt = asked.iter().map(|value| value.approximate).max().unwrap_or(0);
    let guessed = counted
        .into_iter()
        .map(|one| one.category)
        .filter(|category| units_in_doubt > 0 && is_guessed(category));
    let entry = |which: Vec<String>, why: Why| Missing {
        input: "facilities".to_owned(),
        lacking: 0,
        of: 0,
        which,
        why,
    };
    let each = [
        entry(none, Why::Absent),
        entry(some, Why::NotComplete),
        Missing {
            lacking: units_in_doubt,
            of: asked.iter().map(|value| value.sums.units).max().unwrap_or(0),
            ..entry(guessed.collect(), Why::Approximate)
        },
    ];
    let mut found: Vec<Missing> = each.into_iter().filter(|one| !one.which.is_empty()).collect();
    found.extend(reached_by_nobody(context, requirement));
    found.extend(without_gaps(requirement, &asked));
    found
}

/// A ledger of gaps, where nobody can tell of any community whether it has one.
fn without_gaps(requirement: &Requirement, asked: &[&Value]) -> Option<Missing> {
    let is_ledger = |measure: &Measure| matches!(measure.how, How::Ledger { .. });
    let is_open = requirement.measures.iter().any(is_ledger) && asked.iter().all(|value| value.sums.heard_of == 0);
    is_open.then(|| Missing {
        input: "facilities".to_owned(),
        lacking: 0,
        of: 0,
        which: Vec::new(),
        why: Why::Absent,
    })
}

/// Circles whose ground and loads are asked for, and of which no facility is here.
fn reached_by_nobody(context: &Context<'_>, requirement: &Requirement) -> Option<Missing> {
    let records = context.records;
    let mut which: Vec<String> = Vec::new();
    for measure in &requirement.measures {
        if let How::Overlap { circles, .. } | How::Load { circles, .. } = &measure.how {
            let is_here = |circle: &String| records.ground.iter().any(|row| row.circle == *circle);
            which.extend(circles.iter().filter(|circle| !is_here(circle)).cloned());
        }
    }
    which.dedup();
    (!which.is_empty()).then(|| Missing {
        input: "facilities".to_owned(),
        lacking: 0,
        of: 0,
        which,
        why: Why::Absent,
    })
}

/// Whether no list has a category without a gap, nor a roster the count of it in each unit.
fn is_not_told(context: &Context<'_>, one: &Counted) -> bool {
    let alone = std::slice::from_ref(&one.category);
    let by_roster = one.units.is_some_and(|scope| {
        let (asked, _) = context.asked(scope);
        !asked.is_empty() && asked.iter().all(|(item, _)| context.are_told(*item, alone))
    });
    !by_roster && !context.are_complete(alone)
}

/// The categories that a requirement counts, each once.
fn counted(context: &Context<'_>, requirement: &Requirement) -> Vec<Counted> {
    let mut all: Vec<Counted> = Vec::new();
    let mut add = |categories: &[String], units: Option<Scope>| {
        for category in categories {
            if !all.iter().any(|one| one.category == *category) {
                let category = category.clone();
                all.push(Counted { category, units });
            }
        }
    };
    for measure in &requirement.measures {
        let scope = measure.scope.unwrap_or(requirement.scope);
        match &measure.how {
            // What stands near a unit no roster of the unit counts.
            How::Presence { of, within, .. } => {
                let units = Some(scope).filter(|_| within.is_none());
                for counts in of {
                    add(context.counted(counts).0, units);
                }
            }
            How::CoLocation { of, with, .. } => {
                add(of, None);
                add(context.counted(with).0, None);
            }
            How::Open { of } => add(of, None),
            How::Hours { rule } => add(context.counted(&Counts::Rule(rule.clone())).0, None),
            // A sum over sites is open where somebody goes by sites at all; else the roster's figure is what is missing.
            How::AreaPerHouseholds { rule }
                if of_the_rule(context, requirement).any(|site| site.floor_area_m2.is_some()) =>
            {
                add(context.counted(&Counts::Rule(rule.clone())).0, None);
            }
            How::Adjacency { of, to, .. } => {
                add(of, None);
                add(to, None);
            }
            _ => {}
        }
    }
    all
}

/// Figures of which a unit has more than of the whole that they are a part of.
pub(super) fn parts_above_their_whole(context: &Context<'_>, requirement: &Requirement) -> Vec<Missing> {
    let mut found = Vec::new();
    for measure in &requirement.measures {
        let How::Ratio {
            numerator,
            denominator,
            part: true,
            ..
        } = &measure.how
        else {
            continue;
        };
        let (asked, _) = context.asked(measure.scope.unwrap_or(requirement.scope));
        let is_above = |item| {
            let unit = context.unit(item)?;
            let parts: Option<Vec<i64>> = numerator.iter().map(|key| Some(unit.number(key)?.0)).collect();
            Some(parts?.iter().sum::<i64>() > unit.number(denominator)?.0)
        };
        let lacking = asked.iter().filter(|(item, _)| is_above(*item) == Some(true)).count();
        if lacking > 0 {
            found.push(Missing {
                input: numerator.first().cloned().unwrap_or_default(),
                lacking,
                of: asked.len(),
                which: vec![denominator.clone()],
                why: Why::AboveItsWhole,
            });
        }
    }
    found
}

/// A figure below the line that everybody says, and that is 0 in all units together.
pub(super) fn nothing_below(requirement: &Requirement, values: &[Value]) -> Option<Missing> {
    let value = values.iter().find(|value| value.headline)?;
    let sums = value.sums;
    let is_zero = sums.units > 0 && sums.known == sums.units && sums.below == 0;
    let below = requirement.measures.iter().find_map(|measure| match &measure.how {
        How::Ratio { denominator, .. } => Some(denominator.as_str()),
        How::AreaPerHouseholds { .. } => Some("households"),
        _ => None,
    });
    below.filter(|_| is_zero).map(|below| Missing {
        input: below.to_owned(),
        lacking: sums.units,
        of: sums.units,
        which: Vec::new(),
        why: Why::NothingBelow,
    })
}

/// Whether the target is that of a whole nation, or so many in a whole province or prefecture: communities beside those that the data hold
/// would count as well.
pub(super) fn is_of_a_whole(requirement: &Requirement) -> bool {
    let grows = |comparator| matches!(comparator, Comparator::Ge | Comparator::Gt);
    let is_number = requirement.aggregation == Aggregation::Count
        && requirement.target.is_some_and(|target| grows(target.comparator));
    is_number || requirement.scope == Scope::Nation
}

/// What lies outside of the data, where that is what keeps a value from a verdict.
pub(super) fn beyond_the_data(requirement: &Requirement, values: &[Value]) -> Option<Missing> {
    let is_kept = |value: &Value| value.headline && value.sums.heard_of > 0 && value.verdict == Verdict::NotAssessed;
    (is_of_a_whole(requirement) && values.iter().any(is_kept)).then(|| Missing {
        input: "register".to_owned(),
        lacking: 0,
        of: 0,
        which: Vec::new(),
        why: Why::BeyondTheData,
    })
}
