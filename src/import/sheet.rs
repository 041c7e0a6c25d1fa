//! A layer of rows with columns, ready to be read row by row: opened, its columns mapped, its coordinate system settled.

use std::path::Path;

use gdal::vector::Geometry;
use geo::Coord;

use super::Request;
use super::encoding;
use super::error::ImportError;
use super::format::Format;
use super::ledger::Ledger;
use super::mapping::Mapping;
use super::placer::Placer;
use super::progress::Progress;
use super::shape;
use super::source::Source;
use super::source_crs::SourceCrs;
use super::view::View;
use crate::crs::LonLat;
use crate::domain::record::LayerKind;

/// An opened layer with everything that is needed to read its rows.
pub(super) struct Sheet {
    source: Source,
    mapping: Mapping,
    pub(super) placer: Placer,
    pub(super) ledger: Ledger,
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) view: View<'a>,
    pub(super) geometry: Option<&'a Geometry>,
}

impl Row<'_> {
    /// Its point: from its geometry, or from two columns where the source has them.
    pub(super) fn point(&self, placer: &mut Placer, ledger: &mut Ledger) -> Option<LonLat> {
        let view = &self.view;
        if !(view.mapping.has("lon") && self.geometry.is_none()) {
            return shape::point(view.row, self.geometry, placer, ledger);
        }
        let mut bad = false;
        let lon = view.read("lon", |cell| coordinate(cell.number()), ledger, &mut bad);
        let lat = view.read("lat", |cell| coordinate(cell.number()), ledger, &mut bad);
        let (x, y) = (lon?, lat?);
        shape::placed_point(view.row, Coord { x, y }, placer, ledger)
    }
}

/// A coordinate must be there.
fn coordinate(number: Result<Option<f64>, String>) -> Result<Option<f64>, String> {
    match number {
        Ok(None) => Err("it is empty".to_owned()),
        number => number,
    }
}

impl Sheet {
    /// Opens what is asked for.
    pub(super) fn open(request: &Request<'_>, file: &str, format: Format) -> Result<Self, ImportError> {
        let points = matches!(
            request.kind,
            LayerKind::Facilities | LayerKind::Hamlets | LayerKind::Population
        );
        if format == Format::Csv && !points {
            return Err(ImportError::KindNotInFormat {
                file: file.to_owned(),
                kind: request.kind.key().to_owned(),
                format: format.name().to_owned(),
                reason: "a CSV holds points only; take a GeoPackage, Shapefile or GeoJSON".to_owned(),
            });
        }
        // What the user says is checked first: a wrong word need not wait for a long file.
        let said = request.crs.map(SourceCrs::of_user).transpose()?;
        let source = Source::open(request.path, file, format, request.layer)?;
        if source.is_empty() {
            return Err(ImportError::Empty {
                what: "rows".to_owned(),
                file: file.to_owned(),
                layer: source.layer,
            });
        }
        let mut ledger = Ledger::new(file, &source.layer);
        if format == Format::Shapefile && encoding::is_unknown(request.path) {
            ledger.note(
                None,
                "the .dbf does not say its encoding, and its letters may come out wrong: lay a .cpg file beside it that says GBK or UTF-8",
            );
        }
        let crs = settled(said, &source, &mut ledger)?;
        let mapping = Mapping::find(request.kind, &source.columns, request.map, &ledger)?;
        if format == Format::Csv {
            mapping.require("lon")?;
            mapping.require("lat")?;
        }
        mapping.warn_of_numeric_codes(&source.columns, &mut ledger);
        Ok(Self {
            source,
            mapping,
            placer: Placer::new(crs),
            ledger,
        })
    }

    /// Opens a table whose rows have no place of their own.
    pub(super) fn table(
        path: &Path,
        file: &str,
        kind: LayerKind,
        map: &[(String, String)],
    ) -> Result<Self, ImportError> {
        let source = Source::open(path, file, Format::Csv, None)?;
        let mut ledger = Ledger::new(file, "");
        let mapping = Mapping::find(kind, &source.columns, map, &ledger)?;
        mapping.warn_of_numeric_codes(&source.columns, &mut ledger);
        Ok(Self {
            source,
            mapping,
            placer: Placer::new(SourceCrs::wgs84(false)),
            ledger,
        })
    }

    /// Which columns give which fields.
    pub(super) fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Hands over the rows, then says whether the file as a whole is where it should be.
    pub(super) fn each(
        &mut self,
        progress: &dyn Progress,
        mut take: impl FnMut(Row<'_>, &mut Placer, &mut Ledger),
    ) -> Result<(), ImportError> {
        let Self {
            source,
            mapping,
            placer,
            ledger,
        } = self;
        let (read, remarks) = source.each(progress, |number, cells, geometry| {
            let row = number.to_string();
            let view = View {
                row: &row,
                cells,
                mapping,
            };
            take(Row { view, geometry }, placer, ledger);
        })?;
        ledger.read = read;
        for remark in remarks {
            ledger.note(None, remark);
        }
        placer.verdict(ledger)
    }
}

fn settled(said: Option<SourceCrs>, source: &Source, ledger: &mut Ledger) -> Result<SourceCrs, ImportError> {
    let Some(said) = said else {
        return SourceCrs::of_source(&source.declared)?.ok_or_else(|| ImportError::NoCrs {
            file: ledger.file.clone(),
            layer: ledger.layer.clone(),
        });
    };
    // What the file says is then only looked at for a contradiction.
    if let Ok(Some(own)) = SourceCrs::of_source(&source.declared)
        && !own.by_rule
        && !own.same_as(&said)
    {
        ledger.note(
            None,
            format!("the file says {}; {} was passed and is used", own.name, said.name),
        );
    }
    Ok(said)
}
