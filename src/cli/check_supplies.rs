//! What is missing most, and how to bring it in.

use std::collections::{BTreeMap, BTreeSet};

use super::{Failure, Language, say};
use crate::domain::plan::PlanReader;
use crate::indicators::Why;
use crate::workflow::{Checked, WorkflowError};

/// Missing inputs shown at the end.
const MOST_MISSING: usize = 12;

/// Categories or circles named with one of them.
const MOST_NAMED: usize = 6;

/// How to bring in what is missing most.
pub(super) fn supplies(checked: &Checked, language: Language) -> Result<(), Failure> {
    let reader = PlanReader::new().map_err(WorkflowError::from)?;
    let mut asked: BTreeMap<(&str, Why), (usize, BTreeSet<&str>)> = BTreeMap::new();
    let answers = checked.plans.iter().flat_map(|(_, answers)| answers);
    for missing in answers.flat_map(|answer| &answer.missing) {
        let (times, which) = asked.entry((&missing.input, missing.why)).or_default();
        *times += 1;
        which.extend(missing.which.iter().map(String::as_str));
    }
    let mut most: Vec<_> = asked.into_iter().collect();
    most.sort_by(|(a, (times, _)), (b, (others, _))| others.cmp(times).then(a.cmp(b)));
    for ((key, why), (times, which)) in most.iter().take(MOST_MISSING) {
        let Some(input) = reader.inputs().get(key) else {
            continue;
        };
        let name = language.pick(&input.zh, &input.en);
        let (zh, en) = (why.zh().unwrap_or(&input.supply_zh), why.en().unwrap_or(&input.supply));
        let mut words: Vec<&str> = which.iter().copied().take(MOST_NAMED).collect();
        if which.len() > MOST_NAMED {
            words.push("...");
        }
        let words = words.join(", ");
        let of = if words.is_empty() {
            words
        } else {
            match language {
                Language::Zh => format!("（{words}）"),
                Language::En => format!(" ({words})"),
            }
        };
        match language {
            Language::Zh => say(&format!("缺少（{times} 条需要）{name}{of}：{zh}")),
            Language::En => say(&format!("missing for {times}: {name}{of}; {en}")),
        }
    }
    if most.len() > MOST_MISSING {
        let more = most.len() - MOST_MISSING;
        say(&match language {
            Language::Zh => format!("另有 {more} 项，见 --format json"),
            Language::En => format!("and {more} more inputs; all are in --format json"),
        });
    }
    Ok(())
}
