//! A plan's answers in one area, with how each area in it stands.

use super::answer::{Answer, Within, answer_areas};
use super::areas::{AreaLine, Areas};
use super::records::Records;
use super::standing::Standings;
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::Plan;

/// Areas within one that are answered by themselves; those beyond are not listed.
pub const MOST_BELOW: usize = 1000;

/// Answers for one area, or for all that there is.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// Each requirement's answer there, with the values of the areas in it.
    pub answers: Vec<Answer>,
    /// How they stand.
    pub standings: Standings,
    /// The areas in it, and how the requirements stand in each.
    pub below: Vec<(AreaLine, Standings)>,
    /// How many areas there are in it.
    pub areas: usize,
}

impl Board {
    /// Answers a plan in an area, for all that there is where `None`, and of a group of people, of everybody where `None`; `with_areas` also
    /// for each area in it.
    pub fn of(
        plan: &Plan,
        records: &Records,
        areas: &Areas,
        area: Option<&AreaLine>,
        group: Option<PeopleGroup>,
        with_areas: bool,
    ) -> Self {
        let below = if with_areas { areas.below(area) } else { Vec::new() };
        let digits = area.map_or("", AreaLine::digits);
        let own = area.map(|area| Within {
            level: area.level,
            digits,
        });
        let inner = below.first().map(|first| Within {
            level: first.level,
            digits,
        });
        let asked: Vec<Within<'_>> = own.into_iter().chain(inner).collect();
        let mut answers = answer_areas(plan, records, &asked, group);
        if let Some(area) = area {
            for answer in &mut answers {
                // What lies in an area in it lies in the area itself, which was asked for first.
                let mut found = std::mem::take(&mut answer.areas).into_iter();
                let own = found.next().filter(|own| own.code == area.code);
                *answer = answer.narrowed(own.as_ref());
                answer.areas = found.collect();
            }
        }
        let standing = |line: &AreaLine| {
            let of_area = |answer: &Answer| {
                let at = answer.areas.binary_search_by(|area| area.code.cmp(&line.code));
                answer.bare(at.ok().map(|at| &answer.areas[at]))
            };
            Standings::of(&answers.iter().map(of_area).collect::<Vec<_>>())
        };
        Self {
            standings: Standings::of(&answers),
            below: below
                .iter()
                .take(MOST_BELOW)
                .map(|line| ((*line).clone(), standing(line)))
                .collect(),
            areas: below.len(),
            answers,
        }
    }
}
