//! A raster in a zip archive: unpacked into the private folder, as every archive is, and read there with what lies beside it.

use super::RasterOrder;
use super::format::{RasterFormat, is_raster, may_be_read};
use crate::import::error::ImportError;
use crate::import::guard;
use crate::import::pack;
use crate::import::progress::Progress;

/// The order for the raster in an archive; nothing where the file is no archive.
pub(super) fn unpacked(order: &RasterOrder, progress: &dyn Progress) -> Result<Option<RasterOrder>, ImportError> {
    let zip = order
        .path
        .extension()
        .is_some_and(|own| own.eq_ignore_ascii_case("zip"));
    if !zip {
        return Ok(None);
    }
    progress.step("unpacking");
    let inside = order.room.join("unpacked");
    std::fs::create_dir(&inside).map_err(|e| ImportError::Unreadable {
        file: order.file.clone(),
        reason: guard::io_words(&e),
    })?;
    let names = pack::unpack(&order.path, &order.file, &inside, progress)?;
    let name = choose(&names, &order.file, order.layer.as_deref())?;
    Ok(Some(RasterOrder {
        path: inside.join(&name),
        file: format!("{}/{name}", order.file),
        ..order.clone()
    }))
}

/// The one raster that is asked for, or the only one.
fn choose(names: &[String], archive: &str, asked: Option<&str>) -> Result<String, ImportError> {
    let mut rasters: Vec<&String> = names.iter().filter(|name| may_be_read(name)).collect();
    rasters.sort();
    let listed = || rasters.iter().map(|name| (*name).clone()).collect();
    if let Some(asked) = asked {
        let is_called = |name: &&&String| {
            let short = name.rsplit('/').next().unwrap_or_default();
            let stem = short.rsplit_once('.').map_or(short, |(stem, _)| stem);
            [name.as_str(), short, stem].contains(&asked)
        };
        return rasters
            .iter()
            .find(is_called)
            .map(|name| (*name).clone())
            .ok_or_else(|| ImportError::NoLayer {
                file: archive.to_owned(),
                layer: asked.to_owned(),
                layers: listed(),
            });
    }
    match rasters.as_slice() {
        [only] => Ok((*only).clone()),
        [] => Err(none(names, archive)),
        _ => Err(ImportError::WhichLayer {
            file: archive.to_owned(),
            layers: listed(),
        }),
    }
}

/// What is said of an archive without a raster that is read.
fn none(names: &[String], archive: &str) -> ImportError {
    let unread = names.iter().find(|name| is_raster(name.as_ref()));
    if let Some(Err(error)) = unread.map(|name| RasterFormat::named(name, &format!("{archive}/{name}"), &[])) {
        return error;
    }
    ImportError::Refused {
        file: archive.to_owned(),
        what: "there is no raster in it that can be read".to_owned(),
        advice: format!(
            "it holds {}",
            names.iter().take(10).cloned().collect::<Vec<_>>().join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(names: &[&str], asked: Option<&str>) -> Result<String, ImportError> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        choose(&names, "a.zip", asked)
    }

    #[test]
    fn the_only_raster_is_taken_and_of_several_one_is_asked_for() {
        let tile = ["N25E101.hgt", "N25E101.hgt.aux.xml", "readme.txt"];
        assert_eq!(chosen(&tile, None), Ok("N25E101.hgt".to_owned()));
        let two = ["b/dem.tif", "a.asc", "a.prj"];
        assert!(
            matches!(chosen(&two, None), Err(ImportError::WhichLayer { layers, .. }) if layers == ["a.asc", "b/dem.tif"])
        );
        for asked in ["dem", "dem.tif", "b/dem.tif"] {
            assert_eq!(chosen(&two, Some(asked)), Ok("b/dem.tif".to_owned()));
        }
        assert!(matches!(chosen(&two, Some("c")), Err(ImportError::NoLayer { .. })));
    }

    #[test]
    fn what_is_no_raster_that_is_read_is_told_with_a_way_out() {
        for (name, words) in [
            ("world.vrt", "names other files"),
            ("roads.shp", "it holds roads.shp"),
            ("x.nc", "NETCDF:"),
        ] {
            let error = chosen(&[name], None).expect_err("not read").to_string();
            assert!(error.contains(words) && error.contains("a.zip"), "{error}");
        }
    }
}
