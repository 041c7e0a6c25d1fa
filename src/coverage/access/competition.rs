//! Who comes to the sites: everybody, at everybody's pace and on everybody's ways, whosever access is told.

use super::floating::{demand, ratios};
use super::pairs::Pairs;
use super::unlocated::Unlocated;
use super::whose::Whose;
use crate::coverage::settle::Settlement;
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::units::Metres;

/// Everybody who comes to each site.
pub(super) struct Competition {
    /// By site: people who come from places that are known, each counted by the weight of the way.
    located: Vec<f64>,
    /// By site: people who may come, though nobody knows whether they do.
    pub(super) others: Vec<f64>,
}

impl Competition {
    /// `pairs` and `reach` are everybody's.
    pub(super) fn of(town: &Town, settlement: &Settlement, pairs: &Pairs, sites: &[&Site], reach: Metres) -> Self {
        let everybody = Whose::everybody(settlement);
        let unlocated = Unlocated::of(town, &everybody, pairs, reach);
        Self {
            others: sites.iter().map(|site| unlocated.near(site)).collect(),
            located: pairs
                .of_site
                .iter()
                .map(|own| demand(&everybody.of_place, own))
                .collect(),
        }
    }

    /// Whether somebody comes to a site from a place that is known.
    pub(super) fn comes_somebody(&self, site: usize) -> bool {
        self.located[site] > 0.0
    }

    /// Capacity for each person who comes, by site: of those who are known to come, and at least, if all others come too.
    pub(super) fn ratios(&self, supply: &[f64]) -> (Vec<Option<f64>>, Vec<Option<f64>>) {
        let alone = vec![0.0; supply.len()];
        (
            ratios(supply, &self.located, &alone),
            ratios(supply, &self.located, &self.others),
        )
    }

    /// How many sites somebody of those told of reaches, and nobody else who is known.
    pub(super) fn alone(&self, whose: &Whose, own: &Pairs) -> usize {
        let sites = own.of_site.iter().enumerate();
        let alone = sites.filter(|(site, own)| !self.comes_somebody(*site) && demand(&whose.of_place, own) > 0.0);
        alone.count()
    }
}

/// What is said of sites to which a group comes and nobody else does.
pub(super) fn said_of_alone(sites: usize) -> Option<String> {
    (sites > 0).then(|| {
        format!(
            "{sites} sites are within reach of the group and of nobody at everybody's pace: nobody knows how many share them, and they give nothing; people of the group who reach one have at least what is told"
        )
    })
}
