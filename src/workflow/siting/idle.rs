//! Words of a question that would change nothing: whoever gives them means something else.

use super::SitingRequest;
use crate::siting::{Model, Thrift};

/// What is asked in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdleWord {
    /// Capacities that nobody counts.
    #[error("--capacity says how many people a site serves, which counts only with --capacitated")]
    Capacity,
    /// The cheapest of a model that is about people or ways.
    #[error("--cheapest is for the models lscp and cover-rate; with the others take --budget and --cost")]
    Cheapest,
    /// How one service is housed.
    #[error(
        "--apart and --rooms say how sites house several services; name several with --service, as in food,childcare"
    )]
    Housing,
    /// How much plans differ of which there is one.
    #[error("--differing says how much other plans differ; ask for some with --alternatives")]
    Differing,
}

/// All of them.
pub fn idle_words(request: &SitingRequest<'_>) -> Vec<IdleWord> {
    let has_capacities = request.capacity.is_some() || !request.capacities.is_empty();
    let is_thrifty = matches!(request.model, Model::CoverAll | Model::CoverRate { .. });
    let words = [
        (has_capacities && !request.capacitated, IdleWord::Capacity),
        (request.thrift == Thrift::Cheapest && !is_thrifty, IdleWord::Cheapest),
        (
            request.houses != crate::domain::siting::Housing::All && request.services.len() < 2,
            IdleWord::Housing,
        ),
        (request.differing > 1 && request.alternatives == 0, IdleWord::Differing),
    ];
    words
        .into_iter()
        .filter_map(|(idle, word)| idle.then_some(word))
        .collect()
}
