//! Rasters of other people, where they lie beside the checkout.

use std::path::{Path, PathBuf};

use gdal::Dataset;
use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use geo::Coord;
use yike::crs::{LonLat, Projection};
use yike::import::use_program;
use yike::reproject::ProjPlane;
use yike::store::{Location, Mode, Workspace};
use yike::workflow::{
    Elevation, HeightsImported, Limits, PeopleImported, PeopleWords, RasterImportRequest, Silent, import_elevation,
    import_people, init,
};

use crate::shared;

struct Town {
    _folder: tempfile::TempDir,
    location: Location,
}

fn town() -> Town {
    use_program(env!("CARGO_BIN_EXE_yike"));
    let folder = tempfile::tempdir().expect("a folder");
    let location = Location::File(folder.path().join("town.gpkg"));
    init(&location).expect("the folder is ours");
    Town {
        _folder: folder,
        location,
    }
}

fn request<'a>(town: &'a Town, file: &'a Path) -> RasterImportRequest<'a> {
    RasterImportRequest {
        workspace: &town.location,
        file,
        layer: None,
        crs: None,
        band: None,
        no_data: None,
        as_of: None,
        mode: Mode::Replace,
        dry_run: false,
        limits: Limits::default(),
        groups: &[],
    }
}

fn heights(town: &Town, file: &Path) -> HeightsImported {
    import_elevation(&request(town, file), None, &Silent).expect("it is sound")
}

/// Every cell of a file, read by GDAL in this process.
fn cells(file: &PathBuf) -> (Dataset, Vec<f64>) {
    let dataset = Dataset::open(file).expect("it is sound");
    let size = dataset.raster_size();
    let cells = {
        let band = dataset.rasterband(1).expect("it has one");
        let cells = band.read_as::<f64>((0, 0), size, size, None).expect("it is sound");
        cells.data().to_vec()
    };
    (dataset, cells)
}

/// The workspace's heights at the middles of all cells of a file, whose places GDAL brings to degrees.
fn at_all_middles(town: &Town, dataset: &Dataset, projection: &Projection) -> Vec<Option<f32>> {
    let (width, height) = dataset.raster_size();
    let t = dataset.geo_transform().expect("it has one");
    let mut system = dataset.spatial_ref().expect("it has one");
    let mut degrees = SpatialRef::from_epsg(4326).expect("in the register");
    system.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    degrees.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    let transform = CoordTransform::new(&system, &degrees).expect("both are known");
    let places = (0..height).flat_map(|row| (0..width).map(move |column| (column as f64 + 0.5, row as f64 + 0.5)));
    let (mut xs, mut ys): (Vec<f64>, Vec<f64>) = places
        .map(|(c, r)| (t[0] + c * t[1] + r * t[2], t[3] + c * t[4] + r * t[5]))
        .unzip();
    transform
        .transform_coords(&mut xs, &mut ys, &mut [])
        .expect("they are on earth");
    let mut metres: Vec<Coord<f64>> = xs.into_iter().zip(ys).map(|(x, y)| Coord { x, y }).collect();
    let plane = ProjPlane::new(projection).expect("PROJ is there");
    plane.all_to_metres(&mut metres).expect("they are near");
    let workspace = Workspace::open_read_only(&town.location).expect("it is there");
    let elevation = Elevation::of(&workspace, &plane, None).expect("it can be read");
    let begun = std::time::Instant::now();
    let found = elevation.heights(&metres).expect("it can be read");
    println!("{} heights in {:?}", metres.len(), begun.elapsed());
    found
}

#[test]
fn the_ground_of_porto_alegre_says_nothing_of_missing_heights() {
    let Some(file) = shared("poa_r5r/poa_elevation.tif") else {
        return;
    };
    let town = town();
    let imported = heights(&town, &file);
    println!("{imported:#?}");
    assert_eq!((imported.outcome.read, imported.heights.cells), (413 * 403, 413 * 403));
    assert_eq!((imported.heights.low_m, imported.heights.high_m), (0.0, 255.0));
    let says = |words: &str| {
        imported
            .outcome
            .warnings
            .iter()
            .any(|remark| remark.what.contains(words))
    };
    assert!(says("no NoData value is declared; every cell counts"));
    assert!(says("hold 255, the largest number"), "its hills are cut off");
    let (dataset, cells) = cells(&file);
    let middle = LonLat {
        lon: -51.2,
        lat: -30.05,
    };
    let found = at_all_middles(&town, &dataset, &Projection::at(middle));
    // At its middle a cell's height is its own; the outermost may fall beyond the rim by a rounding.
    let wrong = cells
        .iter()
        .zip(&found)
        .filter(|(cell, height)| height.is_some_and(|height| (f64::from(height) - **cell).abs() > 0.001));
    assert_eq!(wrong.count(), 0);
    let none = found.iter().filter(|height| height.is_none()).count();
    assert!(none <= 2 * (413 + 403), "{none}");
}

#[test]
fn the_ground_of_spearfish_lies_on_an_old_american_datum() {
    let Some(file) = shared("accessmod_spearfish/dem.tif") else {
        return;
    };
    let town = town();
    let imported = heights(&town, &file);
    println!("{imported:#?}");
    assert_eq!(imported.raster.crs, "EPSG:26713");
    assert_eq!(imported.raster.no_data, "65535");
    let (dataset, cells) = cells(&file);
    let with: Vec<f64> = cells.iter().copied().filter(|cell| *cell < 65_534.5).collect();
    assert_eq!(imported.heights.cells, with.len() as u64);
    let low = with.iter().copied().fold(f64::INFINITY, f64::min);
    let high = with.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    assert_eq!(
        (f64::from(imported.heights.low_m), f64::from(imported.heights.high_m)),
        (low, high)
    );
    let middle = LonLat {
        lon: -103.75,
        lat: 44.43,
    };
    let found = at_all_middles(&town, &dataset, &Projection::at(middle));
    // The way there is GDAL's, the way back ours: the datum's shift must be the same on both, or hills would move by a cell.
    let mut worst = 0.0_f64;
    let mut met = 0;
    for (cell, height) in cells.iter().zip(&found) {
        let Some(height) = height else { continue };
        assert!(*cell < 65_534.5, "a height where there is none");
        worst = worst.max((f64::from(*height) - cell).abs());
        met += 1;
    }
    println!("{met} of {} cells met, at most {worst} m off", with.len());
    assert!(worst < 0.01, "{worst}");
    assert!(f64::from(met) > 0.98 * with.len() as f64, "{met}");
}

fn people(town: &Town, file: &Path) -> PeopleImported {
    import_people(&request(town, file), &PeopleWords::default(), &Silent).expect("it is sound")
}

#[test]
fn all_people_of_spearfish_are_kept() {
    let Some(file) = shared("accessmod_spearfish/population.tif") else {
        return;
    };
    let town = town();
    let imported = people(&town, &file);
    let (_, cells) = cells(&file);
    let wanted: i64 = cells
        .iter()
        .filter(|cell| **cell < 254.5)
        .map(|cell| (cell * 1e6).round() as i64)
        .sum();
    println!("{} people in {} cells", imported.total, imported.points);
    assert_eq!(imported.total.0, wanted);
    assert_eq!((imported.kept, imported.outside.0), (imported.total, 0));
    let workspace = Workspace::open_read_only(&town.location).expect("it is there");
    let rows = workspace.town().expect("it can be read").population;
    assert_eq!(
        rows.iter()
            .filter_map(|row| row.record.people)
            .map(|p| p.0)
            .sum::<i64>(),
        wanted
    );
}

#[test]
fn the_land_cover_of_spearfish_is_told_to_be_classes() {
    let Some(file) = shared("accessmod_spearfish/land_cover.tif") else {
        return;
    };
    let as_people = people(&town(), &file);
    assert!(as_people.outcome.warnings.iter().any(|one| {
        one.what
            .contains("classes look like that, as of land cover, and not people")
    }));
    let imported = heights(&town(), &file);
    let said: Vec<&str> = imported.outcome.warnings.iter().map(|one| one.what.as_str()).collect();
    assert!(
        said.iter()
            .any(|what| what.contains("only 6 different whole numbers, from 1 to 6")),
        "{said:?}"
    );
}
