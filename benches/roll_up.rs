//! The whole register rolled up over five levels: every presence rate of all and of urban communities, floor area for a hundred households
//! and the share of communities that reach it, and people.
//!
//! The argument is `register.parquet` as `rollup_peers.py` makes it. Reading and decoding are part of the time. Prints units, areas, the
//! median of five runs in seconds, and a digest of all values, as JSON; with a second argument the values of the first 20 areas too.

use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::time::Instant;

use parquet::column::reader::ColumnReader;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use yike::indicators::{Fraction, Part, Tally, roll_up};

const REPEATS: usize = 5;
const LEVELS: [usize; 5] = [2, 4, 6, 9, 12];
const ONE: i64 = 1_000_000;
const FLAGS: usize = 10;

/// The columns that the roll-up needs.
#[derive(Default)]
struct Register {
    codes: Vec<[u8; 12]>,
    urban: Vec<bool>,
    households: Vec<i64>,
    /// In millionths of a square metre.
    area: Vec<i64>,
    people: Vec<i64>,
    has: Vec<Vec<bool>>,
}

/// One indicator's value of an area.
struct Values {
    /// Of each level, in the order of the areas.
    levels: [Vec<f64>; 5],
}

fn main() -> Result<(), Box<dyn Error>> {
    let named: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let Some(path) = named.first() else {
        println!("roll_up: skipped, name a register: cargo bench --bench roll_up -- register.parquet");
        return Ok(());
    };
    let mut seconds = Vec::new();
    let mut found = (0, Vec::new());
    for _ in 0..REPEATS {
        let start = Instant::now();
        let register = read(Path::new(path))?;
        let values = all(&register);
        seconds.push(start.elapsed().as_secs_f64());
        found = (register.codes.len(), values);
    }
    seconds.sort_by(f64::total_cmp);
    let (units, values) = found;
    let areas: usize = values.first().map_or(0, |one| one.levels.iter().map(Vec::len).sum());
    println!(
        "{{\"units\": {units}, \"areas\": {areas}, \"indicators\": {}, \"seconds\": {:.3}}}",
        values.len(),
        seconds[REPEATS / 2]
    );
    if named.len() > 1 {
        for (number, one) in values.iter().enumerate() {
            for (level, values) in one.levels.iter().enumerate() {
                let sum: f64 = values.iter().filter(|value| value.is_finite()).sum();
                println!("{number} {} {} {sum}", LEVELS[level], values.len());
            }
        }
    }
    Ok(())
}

/// Reads the columns, codes apart from the others.
fn read(path: &Path) -> Result<Register, Box<dyn Error>> {
    let file = SerializedFileReader::new(File::open(path)?)?;
    let schema = file.metadata().file_metadata().schema_descr_ptr();
    let column = |name: &str| {
        let found = schema.columns().iter().position(|column| column.name() == name);
        found.ok_or_else(|| format!("no column {name}"))
    };
    let mut register = Register {
        has: vec![Vec::new(); FLAGS],
        ..Register::default()
    };
    for group in 0..file.num_row_groups() {
        let rows = file.get_row_group(group)?;
        let rows = rows.as_ref();
        texts(rows, column("code")?, &mut register.codes)?;
        truths(rows, column("urban")?, &mut register.urban)?;
        numbers(rows, column("households")?, &mut register.households)?;
        numbers(rows, column("people")?, &mut register.people)?;
        let mut area = Vec::new();
        reals(rows, column("area_m2")?, &mut area)?;
        register.area.extend(area.iter().map(|m2| (m2 * 1e6).round() as i64));
        for (number, has) in register.has.iter_mut().enumerate() {
            truths(rows, column(&format!("has_{number}"))?, has)?;
        }
    }
    Ok(register)
}

/// Reads a column whole. Nothing in the register is empty.
macro_rules! whole {
    ($name:ident, $reader:ident, $kind:ty, $kept:ty, $keep:expr) => {
        fn $name(rows: &dyn RowGroupReader, column: usize, into: &mut Vec<$kept>) -> Result<(), Box<dyn Error>> {
            let ColumnReader::$reader(mut reader) = rows.get_column_reader(column)? else {
                return Err(format!("column {column} is of another kind").into());
            };
            let left = usize::try_from(rows.metadata().num_rows())?;
            let (mut levels, mut values): (Vec<i16>, Vec<$kind>) = (Vec::with_capacity(left), Vec::with_capacity(left));
            let mut read = 0;
            while read < left {
                let (records, ..) = reader.read_records(left - read, Some(&mut levels), None, &mut values)?;
                if records == 0 {
                    return Err(format!("column {column} ends early").into());
                }
                read += records;
            }
            if values.len() != left {
                return Err(format!("column {column} has empty cells").into());
            }
            let keep: fn(&$kind) -> Result<$kept, Box<dyn Error>> = $keep;
            into.reserve(left);
            for value in &values {
                into.push(keep(value)?);
            }
            Ok(())
        }
    };
}

whole!(
    texts,
    ByteArrayColumnReader,
    parquet::data_type::ByteArray,
    [u8; 12],
    |text| { Ok(text.data().try_into()?) }
);
whole!(truths, BoolColumnReader, bool, bool, |truth| Ok(*truth));
whole!(numbers, Int64ColumnReader, i64, i64, |number| Ok(*number));
whole!(reals, DoubleColumnReader, f64, f64, |real| Ok(*real));

/// Every indicator over every level, on two threads.
fn all(register: &Register) -> Vec<Values> {
    let mut order: Vec<usize> = (0..register.codes.len()).collect();
    if !register.codes.is_sorted() {
        order.sort_by_key(|at| register.codes[*at]);
    }
    let sorted: Vec<[u8; 12]> = order.iter().map(|at| register.codes[*at]).collect();
    let texts: Vec<&str> = sorted
        .iter()
        .map(|code| std::str::from_utf8(code).unwrap_or_default())
        .collect();
    let (order, texts) = (&order, &texts);
    let indicator = |number: usize| -> Values {
        match number {
            // A unit that is not asked for adds nothing to either side.
            0..FLAGS => one(texts, 100, |at| {
                let at = order[at];
                Part::yes(Some(register.has[number][at]), true)
            }),
            10..20 => one(texts, 100, |at| {
                let at = order[at];
                let asked = i64::from(register.urban[at]) * ONE;
                let has = if register.has[number - FLAGS][at] { asked } else { 0 };
                Part::of(Some(has), Some(asked), false, true)
            }),
            20 => one(texts, 100, |at| {
                let at = order[at];
                Part::of(
                    Some(register.area[at]),
                    Some(register.households[at] * ONE),
                    false,
                    true,
                )
            }),
            21 => one(texts, 100, |at| {
                let at = order[at];
                Part::yes(
                    Some(register.area[at] * 100 >= 30 * ONE * register.households[at]),
                    true,
                )
            }),
            _ => one(texts, 1, |at| {
                Part::of(Some(register.people[order[at]] * ONE), Some(ONE), false, true)
            }),
        }
    };
    let indicators = 2 * FLAGS + 3;
    let half: Vec<Vec<Values>> = std::thread::scope(|scope| {
        let indicator = &indicator;
        let threads: Vec<_> = (0..2)
            .map(|thread| scope.spawn(move || (thread..indicators).step_by(2).map(indicator).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let mut halves = half.into_iter().map(Vec::into_iter).collect::<Vec<_>>();
    (0..indicators)
        .filter_map(|number| halves.get_mut(number % 2)?.next())
        .collect()
}

/// One indicator over every level: the value of each area, exact until it is written.
fn one(codes: &[&str], factor: u32, part: impl Fn(usize) -> Part) -> Values {
    let mut levels: [Vec<f64>; 5] = Default::default();
    let value = |tally: &Tally| tally.sums.value(factor).map_or(f64::NAN, Fraction::as_f64);
    roll_up(
        codes.len(),
        &LEVELS,
        |at| codes[at],
        part,
        |level, _, _, tally| levels[level].push(value(tally)),
    );
    Values { levels }
}
