//! Siting as a table for eyes.

use std::collections::BTreeSet;
use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};

use super::site_obstacle::nothing;
use super::site_words::{act, candidates, meaning, pick, quality, services, share, source};
use super::table::{measured, people};
use super::{Failure, Language};
use crate::domain::siting::{Housed, Housing, PhasePlan, PlannedSite, SiteAct, SitePlan, SitingFound, SitingResult};
use crate::units::Persons;

pub(super) fn table(out: &mut impl Write, result: &SitingResult, language: Language) -> Result<(), Failure> {
    head(out, result, language)?;
    match &result.found {
        SitingFound::Plan {
            plans,
            curve,
            knee,
            phases,
        } => {
            for (number, plan) in (1..).zip(plans) {
                if plans.len() > 1 {
                    writeln!(out, "\n{} {number}", pick(language, "方案", "plan"))?;
                }
                sites(out, plan, result, language)?;
            }
            if plans.len() > 1 {
                differing(out, plans, language)?;
            }
            if !curve.is_empty() {
                writeln!(out, "\n{}", pick(language, "新增设施与覆盖人口", "sites and people"))?;
                let mut table = plain(&[
                    pick(language, "新增", "new"),
                    pick(language, "覆盖人口", "people"),
                    pick(language, "占比", "share"),
                    pick(language, "增加", "more"),
                ]);
                let mut before: Option<Persons> = None;
                for point in curve {
                    let more = before.map_or(String::new(), |before| people(Persons(point.served.0 - before.0)));
                    let mark = if Some(point.sites) == *knee { "*" } else { "" };
                    table.add_row([
                        format!("{}{mark}", point.sites),
                        people(point.served),
                        share(point.served, result.to_serve()),
                        more,
                    ]);
                    before = Some(point.served);
                }
                writeln!(out, "{}", aligned(table, 0))?;
                if knee.is_some() {
                    writeln!(
                        out,
                        "{}",
                        pick(
                            language,
                            "* 此后每增加一处，新增人口明显减少",
                            "* after this many, one more brings clearly fewer"
                        )
                    )?;
                }
            }
            if !phases.is_empty() {
                phased(out, phases, result, language)?;
            }
            Ok(())
        }
        SitingFound::Nothing(obstacle) => nothing(out, obstacle, result, language),
    }
}

/// What was asked, of whom, and from which candidates.
fn head(out: &mut impl Write, result: &SitingResult, language: Language) -> Result<(), Failure> {
    let circle = &result.circle;
    writeln!(
        out,
        "{}: {} ({} v{})\n{}\n{}",
        services(result, language),
        pick(language, &circle.zh, &circle.en),
        circle.id,
        circle.version,
        meaning(result.model, language),
        measured(circle, result.method, language)
    )?;
    let all = people(result.people);
    for service in &result.services {
        let (today, of) = (people(service.served_today), share(service.served_today, result.people));
        // One service needs no name.
        let (zh, en) = match result.services.len() {
            1 => (String::new(), String::new()),
            _ => (format!("{}：", service.zh), format!("{}: ", service.en)),
        };
        let line = match language {
            Language::Zh => format!("{zh}人口 {all}，现状已覆盖 {today}（{of}）"),
            Language::En => format!("{en}{all} people, {today} of them served today ({of})"),
        };
        writeln!(out, "{line}")?;
    }
    if result.services.len() > 1 {
        let line = match result.houses {
            Housing::One => pick(language, "每处新设施承担其中一项", "each new site houses one of them"),
            Housing::Rooms => pick(
                language,
                "每处新设施设其中若干项的用房；人口按项各计一次",
                "each new site has rooms for some of them; people count once for each",
            ),
            Housing::All => pick(
                language,
                "每处新设施承担全部各项（一室多用）；人口按项各计一次",
                "each new site houses all of them; people count once for each",
            ),
        };
        writeln!(out, "{line}")?;
    }
    if result.unknown.0 > 0 {
        let unknown = people(result.unknown);
        writeln!(
            out,
            "{}",
            match language {
                Language::Zh => format!("另有 {unknown} 人附近无道路数据，未评估，不计入以下数字"),
                Language::En =>
                    format!("{unknown} more people live where no street is known: not assessed, and in no figure below"),
            }
        )?;
    }
    writeln!(out, "{}", candidates(result, language))?;
    Ok(())
}

/// The sites that change, how many stay, and how good the plan is.
fn sites(out: &mut impl Write, plan: &SitePlan, result: &SitingResult, language: Language) -> Result<(), Failure> {
    let word = |zh: &str, en: &str| pick(language, zh, en);
    let capacitated = plan.sites.iter().any(|site| site.capacity.is_some());
    let by_time = matches!(result.method, crate::domain::assessment::Method::Streets) && result.circle.metres.is_none();
    let mut header = vec![
        word("处理", "what"),
        word("编号", "id"),
        word("名称", "name"),
        word("社区", "community"),
        word("经度,纬度", "lon lat"),
        word("服务人口", "people"),
        word("新覆盖", "newly"),
    ];
    header.push(if by_time {
        word("最远（分钟）", "longest (min)")
    } else {
        word("最远（米）", "longest (m)")
    });
    if capacitated {
        header.push(word("容量", "capacity"));
    }
    let several = result.services.len() > 1;
    if several {
        header.push(word("其中", "for"));
    }
    let mut table = plain(&header);
    for site in plan.sites.iter().filter(|site| site.act != SiteAct::Stays) {
        let longest = site.longest.map_or_else(
            || "-".to_owned(),
            |way| {
                if by_time {
                    format!("{:.1}", way as f64 / 60_000.0)
                } else {
                    format!("{:.0}", way as f64 / 1000.0)
                }
            },
        );
        let name = if site.name.is_empty() {
            source(site.from, language)
        } else {
            site.name.clone()
        };
        let mut row = vec![
            act(site, language),
            site.called(),
            name,
            site.community.clone().unwrap_or_default(),
            format!("{:.5} {:.5}", site.at.lon, site.at.lat),
            people(site.people),
            people(site.newly),
            longest,
        ];
        if capacitated {
            row.push(site.capacity.map_or_else(|| "-".to_owned(), people));
        }
        if several {
            row.push(housed(&site.houses, result, language));
        }
        table.add_row(row);
    }
    writeln!(out, "{}", aligned(table, 4))?;
    let count = |act: SiteAct| plan.sites.iter().filter(|site| site.act == act).count();
    let (stay, opens, closes) = (count(SiteAct::Stays), count(SiteAct::Opens), count(SiteAct::Closes));
    if closes > 0 {
        // More may be new than was asked for, where sites that stand make room for them.
        let net = opens.abs_diff(closes);
        let (zh, en) = if opens >= closes {
            ("增", "more")
        } else {
            ("减", "fewer")
        };
        writeln!(
            out,
            "{}",
            match language {
                Language::Zh => format!("新建 {opens} 处，关闭现状设施 {closes} 处：净{zh} {net} 处"),
                Language::En => format!("{opens} open and {closes} that stand close: {net} {en} than today"),
            }
        )?;
    }
    let (served, newly) = (people(plan.served), people(plan.newly));
    let of = share(plan.served, result.to_serve());
    writeln!(
        out,
        "{}",
        match language {
            Language::Zh =>
                format!("圈内有人的现状设施保留 {stay} 处；共覆盖 {served} 人（{of}），其中新覆盖 {newly} 人"),
            Language::En => format!(
                "{stay} standing sites with people in their circle stay; {served} people served in all ({of}), {newly} of them newly"
            ),
        }
    )?;
    if several {
        writeln!(out, "{}", housed(&plan.housed, result, language))?;
    }
    floors(out, plan, language)?;
    rounds(out, plan, result, language)?;
    writeln!(out, "{}", quality(plan, result, language))?;
    Ok(())
}

/// What floor area the new sites need.
fn floors(out: &mut impl Write, plan: &SitePlan, language: Language) -> Result<(), Failure> {
    let floor: Option<f64> = plan
        .sites
        .iter()
        .filter(|site| site.act == SiteAct::Opens)
        .map(|site| site.floor_area_m2)
        .sum();
    if let Some(floor) = floor.filter(|floor| *floor > 0.0) {
        writeln!(
            out,
            "{}",
            match language {
                Language::Zh => format!("按每百户 30 平方米，新建处所需建筑面积合计 {floor:.0} 平方米"),
                Language::En =>
                    format!("at 30 m² for each hundred households the new sites need {floor:.0} m² together"),
            }
        )?;
    }
    Ok(())
}

/// What the rounds of mobile services do.
fn rounds(out: &mut impl Write, plan: &SitePlan, result: &SitingResult, language: Language) -> Result<(), Failure> {
    for rounds in &plan.rounds {
        let town = rounds.town.clone().unwrap_or_default();
        let service = rounds.service.map(|which| &result.services[which]);
        let of = service.map_or_else(String::new, |of| pick(language, &of.zh, &of.en));
        let (people, newly) = (people(rounds.people), people(rounds.newly));
        let (stops, cost, rounds) = (rounds.stops, rounds.cost, rounds.rounds);
        let line = match language {
            Language::Zh => format!(
                "流动服务 {town} {of}：{rounds} 趟，停靠 {stops} 处，服务 {people} 人，其中新覆盖 {newly} 人，费用 {cost}"
            ),
            Language::En => format!(
                "mobile service {town} {of}: {stops} stops in {rounds} {}, {people} people, {newly} of them newly, cost {cost}",
                if rounds == 1 { "round" } else { "rounds" }
            ),
        };
        writeln!(
            out,
            "{}",
            line.replace("  ", " ").replace(" ：", "：").replace(" :", ":")
        )?;
    }
    Ok(())
}

/// People with each service.
fn housed(housed: &[Housed], result: &SitingResult, language: Language) -> String {
    let each = housed.iter().map(|of| {
        let service = &result.services[of.service];
        format!("{} {}", pick(language, &service.zh, &service.en), people(of.people))
    });
    each.collect::<Vec<_>>().join(&pick(language, "，", ", "))
}

/// How the plans differ: what each opens or gives up that not all do.
fn differing(out: &mut impl Write, plans: &[SitePlan], language: Language) -> Result<(), Failure> {
    let changes = |plan: &SitePlan| -> BTreeSet<(SiteAct, String)> {
        let sites = plan.sites.iter().filter(|site| site.act != SiteAct::Stays);
        let called = |site: &PlannedSite| {
            let called = format!("{} {}", site.called(), site.name).trim_end().to_owned();
            // What is given up is told from what is opened.
            match site.act {
                SiteAct::Closes => format!("{called} ({})", act(site, language)),
                _ => called,
            }
        };
        sites.map(|site| (site.act, called(site))).collect()
    };
    let first = changes(&plans[0]);
    writeln!(out, "\n{}", pick(language, "与方案 1 的差别", "beside plan 1"))?;
    for (number, plan) in (2..).zip(&plans[1..]) {
        let own = changes(plan);
        let sites = |of: &BTreeSet<(SiteAct, String)>, but: &BTreeSet<(SiteAct, String)>| {
            let sites: Vec<&str> = of.difference(but).map(|(_, called)| called.as_str()).collect();
            if sites.is_empty() {
                "-".to_owned()
            } else {
                sites.join(", ")
            }
        };
        let less = plans[0].served.0 - plan.served.0;
        let many = people(Persons(less.abs()));
        // With other models than that of the most people, another plan may serve more.
        let served = match (less < 0, language) {
            (false, Language::Zh) => format!("少覆盖 {many} 人"),
            (true, Language::Zh) => format!("多覆盖 {many} 人"),
            (false, Language::En) => format!("{many} fewer people served"),
            (true, Language::En) => format!("{many} more people served"),
        };
        let line = match language {
            Language::Zh => format!(
                "方案 {number}：改用 {}，不用 {}；{served}",
                sites(&own, &first),
                sites(&first, &own)
            ),
            Language::En => format!(
                "plan {number}: {} instead of {}; {served}",
                sites(&own, &first),
                sites(&first, &own)
            ),
        };
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn phased(
    out: &mut impl Write,
    phases: &[PhasePlan],
    result: &SitingResult,
    language: Language,
) -> Result<(), Failure> {
    writeln!(out, "\n{}", pick(language, "分期", "phases"))?;
    let mut table = plain(&[
        pick(language, "期", "phase"),
        pick(language, "累计允许", "allowed"),
        pick(language, "本期新建", "opens then"),
        pick(language, "累计覆盖", "people"),
        pick(language, "占比", "share"),
        pick(language, "较单独最优损失", "loss against alone"),
    ]);
    let mut built: BTreeSet<i64> = BTreeSet::new();
    for (number, phase) in (1..).zip(phases) {
        let opened = phase.plan.sites.iter().filter(|site| site.act == SiteAct::Opens);
        let fresh: Vec<String> = opened
            .filter(|site| built.insert(site.id))
            .map(|site| format!("{} {}", site.called(), site.name).trim_end().to_owned())
            .collect();
        table.add_row([
            number.to_string(),
            phase.allowed.to_string(),
            if fresh.is_empty() {
                "-".to_owned()
            } else {
                fresh.join(", ")
            },
            people(phase.plan.served),
            share(phase.plan.served, result.to_serve()),
            phase
                .loss
                .map_or_else(|| "-".to_owned(), |loss| format!("{:.2} %", loss * 100.0)),
        ]);
    }
    writeln!(out, "{}", aligned(table, 3))?;
    Ok(())
}

pub(super) fn plain(header: &[String]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    table.set_header(header);
    table
}

/// Numbers to the right, words to the left.
pub(super) fn aligned(mut table: Table, words: usize) -> Table {
    for column in table.column_iter_mut().skip(words) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
