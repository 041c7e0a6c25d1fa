//! Places that stand too near to each other to be open together.

use super::problem::Problem;
use crate::units::{Metres, Millimetres};

/// Pairs of places of one kind, in order, that are nearer to each other than the spacing and of which one at least is new. Pairs of places that both
/// stand already are no matter of this run.
pub(super) fn too_near(problem: &Problem, spacing: Option<Metres>) -> Vec<(u32, u32)> {
    let Some(spacing) = spacing else {
        return Vec::new();
    };
    let least = Millimetres::round(spacing);
    let mut order: Vec<u32> = (0..problem.places.len() as u32)
        .filter(|place| problem.takes_part(*place))
        .collect();
    let at = |place: u32| problem.places[place as usize].point;
    order.sort_by(|one, other| at(*one).x.total_cmp(&at(*other).x).then(one.cmp(other)));
    let mut pairs = Vec::new();
    for (position, one) in order.iter().enumerate() {
        for other in &order[position + 1..] {
            let (from, to) = (at(*one), at(*other));
            if to.x - from.x > spacing.0 {
                break;
            }
            let apart = Millimetres::round(Metres((to.x - from.x).hypot(to.y - from.y)));
            let new = |place: u32| !problem.places[place as usize].role.stands();
            let alike = problem.places[*one as usize].kind == problem.places[*other as usize].kind;
            if apart < least && alike && (new(*one) || new(*other)) {
                pairs.push(((*one).min(*other), (*one).max(*other)));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}
