//! What the made-up registers say: every figure that a plan may ask for, for each community and each year.

use super::prefecture::{PREFECTURE, PROVINCE, Unit, YEARS, counties, towns};
use super::seeded::Seeded;
use crate::domain::plan::{FunctionList, InputKind, Inputs};

/// The columns that every register has.
const HEAD: [&str; 8] = [
    "code",
    "名称",
    "委员会类型",
    "户数",
    "常住人口",
    "老年人",
    "未成年人",
    "残疾人",
];

/// Natural villages or housing estates of a community: name, households, people.
pub(super) struct Home {
    /// Its own among all of the prefecture.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) households: u64,
    pub(super) people: u64,
}

/// Where people live in a community. A half of a split one has its half of the homes, a merged one those of both.
pub(super) fn homes(unit: &Unit) -> Vec<Home> {
    let mut all = Vec::new();
    for seed in &unit.seeds {
        let mut chance = Seeded::of(&format!("homes {seed}"));
        let count = if unit.urban { 4 } else { chance.between(2, 5) };
        for at in 0..count {
            let households = if unit.urban {
                chance.between(150, 600)
            } else {
                chance.between(30, 220)
            };
            let people = households * chance.between(24, 33) / 10;
            if unit.part.is_none_or(|part| at % 2 == part as u64) {
                let kind = if unit.urban { "小区" } else { "组" };
                all.push(Home {
                    key: format!("{seed} {at}"),
                    name: format!("{}{kind}", ["一", "二", "三", "四", "五"][at as usize % 5]),
                    households,
                    people,
                });
            }
        }
    }
    all
}

/// How many of a thing in a community.
struct People {
    households: u64,
    residents: u64,
    workers: u64,
    /// Square metres of service facilities for a hundred households.
    area_percent: u64,
}

/// The register of a year as comma-separated text.
pub(super) fn register(units: &[Unit], year: u16, inputs: &Inputs, lists: &[(&str, &FunctionList)]) -> String {
    let columns: Vec<(&str, &str, InputKind)> = inputs
        .iter()
        .filter(|input| {
            let is_figure = matches!(
                input.kind,
                InputKind::Count | InputKind::Area | InputKind::Money | InputKind::Flag | InputKind::Words
            );
            is_figure && !HEAD.contains(&input.zh.as_str())
        })
        .map(|input| (input.key.as_str(), input.zh.as_str(), input.kind))
        .collect();
    let mut text = HEAD.join(",");
    for (_, name, _) in &columns {
        text.push(',');
        text.push_str(name);
    }
    text.push('\n');
    let mut line = |code: &str, name: &str, own: [String; 6], figure: &dyn Fn(&str, InputKind) -> String| {
        let figures = columns.iter().map(|(key, _, kind)| figure(key, *kind));
        let cells: Vec<String> = [code.to_owned(), name.to_owned()]
            .into_iter()
            .chain(own)
            .chain(figures)
            .collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    };
    let nothing = || [const { String::new() }; 6];
    line(PROVINCE.0, PROVINCE.1, nothing(), &|_, _| String::new());
    line(PREFECTURE.0, PREFECTURE.1, nothing(), &|_, _| String::new());
    for (code, name) in counties() {
        // Residents of towns are counted by the county alone.
        let own = units.iter().filter(|unit| unit.code[..6] == code[..6] && unit.urban);
        let residents: u64 = own.flat_map(homes).map(|home| home.people).sum();
        line(&code, name, nothing(), &|key, _| match key {
            "urban_population" => (residents * 12 / 10).to_string(),
            _ => String::new(),
        });
    }
    for (code, name) in towns() {
        line(&code, name, nothing(), &|key, kind| match (key, kind) {
            ("centre_functions", _) => words(&code, key, year, lists),
            _ => String::new(),
        });
    }
    for unit in units {
        let homes = homes(unit);
        let residents: u64 = homes.iter().map(|home| home.people).sum();
        let households: u64 = homes.iter().map(|home| home.households).sum();
        let mut chance = Seeded::of(&format!("workers {} {year}", unit.seeds[0]));
        let grown = u64::from(year - YEARS[0]);
        let people = People {
            households,
            residents,
            workers: residents / 1400 + chance.between(1, 2) + grown / 2,
            area_percent: Seeded::of(&format!("area {}", unit.seeds[0])).between(22, 40),
        };
        let own = [
            if unit.urban { "居委会" } else { "村委会" }.to_owned(),
            households.to_string(),
            residents.to_string(),
            (residents * 19 / 100).to_string(),
            (residents * 17 / 100).to_string(),
            (residents * 3 / 100).to_string(),
        ];
        line(&unit.code, &unit.name, own, &|key, kind| {
            cell(unit, key, kind, year, &people, lists)
        });
    }
    text
}

/// One figure of one community.
fn cell(
    unit: &Unit,
    key: &str,
    kind: InputKind,
    year: u16,
    people: &People,
    lists: &[(&str, &FunctionList)],
) -> String {
    let grown = u64::from(year - YEARS[0]);
    // What a community has does not change by chance from year to year: it grows.
    let mut chance = Seeded::of(&format!("{key} {}", unit.seeds[0]));
    match kind {
        InputKind::Flag => {
            let percent = match key {
                "resettlement" | "new_build" | "poverty_exit" => 12,
                "old_neighbourhoods" | "idle_assets" => 25,
                "disaster_reduction_demo" | "ethnic_unity_demo" => 15 + 5 * grown,
                _ => 78 + 8 * grown,
            };
            if chance.happens(percent) { "是" } else { "否" }.to_owned()
        }
        InputKind::Words => {
            if key == "centre_functions" {
                String::new()
            } else {
                words(&unit.seeds[0], key, year, lists)
            }
        }
        _ => number(key, &mut chance, grown, people).map_or(String::new(), |number| number.to_string()),
    }
}

fn number(key: &str, chance: &mut Seeded, grown: u64, people: &People) -> Option<u64> {
    let (residents, households, workers) = (people.residents, people.households, people.workers);
    let facility_area = (households * people.area_percent / 100) + 12 * grown;
    let total = residents * 38;
    let elderly_special = residents / 90 + 1;
    Some(match key {
        // The county says it.
        "urban_population" => return None,
        "usual_population_served" => residents * chance.between(90, 100) / 100,
        "elderly_at_home" => residents * 18 / 100,
        "elderly_served" => residents * 18 * (80 + 5 * grown) / 10_000,
        "elderly_special" => elderly_special,
        "elderly_visited" => elderly_special.saturating_sub(chance.between(0, 2)),
        "community_workers" => workers,
        "workers_trained" => workers.saturating_sub(chance.between(0, 1)),
        "workers_trained_in_period" => workers - u64::from(chance.happens(20)),
        "social_workers" => chance.between(0, 2) + grown.min(1),
        "registered_volunteers" => residents * (9 + 2 * grown + chance.between(0, 2)) / 100,
        "social_organisations" => chance.between(2, 12) + grown,
        "facility_area" => facility_area,
        "activity_area" => facility_area * chance.between(50, 75) / 100,
        "office_area" => facility_area * 15 / 100,
        "commercial_area" => total * chance.between(5, 9) / 100,
        "service_area" => total * chance.between(2, 5) / 100,
        "total_floor_area" => total,
        "worker_allowance" => 2000 + 50 * chance.between(0, 10),
        "worker_pay" => 3600 + 50 * chance.between(0, 20) + 150 * grown,
        "local_average_wage" => 4200,
        "grids" => residents / 900 + 1,
        "grid_workers" => residents / 900 + chance.between(0, 1) + 1,
        _ => chance.between(0, 1) + u64::from(chance.happens(70)),
    })
}

/// The words of a list that a place has: most of them.
fn words(place: &str, key: &str, year: u16, lists: &[(&str, &FunctionList)]) -> String {
    let list = key.strip_suffix("_functions").unwrap_or(key);
    let mut chance = Seeded::of(&format!("{key} {place}"));
    let items = lists
        .iter()
        .filter(|(name, _)| *name == list)
        .flat_map(|(_, list)| &list.items);
    let mut own: Vec<&str> = Vec::new();
    for item in items {
        if chance.happens(86 + 4 * u64::from(year - YEARS[0])) && !own.contains(&item.as_str()) {
            own.push(item);
        }
    }
    own.join(";")
}
