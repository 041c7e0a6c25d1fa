//! Sparse rows: of every need the places that it reaches, one after another in two arrays; never a matrix.

/// Rows of (column, value), columns in ascending order within each row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<i64>,
}

impl Rows {
    /// From the rows; each is put in order, and of several values for one column the least is kept.
    ///
    /// ```
    /// use yike::siting::Rows;
    /// let rows = Rows::new([vec![(2, 7), (0, 5), (2, 6)], vec![]]);
    /// assert_eq!(rows.of(0).collect::<Vec<_>>(), [(0, 5), (2, 6)]);
    /// assert_eq!((rows.len(), rows.pairs()), (2, 2));
    /// ```
    pub fn new(rows: impl IntoIterator<Item = Vec<(u32, i64)>>) -> Self {
        let mut made = Self {
            starts: vec![0],
            ..Self::default()
        };
        for mut row in rows {
            row.sort_unstable();
            row.dedup_by_key(|(column, _)| *column);
            made.columns.extend(row.iter().map(|(column, _)| *column));
            made.values.extend(row.iter().map(|(_, value)| *value));
            made.starts.push(made.columns.len());
        }
        made
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many pairs in all.
    pub fn pairs(&self) -> usize {
        self.columns.len()
    }

    /// The columns of a row.
    pub fn columns(&self, row: usize) -> &[u32] {
        &self.columns[self.starts[row]..self.starts[row + 1]]
    }

    /// A row's columns and values.
    pub fn of(&self, row: usize) -> impl Iterator<Item = (u32, i64)> + '_ {
        let values = &self.values[self.starts[row]..self.starts[row + 1]];
        self.columns(row).iter().copied().zip(values.iter().copied())
    }

    /// What a row has in a column.
    pub fn at(&self, row: usize, column: u32) -> Option<i64> {
        let at = self.columns(row).binary_search(&column).ok()?;
        Some(self.values[self.starts[row] + at])
    }

    /// The same pairs by column; there are `columns` of them.
    #[must_use]
    pub fn turned(&self, columns: usize) -> Self {
        let mut starts = vec![0; columns + 1];
        for column in &self.columns {
            starts[*column as usize + 1] += 1;
        }
        for column in 0..columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut turned = Self {
            columns: vec![0; self.columns.len()],
            values: vec![0; self.values.len()],
            starts,
        };
        for row in 0..self.len() {
            for (column, value) in self.of(row) {
                let at = &mut next[column as usize];
                turned.columns[*at] = row as u32;
                turned.values[*at] = value;
                *at += 1;
            }
        }
        turned
    }
}
