//! Every choice of places tried, on hundreds of small towns, for every model and rule; who fits where is found by cuts, which is another way
//! than the program's flows.

use proptest::prelude::*;
use yike::siting::{Answer, Ask, Effort, Model, Need, Problem, Role, Rows, SitingError, Status, Thrift, alternatives};
use yike::solver::Highs;
use yike::units::{Metres, Persons};

use crate::towns::{sharing_town, solved, town};

/// The fewest of everything shared that carry what is open.
fn taken(problem: &Problem, open: u32) -> Vec<usize> {
    let members = |which: usize| {
        let of = |place: &usize| open >> place & 1 == 1 && problem.places[*place].shared == Some(which as u32);
        (0..problem.places.len()).filter(of).count()
    };
    let shared = problem.shared.iter().enumerate();
    shared
        .map(|(which, shared)| {
            (0..=32)
                .find(|taken| taken * shared.carries >= members(which))
                .expect("some are enough")
        })
        .collect()
}

/// Whether a choice keeps the rules on places.
fn may(problem: &Problem, ask: &Ask, open: u32) -> bool {
    let is_open = |place: usize| open >> place & 1 == 1;
    let (mut opened, mut may_close, mut cost) = (0, 0, 0);
    for (place, of) in problem.places.iter().enumerate() {
        match of.role {
            Role::Kept | Role::Required if !is_open(place) => return false,
            Role::Excluded if is_open(place) => return false,
            _ => {}
        }
        may_close += usize::from(of.role == Role::MayClose);
        if is_open(place) && of.role != Role::Kept {
            opened += usize::from(of.shared.is_none());
            cost += of.cost;
        }
    }
    let taken = taken(problem, open);
    for (shared, taken) in problem.shared.iter().zip(&taken) {
        opened += taken;
        cost += shared.cost * *taken as i64;
        if *taken > shared.most {
            return false;
        }
    }
    let districts = ask.district_minimum.iter().all(|(district, least)| {
        let alone = (0..problem.places.len()).filter(|place| {
            let of = &problem.places[*place];
            is_open(*place) && of.shared.is_none() && of.district == Some(*district)
        });
        let shared = problem.shared.iter().zip(&taken);
        let shared = shared.filter(|(shared, _)| shared.district == Some(*district));
        alone.count() + shared.map(|(_, taken)| taken).sum::<usize>() >= *least
    });
    let pairs = || (0..problem.places.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
    let spaced = ask.spacing.is_none_or(|spacing| {
        pairs()
            .filter(|(one, other)| is_open(*one) && is_open(*other))
            .all(|(one, other)| {
                let (one, other) = (&problem.places[one], &problem.places[other]);
                let stand = |role: Role| matches!(role, Role::Kept | Role::MayClose);
                let apart = (one.point.x - other.point.x).hypot(one.point.y - other.point.y);
                one.kind != other.kind
                    || (stand(one.role) && stand(other.role))
                    || (apart * 1_000.0).round() >= (spacing.0 * 1_000.0).round()
            })
    });
    ask.sites.is_none_or(|sites| opened <= sites + may_close)
        && ask.open_at_most.is_none_or(|most| opened <= most)
        && ask.budget.is_none_or(|budget| cost <= budget)
        && districts
        && spaced
}

/// The most people of some needs that open places can serve: the least cut over sets of places.
fn most(problem: &Problem, ask: &Ask, open: u32, of: impl Fn(&Need) -> bool) -> i64 {
    let those = |need: &usize| of(&problem.needs[*need]);
    let mut least = i64::MAX;
    let mut set = open;
    loop {
        let mut cut = 0;
        for (place, of) in problem.places.iter().enumerate() {
            if set >> place & 1 == 1 {
                let capacity = of.capacity.filter(|_| ask.capacitated);
                cut += capacity.map_or(1_i64 << 50, |capacity| capacity.0);
            }
        }
        for need in (0..problem.needs.len()).filter(those) {
            let reached = problem
                .reach
                .columns(need)
                .iter()
                .fold(0, |reached, place| reached | 1 << place)
                & open;
            if reached & !set != 0 {
                cut += problem.needs[need].people.0;
            }
        }
        least = least.min(cut);
        if set == 0 {
            break;
        }
        set = (set - 1) & open;
    }
    least
}

/// The most places that everybody, and of those who count at least so often each person twice, can have: the least cut over sets of
/// places. Nobody has the same place twice, so only as many ways lead past the set as there are places outside it.
fn most_twice(problem: &Problem, open: u32, times: i64) -> i64 {
    let mut least = i64::MAX;
    let mut set = open;
    loop {
        let mut cut = 0;
        for (place, of) in problem.places.iter().enumerate() {
            if set >> place & 1 == 1 {
                cut += of.capacity.map_or(1_i64 << 50, |capacity| capacity.0);
            }
        }
        for (need, of) in problem.needs.iter().enumerate() {
            let reached = problem.reach.columns(need).iter();
            let past = reached.filter(|place| (open & !set) >> **place & 1 == 1).count() as i64;
            let wants = if of.weight >= times * of.people.0 { 2 } else { 1 };
            cut += past.min(wants) * of.people.0;
        }
        least = least.min(cut);
        if set == 0 {
            break;
        }
        set = (set - 1) & open;
    }
    least
}

/// The value of a choice; `None` where it keeps not all rules.
fn value(problem: &Problem, ask: &Ask, open: u32) -> Option<i128> {
    may(problem, ask, open).then_some(())?;
    let all = problem.people().0;
    let served = most(problem, ask, open, |_| true);
    let everybody = served == all;
    let thrift = |problem: &Problem| -> i128 {
        let opened = problem
            .places
            .iter()
            .enumerate()
            .filter(|(place, of)| open >> place & 1 == 1 && of.role != Role::Kept);
        let taken = taken(problem, open);
        let shared = problem.shared.iter().zip(taken);
        match ask.thrift {
            Thrift::Fewest => {
                let alone = opened.filter(|(_, of)| of.shared.is_none());
                (alone.count() + shared.map(|(_, taken)| taken).sum::<usize>()) as i128
            }
            Thrift::Cheapest => {
                let shared = shared.map(|(shared, taken)| i128::from(shared.cost) * taken as i128);
                opened.map(|(_, of)| i128::from(of.cost)).sum::<i128>() + shared.sum::<i128>()
            }
        }
    };
    let nearest = |need: usize| {
        let open = problem.reach.of(need).filter(|(place, _)| open >> place & 1 == 1);
        open.map(|(_, cost)| cost).min()
    };
    let needs = || (0..problem.needs.len()).filter(|need| problem.needs[*need].people.0 > 0);
    match ask.model {
        Model::CoverAll => everybody.then(|| thrift(problem)),
        Model::CoverRate { rate } => {
            (i128::from(served) * 1_000_000 >= i128::from(all) * i128::from(rate)).then(|| thrift(problem))
        }
        // Those who count for more go first, so each multiple is served as far as those of at least it can be.
        Model::CoverMost => {
            let at_least = |times: i64| {
                most(problem, ask, open, |need| {
                    need.weight >= times * need.people.0 && need.people.0 > 0
                })
            };
            Some((1..=3).map(|times| i128::from(at_least(times))).sum())
        }
        Model::ShortestSum => {
            let ways = needs().map(|need| Some(i128::from(problem.needs[need].weight) * i128::from(nearest(need)?)));
            ways.sum()
        }
        Model::ShortestLongest => needs()
            .map(nearest)
            .try_fold(0, |most, way| Some(most.max(i128::from(way?)))),
        Model::Backup if ask.capacitated => everybody.then(|| {
            (1..=3)
                .map(|times| i128::from(most_twice(problem, open, times) - all))
                .sum()
        }),
        Model::Backup => everybody.then(|| {
            let twice = needs().filter(|need| {
                let open = problem
                    .reach
                    .columns(*need)
                    .iter()
                    .filter(|place| open >> **place & 1 == 1);
                open.count() > 1
            });
            twice.map(|need| i128::from(problem.needs[need].weight)).sum()
        }),
    }
}

/// The best of all choices.
fn best(problem: &Problem, ask: &Ask) -> Option<i128> {
    let choices = 0..1_u32 << problem.places.len();
    let values = choices.filter_map(|open| value(problem, ask, open));
    match ask.model {
        Model::CoverMost | Model::Backup => values.max(),
        _ => values.min(),
    }
}

fn agrees(problem: &Problem, ask: &Ask) -> Result<Option<Answer>, TestCaseError> {
    let best = if ask.model == Model::Backup && ask.sites.is_none() && ask.budget.is_none() {
        // With the fewest that serve everybody.
        let all = Ask {
            model: Model::CoverAll,
            thrift: Thrift::Fewest,
            ..ask.clone()
        };
        best_of_fewest(problem, ask, best(problem, &all))
    } else {
        best(problem, ask)
    };
    match solved(problem, ask) {
        Ok(answer) => {
            prop_assert_eq!(Some(answer.value), best, "{:?}", ask);
            prop_assert_eq!(answer.status, Status::Optimal);
            prop_assert_eq!(answer.bound, answer.value);
            Ok(Some(answer))
        }
        Err(SitingError::Infeasible(_)) => {
            prop_assert_eq!(best, None, "{:?}", ask);
            Ok(None)
        }
        Err(SitingError::Asked(faults)) => {
            prop_assert!(is_wrong(problem, ask), "{:?} of {:?}", faults, ask);
            Ok(None)
        }
        Err(other) => Err(TestCaseError::fail(other.to_string())),
    }
}

fn best_of_fewest(problem: &Problem, ask: &Ask, fewest: Option<i128>) -> Option<i128> {
    let open_at_most = Some(usize::try_from(fewest?).expect("few"));
    let ask = Ask {
        open_at_most,
        ..ask.clone()
    };
    best(problem, &ask)
}

/// Whether a question is wrong in itself.
fn is_wrong(problem: &Problem, ask: &Ask) -> bool {
    let count = |role: Role| problem.places.iter().filter(|place| place.role == role).count();
    let all = |wanted: &dyn Fn(Role) -> bool| {
        let places = problem.places.iter().enumerate();
        let those = places.filter(|(_, place)| wanted(place.role));
        those.fold(0, |open, (place, _)| open | 1 << place)
    };
    // Sites that a choice has: what is shared is taken as often as it must be, and no more often than it may.
    let sites = |open: u32| {
        let alone =
            (0..problem.places.len()).filter(|place| open >> place & 1 == 1 && problem.places[*place].shared.is_none());
        let shared = problem.shared.iter().zip(taken(problem, open));
        alone.count() + shared.map(|(shared, taken)| taken.min(shared.most)).sum::<usize>()
    };
    let new = sites(all(&|role| matches!(role, Role::Candidate | Role::Required)));
    let required = all(&|role| role == Role::Required);
    let crowded = taken(problem, required)
        .iter()
        .zip(&problem.shared)
        .any(|(taken, shared)| *taken > shared.most);
    let needs_limit = matches!(
        ask.model,
        Model::CoverMost | Model::ShortestSum | Model::ShortestLongest
    );
    let too_many = ask.sites.is_some_and(|sites| needs_limit && new > 0 && sites > new);
    let too_few = ask
        .sites
        .is_some_and(|asked| sites(required) > asked + count(Role::MayClose));
    let district = ask.district_minimum.iter().any(|(district, least)| {
        let part = all(&|role| role != Role::Excluded);
        let inside = (0..problem.places.len()).filter(|place| {
            let of = &problem.places[*place];
            part >> place & 1 == 1 && of.shared.is_none() && of.district == Some(*district)
        });
        let shared = problem.shared.iter().zip(taken(problem, part));
        let shared = shared.filter(|(shared, _)| shared.district == Some(*district));
        inside.count() + shared.map(|(shared, taken)| taken.min(shared.most)).sum::<usize>() < *least
    });
    // With only what is open in every answer, the spacing must hold already.
    let always = problem
        .places
        .iter()
        .enumerate()
        .filter(|(_, place)| matches!(place.role, Role::Kept | Role::Required));
    let always = always.fold(0, |open, (place, _)| open | 1 << place);
    let spaced = Ask {
        spacing: ask.spacing,
        ..Ask::of(Model::CoverMost)
    };
    (needs_limit && ask.sites.is_none() && ask.budget.is_none())
        || problem.people().0 == 0
        || new + count(Role::MayClose) == 0
        || too_many
        || crowded
        || too_few
        || district
        || !may(problem, &spaced, always)
}

fn model() -> impl Strategy<Value = Model> {
    prop_oneof![
        Just(Model::CoverAll),
        Just(Model::CoverMost),
        Just(Model::ShortestSum),
        Just(Model::ShortestLongest),
        Just(Model::Backup),
        (1..=1_000_000_i64).prop_map(|rate| Model::CoverRate { rate }),
    ]
}

fn ask() -> impl Strategy<Value = Ask> {
    let rules = (
        prop::option::of(0..4_usize),
        prop::option::weighted(0.3, 5..60_i64),
        any::<bool>(),
        prop::option::weighted(0.3, 0.0..400.0_f64),
        prop::collection::vec((0..2_u32, 0..3_usize), 0..2),
        any::<bool>(),
    );
    (model(), rules).prop_map(
        |(model, (sites, budget, cheapest, spacing, districts, capacitated))| Ask {
            sites: match model {
                Model::CoverMost | Model::ShortestSum | Model::ShortestLongest => {
                    sites.or((budget.is_none()).then_some(2))
                }
                _ => sites,
            },
            budget,
            capacitated: capacitated
                && matches!(
                    model,
                    Model::CoverAll | Model::CoverMost | Model::CoverRate { .. } | Model::Backup
                ),
            thrift: if cheapest { Thrift::Cheapest } else { Thrift::Fewest },
            spacing: spacing.map(Metres),
            district_minimum: districts,
            least_people: false,
            ..Ask::of(model)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_choice_of_places_is_better_under_any_rules(problem in town(), ask in ask()) {
        agrees(&problem, &ask)?;
    }

    #[test]
    fn no_choice_is_better_where_only_the_number_of_places_counts(problem in town(), model in model(), sites in 0..4_usize, cheapest in any::<bool>()) {
        let thrift = if cheapest { Thrift::Cheapest } else { Thrift::Fewest };
        agrees(&problem, &Ask { thrift, ..Ask::of(model).with_sites(sites) })?;
        agrees(&problem, &Ask { thrift, ..Ask::of(model) })?;
    }

    #[test]
    fn no_choice_is_better_where_places_share(problem in sharing_town(), ask in ask()) {
        agrees(&problem, &ask)?;
    }

    #[test]
    fn no_choice_is_better_where_places_share_and_only_their_number_counts(problem in sharing_town(), model in model(), sites in 0..4_usize) {
        agrees(&problem, &Ask::of(model).with_sites(sites))?;
    }

    #[test]
    fn a_new_place_has_its_least_people(problem in town(), rate in 1..=1_000_000_i64, sites in 1..4_usize, least in 1..80_i64, capacitated in any::<bool>()) {
        let mut problem = problem;
        // Weights and least numbers are not asked together.
        for need in &mut problem.needs {
            need.weight = need.people.0;
        }
        for place in &mut problem.places {
            let stands = matches!(place.role, Role::Kept | Role::MayClose);
            place.least = (!stands).then_some(Persons::whole(least));
        }
        for model in [Model::CoverMost, Model::CoverRate { rate }] {
            let ask = Ask { capacitated, least_people: true, ..Ask::of(model).with_sites(sites) };
            // Whether each new place can have its people at once is a cut again: a place more for each of them.
            let choices = 0..1_u32 << problem.places.len();
            let values = choices.filter(|open| enough(&problem, &ask, *open)).filter_map(|open| value(&problem, &ask, open));
            let best = match model {
                Model::CoverMost => values.max(),
                _ => values.min(),
            };
            match solved(&problem, &ask) {
                Ok(answer) => prop_assert_eq!(Some(answer.value), best, "{:?}", ask),
                Err(SitingError::Infeasible(_)) => prop_assert_eq!(best, None, "{:?}", ask),
                Err(SitingError::Asked(_)) => {}
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            }
        }
    }

    #[test]
    fn alternatives_are_the_next_best_of_all_choices(problem in prop_oneof![town(), sharing_town()], sites in 1..4_usize, capacitated in any::<bool>()) {
        let ask = Ask { capacitated, ..Ask::of(Model::CoverMost).with_sites(sites) };
        if let Some(first) = agrees(&problem, &ask)? {
            let more = alternatives(&problem, &ask, &Effort::default(), &Highs, &first, (3, 1), &mut |_| {});
            let more = more.map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(&more.broke_off, &None);
            let choices = 0..1_u32 << problem.places.len();
            let mut values: Vec<i128> = choices.filter_map(|open| value(&problem, &ask, open)).collect();
            values.sort_unstable_by(|one, other| other.cmp(one));
            let found: Vec<i128> = std::iter::once(&first).chain(&more.found).map(|answer| answer.value).collect();
            let wanted: Vec<i128> = values.into_iter().take(4).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}

/// Needs that reach two to four of fourteen candidates: what prices leave open is seldom nothing.
fn knotted() -> impl Strategy<Value = Problem> {
    let need_of = (prop::collection::btree_set(0..14_u32, 2..5), 1..30_i64, 1..9_i64);
    prop::collection::vec(need_of, 20..40).prop_map(|needs| Problem {
        needs: needs.iter().map(|(_, people, _)| crate::towns::need(*people)).collect(),
        places: (1..15).map(|id| crate::towns::place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new(needs.iter().map(|(places, _, cost)| {
            // Each way longer than the one before, each need in an order of its own.
            places
                .iter()
                .map(|place| (*place, i64::from((place * 5 + *cost as u32) % 14) * 1_000 + 500))
                .collect()
        })),
    })
}

/// The best of all choices of so many of fourteen.
fn best_of(problem: &Problem, ask: &Ask, sites: u32) -> Option<i128> {
    let choices = (0..1_u32 << 14).filter(|open| open.count_ones() == sites);
    let way = |need: usize, open: u32| {
        problem
            .reach
            .of(need)
            .filter(|(place, _)| open >> place & 1 == 1)
            .map(|(_, cost)| cost)
            .min()
    };
    let needs = || 0..problem.needs.len();
    let value = |open: u32| -> Option<i128> {
        match ask.model {
            Model::CoverMost => {
                let served = needs().filter(|need| way(*need, open).is_some());
                Some(served.map(|need| -i128::from(problem.needs[need].weight)).sum())
            }
            _ => needs()
                .map(|need| Some(i128::from(problem.needs[need].weight) * i128::from(way(need, open)?)))
                .sum(),
        }
    };
    choices.filter_map(value).min()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn settling_places_by_prices_loses_no_better_choice(problem in knotted(), sites in 3..7_u32) {
        for model in [Model::CoverMost, Model::ShortestSum] {
            let ask = Ask::of(model).with_sites(sites as usize);
            let best = best_of(&problem, &ask, sites);
            match solved(&problem, &ask) {
                Ok(answer) => {
                    let cost = if model == Model::CoverMost { -answer.value } else { answer.value };
                    prop_assert_eq!(Some(cost), best, "{:?}", ask);
                    prop_assert_eq!(answer.status, Status::Optimal);
                }
                Err(SitingError::Infeasible(_)) => prop_assert_eq!(best, None),
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            }
        }
    }
}

/// Whether all new places of a choice can have their least people: for every set of them, those who reach one of the set are enough (Hall).
fn enough(problem: &Problem, ask: &Ask, open: u32) -> bool {
    let least = problem
        .places
        .iter()
        .find_map(|place| place.least)
        .map_or(0, |least| least.0);
    let new: u32 = (0..problem.places.len())
        .filter(|place| open >> place & 1 == 1 && problem.places[*place].least.is_some())
        .fold(0, |new, place| new | 1 << place);
    let fits = (0..problem.places.len())
        .filter(|place| new >> place & 1 == 1)
        .all(|place| {
            !ask.capacitated
                || problem.places[place]
                    .capacity
                    .is_none_or(|capacity| capacity.0 >= least)
        });
    let mut set = new;
    loop {
        let near: i64 = (0..problem.needs.len())
            .filter(|need| problem.reach.columns(*need).iter().any(|place| set >> place & 1 == 1))
            .map(|need| problem.needs[need].people.0)
            .sum();
        if near < least * i64::from(set.count_ones()) {
            return false;
        }
        if set == 0 {
            return fits;
        }
        set = (set - 1) & new;
    }
}
