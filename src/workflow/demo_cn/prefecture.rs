//! A prefecture that does not exist: its counties, towns and communities, and what became of them over three years.

use super::seeded::Seeded;

/// Its code: no province has the number 99.
pub(super) const PREFECTURE: (&str, &str) = ("990100000000", "云溪州（虚构）");
/// Its province.
pub(super) const PROVINCE: (&str, &str) = ("990000000000", "示范省（虚构）");
/// The years of its registers; each is as of its last day.
pub(super) const YEARS: [u16; 3] = [2023, 2024, 2025];

const COUNTIES: [&str; 2] = ["青禾市（虚构）", "白石县（虚构）"];
/// The first town of a county is a sub-district.
const TOWNS: [[&str; 4]; 2] = [
    ["临溪街道（虚构）", "竹园镇（虚构）", "柳湾镇（虚构）", "松岭乡（虚构）"],
    ["石桥街道（虚构）", "枫林镇（虚构）", "杏坪乡（虚构）", "麦田乡（虚构）"],
];
const NAMES: [&str; 18] = [
    "清泉", "桃源", "东风", "新河", "大树", "向阳", "小桥", "荷塘", "凤山", "龙潭", "白云", "红岩", "金沙", "银杏",
    "长坪", "双井", "石头", "马店",
];

/// Communities a side of a town.
const SIDE: usize = 3;
/// Degrees of a community's side, east and north: some 1.3 km each.
const STEP: [f64; 2] = [0.015, 0.012];
/// South-west corner: ground on which nobody lives.
const CORNER: [f64; 2] = [90.0, 40.2];

/// A community in one year.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// Twelve digits.
    pub(super) code: String,
    pub(super) name: String,
    /// Governed by a residents' committee.
    pub(super) urban: bool,
    /// Its outline, counter-clockwise, not closed, in degrees.
    pub(super) ring: Vec<[f64; 2]>,
    /// The numbers of its first year's codes: what stands in it goes with it.
    pub(super) seeds: Vec<String>,
    /// Which part of its first community's houses it has: 0 or 1 of 2, where that was split.
    pub(super) part: Option<usize>,
}

/// What became of a code.
pub(super) struct Succession {
    pub(super) old: String,
    pub(super) new: String,
    pub(super) change: &'static str,
    pub(super) date: &'static str,
}

/// The counties with their codes.
pub(super) fn counties() -> Vec<(String, &'static str)> {
    let codes = COUNTIES.iter().enumerate();
    codes
        .map(|(at, name)| (format!("9901{:02}000000", at + 1), *name))
        .collect()
}

/// The towns with their codes.
pub(super) fn towns() -> Vec<(String, &'static str)> {
    let mut all = Vec::new();
    for (county, names) in TOWNS.iter().enumerate() {
        for (town, name) in names.iter().enumerate() {
            all.push((town_code(county, town), *name));
        }
    }
    all
}

fn town_code(county: usize, town: usize) -> String {
    let number = if town == 0 { 1 } else { 100 + town };
    format!("9901{:02}{number:03}000", county + 1)
}

/// A corner of the grid, moved a little, the same for all who share it.
fn corner(column: usize, row: usize) -> [f64; 2] {
    let mut chance = Seeded::of(&format!("corner {column} {row}"));
    let (east, north) = (chance.shake() * 0.2, chance.shake() * 0.2);
    let at = |corner: f64, step: f64, number: usize, shake: f64| {
        let degrees = corner + step * (number as f64 + shake);
        (degrees * 1e6).round() / 1e6
    };
    [at(CORNER[0], STEP[0], column, east), at(CORNER[1], STEP[1], row, north)]
}

/// The communities of a year, by code.
pub(super) fn communities(year: u16) -> Vec<Unit> {
    let mut all = first_year();
    if year >= 2024 {
        merge(&mut all, "990102102204", "990102102205", "990102102210");
        split(&mut all, "990101001001", ["990101001010", "990101001011"]);
    }
    if year >= 2025 {
        for unit in &mut all {
            if unit.code == "990101101203" {
                "990101101010".clone_into(&mut unit.code);
                unit.name = unit.name.replace('村', "社区");
                unit.urban = true;
            }
            if unit.code == "990102101002" {
                "新枫社区（虚构）".clone_into(&mut unit.name);
            }
        }
    }
    all.sort_by(|a, b| a.code.cmp(&b.code));
    all
}

/// What became of codes between the years.
pub(super) fn successions() -> Vec<Succession> {
    let row = |old: &str, new: &str, change, date| Succession {
        old: old.to_owned(),
        new: new.to_owned(),
        change,
        date,
    };
    vec![
        row("990102102204", "990102102210", "合并", "2024-04-01"),
        row("990102102205", "990102102210", "合并", "2024-04-01"),
        row("990101001001", "990101001010", "拆分", "2024-07-01"),
        row("990101001001", "990101001011", "拆分", "2024-07-01"),
        row("990101101203", "990101101010", "村改居", "2025-03-01"),
        row("990102101002", "990102101002", "更名", "2025-09-01"),
    ]
}

fn first_year() -> Vec<Unit> {
    let mut all = Vec::new();
    for (county, names) in TOWNS.iter().enumerate() {
        for town in 0..names.len() {
            for place in 0..SIDE * SIDE {
                all.push(of_first_year(county, town, place));
            }
        }
    }
    all
}

fn of_first_year(county: usize, town: usize, place: usize) -> Unit {
    let (column, row) = (town * SIDE + place % SIDE, county * SIDE + place / SIDE);
    // A sub-district is all urban, the seat of another town has two urban communities, a plain township none.
    let urban = match town {
        0 => true,
        1 | 2 => place < 2,
        _ => false,
    };
    let number = if urban { 1 + place } else { 201 + place };
    let name = NAMES[(place + 7 * town + 5 * county) % NAMES.len()];
    let kind = if urban { "社区" } else { "村" };
    let code = format!("{}{number:03}", &town_code(county, town)[..9]);
    Unit {
        name: format!("{name}{kind}（虚构）"),
        urban,
        ring: vec![
            corner(column, row),
            corner(column + 1, row),
            corner(column + 1, row + 1),
            corner(column, row + 1),
        ],
        seeds: vec![code.clone()],
        part: None,
        code,
    }
}

/// Two neighbours in one row become one, the western one first.
fn merge(all: &mut Vec<Unit>, west: &str, east: &str, new: &str) {
    let take = |all: &mut Vec<Unit>, code: &str| {
        let at = all.iter().position(|unit| unit.code == code)?;
        Some(all.remove(at))
    };
    if let (Some(west), Some(east)) = (take(all, west), take(all, east)) {
        let (a, b) = (&west.ring, &east.ring);
        all.push(Unit {
            code: new.to_owned(),
            ring: vec![a[0], a[1], b[1], b[2], a[2], a[3]],
            seeds: [west.seeds, east.seeds].concat(),
            ..west
        });
    }
}

/// One becomes two, parted from south to north.
fn split(all: &mut Vec<Unit>, old: &str, new: [&str; 2]) {
    let Some(at) = all.iter().position(|unit| unit.code == old) else {
        return;
    };
    let whole = all.remove(at);
    let ring = &whole.ring;
    let middle = |a: [f64; 2], b: [f64; 2]| [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])];
    let (south, north) = (middle(ring[0], ring[1]), middle(ring[3], ring[2]));
    let rings = [
        vec![ring[0], south, north, ring[3]],
        vec![south, ring[1], ring[2], north],
    ];
    for (part, (ring, code)) in rings.into_iter().zip(new).enumerate() {
        all.push(Unit {
            code: code.to_owned(),
            name: whole.name.replace("社区", ["西社区", "东社区"][part]),
            urban: true,
            ring,
            seeds: whole.seeds.clone(),
            part: Some(part),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_years_have_72_72_and_72_communities_and_every_code_that_goes_is_followed() {
        let codes = |year| communities(year).into_iter().map(|unit| unit.code).collect::<Vec<_>>();
        // Two became one and one became two.
        assert_eq!(YEARS.map(|year| codes(year).len()), [72, 72, 72]);
        for pair in YEARS.windows(2) {
            let (before, after) = (codes(pair[0]), codes(pair[1]));
            let gone = before.iter().filter(|code| !after.contains(code));
            for code in gone {
                assert!(
                    successions()
                        .iter()
                        .any(|row| row.old == *code && after.contains(&row.new)),
                    "{code}"
                );
            }
        }
        assert_eq!(communities(2023).iter().filter(|unit| unit.urban).count(), 26);
    }
}
