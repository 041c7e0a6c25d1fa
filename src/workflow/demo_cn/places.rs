//! Where things are in the made-up prefecture: outlines, homes, facilities.

use std::fmt::Write as _;

use super::prefecture::{Unit, YEARS, towns};
use super::rosters::homes;
use super::seeded::Seeded;
use crate::domain::category::Catalogue;

/// Outlines of a year as `GeoJSON`.
pub(super) fn outlines(units: &[Unit]) -> String {
    let features = units.iter().map(|unit| {
        let closed = unit.ring.iter().chain(unit.ring.first());
        let ring: Vec<[f64; 2]> = closed.copied().collect();
        let residents: u64 = homes(unit).iter().map(|home| home.people).sum();
        serde_json::json!({
            "type": "Feature",
            "properties": { "code": unit.code, "name": unit.name, "people": residents },
            "geometry": { "type": "Polygon", "coordinates": [ring] },
        })
    });
    serde_json::json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>() }).to_string()
}

/// A place within a unit: a mean of its corners with weights by chance.
fn within(unit: &Unit, chance: &mut Seeded) -> [f64; 2] {
    // Convex by how it is made, so every such mean lies inside; none of the weights is small, so it keeps away from the border.
    let weights: Vec<f64> = unit.ring.iter().map(|_| chance.between(20, 100) as f64).collect();
    let sum: f64 = weights.iter().sum();
    let mean = |axis: usize| {
        unit.ring
            .iter()
            .zip(&weights)
            .map(|(at, weight)| at[axis] * weight)
            .sum::<f64>()
            / sum
    };
    [mean(0), mean(1)].map(|degrees: f64| (degrees * 1e6).round() / 1e6)
}

/// Homes of a year as comma-separated text: natural villages and estates with households, people and water for fires.
pub(super) fn villages(units: &[Unit], year: u16) -> String {
    let mut text = "名称,lon,lat,parent_code,户数,人口,老年人,未成年人,残疾人,消防水源,消防管网\n".to_owned();
    for unit in units {
        for home in homes(unit) {
            let mut chance = Seeded::of(&format!("home {}", home.key));
            let [lon, lat] = within(unit, &mut chance);
            let grown = u64::from(year - YEARS[0]);
            let yes = |happens: bool| if happens { "有" } else { "无" };
            let source = yes(chance.happens(75 + 8 * grown));
            let pipes = yes(chance.happens(70 + 8 * grown));
            let part = |percent: u64| home.people * percent / 100;
            let _ = writeln!(
                text,
                "{}{},{lon},{lat},{},{},{},{},{},{},{source},{pipes}",
                unit.name,
                home.name,
                unit.code,
                home.households,
                home.people,
                part(19),
                part(17),
                part(3)
            );
        }
    }
    text
}

/// How often a community has a facility of a kind: so many of a hundred, by the kind.
fn share(category: &str, urban: bool) -> u64 {
    let mut chance = Seeded::of(&format!("share {category} {urban}"));
    if urban {
        chance.between(60, 95)
    } else {
        chance.between(35, 80)
    }
}

/// Facilities of a year as comma-separated text. `own` are categories of communities, `of_towns` of towns.
pub(super) fn facilities(
    units: &[Unit],
    year: u16,
    own: &[String],
    of_towns: &[String],
    catalogue: &Catalogue,
) -> String {
    let mut text = "名称,类别,lon,lat,host_code,建设状态,建筑面积,开放时间,对外开放\n".to_owned();
    let name = |category: &str| {
        let found = catalogue.categories.iter().find(|own| own.key == category);
        let zh = found.map_or(category, |own| own.zh.as_str());
        zh.split(['/', '（', '(']).next().unwrap_or(zh).trim().to_owned()
    };
    let mut line = |called: &str, categories: &[&str], at: [f64; 2], host: &str, state: &str, chance: &mut Seeded| {
        let hours = if chance.happens(80) {
            "Mo-Fr 08:30-17:30"
        } else {
            "Mo-Fr 09:00-16:00"
        };
        let open = if chance.happens(70) { "是" } else { "否" };
        let area = 80 + 20 * chance.between(0, 20);
        let [lon, lat] = at;
        let _ = writeln!(
            text,
            "{called},{},{lon},{lat},{host},{state},{area},{hours},{open}",
            categories.join(";")
        );
    };
    for unit in units {
        let called = unit.name.replace("（虚构）", "");
        let mut chance = Seeded::of(&format!("station {}", unit.seeds[0]));
        let at = within(unit, &mut chance);
        let station = if unit.urban {
            "community_service_station"
        } else {
            "rural_comprehensive_station"
        };
        let opened = YEARS[0] - 1 + u16::try_from(chance.between(0, 4)).unwrap_or(0);
        let mut together = vec![station];
        for category in [
            "volunteer_station",
            "social_work_room",
            "police_room",
            "culture_station",
        ] {
            if chance.happens(70) {
                together.push(category);
            }
        }
        // The eastern half of a split community has to build one of its own.
        if unit.part == Some(1) || opened > year {
            line(
                &format!("{called}备选用房"),
                &[station],
                at,
                &unit.code,
                "备选",
                &mut chance,
            );
        } else {
            line(
                &format!("{called}服务站"),
                &together,
                at,
                &unit.code,
                "现状",
                &mut chance,
            );
        }
        for category in own
            .iter()
            .filter(|own| !together.contains(&own.as_str()) && own.as_str() != station)
        {
            let mut chance = Seeded::of(&format!("{category} {}", unit.seeds[0]));
            let opened = YEARS[0] + u16::try_from(chance.between(0, 4)).unwrap_or(0).saturating_sub(2);
            if chance.happens(share(category, unit.urban)) && opened <= year && unit.part != Some(1) {
                let at = within(unit, &mut chance);
                let called = format!("{called}{}", name(category));
                line(&called, &[category], at, &unit.code, "现状", &mut chance);
            }
        }
    }
    for (code, town) in towns() {
        let Some(seat) = units.iter().find(|unit| unit.code[..9] == code[..9]) else {
            continue;
        };
        for category in of_towns {
            let mut chance = Seeded::of(&format!("{category} {code}"));
            if chance.happens(70 + 10 * u64::from(year - YEARS[0])) {
                let at = within(seat, &mut chance);
                let called = format!("{}{}", town.replace("（虚构）", ""), name(category));
                line(&called, &[category], at, &code, "现状", &mut chance);
            }
        }
    }
    text
}
