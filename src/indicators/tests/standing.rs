//! Areas asked for one by one, and how requirements stand in them.

use super::*;
use crate::domain::area_code::UnitLevel;
use crate::domain::verdict::Verdict;

/// Forty communities in two counties; every third has an association of the disabled, all of the second county's first town do.
fn town() -> Records {
    let yes = |at: usize| at.is_multiple_of(3) || (20..25).contains(&at);
    let rows: Vec<[(&str, Figure); 1]> = (0..40)
        .map(|at| [("disabled_association", Figure::Truth(yes(at)))])
        .collect();
    let rows: Vec<&[(&str, Figure)]> = rows.iter().map(|row| &row[..]).collect();
    units(&rows)
}

#[test]
fn areas_within_one_are_those_of_the_level_that_lie_in_it_and_the_same_values() {
    let (plan, records) = (plan("national-2025"), town());
    let every = answer_plan(&plan, &records, Some(UnitLevel::Town));
    let county = Within {
        level: UnitLevel::County,
        digits: "532302",
    };
    let towns = Within {
        level: UnitLevel::Town,
        digits: "532302",
    };
    let asked = answer_areas(&plan, &records, &[county, towns], None);
    for (all, some) in every.iter().zip(&asked) {
        assert_eq!(all.values, some.values);
        let mut own = some.areas.iter();
        if !all.areas.is_empty() {
            let county = own.next().expect("the county itself comes first");
            assert_eq!(county.code, "532302000000");
        }
        let inside = all.areas.iter().filter(|area| area.code.starts_with("532302"));
        assert!(own.eq(inside));
    }
    assert!(asked.iter().any(|answer| answer.areas.len() == 5));
}

#[test]
fn a_narrowed_answer_has_the_verdict_of_its_area_and_counts_add_up() {
    let (plan, records) = (plan("national-2025"), town());
    let at = plan
        .requirements
        .iter()
        .position(|r| r.id == "disabled-association-coverage");
    let at = at.expect("the plan asks for it");
    let answers = answer_plan(&plan, &records, Some(UnitLevel::Town));
    assert_eq!(answers[at].verdict(), Verdict::NotReached);
    let of = |code: &str| {
        let area = answers[at].areas.iter().find(|area| area.code == code);
        answers[at].narrowed(area)
    };
    let whole = of("532302005000");
    assert_eq!((whole.status, whole.verdict()), (Status::Computed, Verdict::Reached));
    assert_eq!(of("532301001000").verdict(), Verdict::NotReached);
    let elsewhere = of("999999999000");
    assert_eq!(
        (elsewhere.status, elsewhere.verdict()),
        (Status::NotAssessed, Verdict::NotAssessed)
    );
    let counts = Standings::of(&answers);
    let sum = counts.reached + counts.not_reached + counts.not_assessed + counts.threshold_undefined + counts.recorded;
    assert_eq!(sum, plan.requirements.len());
    assert_eq!(counts.near_the_line, 0);
}

#[test]
fn near_the_line_counts_only_where_there_is_a_line_and_where_it_decides() {
    let own = own(
        "[[requirement]]\nid = \"share\"\nclass = \"presence\"\ncheck = \"numeric\"\nscope = \"all\"\naggregation = \"share\"\n\
         comparator = \"ge\"\nvalue = 67\nunit = \"percent\"\nforce = \"achieve\"\nphrase = \"x\"\nyear = 2025\nyear_basis = \"stated\"\n\
         inputs = [\"disabled_association\"]\nmeasures = [{ kind = \"flag\", check = 6, flag = \"disabled_association\" }]\n",
    );
    // 2 of 3 is 66.67 %: below 67, and 67 as a plan would print it.
    let yes = |truth| [("disabled_association", Figure::Truth(truth))];
    let rows = [yes(true), yes(true), yes(false)];
    let records = units(&[&rows[0], &rows[1], &rows[2]]);
    let answers = answer_plan(&own, &records, None);
    assert!(answers[0].is_near_the_line());
    let counts = Standings::of(&answers);
    assert_eq!((counts.not_reached, counts.near_the_line), (1, 1));
}

#[test]
fn the_largest_level_of_which_there_are_several_lies_below_and_communities_at_last() {
    let records = town();
    let areas = Areas::of(&records);
    let levels = |area: Option<&AreaLine>| {
        let below = areas.below(area);
        (below.len(), below.first().map(|line| line.level))
    };
    // One province and one prefecture: the two counties come first.
    assert_eq!(levels(None), (2, Some(UnitLevel::County)));
    let county = areas.find("532302000000").expect("it is there");
    assert_eq!(
        (county.communities, levels(Some(county))),
        (20, (4, Some(UnitLevel::Town)))
    );
    let town = areas.find("532302005000").expect("it is there");
    assert_eq!(levels(Some(town)), (5, Some(UnitLevel::Community)));
    let community = areas.below(Some(town))[0];
    assert_eq!(areas.find(&community.code), Some(community));
    assert_eq!(levels(Some(community)), (0, None));
    assert_eq!(areas.above_communities().count(), 1 + 1 + 2 + 8);
    assert_eq!(areas.find("532399000000"), None);
    assert_eq!(areas.find("5323"), None);
}

#[test]
fn a_prefecture_without_counties_is_one_area_whose_towns_lie_below() {
    let mut records = units(&[&[], &[], &[]]);
    for (unit, code) in records
        .communities
        .iter_mut()
        .zip(["441900101001", "441900101002", "441900102001"])
    {
        code.clone_into(&mut unit.code);
    }
    let areas = Areas::of(&records);
    let prefecture = areas.find("441900000000").expect("it is there");
    assert_eq!(prefecture.level, UnitLevel::Prefecture);
    assert_eq!(areas.below(Some(prefecture)).len(), 2);
    let listed: Vec<(&str, UnitLevel)> = areas
        .above_communities()
        .map(|line| (&*line.code, line.level))
        .collect();
    assert_eq!(listed.len(), 4, "{listed:?}");
    let board = Board::of(&plan("national-2025"), &records, &areas, Some(prefecture), None, true);
    assert_eq!(board.below.len(), 2);
}

#[test]
fn a_board_of_an_area_has_its_answers_and_those_of_the_areas_in_it() {
    let (plan, records) = (plan("national-2025"), town());
    let areas = Areas::of(&records);
    let whole = Board::of(&plan, &records, &areas, None, None, true);
    assert_eq!(whole.standings, Standings::of(&answer_plan(&plan, &records, None)));
    let county = areas.find("532302000000").expect("it is there");
    let board = Board::of(&plan, &records, &areas, Some(county), None, true);
    assert_eq!(whole.below[1].0, *county);
    assert_eq!(whole.below[1].1, board.standings, "seen from above and by itself");
    let by_level = answer_plan(&plan, &records, Some(UnitLevel::County));
    for (all, own) in by_level.iter().zip(&board.answers) {
        let area = all.areas.iter().find(|area| area.code == county.code);
        assert_eq!(area.map(|area| &area.values[..]).unwrap_or_default(), &own.values[..]);
    }
    assert_eq!(board.below.len(), 4);
    assert_eq!(
        Board::of(&plan, &records, &areas, Some(county), None, false).standings,
        board.standings
    );
}
