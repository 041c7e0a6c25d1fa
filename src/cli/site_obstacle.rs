//! Why no choice of sites keeps all rules, and what would have to give.

use std::io::Write;

use super::site_table::{aligned, plain};
use super::site_words::{pick, reason, share};
use super::table::people;
use super::{Failure, Language};
use crate::domain::siting::{SitingObstacle, SitingResult};

/// Places out of reach that are listed.
const LISTED: usize = 10;

pub(super) fn nothing(
    out: &mut impl Write,
    obstacle: &SitingObstacle,
    result: &SitingResult,
    language: Language,
) -> Result<(), Failure> {
    writeln!(
        out,
        "\n{}",
        pick(
            language,
            "没有任何方案能同时满足全部条件。",
            "No choice of sites keeps all rules."
        )
    )?;
    if !obstacle.out_of_reach.is_empty() {
        let (places, all) = (obstacle.out_of_reach_places, people(obstacle.out_of_reach_people));
        writeln!(
            out,
            "{}",
            match language {
                Language::Zh => format!("{places} 处住地共 {all} 人不在任何备选点的圈内："),
                Language::En => format!("{all} people are within the circle of no site (places: {places}):"),
            }
        )?;
        let mut table = plain(&[
            pick(language, "人口", "people"),
            pick(language, "社区", "community"),
            pick(language, "经度,纬度", "lon lat"),
            pick(language, "最近地点", "nearest site"),
            pick(language, "直线（米）", "straight (m)"),
        ]);
        for one in obstacle.out_of_reach.iter().take(LISTED) {
            let nothing = || ("-".to_owned(), "-".to_owned());
            let (id, metres) = one.nearest.as_ref().map_or_else(nothing, |nearest| {
                let called = nearest.key.clone().unwrap_or_else(|| nearest.id.to_string());
                (called, format!("{:.0}", nearest.metres))
            });
            table.add_row([
                people(one.people),
                one.community.clone(),
                one.at
                    .map_or_else(|| "-".to_owned(), |at| format!("{:.5} {:.5}", at.lon, at.lat)),
                id,
                metres,
            ]);
        }
        writeln!(out, "{}", aligned(table, 4))?;
        if obstacle.out_of_reach_places > LISTED {
            writeln!(
                out,
                "{}",
                pick(language, "更多见 --format json", "more are in --format json")
            )?;
        }
    }
    if !obstacle.out_of_reach.is_empty() && !result.rejected.is_empty() {
        writeln!(out, "{}", turned_away(obstacle, language))?;
    }
    if obstacle.out_of_reach_places > 0 {
        // Rounded down: what is asked may be no more.
        let rate = obstacle.can_be_reached.0 as f64 / result.to_serve().0.max(1) as f64;
        let rate = (rate * 1e4).floor() / 1e4;
        writeln!(
            out,
            "{}",
            match language {
                Language::Zh => format!(
                    "全部备选点都建，最多也只能覆盖 {} 人（--coverage 最高 {rate}）",
                    people(obstacle.can_be_reached)
                ),
                Language::En => format!(
                    "with every candidate {} people are within reach (--coverage {rate} at most)",
                    people(obstacle.can_be_reached)
                ),
            }
        )?;
    }
    easing(out, obstacle, result, language)
}

/// Which candidates would have served them.
fn turned_away(obstacle: &SitingObstacle, language: Language) -> String {
    let reasons = obstacle.turned_away.iter();
    let reasons: Vec<String> = reasons
        .map(|(why, count)| match language {
            Language::Zh => format!("{} {count} 个", reason(*why, language)),
            Language::En => format!("{count} {}", reason(*why, language)),
        })
        .collect();
    let all: usize = obstacle.turned_away.iter().map(|(_, count)| count).sum();
    match (all, language) {
        (0, Language::Zh) => "未采用的备选点中，没有一个能服务他们".to_owned(),
        (0, Language::En) => "no candidate that was turned away would serve them".to_owned(),
        (_, Language::Zh) => format!("能服务他们的备选点中有 {all} 个未采用：{}", reasons.join("，")),
        (_, Language::En) => {
            format!(
                "candidates that would serve them and are turned away: {all} ({})",
                reasons.join(", ")
            )
        }
    }
}

/// What would make an answer possible.
fn easing(
    out: &mut impl Write,
    obstacle: &SitingObstacle,
    result: &SitingResult,
    language: Language,
) -> Result<(), Failure> {
    let mut would =
        |zh: String, en: String| writeln!(out, "{}", pick(language, &format!("- {zh}"), &format!("- {en}")));
    if let Some(sites) = obstacle.sites_needed {
        would(
            format!("至少需要 {sites} 处新设施"),
            format!("{sites} new sites would do"),
        )?;
    }
    if let Some(budget) = obstacle.budget_needed {
        would(
            format!("预算至少需要 {budget}"),
            format!("a budget of {budget} would do"),
        )?;
    }
    for rule in &obstacle.would_do_without {
        let (zh, en) = match *rule {
            "sites" if obstacle.sites_needed.is_none() => {
                ("不限新设施数量即可满足", "without the number of sites it can be done")
            }
            "budget" if obstacle.budget_needed.is_none() => ("不限预算即可满足", "without the budget it can be done"),
            "capacity" => ("不限容量即可满足", "without capacities it can be done"),
            "spacing" => ("不限间距即可满足", "without the spacing it can be done"),
            "districts" => (
                "不要求各街道（乡镇）最少数量即可满足",
                "without the minimum of each town it can be done",
            ),
            "least_people" => (
                "不要求最少服务人数即可满足",
                "without the least number of people it can be done",
            ),
            // Told by their numbers.
            _ => continue,
        };
        would(zh.to_owned(), en.to_owned())?;
    }
    if let Some(most) = obstacle.most_served {
        let of = share(most, result.people);
        would(
            format!("在其余条件下最多可覆盖 {} 人（{of}）", people(most)),
            format!(
                "at most {} people ({of}) can be served under the other rules",
                people(most)
            ),
        )?;
    }
    if let Some(capacity) = obstacle.capacity.filter(|capacity| *capacity < result.people) {
        would(
            format!(
                "全部设施容量合计 {}，少于人口 {}",
                people(capacity),
                people(result.people)
            ),
            format!(
                "all sites together hold {}, fewer than the {} people",
                people(capacity),
                people(result.people)
            ),
        )?;
    }
    Ok(())
}
