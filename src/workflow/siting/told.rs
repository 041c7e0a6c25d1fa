//! What a planner should know of plans that are fewer, or do less, than was asked.

use super::SitingRequest;
use crate::siting::{Answer, Ask, Problem};
use crate::units::Persons;

/// That there are no more alternatives than so many, where all were looked for.
pub(super) fn fewer_plans(request: &SitingRequest<'_>, found: usize, looked_for: bool) -> Option<String> {
    if !looked_for || found >= request.alternatives {
        return None;
    }
    let beside = match found {
        0 => "there is no other plan beside the best".to_owned(),
        1 => "there is one other plan beside the best".to_owned(),
        more => format!("there are {more} other plans beside the best"),
    };
    let differing = match request.differing {
        0 | 1 => "keeps all rules".to_owned(),
        sites => format!("keeps all rules and does without {sites} sites of each before it"),
    };
    Some(format!(
        "{beside}, and {} were asked for: no further choice of sites {differing}",
        request.alternatives
    ))
}

/// Why a plan opens nothing although people are without: no candidate takes as many as a new site has to.
pub(super) fn nobody_opens(problem: &Problem, ask: &Ask, best: &Answer) -> Option<String> {
    let is_candidate = |place: &usize| !problem.places[*place].role.stands();
    let opened = best.open.iter().any(|place| is_candidate(&(*place as usize)));
    if !ask.least_people || opened {
        return None;
    }
    let mut near = vec![0_i64; problem.places.len()];
    for (need, of) in problem.needs.iter().enumerate() {
        for (place, _) in problem.reached(need) {
            near[place as usize] += of.people.0;
        }
    }
    let most = (0..problem.places.len())
        .filter(is_candidate)
        .map(|place| near[place])
        .max()?;
    Some(format!(
        "no new site is in the plan: one has to take as many people as --least-people says, and the most that any candidate has within reach are {:.0}",
        Persons(most).as_f64()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Location;

    #[test]
    fn fewer_plans_than_asked_are_told_and_as_many_are_not() {
        let workspace: Location = "town.gpkg".parse().expect("a place");
        let request = SitingRequest {
            alternatives: 3,
            differing: 2,
            ..SitingRequest::new(&workspace, "service-15", vec!["pharmacy"])
        };
        let said = fewer_plans(&request, 1, true).expect("a remark");
        assert_eq!(
            said,
            "there is one other plan beside the best, and 3 were asked for: no further choice of sites keeps all rules and does without 2 sites of each before it"
        );
        assert_eq!(fewer_plans(&request, 3, true), None);
        // A search that failed says so itself.
        assert_eq!(fewer_plans(&request, 0, false), None);
    }
}
