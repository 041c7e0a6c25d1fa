//! Drawings (DXF): what a CAD plan holds, as rows.
//!
//! A drawing has no columns. Its entities lie on layers, which planners name after what is drawn; symbols are blocks with attributes;
//! and names are texts written beside them. So each entity is a row with the layer's name, the block's name and attributes, and the
//! text that lies in it or nearest to it. Texts themselves are no rows.

use std::collections::BTreeMap;

use gdal::Dataset;
use gdal::vector::{Feature, Geometry, Layer, LayerAccess, OGRwkbGeometryType};
use geo::{Coord, Distance, Euclidean, Intersects};
use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::cell::Cell;
use super::error::ImportError;
use super::guard;
use super::source::{Column, TakeRow};

/// The column with the layer's name; it is the category of what is drawn there.
const LAYER: &str = "Layer";
/// The column with the block's name.
const BLOCK: &str = "BlockName";
/// The column with the text beside.
const TEXT: &str = "Text";

/// How far a text may be from the symbol that it names, in units of the drawing (metres).
const BESIDE: f64 = 20.0;

/// One thing that is drawn.
struct Entity {
    cells: BTreeMap<String, String>,
    geometry: Geometry,
}

/// A text with its place.
struct Label {
    place: Coord<f64>,
    text: String,
}

/// All of a drawing's entities.
pub(super) struct Drawing {
    pub(super) columns: Vec<Column>,
    pub(super) remarks: Vec<String>,
    entities: Vec<Entity>,
}

impl Drawing {
    /// Goes through the drawing.
    pub(super) fn read(dataset: &Dataset, file: &str) -> Result<Self, ImportError> {
        let damaged = |read: usize, reason: String| ImportError::Damaged {
            file: file.to_owned(),
            layer: String::new(),
            read: read as u64,
            reason,
        };
        let unread = || "its contents can't be read".to_owned();
        let mut layer = dataset.layer_by_name("entities").map_err(|_| damaged(0, unread()))?;
        let fields = Fields::of(&layer);
        let mut entities = Vec::new();
        let mut labels = Vec::new();
        for feature in layer.features() {
            let Some(geometry) = feature.geometry().filter(|geometry| !geometry.is_empty()) else {
                continue;
            };
            if let Some(text) = fields.label(&feature) {
                let (x, y, _) = geometry.get_point(0);
                labels.push(Label {
                    place: Coord { x, y },
                    text,
                });
                continue;
            }
            entities.push(Entity {
                cells: fields.cells(&feature),
                geometry: geometry.clone(),
            });
        }
        if let Some(reason) = guard::failures(&guard::messages()) {
            return Err(damaged(entities.len(), reason));
        }
        let named = name(&mut entities, &labels);
        let mut remarks = Vec::new();
        if !labels.is_empty() {
            remarks.push(format!(
                "{} texts stand in the drawing; {named} things took the text that lies in them, or the nearest within {BESIDE} units, as column \"{TEXT}\"",
                labels.len()
            ));
        }
        Ok(Self {
            columns: columns(&entities),
            remarks,
            entities,
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// Hands over entity after entity; says how many there were.
    pub(super) fn each(&self, take: &mut TakeRow<'_>) -> u64 {
        for (number, entity) in (1..).zip(&self.entities) {
            let mut cells: Vec<Cell> = self
                .columns
                .iter()
                .map(|column| {
                    entity
                        .cells
                        .get(&column.name)
                        .map_or(Cell::Null, |text| Cell::of_text(text))
                })
                .collect();
            take(number, &mut cells, Some(&entity.geometry));
        }
        self.entities.len() as u64
    }
}

/// Places of GDAL's fields of an entity.
struct Fields {
    layer: Option<usize>,
    classes: Option<usize>,
    text: Option<usize>,
    block: Option<usize>,
    attributes: Option<usize>,
}

impl Fields {
    fn of(layer: &Layer<'_>) -> Self {
        let names: Vec<String> = layer.defn().fields().map(|field| field.name()).collect();
        let at = |wanted: &str| names.iter().position(|name| name == wanted);
        Self {
            layer: at("Layer"),
            classes: at("SubClasses"),
            text: at("Text"),
            block: at("BlockName"),
            attributes: at("BlockAttributes"),
        }
    }

    fn string(feature: &Feature<'_>, field: Option<usize>) -> Option<String> {
        let text = feature.field_as_string(field?).ok().flatten()?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The words of a text; nothing where it is none.
    fn label(&self, feature: &Feature<'_>) -> Option<String> {
        let classes = Self::string(feature, self.classes)?;
        let text = ["AcDbText", "AcDbMText", "AcDbAttribute"]
            .iter()
            .any(|class| classes.contains(class));
        if text { Self::string(feature, self.text) } else { None }
    }

    fn cells(&self, feature: &Feature<'_>) -> BTreeMap<String, String> {
        let mut cells = BTreeMap::new();
        for (name, field) in [(LAYER, self.layer), (BLOCK, self.block)] {
            cells.extend(Self::string(feature, field).map(|text| (name.to_owned(), text)));
        }
        let attributes = self.attributes.and_then(|field| match feature.field(field) {
            Ok(Some(gdal::vector::FieldValue::StringListValue(list))) => Some(list),
            _ => None,
        });
        for attribute in attributes.unwrap_or_default() {
            // GDAL writes tag and value with a blank between.
            if let Some((tag, value)) = attribute.split_once(' ')
                && !value.trim().is_empty()
            {
                cells.insert(tag.to_owned(), value.trim().to_owned());
            }
        }
        cells
    }
}

/// All columns that some entity has, by name.
fn columns(entities: &[Entity]) -> Vec<Column> {
    let names: std::collections::BTreeSet<&String> = entities.iter().flat_map(|entity| entity.cells.keys()).collect();
    names
        .into_iter()
        .map(|name| Column {
            name: name.clone(),
            numeric: false,
        })
        .collect()
}

/// Gives entities the text that lies in them, or else the nearest; says how many got one. A text names one thing: of several that it
/// is nearest to, the nearest.
fn name(entities: &mut [Entity], labels: &[Label]) -> usize {
    let index = RTree::bulk_load(
        labels
            .iter()
            .enumerate()
            .map(|(position, label)| GeomWithData::new([label.place.x, label.place.y], position))
            .collect(),
    );
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (position, entity) in entities.iter().enumerate() {
        let kind = entity.geometry.geometry_type();
        let envelope = entity.geometry.envelope();
        let grown = rstar::AABB::from_corners(
            [envelope.MinX - BESIDE, envelope.MinY - BESIDE],
            [envelope.MaxX + BESIDE, envelope.MaxY + BESIDE],
        );
        if !(envelope.MinX.is_finite()
            && envelope.MaxX.is_finite()
            && envelope.MinY.is_finite()
            && envelope.MaxY.is_finite())
        {
            continue;
        }
        let area = matches!(
            kind,
            OGRwkbGeometryType::wkbPolygon
                | OGRwkbGeometryType::wkbPolygon25D
                | OGRwkbGeometryType::wkbMultiPolygon
                | OGRwkbGeometryType::wkbMultiPolygon25D
        );
        let Ok(shape) = entity.geometry.to_geo() else { continue };
        for found in index.locate_in_envelope(grown) {
            let place = geo::Point(labels[found.data].place);
            let far = if area && shape.intersects(&place) {
                0.0
            } else {
                match &shape {
                    geo::Geometry::Point(point) => Euclidean.distance(*point, place),
                    _ => continue,
                }
            };
            if far <= BESIDE {
                pairs.push((far, position, found.data));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut taken = vec![false; labels.len()];
    let mut named = 0;
    for (_, position, label) in pairs {
        let cells = &mut entities[position].cells;
        if !taken[label] && !cells.contains_key(TEXT) {
            taken[label] = true;
            named += 1;
            cells.insert(TEXT.to_owned(), labels[label].text.clone());
        }
    }
    named
}
