//! A layer of rows with columns, ready to be read row by row: opened, its columns mapped, its coordinate system settled.

use std::path::Path;

use gdal::vector::Geometry;
use geo::Coord;

use super::Request;
use super::cell::Cell;
use super::error::ImportError;
use super::fields;
use super::format::Format;
use super::ledger::Ledger;
use super::letters;
use super::map_service;
use super::mapping::Mapping;
use super::placer::Placer;
use super::progress::Progress;
use super::reader::{RawRow, Reader};
use super::shape;
use super::source_crs::SourceCrs;
use super::table::Manner;
use super::view::View;
use super::watching::{self, Watching};
use super::zones;
use crate::crs::LonLat;
use crate::domain::record::LayerKind;
use crate::domain::sample::{self, FIRST_ROWS, Head, Seen};

/// An opened layer with everything that is needed to read its rows.
pub(super) struct Sheet {
    source: Reader,
    mapping: Mapping,
    format: Format,
    pub(super) placer: Placer,
    pub(super) ledger: Ledger,
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) view: View<'a>,
    pub(super) geometry: Option<&'a Geometry>,
    /// It comes from a table, which has no geometry.
    pub(super) of_table: bool,
}

/// Where a row is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Place {
    At(LonLat),
    /// A row of a table without coordinates.
    Nowhere,
    /// Its coordinates can't be used, and that was said.
    Wrong,
}

impl Row<'_> {
    /// Its point: from its geometry, or from columns where the source has them.
    pub(super) fn place(&self, placer: &mut Placer, ledger: &mut Ledger) -> Place {
        let view = &self.view;
        let found = |point: Option<LonLat>| point.map_or(Place::Wrong, Place::At);
        let columns = view.mapping.has("lon") || view.mapping.has("location");
        if self.geometry.is_some() || !columns && !self.of_table {
            return found(shape::point(view.row, self.geometry, placer, ledger));
        }
        let empty = ["lon", "lat", "location"]
            .iter()
            .all(|key| *view.cell(key) == Cell::Null);
        if empty && self.of_table {
            return Place::Nowhere;
        }
        let mut bad = false;
        if *view.cell("lon") == Cell::Null && *view.cell("lat") == Cell::Null {
            let Some((x, y)) = view.read("location", location, ledger, &mut bad) else {
                return Place::Wrong;
            };
            return found(shape::placed_point(view.row, Coord { x, y }, placer, ledger));
        }
        let lon = view.read("lon", Cell::coordinate, ledger, &mut bad);
        let lat = view.read("lat", Cell::coordinate, ledger, &mut bad);
        let Some((x, y)) = lon.zip(lat) else {
            return Place::Wrong;
        };
        found(shape::placed_point(view.row, Coord { x, y }, placer, ledger))
    }
}

/// Longitude and latitude in one text, as map services write them.
fn location(cell: &Cell) -> Result<Option<(f64, f64)>, String> {
    let text = cell.text().unwrap_or_default();
    let parts: Vec<&str> = text
        .split([',', '，', ';', ' '])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let number = |text: &str| Cell::of_text(text).coordinate().ok().flatten();
    match parts.as_slice() {
        [x, y] => number(x).zip(number(y)).map(Some),
        _ => None,
    }
    .ok_or_else(|| format!("{text:?} is not longitude and latitude, as in 101.546,25.045"))
}

impl Sheet {
    /// Opens what is asked for.
    pub(super) fn open(
        request: &Request<'_>,
        file: &str,
        format: Format,
        progress: &dyn Progress,
    ) -> Result<Self, ImportError> {
        let points = matches!(
            request.kind,
            LayerKind::Facilities | LayerKind::Hamlets | LayerKind::Population
        );
        let register = request.kind == LayerKind::Register;
        if format.is_table() && !points && !register {
            return Err(ImportError::KindNotInFormat {
                file: file.to_owned(),
                kind: request.kind.key().to_owned(),
                format: format.name().to_owned(),
                reason: "a table holds points only; take a GeoPackage, Shapefile or GeoJSON (communities without areas are a register: yike import register)".to_owned(),
            });
        }
        // What the user says is checked first: a wrong word need not wait for a long file.
        let said = request.crs.map(SourceCrs::of_user).transpose()?;
        let source = Reader::open(request, file, format)?;
        let layer = source.layer().to_owned();
        if source.is_empty() {
            return Err(ImportError::Empty {
                what: "rows".to_owned(),
                file: file.to_owned(),
                layer,
            });
        }
        let mut ledger = Ledger::new(file, &layer);
        for remark in source.remarks() {
            ledger.note(None, remark.clone());
        }
        if let Some(column) = source.columns().iter().find(|c| c.name.contains(letters::UNREAD)) {
            let place = format!("column {:?}", column.name);
            return Err(unread_letters(file, &layer, format, place));
        }
        let mapping = Mapping::find(request.kind, source.columns(), request.map, &mut ledger)?;
        ledger.columns = mapping.uses();
        let mapping = mapping.with_constants(request.kind, &request.options.constants)?;
        // Shown before anything can be missing, so that a person can say what it is.
        let mut head = head(&source, &mapping);
        progress.seen(Seen::Head(head.clone()));
        let crs = placed(request, &source, format, &mapping, &mut ledger, said);
        let lacking = match request.kind {
            LayerKind::Facilities => request.category.is_none() && !mapping.has("category"),
            LayerKind::Population => !mapping.has("people"),
            _ => false,
        };
        if crs.is_err() || lacking {
            // Rows that will not be read are shown all the same.
            let rows = source.first(FIRST_ROWS as usize);
            head.rows = rows.iter().map(|cells| watching::texts(cells)).collect();
            progress.seen(Seen::Head(head));
        }
        Ok(Self {
            source,
            mapping,
            format,
            placer: Placer::new(crs?),
            ledger,
        })
    }

    /// Opens a table whose rows have no place of their own.
    pub(super) fn table(
        path: &Path,
        file: &str,
        format: Format,
        kind: LayerKind,
        map: &[(String, String)],
    ) -> Result<Self, ImportError> {
        let source = Reader::table(path, file, format, Manner::default(), kind)?;
        let mut ledger = Ledger::new(file, source.layer());
        for remark in source.remarks() {
            ledger.note(None, remark.clone());
        }
        let mapping = Mapping::find(kind, source.columns(), map, &mut ledger)?;
        ledger.columns = mapping.uses();
        mapping.warn_of_numeric_codes(source.columns(), &mut ledger);
        Ok(Self {
            source,
            mapping,
            format,
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
            placer,
            ledger,
        } = self;
        let mut letters = Letters::default();
        let mut watching = Watching::default();
        let read = source.each(progress, |raw| {
            let row = raw.number.to_string();
            if let Some(what) = raw.wide {
                ledger.reject(&row, None, what);
                watching.see(raw.number, raw.cells, true, None);
                return;
            }
            let rejected = ledger.rejections();
            let mark = ledger.mark();
            placer.take_last();
            let readable = letters.tidied(raw.cells, &row, mapping, *format, ledger);
            if !(own(&raw, &row, mapping, ledger) && readable) {
                ledger.complete(mark, |field| written(field, raw.cells, mapping), None);
                watching.see(raw.number, raw.cells, true, None);
                return;
            }
            let view = View {
                row: &row,
                cells: raw.cells,
                mapping,
            };
            let geometry = raw.geometry;
            let row = Row {
                view,
                geometry,
                of_table: format.is_table(),
            };
            take(row, placer, ledger);
            let (wrong, at) = (ledger.rejections() > rejected, placer.take_last());
            ledger.complete(mark, |field| written(field, raw.cells, mapping), at);
            watching.see(raw.number, raw.cells, wrong, at);
        });
        progress.seen(Seen::Rows(watching.into_rows()));
        let (read, remarks) = read?;
        if let Some(place) = letters.hopeless() {
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

/// The system of a source's coordinates, and whether it has all that is needed to place its rows.
fn placed(
    request: &Request<'_>,
    source: &Reader,
    format: Format,
    mapping: &Mapping,
    ledger: &mut Ledger,
    said: Option<SourceCrs>,
) -> Result<SourceCrs, ImportError> {
    let register = request.kind == LayerKind::Register;
    // A table without coordinates may name communities or addresses instead.
    let located = mapping.has("location") || mapping.has("lon") && mapping.has("lat");
    let named = ["host_code", "parent_code", "host_name", "address"]
        .iter()
        .any(|key| mapping.has(key));
    let unlocated = format.is_table() && !located;
    if unlocated && !named && !register {
        mapping.require("lon")?;
        mapping.require("lat")?;
    }
    if unlocated && !register {
        let what = "no columns give coordinates: rows are placed by the community or the address that they name; if there are such columns, name them with --map lon=COLUMN --map lat=COLUMN";
        ledger.note(None, what);
    }
    let service = map_service::of(mapping).filter(|_| located);
    if let (None, Some(service), true) = (&said, &service, format.is_table()) {
        return Err(service.proposal(ledger));
    }
    let crs = if register || unlocated {
        said.unwrap_or_else(|| SourceCrs::wgs84(false))
    } else {
        settled(said, source, ledger)?
    };
    if let Some(doubt) = service.and_then(|service| service.doubt(&crs.name)) {
        ledger.note(Some("geometry"), doubt);
    }
    mapping.warn_of_numeric_codes(source.columns(), ledger);
    Ok(crs)
}

/// Columns and what they were taken for.
fn head(source: &Reader, mapping: &Mapping) -> Head {
    Head {
        layer: source.layer().to_owned(),
        columns: mapping.sample(),
        fields: mapping.fields(),
        rows: Vec::new(),
    }
}

/// Whether a row's numbers are its own: one that was written once for several rows is nobody's share. Codes and years may be shared.
fn own(raw: &RawRow<'_>, row: &str, mapping: &Mapping, ledger: &mut Ledger) -> bool {
    let mut own = true;
    for (column, first, last) in raw.shared {
        if let Some(field) = mapping.field(*column).filter(|field| fields::is_amount(field)) {
            let what = format!(
                "its number is written once for rows {first} to {last} (merged cells); give each row its own, or none"
            );
            ledger.reject(row, Some(field), what);
            own = false;
        }
    }
    own
}

/// A field's cell (or a column's, where it gives no field) as the source has it.
fn written(field: &str, cells: &[Cell], mapping: &Mapping) -> Option<String> {
    let index = mapping.index(field).or_else(|| mapping.place_of(field))?;
    let text = cells.get(index)?.text()?;
    Some(sample::shown(&text))
}

/// What was met of letters that could not be read.
#[derive(Default)]
struct Letters {
    /// Where they were met first.
    first: Option<String>,
    /// Cells with such letters, and cells with letters beyond ASCII.
    unread: u64,
    beyond_ascii: u64,
    /// One such cell is enough to refuse the file: in a layer with geometry they mean that the whole is read wrong.
    strict: bool,
}

impl Letters {
    /// Takes out of a row what can't be seen, and lists letters that could not be read. Whether the row can be used.
    fn tidied(
        &mut self,
        cells: &mut [Cell],
        row: &str,
        mapping: &Mapping,
        format: Format,
        ledger: &mut Ledger,
    ) -> bool {
        let mut usable = true;
        self.strict = matches!(format, Format::GeoJson | Format::GeoPackage);
        for (index, cell) in cells.iter_mut().enumerate() {
            let field = mapping.field(index);
            let Cell::Text(text) = cell else { continue };
            self.beyond_ascii += u64::from(!text.is_ascii());
            if field.is_none() && matches!(format, Format::GeoJson | Format::GeoPackage) {
                continue;
            }
            if let Some(whole) = letters::cut_off(text).filter(|_| format == Format::Shapefile) {
                let whole = whole.to_owned();
                if let Some(field) = field {
                    let what =
                        format!("its last letter was cut in two by a column that is too narrow: {whole:?} is kept");
                    ledger.warn(row, Some(field), what);
                }
                *text = whole;
            }
            if text.contains(letters::UNREAD) {
                self.unread += 1;
                self.first
                    .get_or_insert_with(|| format!("row {row}, column {:?}", mapping.name(index)));
                let what = format!(
                    "{:?} holds letters that can't be read (shown as ?); correct them, or say in what they are written with --encoding",
                    text.replace(letters::UNREAD, "?")
                );
                if let Some(field) = field {
                    ledger.reject(row, Some(field), what);
                    usable = false;
                } else {
                    ledger.warn(row, Some(mapping.name(index)), what);
                }
                continue;
            }
            if let (Some(field), Some(clean)) = (field, letters::cleaned(text)) {
                ledger.warn(row, Some(field), letters::REPLACED);
                *cell = Cell::of_text(&clean);
            }
        }
        usable
    }

    /// Where letters could not be read, if they are so many that the file as a whole is read wrong.
    fn hopeless(self) -> Option<String> {
        let many = self.unread > 2 && self.unread * 5 > self.beyond_ascii;
        self.first.filter(|_| self.strict || many)
    }
}

/// The file's letters are not what it says, or it does not say.
fn unread_letters(file: &str, layer: &str, format: Format, place: String) -> ImportError {
    let advice = match format {
        Format::Shapefile => {
            let cpg = Path::new(file).with_extension("cpg");
            format!(
                "say in what they are written with --encoding, put a file {} beside it that holds the word GBK (or whatever they are), or save it as UTF-8",
                cpg.display()
            )
        }
        Format::Csv => "say in what it is written with --encoding, or save it as CSV UTF-8".to_owned(),
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
fn hint(source: &Reader) -> Option<String> {
    let column = |words: &[&str]| {
        let called = |name: &str| words.contains(&name.trim().to_lowercase().as_str());
        source.columns().iter().position(|column| called(&column.name))
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
    let read = source.each(&super::Silent, |raw| {
        first = first
            .or_else(|| raw.geometry.and_then(shape::first))
            .or_else(|| Some((number(raw.cells, easting)?, number(raw.cells, northing)?)));
    });
    let (x, y) = read.ok().and(first)?;
    zones::unsaid(x, y)
}

fn settled(said: Option<SourceCrs>, source: &Reader, ledger: &mut Ledger) -> Result<SourceCrs, ImportError> {
    let Some(said) = said else {
        return SourceCrs::of_source(source.declared())?.ok_or_else(|| ImportError::NoCrs {
            file: ledger.file.clone(),
            layer: ledger.layer.clone(),
            hint: hint(source),
        });
    };
    // What the file says is then only looked at for a contradiction.
    if let Ok(Some(own)) = SourceCrs::of_source(source.declared())
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
