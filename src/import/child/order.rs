//! A request on its way to the child: the same facts, owned.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::limits::Limits;
use crate::domain::category::Catalogue;
use crate::domain::record::LayerKind;
use crate::import::error::ImportError;
use crate::import::raster::RasterOrder;
use crate::import::{Defaults, Options, Request};

/// What the child is to do.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Task {
    /// To read a layer.
    Layer(Box<Order>),
    /// To read a raster.
    Raster(Box<RasterOrder>),
}

/// What the child is to read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    /// The file's name for messages.
    pub(super) file: String,
    kind: LayerKind,
    path: PathBuf,
    layer: Option<String>,
    crs: Option<String>,
    map: Vec<(String, String)>,
    catalogue: Catalogue,
    complete: Vec<String>,
    category: Option<String>,
    merge_names: Option<PathBuf>,
    defaults: Defaults,
    /// Only the shapes are wanted.
    pub(super) outline: bool,
    /// Moments are wanted from which a later run can go on.
    pub(super) moments: bool,
    /// What an earlier run left follows the order.
    pub(super) goes_on: bool,
    options: Options,
    /// What it may use.
    pub(super) limits: Limits,
    /// The one folder that it may write into.
    pub(super) room: PathBuf,
}

impl Order {
    /// The child works in a folder of its own, so its paths are absolute.
    pub(super) fn new(request: &Request<'_>, file: &str, limits: &Limits, room: &Path) -> Result<Self, ImportError> {
        let absolute = |path: &Path| {
            std::fs::canonicalize(path).map_err(|_| ImportError::NoSuchFile {
                file: path.display().to_string(),
            })
        };
        Ok(Self {
            file: file.to_owned(),
            kind: request.kind,
            path: absolute(request.path)?,
            layer: request.layer.map(str::to_owned),
            crs: request.crs.map(str::to_owned),
            map: request.map.to_vec(),
            catalogue: request.catalogue.clone(),
            complete: request.complete.to_vec(),
            category: request.category.map(str::to_owned),
            merge_names: request.merge_names.map(absolute).transpose()?,
            defaults: request.defaults.clone(),
            outline: false,
            moments: false,
            goes_on: false,
            options: Options {
                category_table: request.options.category_table.as_deref().map(absolute).transpose()?,
                address_table: request.options.address_table.as_deref().map(absolute).transpose()?,
                ..request.options.clone()
            },
            limits: *limits,
            room: room.to_owned(),
        })
    }

    /// The request again.
    pub(super) fn request(&self) -> Request<'_> {
        Request {
            kind: self.kind,
            path: &self.path,
            layer: self.layer.as_deref(),
            crs: self.crs.as_deref(),
            map: &self.map,
            catalogue: &self.catalogue,
            complete: &self.complete,
            category: self.category.as_deref(),
            merge_names: self.merge_names.as_deref(),
            defaults: &self.defaults,
            options: &self.options,
        }
    }
}
