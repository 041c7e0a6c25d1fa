//! Siting in words: models, places, reasons, and the bound in plain ones.

use super::Language;
use crate::domain::siting::{PlannedSite, Rejection, SiteAct, SiteFrom, SitePlan, SitingResult, SitingUnit};
use crate::units::Persons;

pub(super) fn pick(language: Language, zh: &str, en: &str) -> String {
    match language {
        Language::Zh => zh.to_owned(),
        Language::En => en.to_owned(),
    }
}

pub(super) fn meaning(model: &str, language: Language) -> String {
    match model {
        "lscp" => pick(
            language,
            "覆盖全部人口，设施最少（LSCP）",
            "the fewest sites that serve everybody (LSCP)",
        ),
        "mclp" => pick(
            language,
            "设施数量一定，覆盖人口最多（MCLP）",
            "the most people served (MCLP)",
        ),
        "p-median" => pick(
            language,
            "总出行距离最短（p-中位）",
            "the shortest ways in sum (p-median)",
        ),
        "p-center" => pick(
            language,
            "最远距离最短（p-中心）",
            "the shortest longest way (p-center)",
        ),
        "backup" => pick(
            language,
            "覆盖全部人口，尽可能双重覆盖",
            "everybody served, as many as can be twice (backup cover)",
        ),
        _ => pick(
            language,
            "达到覆盖率，设施最少（半径 + 覆盖率 + 容量）",
            "the fewest sites for a share of the people (radius, covering rate, capacity)",
        ),
    }
}

pub(super) fn candidates(result: &SitingResult, language: Language) -> String {
    let from: Vec<String> = result
        .candidates
        .iter()
        .map(|(from, count)| format!("{} {count}", source(*from, language)))
        .collect();
    let mut why: std::collections::BTreeMap<Rejection, usize> = std::collections::BTreeMap::new();
    for place in &result.rejected {
        *why.entry(place.why).or_default() += 1;
    }
    let turned: Vec<String> = why
        .iter()
        .map(|(why, count)| format!("{} {count}", reason(*why, language)))
        .collect();
    let from = if from.is_empty() {
        pick(language, "无", "none")
    } else {
        from.join(", ")
    };
    match (language, turned.is_empty()) {
        (Language::Zh, true) => format!("备选点：{from}"),
        (Language::Zh, false) => format!("备选点：{from}；未采用：{}", turned.join("，")),
        (Language::En, true) => format!("candidates: {from}"),
        (Language::En, false) => format!("candidates: {from}; turned away: {}", turned.join(", ")),
    }
}

pub(super) fn source(from: SiteFrom, language: Language) -> String {
    match from {
        SiteFrom::Standing => pick(language, "现状", "standing"),
        SiteFrom::Workspace => pick(language, "备选或规划设施", "of the workspace"),
        SiteFrom::Community => pick(language, "社区中心", "middle of a community"),
        SiteFrom::Corner => pick(language, "街角", "street corner"),
        SiteFrom::Grid => pick(language, "网格点", "grid point"),
        SiteFrom::Other => pick(language, "既有其他用房或闲置资产", "at another facility"),
        SiteFrom::Lease => pick(language, "租用的用房", "rented at another facility"),
        SiteFrom::Parcel => pick(language, "地块", "plot"),
        SiteFrom::Mobile => pick(language, "流动服务停靠点", "stop of a round"),
        SiteFrom::Expansion => pick(language, "扩建", "more room"),
    }
}

pub(super) fn reason(why: Rejection, language: Language) -> String {
    match why {
        Rejection::NotAllowed => pick(language, "禁建区内", "where nothing may be built"),
        Rejection::NobodyNear => pick(language, "圈内无人", "nobody near"),
        Rejection::NoStreet => pick(language, "附近无道路", "no street near"),
        Rejection::Outside => pick(language, "在社区范围以外", "outside every community"),
        Rejection::Excluded => pick(language, "已排除", "left out"),
        Rejection::TooNear => pick(language, "距现有设施过近", "too near to a site that stays"),
        Rejection::NothingBeside => pick(language, "旁边无所需设施", "nothing beside"),
        Rejection::TooSteep => pick(language, "地面过陡", "too steep"),
        Rejection::TooSmall => pick(language, "地块过小", "plot too small"),
    }
}

pub(super) fn act(site: &PlannedSite, language: Language) -> String {
    match site.act {
        SiteAct::Opens if site.from == SiteFrom::Expansion => pick(language, "扩建", "enlarged"),
        SiteAct::Opens if site.from == SiteFrom::Lease => pick(language, "租用", "rents there"),
        SiteAct::Opens if site.from == SiteFrom::Mobile => pick(language, "停靠", "stops"),
        SiteAct::Opens if site.from == SiteFrom::Other => pick(language, "设于既有用房", "opens there"),
        SiteAct::Opens => pick(language, "新建", "opens"),
        SiteAct::Closes => pick(language, "撤并", "closes"),
        SiteAct::Stays => pick(language, "保留", "stays"),
    }
}

/// The bound in plain words.
pub(super) fn quality(plan: &SitePlan, result: &SitingResult, language: Language) -> String {
    let of = &plan.quality;
    let unit = unit(result.unit, language);
    // Rounded up: a little more is never called nothing.
    let percent = of.gap.map_or(f64::INFINITY, |gap| (gap * 10_000.0).ceil() / 100.0);
    let proven = match (of.proven, language) {
        (Some(proven), Language::Zh) => format!("；独立复核的界：{} {unit}", number(proven)),
        (Some(proven), Language::En) => format!("; the bound counted apart from the solver: {} {unit}", number(proven)),
        (None, _) => String::new(),
    };
    let value = number(of.value);
    let words = match (of.status, result.is_most, language) {
        (_, _, Language::Zh) if of.bound.is_none() => format!("目标值 {value} {unit}：离最优多远尚不知道"),
        (_, _, Language::En) if of.bound.is_none() => format!("{value} {unit}: how far from the best is not known"),
        ("optimal", _, Language::Zh) => format!("目标值 {value} {unit}：已证明最优，任何其他方案都不会更好"),
        ("optimal", _, Language::En) => format!("{value} {unit}: proven best, no other choice is better"),
        (_, true, Language::Zh) => format!("目标值 {value} {unit}：任何方案至多再多 {percent:.2} %"),
        (_, true, Language::En) => format!("{value} {unit}: no choice serves more than {percent:.2} % more"),
        (_, false, Language::Zh) => format!("目标值 {value} {unit}：任何方案至多再少 {percent:.2} %"),
        (_, false, Language::En) => format!("{value} {unit}: no choice needs less by more than {percent:.2} %"),
    };
    let stopped = match of.stopped_by {
        Some("time") => pick(
            language,
            "（搜索到达时间上限，见 --seconds）",
            " (the search came to the end of its --seconds)",
        ),
        Some("memory") => pick(
            language,
            "（模型超过内存上限，未做精确搜索，见 --memory）",
            " (the model takes more than --memory allows: nothing was searched exactly)",
        ),
        Some(_) => pick(
            language,
            "（搜索到达步数上限）",
            " (the search came to the end of its steps)",
        ),
        None => String::new(),
    };
    format!("{words}{stopped}{proven}")
}

fn unit(unit: SitingUnit, language: Language) -> String {
    match unit {
        SitingUnit::People => pick(language, "人", "people"),
        SitingUnit::PeopleServices => pick(language, "人·项", "people, once for each service"),
        SitingUnit::WeightedPeople => pick(language, "加权人", "weighted people"),
        SitingUnit::Sites => pick(language, "处", "sites"),
        SitingUnit::Cost => pick(language, "（费用）", "(cost)"),
        SitingUnit::PersonMetres => pick(language, "人·米", "person metres"),
        SitingUnit::PersonSeconds => pick(language, "人·秒", "person seconds"),
        SitingUnit::Metres => pick(language, "米", "m"),
        SitingUnit::Seconds => pick(language, "秒", "s"),
    }
}

/// The services asked for, by name.
pub(super) fn services(result: &SitingResult, language: Language) -> String {
    let names = result
        .services
        .iter()
        .map(|service| pick(language, &service.zh, &service.en));
    names.collect::<Vec<_>>().join(&pick(language, "、", ", "))
}

pub(super) fn share(part: Persons, all: Persons) -> String {
    if all.0 == 0 {
        return "-".to_owned();
    }
    format!("{:.1} %", part.0 as f64 / all.0 as f64 * 100.0)
}

pub(super) fn number(value: f64) -> String {
    if value.fract().abs() < 1e-9 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}
