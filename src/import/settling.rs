//! Which reference system a layer's coordinates are in: said by the user or the file, never guessed.

use super::Request;
use super::cell::Cell;
use super::crs_error::CrsError;
use super::error::ImportError;
use super::format::Format;
use super::ledger::Ledger;
use super::map_service;
use super::mapping::Mapping;
use super::reader::Reader;
use super::shape;
use super::source_crs::SourceCrs;
use super::zones;

/// The system of a source's coordinates, and whether it has all that is needed to place its rows.
pub(super) fn placed(
    request: &Request<'_>,
    source: &Reader,
    format: Format,
    mapping: &Mapping,
    ledger: &mut Ledger,
    said: Option<SourceCrs>,
) -> Result<SourceCrs, ImportError> {
    let register = !request.kind.has_geometry();
    // A table without coordinates may name communities or addresses instead.
    let columns = mapping.has("location") || mapping.has("lon") && mapping.has("lat");
    if let Some(name) = source.shapes().filter(|_| !columns && !register) {
        ledger.note(None, format!("places are taken from the shapes of column {name}"));
    }
    let located = columns || source.shapes().is_some();
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
        settled(said, source, request.options.swap_xy, ledger)?
    };
    if let Some(doubt) = service.and_then(|service| service.doubt(&crs.name)) {
        ledger.note(Some("geometry"), doubt);
    }
    mapping.warn_of_numeric_codes(source.columns(), ledger);
    Ok(crs)
}

/// What the first numbers of a file without a system look like.
fn hint(source: &Reader, swap_xy: bool) -> Option<String> {
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
    let read = source.each(&super::Silent, 0, |raw| {
        first = first
            .or_else(|| raw.geometry.and_then(shape::first))
            .or_else(|| Some((number(raw.cells, easting)?, number(raw.cells, northing)?)));
    });
    let (x, y) = read.ok().and(first)?;
    let (x, y) = if swap_xy { (y, x) } else { (x, y) };
    zones::unsaid(x, y)
}

fn settled(
    said: Option<SourceCrs>,
    source: &Reader,
    swap_xy: bool,
    ledger: &mut Ledger,
) -> Result<SourceCrs, ImportError> {
    let Some(said) = said else {
        return SourceCrs::of_source(source.declared())?.ok_or_else(|| {
            ImportError::Crs(CrsError::NoCrs {
                file: ledger.file.clone(),
                layer: ledger.layer.clone(),
                hint: hint(source, swap_xy),
            })
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
