//! What an assessment found, as tables.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Geometry, Point};

use super::Desk;
use super::inputs::{area, column, group_values, table};
use crate::domain::community::CommitteeType;
use crate::domain::result_column;
use crate::export::{Column, Kind, Row, Shape, Table, Value};
use crate::store::{AssessmentRows, CoverageRow, GapRow, StoredCommunity};

/// One row a community: what it is, then circle by circle and service by service what was found.
pub(super) fn communities(desk: &Desk) -> Table {
    let mut columns = vec![
        column("id", "编号", "Id", Kind::Integer),
        column("code", "代码", "Code", Kind::Text),
        column("code_scheme", "代码体系", "Code scheme", Kind::Text),
        column("name", "名称", "Name", Kind::Text),
        column("committee_type", "社区类型", "Committee type", Kind::Text),
        column("urban_rural_class", "城乡分类代码", "Urban-rural class", Kind::Integer),
        column("parents", "上级代码", "Codes above", Kind::Text),
        column("people", "人口", "People", Kind::Real),
        column("population_basis", "人口口径", "Population basis", Kind::Text),
        column("population_as_of", "人口日期", "Population as of", Kind::Text),
        column("households", "户数", "Households", Kind::Integer),
        column("elderly_people", "老年人口", "Elderly people", Kind::Real),
        column("minor_people", "未成年人口", "Minors", Kind::Real),
        column("disabled_people", "残疾人口", "Disabled people", Kind::Real),
        column("provisional", "边界是否暂拟", "Provisional boundary", Kind::Boolean),
        column("assessed_on", "评估日期", "Assessed on", Kind::Text),
    ];
    let pairs: Vec<(&str, &str)> = desk
        .services
        .iter()
        .map(|named| (named.circle.as_str(), named.service.as_str()))
        .collect();
    let prefixes = result_column::prefixes(&pairs);
    for (named, prefix) in desk.services.iter().zip(&prefixes) {
        let mut add = |what: &str, zh: &str, en: &str, kind: Kind| {
            columns.push(Column::new(
                format!("{prefix}_{what}"),
                format!("{} {} {zh}", named.circle_zh, named.zh),
                format!("{}: {}, {en}", named.circle_en, named.en),
                kind,
            ));
        };
        add("verdict", "结论", "verdict", Kind::Text);
        add("near", "是否临界", "near the line", Kind::Boolean);
        add("rate", "人口覆盖率", "share of people within", Kind::Real);
        add(
            "rate_max",
            "人口覆盖率上限",
            "share of people within, upper end",
            Kind::Real,
        );
        add(
            "land_rate",
            "居住用地覆盖率",
            "share of residential land within",
            Kind::Real,
        );
        add("outside", "圈外人口", "people outside", Kind::Real);
        add("hosts", "社区内设施数", "sites it hosts", Kind::Integer);
        add("walk_m", "平均步行距离（米）", "mean walk, m", Kind::Real);
    }
    let rows = desk.assessment.as_ref().map(|assessment| &assessment.rows.coverage);
    let mut found: BTreeMap<(i64, &str, &str), &CoverageRow> = BTreeMap::new();
    for row in rows.into_iter().flatten() {
        found.insert((row.community, row.circle.as_str(), row.service.as_str()), row);
    }
    let row = |row: &StoredCommunity| {
        let mut values = own_values(row);
        values.push(desk.assessed_on.as_ref().into());
        for (circle, service) in &pairs {
            values.extend(result_values(found.get(&(row.id, *circle, *service)).copied()));
        }
        Row {
            shape: area(&row.record.boundary),
            values,
        }
    };
    let rows: Vec<Row> = desk.town.communities.iter().map(row).collect();
    // Drawings: by the verdict of the first service that has one.
    let verdicts = (0..columns.len()).filter(|at| columns[*at].name.ends_with("_verdict"));
    let said = |at: &usize| {
        rows.iter()
            .any(|row: &Row| !matches!(&row.values[*at], Value::Null) && row.values[*at] != Value::from("not_assessed"))
    };
    let verdict = verdicts.clone().find(said).or_else(|| verdicts.clone().next());
    let mut table = table("communities", Some(Shape::Area), columns, rows);
    table.layer_column = verdict.or(Some(4));
    table.label_column = Some(3);
    table
}

fn own_values(row: &StoredCommunity) -> Vec<Value> {
    let record = &row.record;
    let first = record.populations.first();
    let [elderly, minors, disabled] = group_values(&first.map(|first| first.groups).unwrap_or_default());
    let parents: Vec<String> = record
        .parents
        .iter()
        .map(|code| format!("{}:{}", code.scheme, code.value))
        .collect();
    vec![
        row.id.into(),
        record.code.as_ref().map(|code| &code.value).into(),
        record.code.as_ref().map(|code| &code.scheme).into(),
        (&record.name).into(),
        record.committee_type.map(CommitteeType::key).into(),
        record.urban_rural_class.map(i64::from).into(),
        parents.join(";").into(),
        first.map(|population| population.people.as_f64()).into(),
        first.map(|population| population.basis.key()).into(),
        first.and_then(|population| population.as_of.as_ref()).into(),
        record.households.map(i64::from).into(),
        elderly,
        minors,
        disabled,
        record.provisional.into(),
    ]
}

/// A community that came after the assessment has no result, and no verdict either.
fn result_values(found: Option<&CoverageRow>) -> Vec<Value> {
    let Some(found) = found else {
        return vec![Value::Null; 8];
    };
    vec![
        (&found.verdict).into(),
        found.near_the_line.into(),
        found.share.into(),
        found.share_upper().into(),
        found.land_share.into(),
        found.gap_people.into(),
        found.hosts.into(),
        found.nearest_mean_m.into(),
    ]
}

pub(super) fn circles(rows: &AssessmentRows) -> Table {
    let columns = vec![
        column("circle", "生活圈", "Circle", Kind::Text),
        column("service", "服务", "Service", Kind::Text),
        column("radius_m", "半径（米）", "Radius, m", Kind::Real),
        column("facilities", "设施数", "Facilities", Kind::Integer),
    ];
    let rows = rows.reach.iter().map(|row| Row {
        shape: area(&row.ground),
        values: vec![
            (&row.circle).into(),
            (&row.service).into(),
            row.radius_m.into(),
            row.sites.into(),
        ],
    });
    let mut table = table("circles", Some(Shape::Area), columns, rows.collect());
    table.layer_column = Some(1);
    table
}

fn gap_columns() -> Vec<Column> {
    vec![
        column("id", "编号", "Id", Kind::Integer),
        column("circle", "生活圈", "Circle", Kind::Text),
        column("service", "服务", "Service", Kind::Text),
        column("community_code", "社区代码", "Community code", Kind::Text),
        column("community_name", "社区名称", "Community", Kind::Text),
        column("provisional", "边界是否暂拟", "Provisional boundary", Kind::Boolean),
        column("people", "圈外人口", "People outside", Kind::Real),
        column("land_m2", "面积（平方米）", "Ground, m2", Kind::Real),
        column("nearest_m", "最近步行距离（米）", "Nearest walk, m", Kind::Real),
    ]
}

/// Codes of the communities, by our id.
fn codes(desk: &Desk) -> BTreeMap<i64, &str> {
    let coded = desk
        .town
        .communities
        .iter()
        .filter_map(|row| Some((row.id, row.record.code.as_ref()?.value.as_str())));
    coded.collect()
}

/// Communities whose boundaries are provisional, by our id.
fn provisional(desk: &Desk) -> BTreeSet<i64> {
    let communities = desk.town.communities.iter();
    communities
        .filter(|row| row.record.provisional)
        .map(|row| row.id)
        .collect()
}

fn gap_values(row: &GapRow, codes: &BTreeMap<i64, &str>, provisional: &BTreeSet<i64>) -> Vec<Value> {
    vec![
        row.id.into(),
        (&row.circle).into(),
        (&row.service).into(),
        codes.get(&row.community).copied().into(),
        (&row.community_name).into(),
        provisional.contains(&row.community).into(),
        row.people.into(),
        row.land_m2.into(),
        row.nearest_m.into(),
    ]
}

pub(super) fn gaps(desk: &Desk, rows: &AssessmentRows) -> Table {
    let (codes, provisional) = (codes(desk), provisional(desk));
    let rows = rows.gaps.iter().map(|row| Row {
        shape: area(&row.ground),
        values: gap_values(row, &codes, &provisional),
    });
    let mut table = table("gaps", Some(Shape::Area), gap_columns(), rows.collect());
    table.layer_column = Some(2);
    table.label_column = Some(4);
    table
}

/// Gaps with people, as dots, most people first within each circle and service.
pub(super) fn gap_list(desk: &Desk, rows: &AssessmentRows) -> Table {
    let (codes, provisional) = (codes(desk), provisional(desk));
    let mut with_people: Vec<&GapRow> = rows.gaps.iter().filter(|row| row.people > 0.0).collect();
    with_people.sort_by(|a, b| {
        let key = |row: &GapRow| (row.circle.clone(), row.service.clone());
        key(a)
            .cmp(&key(b))
            .then(b.people.total_cmp(&a.people))
            .then(a.id.cmp(&b.id))
    });
    let rows = with_people.into_iter().map(|row| Row {
        shape: Some(Geometry::from(Point::new(row.point[0], row.point[1]))),
        values: gap_values(row, &codes, &provisional),
    });
    let mut table = table("gap-list", Some(Shape::Point), gap_columns(), rows.collect());
    table.layer_column = Some(2);
    table.label_column = Some(4);
    table
}

pub(super) fn coverage(desk: &Desk, rows: &AssessmentRows) -> Table {
    let columns = vec![
        column("community", "社区编号", "Community id", Kind::Integer),
        column("community_code", "社区代码", "Community code", Kind::Text),
        column("community_name", "社区名称", "Community", Kind::Text),
        column("provisional", "边界是否暂拟", "Provisional boundary", Kind::Boolean),
        column("circle", "生活圈", "Circle", Kind::Text),
        column("service", "服务", "Service", Kind::Text),
        column("verdict", "结论", "Verdict", Kind::Text),
        column("near_the_line", "是否临界", "Near the line", Kind::Boolean),
        column("people", "人口", "People", Kind::Real),
        column("covered_people", "圈内人口", "People within", Kind::Real),
        column(
            "unknown_people",
            "位置不明人口",
            "People whose place is unknown",
            Kind::Real,
        ),
        column("share", "人口覆盖率", "Share within, lower end", Kind::Real),
        column(
            "land_share",
            "居住用地覆盖率",
            "Share of residential land within",
            Kind::Real,
        ),
        column("hosts", "社区内设施数", "Sites it hosts", Kind::Integer),
        column("in_reach", "可达设施数", "Sites in reach", Kind::Integer),
        column("gap_people", "圈外人口", "People outside", Kind::Real),
        column("nearest_mean_m", "平均步行距离（米）", "Mean walk, m", Kind::Real),
    ];
    let (codes, provisional) = (codes(desk), provisional(desk));
    let rows = rows.coverage.iter().map(|row| Row {
        shape: None,
        values: vec![
            row.community.into(),
            codes.get(&row.community).copied().into(),
            (&row.community_name).into(),
            provisional.contains(&row.community).into(),
            (&row.circle).into(),
            (&row.service).into(),
            (&row.verdict).into(),
            row.near_the_line.into(),
            row.people.into(),
            row.covered_people.into(),
            row.unknown_people.into(),
            row.share.into(),
            row.land_share.into(),
            row.hosts.into(),
            row.in_reach.into(),
            row.gap_people.into(),
            row.nearest_mean_m.into(),
        ],
    });
    table("coverage", None, columns, rows.collect())
}
