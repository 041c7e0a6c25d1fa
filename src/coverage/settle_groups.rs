//! Groups of people put where the people are.

use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::units::Persons;

/// Puts a community's groups into the places of its people: each row's own count where rows count the group, else what the community states,
/// in proportion to the people of each place. `unplaced`: people of the community who are in no place; their share of a stated count stays
/// without one.
///
/// Gives the groups of the whole community (not counted where some people's are not) and those of each place.
pub(super) fn settle_groups(
    stated: GroupCounts,
    unplaced: Persons,
    places: &[(Persons, GroupCounts)],
) -> (GroupCounts, Vec<GroupCounts>) {
    let mut of_places = vec![GroupCounts::UNCOUNTED; places.len()];
    let mut whole = GroupCounts::UNCOUNTED;
    for group in PeopleGroup::ALL {
        let own: Vec<Option<Persons>> = places.iter().map(|(_, groups)| groups.get(group)).collect();
        if own.iter().any(Option::is_some) {
            let counted: Persons = own.iter().flatten().copied().sum();
            let everywhere = places
                .iter()
                .zip(&own)
                .all(|((people, _), own)| own.is_some() || *people == Persons::NONE);
            let told = everywhere && unplaced == Persons::NONE;
            let sum = stated.get(group).map(|stated| stated.max(counted));
            whole.set(group, sum.or_else(|| told.then_some(counted)));
            for (place, own) in of_places.iter_mut().zip(own) {
                place.set(group, own);
            }
        } else if let Some(stated) = stated.get(group) {
            whole.set(group, Some(stated));
            let mut weights: Vec<f64> = places.iter().map(|(people, _)| people.as_f64()).collect();
            weights.push(unplaced.as_f64());
            for (place, part) in of_places.iter_mut().zip(stated.split(&weights).into_iter().flatten()) {
                place.set(group, Some(part));
            }
        }
    }
    (whole, of_places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Persons;

    fn elderly(people: Option<i64>) -> GroupCounts {
        let mut counts = GroupCounts::UNCOUNTED;
        counts.set(PeopleGroup::Elderly, people.map(Persons::whole));
        counts
    }

    fn rows(rows: &[(i64, Option<i64>)]) -> Vec<(Persons, GroupCounts)> {
        rows.iter()
            .map(|(people, old)| (Persons::whole(*people), elderly(*old)))
            .collect()
    }

    #[test]
    fn a_stated_count_follows_the_people_and_leaves_the_share_of_the_unplaced_without_a_place() {
        let (whole, places) = settle_groups(
            elderly(Some(100)),
            Persons::whole(400),
            &rows(&[(400, None), (200, None)]),
        );
        assert_eq!(whole, elderly(Some(100)));
        assert_eq!(places, [elderly(Some(40)), elderly(Some(20))]);
    }

    #[test]
    fn rows_that_count_a_group_are_believed_where_they_stand() {
        let (whole, places) = settle_groups(
            elderly(Some(30)),
            Persons::NONE,
            &rows(&[(400, Some(7)), (200, Some(20))]),
        );
        assert_eq!(whole, elderly(Some(30)), "three are in no row");
        assert_eq!(places, [elderly(Some(7)), elderly(Some(20))]);
    }

    #[test]
    fn a_group_that_some_rows_do_not_count_is_not_counted_in_all() {
        let (whole, places) = settle_groups(elderly(None), Persons::NONE, &rows(&[(400, Some(7)), (200, None)]));
        assert_eq!(whole, elderly(None));
        assert_eq!(places, [elderly(Some(7)), elderly(None)]);
        let (whole, _) = settle_groups(elderly(None), Persons::NONE, &rows(&[(400, Some(7)), (0, None)]));
        assert_eq!(whole, elderly(Some(7)), "nobody lives in the row that does not");
    }
}
