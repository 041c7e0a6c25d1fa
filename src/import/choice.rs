//! Which of a file's layers is meant.

use gdal::Dataset;
use gdal::vector::{Defn, LayerAccess, OGRwkbGeometryType};

use super::error::ImportError;

/// The place of the layer asked for, or of the only one that has geometry.
pub(super) fn choose(dataset: &Dataset, file: &str, wanted: Option<&str>) -> Result<usize, ImportError> {
    let layers: Vec<(usize, String, bool)> = dataset
        .layers()
        .enumerate()
        .map(|(index, layer)| {
            let spatial = Defn::from_layer(&layer).geometry_type() != OGRwkbGeometryType::wkbNone;
            (index, layer.name(), spatial)
        })
        .collect();
    let names = |spatial_only: bool| -> Vec<String> {
        layers
            .iter()
            .filter(|(_, _, spatial)| *spatial || !spatial_only)
            .map(|(_, name, _)| name.clone())
            .collect()
    };
    if let Some(wanted) = wanted {
        return layers
            .iter()
            .find(|(_, name, _)| name == wanted)
            .map(|(index, _, _)| *index)
            .ok_or_else(|| ImportError::NoLayer {
                file: file.to_owned(),
                layer: wanted.to_owned(),
                layers: names(false),
            });
    }
    // A layer without rows is no choice where there are others: folders of a KML, blocks of a drawing.
    let filled = |index: usize| dataset.layer(index).is_ok_and(|layer| layer.feature_count() > 0);
    let some_filled = layers.iter().any(|(index, _, spatial)| *spatial && filled(*index));
    let mut candidates = layers
        .iter()
        .filter(|(index, _, spatial)| *spatial && (!some_filled || filled(*index)));
    let first = candidates.next().or_else(|| layers.first());
    match (first, candidates.next()) {
        (Some((index, _, _)), None) => Ok(*index),
        (None, _) => Err(ImportError::Empty {
            what: "rows".to_owned(),
            file: file.to_owned(),
            layer: String::new(),
        }),
        (Some(_), Some(_)) => Err(ImportError::WhichLayer {
            file: file.to_owned(),
            layers: names(true),
        }),
    }
}
