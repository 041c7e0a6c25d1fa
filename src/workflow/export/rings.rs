//! Rings of a circle's services, drawn when they are asked for.

use std::collections::BTreeMap;

use geo::{Area, Geometry, MultiPolygon};

use super::inputs::{column, table};
use crate::coverage::{Band, RingDrawer};
use crate::domain::assessment::Method;
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::CircleProfile;
use crate::domain::edit::StreetEdits;
use crate::export::{Column, Kind, Row, Shape, Table, Value};
use crate::reproject::ProjPlane;
use crate::store::{StoredSite, StoredTown, Workspace};
use crate::streets::TravelProfiles;
use crate::workflow::assess::{circle, version};
use crate::workflow::error::WorkflowError;
use crate::workflow::load_streets::{LoadedStreets, load_streets};
use crate::workflow::load_town::{LoadedTown, load_town};

/// The layer of single facilities.
pub(super) const BY_FACILITY: &str = "rings";
/// The layer of services.
pub(super) const BY_SERVICE: &str = "service-rings";
/// The circle where none is named.
const USUAL_CIRCLE: &str = "service-15";
/// Most rings of one file: they are held in memory together.
const MOST_RINGS: usize = 60_000;

/// Which rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RingsAsked<'a> {
    /// Name of a shipped circle, or a file ending in `.toml`; `service-15` where none is named.
    pub circle: Option<&'a str>,
    /// How reach is measured; along the streets where there are any, when not said.
    pub method: Option<Method>,
    /// One service of the circle alone.
    pub service: Option<&'a str>,
}

/// A table of rings, and what a person should know of it.
pub(super) struct Drawn {
    pub(super) table: Table,
    pub(super) remarks: Vec<String>,
}

/// What rings are drawn from: all that is read for them.
pub(super) struct RingGround {
    catalogue: Catalogue,
    circle: CircleProfile,
    loaded: LoadedTown,
    method: Method,
    travels: TravelProfiles,
    streets: Option<LoadedStreets>,
}

/// Reads what the rings are drawn from.
pub(super) fn ground(
    asked: RingsAsked<'_>,
    workspace: &Workspace,
    stored: &StoredTown,
    name: &str,
) -> Result<RingGround, WorkflowError> {
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let word = asked.circle.unwrap_or(USUAL_CIRCLE);
    let (mut profile, text) = circle(word)?;
    profile.check_against(&catalogue)?;
    if let Some(service) = asked.service {
        keep_one(&mut profile, service)?;
    }
    let loaded = load_town(stored, name)?;
    let method = match asked.method {
        Some(method) => method,
        None if workspace.streets()?.is_empty() => Method::Straight,
        None => Method::Streets,
    };
    let mut travels = TravelProfiles::shipped()?;
    version(&profile, (word, &text), &[method], &mut travels)?;
    let streets = match method {
        Method::Straight => None,
        Method::Streets => Some(load_streets(
            workspace,
            None,
            &loaded.plane,
            name,
            &StreetEdits::default(),
        )?),
    };
    Ok(RingGround {
        catalogue,
        circle: profile,
        loaded,
        method,
        travels,
        streets,
    })
}

/// Draws the rings of a layer.
pub(super) fn draw(layer: &str, ground: &RingGround, stored: &StoredTown) -> Result<Drawn, WorkflowError> {
    let along = ground
        .streets
        .as_ref()
        .map(|streets| streets.for_travels(&ground.travels));
    let drawer = RingDrawer::new(&ground.loaded.town, &ground.circle, &ground.catalogue, along)?;
    let mut remarks: Vec<String> = ground.loaded.remarks.clone();
    remarks.extend(
        ground
            .streets
            .iter()
            .flat_map(|streets| streets.remarks.iter().cloned()),
    );
    let writer = Writer {
        circle: &ground.circle,
        method: ground.method,
        plane: &ground.loaded.plane,
        bands: drawer.bands(),
    };
    let table = if layer == BY_SERVICE {
        writer.by_service(&drawer)?
    } else {
        let rings = drawer.sites().len() * drawer.bands().len();
        if rings > MOST_RINGS {
            return Err(WorkflowError::TooManyRings {
                rings,
                most: MOST_RINGS,
            });
        }
        let (table, without) = writer.by_facility(&drawer, stored)?;
        if without > 0 {
            remarks.push(format!(
                "{without} facilities have no ring: no street that can be used is within {} m of them",
                ground.circle.snap_limit_m
            ));
        }
        table
    };
    Ok(Drawn { table, remarks })
}

fn keep_one(profile: &mut CircleProfile, service: &str) -> Result<(), WorkflowError> {
    let known: Vec<&str> = profile.groups.iter().map(|group| group.key.as_str()).collect();
    if !known.contains(&service) {
        return Err(WorkflowError::NoService {
            circle: profile.id.clone(),
            service: service.to_owned(),
            known: known.join(", "),
        });
    }
    profile.groups.retain(|group| group.key == service);
    Ok(())
}

struct Writer<'a> {
    circle: &'a CircleProfile,
    method: Method,
    plane: &'a ProjPlane,
    bands: &'a [Band],
}

impl Writer<'_> {
    /// What every ring says of itself, before what it is a ring of.
    fn columns(own: Vec<Column>) -> Vec<Column> {
        let mut columns = vec![
            column("circle", "生活圈", "Circle", Kind::Text),
            column("method", "测算方法", "Method", Kind::Text),
            column("minutes", "分钟", "Minutes", Kind::Real),
            column("limit_m", "路程上限（米）", "Longest way, m", Kind::Real),
            column("area_m2", "面积（平方米）", "Area, m2", Kind::Real),
        ];
        columns.extend(own);
        columns
    }

    /// A ring; `None` where there is no ground in it.
    fn row(&self, band: usize, area: &MultiPolygon<f64>, own: Vec<Value>) -> Result<Option<Row>, WorkflowError> {
        if area.0.is_empty() {
            return Ok(None);
        }
        let Band { minutes, way } = self.bands[band];
        let mut values = vec![
            (&self.circle.id).into(),
            self.method.key().into(),
            minutes.into(),
            way.0.into(),
            area.unsigned_area().round().into(),
        ];
        values.extend(own);
        Ok(Some(Row {
            shape: Some(Geometry::from(self.plane.geometry_to_degrees(area)?)),
            values,
        }))
    }

    fn by_service(&self, drawer: &RingDrawer<'_>) -> Result<Table, WorkflowError> {
        let columns = Self::columns(vec![
            column("service", "服务", "Service", Kind::Text),
            column("service_zh", "服务名称", "Service in Chinese", Kind::Text),
            column("service_en", "服务英文名称", "Service in English", Kind::Text),
            column("facilities", "设施数", "Facilities", Kind::Integer),
        ]);
        let mut rows = Vec::new();
        let rings = drawer.by_service();
        for band in self.widest_first() {
            for ring in &rings {
                let group = &self.circle.groups[ring.service];
                let own = vec![
                    (&group.key).into(),
                    (&group.zh).into(),
                    (&group.en).into(),
                    (ring.sites as i64).into(),
                ];
                rows.extend(self.row(band, &ring.areas[band], own)?);
            }
        }
        let mut table = table(BY_SERVICE, Some(Shape::Area), columns, rows);
        table.layer_column = Some(5);
        Ok(table)
    }

    /// The table, and how many facilities have no ring.
    fn by_facility(&self, drawer: &RingDrawer<'_>, stored: &StoredTown) -> Result<(Table, usize), WorkflowError> {
        let columns = Self::columns(vec![
            column("facility", "设施编号", "Facility", Kind::Integer),
            column("code", "代码", "Code", Kind::Text),
            column("name", "名称", "Name", Kind::Text),
            column("services", "服务", "Services", Kind::Text),
            column("categories", "全部类别", "All categories", Kind::Text),
        ]);
        let rings = drawer.by_site();
        let by_id: BTreeMap<i64, &StoredSite> = stored.sites.iter().map(|row| (row.id, row)).collect();
        let mut rows = Vec::new();
        for band in self.widest_first() {
            for ring in &rings {
                let Some(site) = by_id.get(&ring.site.0) else { continue };
                let services: Vec<&str> = ring
                    .services
                    .iter()
                    .map(|service| self.circle.groups[*service].key.as_str())
                    .collect();
                let functions = site.record.functions.iter();
                let categories: Vec<&str> = functions.map(|function| function.category.as_str()).collect();
                let own = vec![
                    site.id.into(),
                    site.record.code.as_ref().map(|code| &code.value).into(),
                    (&site.record.name).into(),
                    services.join(";").into(),
                    categories.join(";").into(),
                ];
                rows.extend(self.row(band, &ring.areas[band], own)?);
            }
        }
        let widest = self.bands.len() - 1;
        let without = rings.iter().filter(|ring| ring.areas[widest].0.is_empty()).count();
        let mut table = table(BY_FACILITY, Some(Shape::Area), columns, rows);
        table.layer_column = Some(8);
        table.label_column = Some(7);
        Ok((table, without))
    }

    /// So that they are drawn one upon the other.
    fn widest_first(&self) -> impl Iterator<Item = usize> {
        (0..self.bands.len()).rev()
    }
}
