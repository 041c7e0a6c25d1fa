//! Drawings (DXF): what a CAD plan holds, as rows.
//!
//! A drawing has no columns. Its entities lie on layers, which planners name after what is drawn; symbols are blocks with attributes;
//! and names are texts written beside them. So each entity is a row with the layer's name, the block's name and attributes, and the
//! text that lies in it or nearest to it. Texts themselves are no rows, and neither is what stands on the sheet beside the plan.

mod closing;
mod escapes;
mod naming;

use std::collections::{BTreeMap, BTreeSet};

use gdal::Dataset;
use gdal::vector::{Feature, Geometry, Layer, LayerAccess, OGRwkbGeometryType as Kind};
use geo::Coord;

use self::closing::Closing;
use self::naming::Label;
use super::cell::Cell;
use super::error::ImportError;
use super::guard;
use super::source::{Column, TakeRow};
use crate::domain::record::LayerKind;

/// The column with the layer's name; it is the category of what is drawn there.
const LAYER: &str = "Layer";
/// The column with the block's name.
const BLOCK: &str = "BlockName";
/// The column with the text beside.
const TEXT: &str = "Text";

/// One thing that is drawn.
struct Entity {
    cells: BTreeMap<String, String>,
    /// The columns that are a block's attributes.
    attributes: Vec<String>,
    /// In two dimensions.
    geometry: Geometry,
}

/// All of a drawing's entities.
pub(super) struct Drawing {
    pub(super) columns: Vec<Column>,
    pub(super) remarks: Vec<String>,
    entities: Vec<Entity>,
}

impl Drawing {
    /// Goes through the drawing, or one of its layers. Texts count whatever layer they are on.
    pub(super) fn read(
        dataset: &Dataset,
        file: &str,
        kind: LayerKind,
        wanted: Option<&str>,
    ) -> Result<Self, ImportError> {
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
        let mut closing = Closing::default();
        let mut on_paper = 0_u64;
        let mut others: BTreeSet<String> = BTreeSet::new();
        for feature in layer.features() {
            let Some(geometry) = feature.geometry().filter(|geometry| !geometry.is_empty()) else {
                continue;
            };
            if fields.is_on_paper(&feature) {
                on_paper += 1;
                continue;
            }
            let mut geometry = geometry.clone();
            geometry.flatten_to_2d();
            if let Some(text) = fields.label(&feature, &geometry) {
                let (x, y, _) = geometry.get_point(0);
                if !text.is_empty() {
                    labels.push(Label {
                        place: Coord { x, y },
                        text,
                    });
                }
                continue;
            }
            if let Some(wanted) = wanted {
                let own = Fields::string(&feature, fields.layer).unwrap_or_default();
                if own.to_lowercase() != wanted.to_lowercase() {
                    others.insert(own);
                    continue;
                }
            }
            if closing::is_wanted(kind)
                && let Some(area) = closing.area(&geometry)
            {
                geometry = area;
            }
            let (cells, attributes) = fields.cells(&feature);
            entities.push(Entity {
                cells,
                attributes,
                geometry,
            });
        }
        if let Some(reason) = guard::failures(&guard::messages()) {
            return Err(damaged(entities.len(), reason));
        }
        if let Some(wanted) = wanted.filter(|_| entities.is_empty()) {
            return Err(ImportError::NoLayer {
                file: file.to_owned(),
                layer: wanted.to_owned(),
                layers: others.into_iter().collect(),
            });
        }
        let mut remarks = naming::name(&mut entities, &labels, kind);
        remarks.extend(closing.remarks(kind));
        if on_paper > 0 {
            remarks.push(format!(
                "{on_paper} things on the sheet beside the plan (paper space) were left out"
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
    paper: Option<usize>,
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
            paper: at("PaperSpace"),
            classes: at("SubClasses"),
            text: at("Text"),
            block: at("BlockName"),
            attributes: at("BlockAttributes"),
        }
    }

    fn string(feature: &Feature<'_>, field: Option<usize>) -> Option<String> {
        let text = feature.field_as_string(field?).ok().flatten()?;
        let text = text.trim();
        (!text.is_empty()).then(|| escapes::shown(text))
    }

    /// Whether it is drawn on the sheet that is printed, not in the plan.
    fn is_on_paper(&self, feature: &Feature<'_>) -> bool {
        self.paper
            .and_then(|field| feature.field_as_integer(field).ok().flatten())
            .is_some_and(|paper| paper != 0)
    }

    /// The words of a text, which may be empty; nothing where it is none.
    fn label(&self, feature: &Feature<'_>, geometry: &Geometry) -> Option<String> {
        let is_text = match Self::string(feature, self.classes) {
            Some(classes) => ["AcDbText", "AcDbMText", "AcDbAttribute"]
                .iter()
                .any(|class| classes.contains(class)),
            // Drawings of release 12 name no classes: there only a text has words.
            None => {
                Self::string(feature, self.text).is_some()
                    && Self::string(feature, self.block).is_none()
                    && geometry.geometry_type() == Kind::wkbPoint
            }
        };
        is_text.then(|| Self::string(feature, self.text).unwrap_or_default())
    }

    /// A thing's cells, and which of them are a block's attributes.
    fn cells(&self, feature: &Feature<'_>) -> (BTreeMap<String, String>, Vec<String>) {
        let mut cells = BTreeMap::new();
        let mut tags = Vec::new();
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
                cells.insert(tag.to_owned(), escapes::shown(value.trim()));
                tags.push(tag.to_owned());
            }
        }
        (cells, tags)
    }
}

/// All columns that some entity has, by name.
fn columns(entities: &[Entity]) -> Vec<Column> {
    let names: BTreeSet<&String> = entities.iter().flat_map(|entity| entity.cells.keys()).collect();
    names
        .into_iter()
        .map(|name| Column {
            name: name.clone(),
            numeric: false,
        })
        .collect()
}
