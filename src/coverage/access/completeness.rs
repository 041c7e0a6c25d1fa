//! How complete the circle is for every person: how many of its services they reach.

use super::AccessAsked;
use super::summaries::{Value, found};
use super::whose::Whose;
use crate::coverage::along_streets::StreetMeasure;
use crate::coverage::counting::Offer;
use crate::coverage::ground::Ground;
use crate::coverage::measure::Measure as _;
use crate::coverage::settle::Settlement;
use crate::coverage::straight::StraightMeasure;
use crate::coverage::streets_of_circle::StreetsOfCircle;
use crate::domain::access::{AccessFound, AccessSubject};
use crate::domain::town::Town;
use crate::streets::ProfileError;

/// Counts the services that everybody reaches. Somebody of whom one service can't tell has no value; what is known of the others is in the
/// floor.
pub(super) fn of_circle(
    town: &Town,
    asked: &AccessAsked<'_>,
    settlement: &Settlement,
    whose: &Whose,
    grounds: &[Ground],
    remarks: &mut Vec<String>,
    progress: &mut impl FnMut(&str, &str),
) -> Result<(AccessSubject, Option<AccessFound>), ProfileError> {
    let circle = asked.circle;
    let streets = match &asked.streets {
        Some(streets) => {
            progress(&circle.id, "streets");
            Some(StreetsOfCircle::new(streets, circle, town, settlement, grounds)?)
        }
        None => None,
    };
    remarks.extend(streets.iter().flat_map(|streets| streets.remarks.iter().cloned()));
    let own_pace = asked.group.and_then(|group| {
        let mut paces = circle.paces().into_iter();
        paces.position(|pace| pace.group == group)
    });
    let mut values = vec![
        Value {
            known: true,
            nothing: true,
            ..Value::default()
        };
        settlement.demand.len()
    ];
    let (mut assessed, mut not_assessed) = (Vec::new(), Vec::new());
    for service in &circle.groups {
        let offer = Offer::of(town, service, circle, asked.catalogue);
        if !offer.is_held {
            not_assessed.push(service.key.clone());
            continue;
        }
        progress(&circle.id, &service.key);
        assessed.push(service.key.clone());
        let standings = match &streets {
            None => StraightMeasure::new(circle, &offer.sites).standings(&settlement.demand),
            Some(streets) => StreetMeasure::new(streets, circle, &offer.sites).standings(&settlement.demand),
        };
        for (value, standing) in values.iter_mut().zip(standings) {
            let covered = match own_pace {
                None => standing.known.then_some(standing.covered),
                Some(at) => standing.paced[at],
            };
            value.known &= covered.is_some();
            if covered == Some(true) {
                value.amount += 1.0;
                value.floor += 1.0;
                value.nothing = false;
            }
        }
    }
    let services = assessed.len();
    let subject = AccessSubject::AllServices { assessed, not_assessed };
    let found = (services > 0).then(|| found(town, circle, whose, &values, false, Some(services)));
    Ok((subject, found))
}
