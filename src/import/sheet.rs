//! A layer of rows with columns, ready to be read row by row: opened, its columns mapped, its coordinate system settled.

use std::cell::OnceCell;
use std::path::Path;

use super::Request;
use super::cell::Cell;
use super::cell_units;
use super::column_names;
use super::coordinate_columns;
use super::error::ImportError;
use super::fields;
use super::format::Format;
use super::going_on::{Earlier, Moments, Taking, Whole};
use super::ledger::Ledger;
use super::letters;
use super::mapping::Mapping;
use super::placer::Placer;
use super::progress::Progress;
use super::reader::{RawRow, Reader};
use super::row::Row;
use super::settling::placed;
use super::source::Column;
use super::source_crs::SourceCrs;
use super::table::Manner;
use super::unread_letters::{Letters, unread_letters};
use super::value_guess;
use super::view::View;
use super::watching::{self, Watching};
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
            LayerKind::Facilities | LayerKind::Hamlets | LayerKind::Population | LayerKind::Buildings
        );
        let register = !request.kind.has_geometry();
        // What the user says is checked first: a wrong word need not wait for a long file.
        let said = request.crs.map(SourceCrs::of_user).transpose()?;
        let source = Reader::open(request, file, format)?;
        if format.is_table() && !points && !register && source.shapes().is_none() {
            return Err(ImportError::KindNotInFormat {
                file: file.to_owned(),
                kind: request.kind.key().to_owned(),
                format: format.name().to_owned(),
                reason: "no column of the table holds shapes as text (WKT, as in POLYGON ((...))); take a GeoPackage, Shapefile or GeoJSON (communities without areas are a register: yike import register)".to_owned(),
            });
        }
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
        let first: OnceCell<Vec<Vec<Cell>>> = OnceCell::new();
        let filled = |index: usize| {
            let rows = first.get_or_init(|| source.first(value_guess::LOOKED_AT));
            // Where nothing can be looked at, nothing is known to be empty.
            let is_filled = |row: &Vec<Cell>| row.get(index).is_some_and(|cell| *cell != Cell::Null);
            rows.is_empty() || rows.iter().any(is_filled)
        };
        let mut mapping = Mapping::find_filled(request.kind, source.columns(), request.map, &filled, &mut ledger)?;
        if value_guess::wanted(&mapping, request.kind, format.is_table()) {
            let rows = source.first(value_guess::LOOKED_AT);
            value_guess::guess(&mut mapping, request.kind, format.is_table(), &rows, &mut ledger);
        }
        coordinate_columns::by_system(&mut mapping, request.crs, &mut ledger);
        notes_on_columns(&mut mapping, request, source.columns(), &mut ledger);
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
            placer: Placer::new(crs?).exchanging(request.options.swap_xy),
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
        let source = Reader::table(path, file, format, Manner::default(), (kind, false))?;
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
        take: impl FnMut(Row<'_>, &mut Placer, &mut Ledger),
    ) -> Result<(), ImportError> {
        self.each_to(progress, None, &mut Whole(take))
    }

    /// As [`Self::each`], going on from where an earlier run stood, and saying from where a later one can.
    pub(super) fn each_going_on(
        &mut self,
        progress: &dyn Progress,
        earlier: Option<&dyn Earlier>,
        taking: &mut dyn Taking,
    ) -> Result<(), ImportError> {
        self.each_to(progress, earlier, taking)
    }

    fn each_to(
        &mut self,
        progress: &dyn Progress,
        earlier: Option<&dyn Earlier>,
        taking: &mut dyn Taking,
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
        let mut moments = Moments::new(ledger);
        let done = match earlier {
            Some(earlier) => moments
                .restore(earlier, (&mut *placer, &mut *ledger, &mut letters), taking)
                .map_err(|()| ImportError::Crashed {
                    file: ledger.file.clone(),
                })?,
            None => 0,
        };
        let scales = mapping.scales();
        let amounts = cell_units::columns(mapping);
        let wanted = progress.wants_moments();
        let mut taken = 0;
        let read = source.each(progress, done, |raw| {
            taken += 1;
            if taken <= done {
                return;
            }
            let row = raw.number.to_string();
            if let Some(what) = raw.wrong {
                ledger.reject(&row, None, what);
                watching.see(raw.number, raw.cells, true, None);
                return;
            }
            let rejected = ledger.rejections();
            let mark = ledger.mark();
            placer.take_last();
            cell_units::tidy_row(raw.cells, &amounts, ledger);
            for (index, times) in &scales {
                if let Some(cell) = raw.cells.get_mut(*index) {
                    cell.multiply(*times);
                }
            }
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
            taking.take(row, placer, ledger);
            let (wrong, at) = (ledger.rejections() > rejected, placer.take_last());
            ledger.complete(mark, |field| written(field, raw.cells, mapping), at);
            watching.see(raw.number, raw.cells, wrong, at);
            if let Some(moment) = wanted
                .then(|| moments.after(taken, (&*placer, &*ledger, &letters), taking))
                .flatten()
            {
                progress.moment(moment);
            }
        });
        progress.seen(Seen::Rows(watching.into_rows()));
        let (read, remarks) = read?;
        if let Some(place) = letters.hopeless() {
            return Err(unread_letters(&ledger.file, &ledger.layer, *format, place));
        }
        ledger.read = read;
        ledger.tell_no_numbers();
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

/// Settles what other words than a column's name decide of it, and says what its name leaves open.
fn notes_on_columns(mapping: &mut Mapping, request: &Request<'_>, columns: &[Column], ledger: &mut Ledger) {
    if let (LayerKind::Facilities, Some(word)) = (request.kind, request.category)
        && let Some(column) = mapping.forget("category")
    {
        let what = format!("every row is taken as {word}, as you say; column {column} is not looked at");
        ledger.note(Some("category"), what);
    }
    if let Some(column) = mapping.column("elderly_people").filter(|name| name.contains("65")) {
        let what = format!(
            "column {column} counts people of 65 and more; the plans mean those of 60 and more, who are more (--map elderly_people= leaves it out)"
        );
        ledger.note(Some("elderly_people"), what);
    }
    // Road layers made from OpenStreetMap say with these two which road lies above which.
    let place = |name: &str| columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
    if let (LayerKind::Streets, Some(level), Some(_)) = (request.kind, place("layer"), place("bridge")) {
        mapping.take("level", level, column_names::BESIDE_BRIDGES);
    }
    if let (Some(parts), Some(degrees)) = (mapping.parts()[0], mapping.column("lon")) {
        let what = format!(
            "degrees, minutes and seconds stand in columns of their own ({degrees}, {}, ...) and are added up",
            mapping.name(parts.minutes())
        );
        ledger.note(Some("geometry"), what);
    }
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
