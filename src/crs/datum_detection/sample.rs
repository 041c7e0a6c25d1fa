//! The same corners of a layer every time, whatever the order of its rows.

use geo::Coord;

/// Finite coordinates, each once, by place: borders stand in a file twice.
pub(super) fn different(coords: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let mut corners: Vec<Coord<f64>> = coords
        .iter()
        .copied()
        .filter(|c| c.x.is_finite() && c.y.is_finite())
        .collect();
    corners.sort_unstable_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    corners.dedup();
    corners
}

/// At most so many of them, spread evenly.
pub(super) fn evenly<T: Copy>(all: &[T], most: usize) -> Vec<T> {
    if all.len() <= most {
        return all.to_vec();
    }
    (0..most).map(|index| all[index * all.len() / most]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_and_the_repetition_of_coordinates_do_not_matter() {
        let one: Vec<Coord<f64>> = (0..100)
            .map(|i| Coord {
                x: f64::from(i % 40),
                y: 1.0,
            })
            .collect();
        let mut other = one.clone();
        other.reverse();
        other.push(Coord { x: f64::NAN, y: 0.0 });
        assert_eq!(different(&one), different(&other));
        assert_eq!(different(&one).len(), 40);
        assert_eq!(evenly(&different(&one), 7).len(), 7);
    }
}
