//! Which rows of a table are its header: below titles, one row or several.

use crate::import::cell::Cell;
use crate::import::header_rows::HeaderRows;

use super::grid::{GridRow, Merge};

/// Rows at the beginning that are looked at.
pub(super) const LOOKED_AT: usize = 40;
/// Rows that a header has at most.
const MOST_ROWS: usize = 4;

/// The header of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// The places of its first and its last row among those looked at; `None` where the first row is data.
    pub(super) rows: Option<(usize, usize)>,
    /// The columns' names, those of several rows joined by `/`.
    pub(super) names: Vec<String>,
}

impl Header {
    /// How many rows there are to its end.
    pub(super) fn ends(&self) -> usize {
        self.rows.map_or(0, |(_, last)| last + 1)
    }

    /// None: columns are called as a spreadsheet calls them.
    fn none(rows: &[GridRow]) -> Self {
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        Self {
            rows: None,
            names: (0..width).map(letter).collect(),
        }
    }
}

/// Finds the header. `known` says whether a word is the name of a column; `said` is where the user says that it stands.
pub(super) fn find(
    rows: &[GridRow],
    merges: &[Merge],
    known: &dyn Fn(&str) -> bool,
    said: Option<HeaderRows>,
) -> Option<Header> {
    let looks: Vec<Look> = rows.iter().take(LOOKED_AT).map(|row| Look::at(row, known)).collect();
    let (first, last) = if let Some(said) = said {
        let HeaderRows::Rows(from, to) = said else {
            return Some(Header::none(rows));
        };
        let place = |number: u64| rows.iter().position(|row| row.number == number);
        (place(from)?, place(to)?)
    } else {
        let main = main_row(&looks)?;
        if main == 0 && looks_like_data(&looks[0]) {
            return Some(Header::none(rows));
        }
        let mut first = main;
        while first > 0 && main - first < MOST_ROWS && stands_over(rows, merges, &looks, first - 1) {
            first -= 1;
        }
        let mut last = main;
        while last + 1 < looks.len() && last - first + 1 < MOST_ROWS && stands_over(rows, merges, &looks, last) {
            last += 1;
        }
        (first, last)
    };
    (first <= last).then(|| Header {
        rows: Some((first, last)),
        names: names(&rows[first..=last], merges),
    })
}

/// What is seen of a row at a glance.
struct Look {
    number: u64,
    /// Which columns hold a text.
    texts: Vec<bool>,
    filled: usize,
    distinct: usize,
    numbers: usize,
    /// Numbers that may be years.
    years: usize,
    known: usize,
}

impl Look {
    fn at(row: &GridRow, known: &dyn Fn(&str) -> bool) -> Self {
        let texts: Vec<Option<String>> = row.cells.iter().map(word).collect();
        let mut distinct: Vec<&String> = texts.iter().flatten().collect();
        distinct.sort_unstable();
        distinct.dedup();
        Self {
            number: row.number,
            filled: row.cells.iter().filter(|cell| **cell != Cell::Null).count(),
            distinct: distinct.len(),
            numbers: row.cells.iter().filter(|cell| is_number(cell)).count(),
            years: row.cells.iter().filter(|cell| is_year(cell)).count(),
            known: distinct.iter().filter(|word| known(word)).count(),
            texts: texts.iter().map(Option::is_some).collect(),
        }
    }
}

fn is_year(cell: &Cell) -> bool {
    matches!(cell.number(), Ok(Some(number)) if number.fract() == 0.0 && (1949.0..=2100.0).contains(&number))
}

fn is_number(cell: &Cell) -> bool {
    match cell {
        Cell::Integer(_) | Cell::Real(_) => true,
        cell => matches!(cell.number(), Ok(Some(_))),
    }
}

/// A cell of a header as one word: without line breaks, and without blanks between Chinese letters.
fn word(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(tidy(text)).filter(|word| !word.is_empty()),
        _ => None,
    }
}

fn tidy(text: &str) -> String {
    let parts: Vec<&str> = text.trim_start_matches('\u{feff}').split_whitespace().collect();
    let glue = if text.is_ascii() { " " } else { "" };
    let chinese = |part: &str| part.chars().all(|c| !c.is_ascii_alphanumeric());
    if parts.iter().all(|part| chinese(part)) {
        parts.concat()
    } else {
        parts.join(if glue.is_empty() { " " } else { glue })
    }
}

/// The row with the most known names, unless there is more above it than titles; without any known name the first that has two texts.
fn main_row(looks: &[Look]) -> Option<usize> {
    let plain = looks
        .iter()
        .position(|look| look.distinct >= 2)
        .or_else(|| looks.iter().position(|look| look.filled > 0));
    let best = looks
        .iter()
        .enumerate()
        .filter(|(_, look)| look.known > 0 && look.numbers * 2 <= look.filled)
        .max_by(|(a, one), (b, other)| one.known.cmp(&other.known).then(b.cmp(a)))
        .map(|(place, _)| place);
    match best {
        Some(best) if looks[..best].iter().all(|above| is_above_a_header(above, &looks[best])) => Some(best),
        _ => plain,
    }
}

/// Whether the first row, where no row has a known name, is no header: half of its cells are numbers, and not years, which may
/// well be the names of columns.
fn looks_like_data(first: &Look) -> bool {
    first.known == 0 && first.numbers * 2 >= first.filled && first.numbers > first.years
}

/// A title, a line with the unit and the date, or a row of group names.
fn is_above_a_header(above: &Look, header: &Look) -> bool {
    above.known < header.known && above.numbers == 0 && (above.distinct <= 3 || above.distinct * 2 <= header.distinct)
        || above.known > 0 && above.numbers == 0
}

/// Whether a row of names stands over the next row as its groups.
fn stands_over(rows: &[GridRow], merges: &[Merge], looks: &[Look], upper: usize) -> bool {
    let (over, under) = (&looks[upper], &looks[upper + 1]);
    if under.number != over.number + 1 || over.numbers > 0 || under.numbers > 0 || over.distinct < 2 {
        return false;
    }
    let spans = |merge: &&Merge| merge.top <= over.number && merge.bottom >= over.number;
    let linked = merges.iter().filter(spans).any(|merge| merge.bottom >= under.number);
    let grouped = merges
        .iter()
        .filter(spans)
        .filter(|merge| merge.wide() && merge.bottom == over.number)
        .any(|merge| {
            let below = &rows[upper + 1].cells;
            let mut words: Vec<_> = (merge.left..=merge.right).filter_map(|c| word(below.get(c)?)).collect();
            words.dedup();
            words.len() > 1
        });
    linked && grouped
        || linked && under.distinct > 1 && over.known + under.known > 0
        || grouped && under.distinct > 1
        || over.known > 0 && complement(over, under)
}

/// Without merged cells, as in a CSV: the lower row names what the upper one leaves blank right of a group's name, and nothing below
/// the names that stand alone.
fn complement(over: &Look, under: &Look) -> bool {
    let pairs: Vec<(bool, bool)> = over.texts.iter().copied().zip(under.texts.iter().copied()).collect();
    let (alone, both) = (pairs.contains(&(true, false)), pairs.contains(&(true, true)));
    let mut below_blank = 0;
    let mut in_group = false;
    for (upper, lower) in &pairs {
        match (upper, lower) {
            (true, lower) => in_group = *lower,
            (false, true) if in_group => below_blank += 1,
            (false, true) => return false,
            (false, false) => in_group = false,
        }
    }
    alone && both && below_blank > 0
}

fn names(rows: &[GridRow], merges: &[Merge]) -> Vec<String> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let mut names: Vec<Vec<String>> = vec![Vec::new(); width];
    for (place, row) in rows.iter().enumerate() {
        let mut group: Option<String> = None;
        for (column, parts) in names.iter_mut().enumerate() {
            let own = row.cells.get(column).and_then(|cell| match cell {
                Cell::Null | Cell::Fault(_) => None,
                Cell::Text(text) => Some(tidy(text)).filter(|word| !word.is_empty()),
                number => number.text(),
            });
            // A group's name stands over the columns to its right as far as they have names of their own below.
            let below = rows[place + 1..]
                .iter()
                .any(|row| row.cells.get(column).is_some_and(|cell| *cell != Cell::Null));
            let covers = |merge: &Merge| {
                (merge.top..=merge.bottom).contains(&row.number) && (merge.left..=merge.right).contains(&column)
            };
            let word = match own {
                Some(word) => {
                    group = Some(word.clone());
                    Some(word)
                }
                None if below && !merges.iter().any(covers) => group.clone(),
                None => {
                    group = None;
                    None
                }
            };
            if let Some(word) = word
                && parts.last() != Some(&word)
            {
                parts.push(word);
            }
        }
    }
    let joined = names.iter().enumerate();
    joined
        .map(|(column, parts)| {
            if parts.is_empty() {
                format!("({})", letter(column))
            } else {
                parts.join("/")
            }
        })
        .collect()
}

/// What a spreadsheet calls a column.
pub(super) fn letter(column: usize) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (rest % 26) as u8);
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Vec<GridRow> {
        rows.iter()
            .enumerate()
            .map(|(place, cells)| {
                GridRow::new(place as u64 + 1, cells.iter().map(|cell| Cell::of_text(cell)).collect())
            })
            .collect()
    }

    fn known(word: &str) -> bool {
        ["名称", "常住人口", "户数", "代码", "name"].contains(&word)
    }

    #[test]
    fn the_first_row_is_the_header_where_nothing_else_is() {
        let rows = table(&[&["mc", "dz"], &["西山社区", "西山路1号"]]);
        let header = find(&rows, &[], &known, None).expect("there is one");
        assert_eq!(header.rows, Some((0, 0)));
        assert_eq!(header.names, ["mc", "dz"]);
    }

    #[test]
    fn titles_above_are_not_the_header() {
        let rows = table(&[
            &["楚雄市社区名册", "", "", ""],
            &["填报单位：民政局", "", "", "2024年"],
            &["代 码", "名\n称", "户数", ""],
            &["532301001001", "西山社区", "310", "x"],
        ]);
        let header = find(&rows, &[], &known, None).expect("there is one");
        assert_eq!(header.rows, Some((2, 2)));
        assert_eq!(header.names, ["代码", "名称", "户数", "(D)"]);
    }

    #[test]
    fn two_rows_are_joined_with_and_without_merged_cells() {
        let flat = table(&[
            &["序号", "名称", "人口", "", "户数"],
            &["", "", "常住人口", "户籍人口", ""],
            &["1", "西山社区", "900", "800", "310"],
        ]);
        let joined = ["序号", "名称", "人口/常住人口", "人口/户籍人口", "户数"];
        let header = find(&flat, &[], &known, None).expect("there is one");
        assert_eq!(header.rows, Some((0, 1)));
        assert_eq!(header.names, joined);
        let down = |column| Merge {
            top: 1,
            bottom: 2,
            left: column,
            right: column,
        };
        let across = Merge {
            top: 1,
            bottom: 1,
            left: 2,
            right: 3,
        };
        let grid = super::super::grid::Grid::new(flat, vec![down(0), down(1), across, down(4)]);
        let header = find(&grid.rows, &grid.merges, &known, None).expect("there is one");
        assert_eq!(header.rows, Some((0, 1)));
        assert_eq!(header.names, joined);
    }

    #[test]
    fn rows_of_texts_are_not_taken_for_a_second_header() {
        let rows = table(&[&["name", "category", "host"], &["a", "pharmacy", ""], &["b", "", "c"]]);
        let header = find(&rows, &[], &known, None).expect("there is one");
        assert_eq!(header.rows, Some((0, 0)));
    }

    #[test]
    fn the_user_may_say_it() {
        let rows = table(&[&["a", "b"], &["c", "d"], &["1", "2"]]);
        let header = find(&rows, &[], &known, Some(HeaderRows::Rows(2, 2))).expect("there is one");
        assert_eq!(header.names, ["c", "d"]);
        assert_eq!(find(&rows, &[], &known, Some(HeaderRows::Rows(9, 9))), None);
    }

    #[test]
    fn a_first_row_of_numbers_is_no_header() {
        let rows = table(&[&["210102", "730785"], &["210103", "782628"]]);
        let header = find(&rows, &[], &known, None).expect("columns are called by letters");
        assert_eq!((header.rows, header.ends()), (None, 0));
        assert_eq!(header.names, ["A", "B"]);
        let years = table(&[&["县", "区划", "2010", "2020"], &["和平区", "210102", "645", "730"]]);
        assert_eq!(
            find(&years, &[], &known, None).expect("a header").names,
            ["县", "区划", "2010", "2020"]
        );
        let words = table(&[&["和平区", "沈阳"], &["沈河区", "沈阳"]]);
        assert_eq!(
            find(&words, &[], &known, Some(HeaderRows::None))
                .expect("as said")
                .names,
            ["A", "B"]
        );
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702].map(letter), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
