//! A layer of rows with columns, ready to be read row by row: opened, its columns mapped, its coordinate system settled.

use std::collections::BTreeMap;
use std::path::Path;

use gdal::vector::Geometry;
use geo::Coord;

use super::Request;
use super::cell::Cell;
use super::encoding;
use super::error::ImportError;
use super::format::Format;
use super::ledger::Ledger;
use super::letters;
use super::mapping::Mapping;
use super::placer::Placer;
use super::progress::Progress;
use super::shape;
use super::source::Source;
use super::source_crs::SourceCrs;
use super::table_width::too_wide;
use super::view::View;
use super::zones;
use crate::crs::LonLat;
use crate::domain::record::LayerKind;

/// An opened layer with everything that is needed to read its rows.
pub(super) struct Sheet {
    source: Source,
    mapping: Mapping,
    format: Format,
    /// Rows of a table with more cells than the header.
    wide: BTreeMap<u64, String>,
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
        let lon = view.read("lon", Cell::coordinate, ledger, &mut bad);
        let lat = view.read("lat", Cell::coordinate, ledger, &mut bad);
        let (x, y) = (lon?, lat?);
        shape::placed_point(view.row, Coord { x, y }, placer, ledger)
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
        if format == Format::Shapefile && encoding::is_doubtful(request.path) {
            return Err(unread_letters(file, &source.layer, format, "its .dbf".to_owned()));
        }
        if let Some(column) = source.columns.iter().find(|c| c.name.contains(letters::UNREAD)) {
            let place = format!("column {:?}", column.name);
            return Err(unread_letters(file, &source.layer, format, place));
        }
        let crs = settled(said, &source, &mut ledger)?;
        let mapping = Mapping::find(request.kind, &source.columns, request.map, &ledger)?;
        if format == Format::Csv {
            mapping.require("lon")?;
            mapping.require("lat")?;
        }
        mapping.warn_of_numeric_codes(&source.columns, &mut ledger);
        let wide = match format {
            Format::Csv => too_wide(request.path, file)?,
            _ => BTreeMap::new(),
        };
        Ok(Self {
            source,
            mapping,
            format,
            wide,
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
            format: Format::Csv,
            wide: too_wide(path, file)?,
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
            format,
            wide,
            placer,
            ledger,
        } = self;
        let mut unread: Option<String> = None;
        let (read, remarks) = source.each(progress, |number, cells, geometry| {
            let row = number.to_string();
            if let Some(what) = wide.get(&number) {
                ledger.reject(&row, None, what.clone());
                return;
            }
            if unread.is_none() {
                unread = tidied(cells, &row, mapping, *format, ledger);
            }
            let view = View {
                row: &row,
                cells,
                mapping,
            };
            take(Row { view, geometry }, placer, ledger);
        })?;
        if let Some(place) = unread {
            return Err(unread_letters(&ledger.file, &ledger.layer, *format, place));
        }
        ledger.read = read;
        for remark in remarks {
            ledger.note(None, remark);
        }
        if placer.in_china_by_rule() {
            ledger.note(
                Some("geometry"),
                "the file does not name its coordinate reference system: RFC 7946 says that it is WGS 84 then, and that was believed; files from Chinese maps often hold GCJ-02 instead, which lies 300 to 600 m off; pass --crs EPSG:4490 if you know that they are CGCS2000 or WGS 84, and this is no longer said",
            );
        }
        placer.verdict(ledger)?;
        if let Some(what) = placer.crs.caveat() {
            ledger.note(Some("geometry"), what);
        }
        Ok(())
    }
}

/// Takes out of a row what can't be seen; where letters could not be read, says where.
fn tidied(cells: &mut [Cell], row: &str, mapping: &Mapping, format: Format, ledger: &mut Ledger) -> Option<String> {
    for (index, cell) in cells.iter_mut().enumerate() {
        let field = mapping.field(index);
        let Cell::Text(text) = cell else { continue };
        if field.is_none() && format != Format::Shapefile {
            continue;
        }
        if let Some(whole) = letters::cut_off(text).filter(|_| format == Format::Shapefile) {
            let whole = whole.to_owned();
            if let Some(field) = field {
                let what = format!("its last letter was cut in two by a column that is too narrow: {whole:?} is kept");
                ledger.warn(row, Some(field), what);
            }
            *text = whole;
        }
        if text.contains(letters::UNREAD) {
            return Some(format!("row {row}, column {:?}", mapping.name(index)));
        }
        if let (Some(field), Some(clean)) = (field, letters::cleaned(text)) {
            ledger.warn(row, Some(field), letters::REPLACED);
            *cell = Cell::of_text(&clean);
        }
    }
    None
}

/// The file's letters are not what it says, or it does not say.
fn unread_letters(file: &str, layer: &str, format: Format, place: String) -> ImportError {
    let advice = match format {
        Format::Shapefile => {
            let cpg = Path::new(file).with_extension("cpg");
            format!(
                "put a file {} beside it that holds the word GBK (or whatever the letters are in), or save it as UTF-8",
                cpg.display()
            )
        }
        Format::Csv => "save it as CSV UTF-8".to_owned(),
        _ => "they were lost before (the character U+FFFD stands in their place); take the text from the original, and save it as UTF-8".to_owned(),
    };
    ImportError::Letters {
        file: file.to_owned(),
        layer: layer.to_owned(),
        place,
        advice,
    }
}

/// What the first numbers of a file without a system look like.
fn hint(source: &Source) -> Option<String> {
    let column = |words: &[&str]| {
        let called = |name: &str| words.contains(&name.trim().to_lowercase().as_str());
        source.columns.iter().position(|column| called(&column.name))
    };
    let easting = column(&["x", "lon", "e", "east", "easting", "经度", "东坐标", "横坐标"]);
    let northing = column(&["y", "lat", "n", "north", "northing", "纬度", "北坐标", "纵坐标"]);
    let mut first: Option<(f64, f64)> = None;
    let number = |cells: &[Cell], index: Option<usize>| {
        index
            .and_then(|index| cells.get(index))
            .and_then(|cell| cell.coordinate().ok().flatten())
    };
    // The file is refused in any case, so that reading all of it costs nobody anything.
    let read = source.each(&super::Silent, |_, cells, geometry| {
        first = first
            .or_else(|| geometry.and_then(shape::first))
            .or_else(|| Some((number(cells, easting)?, number(cells, northing)?)));
    });
    let (x, y) = read.ok().and(first)?;
    zones::unsaid(x, y)
}

fn settled(said: Option<SourceCrs>, source: &Source, ledger: &mut Ledger) -> Result<SourceCrs, ImportError> {
    let Some(said) = said else {
        return SourceCrs::of_source(&source.declared)?.ok_or_else(|| ImportError::NoCrs {
            file: ledger.file.clone(),
            layer: ledger.layer.clone(),
            hint: hint(source),
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
