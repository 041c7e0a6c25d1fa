//! Layers that were imported, as tables.

use geo::{Geometry, Point};

use crate::crs::LonLat;
use crate::domain::barrier::BarrierShape;
use crate::domain::category::{self, Catalogue};
use crate::domain::community::PopulationBasis;
use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::domain::street_tags;
use crate::export::{Column, Kind, Row, Shape, Table, Value};
use crate::store::{StoredBarrier, StoredCompound, StoredPeople, StoredSite, StoredStreet, StoredTown};
use crate::units::Persons;

pub(super) fn column(name: &str, zh: &str, en: &str, kind: Kind) -> Column {
    Column::new(name, zh, en, kind)
}

pub(super) fn table(name: &str, shape: Option<Shape>, columns: Vec<Column>, rows: Vec<Row>) -> Table {
    Table {
        name: name.replace('-', "_"),
        shape,
        columns,
        rows,
        layer_column: None,
        label_column: None,
        notes: Vec::new(),
    }
}

fn place(at: LonLat) -> Geometry<f64> {
    Geometry::from(Point::new(at.lon, at.lat))
}

/// An empty area has no shape.
pub(super) fn area(ground: &geo::MultiPolygon<f64>) -> Option<Geometry<f64>> {
    (!ground.0.is_empty()).then(|| Geometry::from(ground.clone()))
}

/// Where a place comes from, when that was true, and how far it may be off.
fn origin_columns() -> [Column; 3] {
    [
        column("source", "来源", "Source", Kind::Text),
        column("as_of", "数据日期", "As of", Kind::Text),
        column(
            "position_accuracy_m",
            "位置精度（米）",
            "Position accuracy, m",
            Kind::Real,
        ),
    ]
}

pub(super) fn facilities(town: &StoredTown) -> Table {
    let columns = vec![
        column("id", "编号", "Id", Kind::Integer),
        column("code", "代码", "Code", Kind::Text),
        column("code_scheme", "代码体系", "Code scheme", Kind::Text),
        column("name", "名称", "Name", Kind::Text),
        column("category", "主要类别", "First category", Kind::Text),
        column("categories", "全部类别", "All categories", Kind::Text),
        column("state", "状态", "State of the first", Kind::Text),
        column("capacity", "规模", "Capacity of the first", Kind::Real),
        column("floor_area_m2", "建筑面积（平方米）", "Floor area, m2", Kind::Real),
        column("opening_hours", "开放时间", "Opening hours", Kind::Text),
        column("host_code", "所在社区代码", "Code of the host", Kind::Text),
        column("serves", "服务社区代码", "Codes served", Kind::Text),
        column("open_to_public", "是否开放", "Open to residents", Kind::Boolean),
        column("fee", "是否收费", "Costs money", Kind::Boolean),
        column("entrances", "出入口", "Entrances", Kind::Text),
        column("source", "来源", "Source", Kind::Text),
        column("as_of", "数据日期", "As of", Kind::Text),
        column(
            "position_accuracy_m",
            "位置精度（米）",
            "Position accuracy, m",
            Kind::Real,
        ),
    ];
    let row = |site: &StoredSite| {
        let record = &site.record;
        let first = record.functions.first();
        let categories: Vec<&str> = record
            .functions
            .iter()
            .map(|function| function.category.as_str())
            .collect();
        Row {
            shape: Some(place(record.point)),
            values: vec![
                site.id.into(),
                record.code.as_ref().map(|code| &code.value).into(),
                record.code.as_ref().map(|code| &code.scheme).into(),
                (&record.name).into(),
                first.map(|function| &function.category).into(),
                categories.join(";").into(),
                first.map(|function| function.state.key()).into(),
                first.and_then(|function| function.capacity).into(),
                record.floor_area_m2.into(),
                record.opening_hours.as_ref().into(),
                record.host_code.as_ref().into(),
                record.serves.join(";").into(),
                record.open_to_public.into(),
                record.fee.into(),
                doors(&record.entrances).into(),
                (&site.source).into(),
                record.as_of.as_ref().into(),
                record.accuracy_m.into(),
            ],
        }
    };
    let mut table = table(
        "facilities",
        Some(Shape::Point),
        columns,
        town.sites.iter().map(row).collect(),
    );
    let later = |site: &&StoredSite| {
        let functions = &site.record.functions;
        let state = functions.first().map(|first| first.state);
        functions.len() > 1
            && functions
                .iter()
                .any(|one| one.capacity.is_some() || Some(one.state) != state)
    };
    let several = town.sites.iter().filter(later).count();
    if several > 0 {
        table.notes.push(format!(
            "{several} facilities have several functions with capacities or states of their own; the columns have those of the first, the layer functions has all"
        ));
    }
    table.layer_column = Some(4);
    table.label_column = Some(3);
    table
}

pub(super) fn functions(town: &StoredTown) -> Table {
    let columns = vec![
        column("facility", "设施编号", "Facility", Kind::Integer),
        column("code", "代码", "Code", Kind::Text),
        column("name", "名称", "Name", Kind::Text),
        column("category", "类别", "Category", Kind::Text),
        column("category_zh", "类别名称", "Category in Chinese", Kind::Text),
        column("category_en", "类别英文名称", "Category in English", Kind::Text),
        column("state", "状态", "State", Kind::Text),
        column("capacity", "规模", "Capacity", Kind::Real),
        column("approximate", "是否近似归类", "Only near this category", Kind::Boolean),
    ];
    let catalogue = Catalogue::parse(category::SHIPPED).ok();
    let known = |key: &str| {
        catalogue
            .as_ref()
            .and_then(|catalogue| catalogue.categories.iter().find(|category| category.key == key))
    };
    let rows = town.sites.iter().flat_map(|site| {
        site.record.functions.iter().map(move |function| {
            let named = known(&function.category);
            Row {
                shape: Some(place(site.record.point)),
                values: vec![
                    site.id.into(),
                    site.record.code.as_ref().map(|code| &code.value).into(),
                    (&site.record.name).into(),
                    (&function.category).into(),
                    named.map(|category| &category.zh).into(),
                    named.map(|category| &category.en).into(),
                    function.state.key().into(),
                    function.capacity.into(),
                    function.approximate.into(),
                ],
            }
        })
    });
    let mut table = table("functions", Some(Shape::Point), columns, rows.collect());
    table.layer_column = Some(3);
    table.label_column = Some(2);
    table
}

pub(super) fn people(name: &str, rows: &[StoredPeople]) -> Table {
    let columns = vec![
        column("id", "编号", "Id", Kind::Integer),
        column("name", "名称", "Name", Kind::Text),
        column("parent_code", "所属社区代码", "Code of its community", Kind::Text),
        column("people", "人口", "People", Kind::Real),
        column("households", "户数", "Households", Kind::Integer),
        column("population_basis", "人口口径", "Population basis", Kind::Text),
        column("fire_water_source", "消防水源", "Water source for fires", Kind::Boolean),
        column("fire_network", "消防管网", "Water pipes for fires", Kind::Boolean),
    ];
    let columns = columns
        .into_iter()
        .chain(group_columns())
        .chain(origin_columns())
        .collect();
    let own = |row: &StoredPeople| -> Vec<Value> {
        vec![
            row.id.into(),
            (&row.record.name).into(),
            row.record.parent_code.as_ref().into(),
            row.record.people.map(Persons::as_f64).into(),
            row.record.households.map(i64::from).into(),
            row.record.basis.map(PopulationBasis::key).into(),
            row.record.fire_water.source.into(),
            row.record.fire_water.network.into(),
        ]
    };
    let row = |row: &StoredPeople| {
        let mut values = own(row);
        values.extend(group_values(&row.record.groups));
        values.extend([
            (&row.source).into(),
            row.record.as_of.as_ref().into(),
            row.record.accuracy_m.into(),
        ]);
        Row {
            shape: Some(place(row.record.point)),
            values,
        }
    };
    let mut table = table(name, Some(Shape::Point), columns, rows.iter().map(row).collect());
    table.label_column = Some(1);
    table
}

pub(super) fn buildings(town: &StoredTown) -> Table {
    let columns = vec![
        column("id", "编号", "Id", Kind::Integer),
        column("levels", "层数", "Storeys", Kind::Real),
        column("dwelling", "是否住宅", "People may live in it", Kind::Boolean),
    ];
    let columns = columns.into_iter().chain(origin_columns()).collect();
    let rows = town.buildings.iter().map(|row| Row {
        shape: area(&row.record.footprint),
        values: vec![
            row.id.into(),
            row.record.levels.into(),
            row.record.dwelling.into(),
            (&row.source).into(),
            row.record.as_of.as_ref().into(),
            row.record.accuracy_m.into(),
        ],
    });
    table("buildings", Some(Shape::Area), columns, rows.collect())
}

pub(super) fn land(town: &StoredTown) -> Table {
    let columns = vec![
        column("id", "编号", "Id", Kind::Integer),
        column("land_use", "用途", "Use", Kind::Text),
    ];
    let columns = columns.into_iter().chain(origin_columns()).collect();
    let rows = town.land.iter().map(|row| Row {
        shape: area(&row.record.ground),
        values: vec![
            row.id.into(),
            (&row.record.land_use).into(),
            (&row.source).into(),
            row.record.as_of.as_ref().into(),
            row.record.accuracy_m.into(),
        ],
    });
    let mut table = table("land", Some(Shape::Area), columns, rows.collect());
    table.layer_column = Some(1);
    table
}

/// How many people are of which group.
pub(super) fn group_columns() -> [Column; 3] {
    [
        column("elderly_people", "老年人口", "Elderly people", Kind::Real),
        column("minor_people", "未成年人口", "Minors", Kind::Real),
        column("disabled_people", "残疾人口", "Disabled people", Kind::Real),
    ]
}

/// The values of [`group_columns`].
pub(super) fn group_values(groups: &GroupCounts) -> [Value; 3] {
    [PeopleGroup::Elderly, PeopleGroup::Minors, PeopleGroup::Disabled]
        .map(|group| groups.get(group).map(Persons::as_f64).into())
}

/// Streets with what their source says of who may use them, by the names that a street has when it comes in.
pub(super) fn streets(rows_of: &[StoredStreet]) -> Table {
    let columns = vec![
        column("id", "编号", "Id", Kind::Integer),
        column("class", "等级", "Class", Kind::Text),
        column("name", "名称", "Name", Kind::Text),
        column("highway", "道路类型", "Kind of way (OpenStreetMap)", Kind::Text),
        column("oneway", "单行", "One way", Kind::Text),
        column("level", "层级", "Level above ground", Kind::Integer),
        column("tags", "其他属性", "What else its source says of its use", Kind::Text),
    ];
    let rows = rows_of.iter().map(|row| {
        let tag = |key: &str| row.record.tags.get(key);
        let level = tag("layer").and_then(|level| level.parse::<i64>().ok());
        Row {
            shape: Some(Geometry::from(row.record.course.clone())),
            values: vec![
                row.id.into(),
                (&row.record.class).into(),
                (&row.record.name).into(),
                tag("highway").into(),
                tag("oneway").into(),
                level.into(),
                street_tags::written(&row.record.tags).into(),
            ],
        }
    });
    let stops: usize = rows_of.iter().map(|row| row.record.stops.len()).sum();
    let mut table = table("streets", Some(Shape::Line), columns, rows.collect());
    if stops > 0 {
        table.notes.push(format!(
            "{stops} gates, bollards and the like that stand on streets are in no column: streets that come in again are passed there"
        ));
    }
    table.layer_column = Some(1);
    table.label_column = Some(2);
    table
}

/// Barriers of one shape: most formats hold lines or areas in a layer, not both.
pub(super) fn barriers(name: &str, rows: &[StoredBarrier], shape: Shape) -> Table {
    let columns = vec![
        column("id", "编号", "Id", Kind::Integer),
        column("kind", "类型", "Kind", Kind::Text),
        column("name", "名称", "Name", Kind::Text),
        column("closes", "是否阻断道路", "Closes streets", Kind::Boolean),
    ];
    let columns = columns.into_iter().chain(origin_columns()).collect();
    // Formats know single lines: a barrier of several is several rows with one id.
    let drawn = |row: &StoredBarrier| -> Vec<Geometry<f64>> {
        match (&row.record.shape, shape) {
            (BarrierShape::Line(lines), Shape::Line) => lines.0.iter().cloned().map(Geometry::from).collect(),
            (BarrierShape::Area(ground), Shape::Area) => area(ground).into_iter().collect(),
            _ => Vec::new(),
        }
    };
    let rows = rows.iter().flat_map(|row| {
        drawn(row).into_iter().map(|geometry| Row {
            shape: Some(geometry),
            values: vec![
                row.id.into(),
                Value::from(row.record.kind.key()),
                (&row.record.name).into(),
                row.record.closes.into(),
                (&row.source).into(),
                row.record.as_of.as_ref().into(),
                row.record.accuracy_m.into(),
            ],
        })
    });
    let mut table = table(name, Some(shape), columns, rows.collect());
    table.layer_column = Some(1);
    table.label_column = Some(2);
    table
}

pub(super) fn compounds(rows: &[StoredCompound]) -> Table {
    let columns = vec![
        column("id", "编号", "Id", Kind::Integer),
        column("code", "代码", "Code", Kind::Text),
        column("code_scheme", "代码体系", "Code scheme", Kind::Text),
        column("name", "名称", "Name", Kind::Text),
        column("gates", "出入口", "Gates", Kind::Text),
    ];
    let columns = columns.into_iter().chain(origin_columns()).collect();
    let rows = rows.iter().map(|row| Row {
        shape: area(&row.record.outline),
        values: vec![
            row.id.into(),
            row.record.code.as_ref().map(|code| &code.value).into(),
            row.record.code.as_ref().map(|code| &code.scheme).into(),
            (&row.record.name).into(),
            doors(&row.record.gates).into(),
            (&row.source).into(),
            row.record.as_of.as_ref().into(),
            row.record.accuracy_m.into(),
        ],
    });
    let mut table = table("compounds", Some(Shape::Area), columns, rows.collect());
    table.label_column = Some(3);
    table
}

/// Places as one text, as `102.5451 25.0402;102.546 25.0398`.
fn doors(places: &[LonLat]) -> String {
    let pairs: Vec<String> = places.iter().map(|at| format!("{} {}", at.lon, at.lat)).collect();
    pairs.join(";")
}

pub(super) fn populations(town: &StoredTown) -> Table {
    let columns = vec![
        column("community", "社区编号", "Community", Kind::Integer),
        column("code", "代码", "Code", Kind::Text),
        column("name", "名称", "Name", Kind::Text),
        column("basis", "口径", "Basis", Kind::Text),
        column("as_of", "日期", "As of", Kind::Text),
        column("people", "人口", "People", Kind::Real),
    ];
    let columns: Vec<Column> = columns.into_iter().chain(group_columns()).collect();
    let rows = town.communities.iter().flat_map(|row| {
        row.record.populations.iter().map(move |population| Row {
            shape: None,
            values: vec![
                row.id.into(),
                row.record.code.as_ref().map(|code| &code.value).into(),
                (&row.record.name).into(),
                population.basis.key().into(),
                population.as_of.as_ref().into(),
                Value::Real(population.people.as_f64()),
            ]
            .into_iter()
            .chain(group_values(&population.groups))
            .collect(),
        })
    });
    table("populations", None, columns, rows.collect())
}
