//! The number of a tile in an archive: zoom after zoom, each along Hilbert's curve, so that tiles side by side stand near each other.

/// Where a tile lies in the pyramid of Web Mercator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TilePlace {
    /// Zoom, 0 to 26.
    pub zoom: u8,
    /// Column from the west.
    pub column: u32,
    /// Row from the north.
    pub row: u32,
}

impl TilePlace {
    /// The one tile of zoom 0.
    pub const WORLD: Self = Self {
        zoom: 0,
        column: 0,
        row: 0,
    };

    /// Its number, as PMTiles 3 counts tiles.
    ///
    /// ```
    /// use yike::export::TilePlace;
    /// let number = |zoom, column, row| TilePlace { zoom, column, row }.number();
    /// assert_eq!([number(0, 0, 0), number(1, 0, 0), number(1, 0, 1), number(1, 1, 1), number(1, 1, 0)], [0, 1, 2, 3, 4]);
    /// assert_eq!(number(12, 3423, 1763), 19_078_479);
    /// ```
    pub fn number(self) -> u64 {
        let (mut x, mut y) = (u64::from(self.column), u64::from(self.row));
        let mut along = 0;
        for bit in (0..self.zoom).rev() {
            let side = 1_u64 << bit;
            let (right, low) = (u64::from(x & side != 0), u64::from(y & side != 0));
            along += side * side * ((3 * right) ^ low);
            x &= side - 1;
            y &= side - 1;
            if low == 0 {
                if right == 1 {
                    (x, y) = (side - 1 - x, side - 1 - y);
                }
                (x, y) = (y, x);
            }
        }
        before(self.zoom) + along
    }

    /// The four tiles of the next zoom that it is made of, in the order of their numbers.
    pub fn quarters(self) -> [Self; 4] {
        let quarter = |right: u32, low: u32| Self {
            zoom: self.zoom + 1,
            column: 2 * self.column + right,
            row: 2 * self.row + low,
        };
        let mut all = [quarter(0, 0), quarter(0, 1), quarter(1, 0), quarter(1, 1)];
        all.sort_by_key(|tile| tile.number());
        all
    }
}

/// How many tiles the zooms before one have together.
fn before(zoom: u8) -> u64 {
    ((1_u64 << (2 * u32::from(zoom))) - 1) / 3
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn every_tile_has_a_number_of_its_own_and_the_next_one_lies_beside_it() {
        for zoom in 0..=6_u8 {
            let side = 1_u32 << zoom;
            let all: BTreeMap<u64, (u32, u32)> = (0..side)
                .flat_map(|column| (0..side).map(move |row| (column, row)))
                .map(|(column, row)| (TilePlace { zoom, column, row }.number(), (column, row)))
                .collect();
            let first = before(zoom);
            assert!(all.keys().copied().eq(first..first + u64::from(side * side)));
            let places: Vec<&(u32, u32)> = all.values().collect();
            for pair in places.windows(2) {
                assert_eq!(pair[0].0.abs_diff(pair[1].0) + pair[0].1.abs_diff(pair[1].1), 1);
            }
        }
    }

    #[test]
    fn quarters_follow_each_other_and_nothing_stands_between() {
        let mut tiles = vec![TilePlace::WORLD];
        for _ in 0..5 {
            tiles = tiles.into_iter().flat_map(TilePlace::quarters).collect();
            let first = tiles[0].number();
            assert!(
                tiles
                    .iter()
                    .map(|tile| tile.number())
                    .eq(first..first + tiles.len() as u64)
            );
        }
    }
}
