//! Rasters made by tests.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use gdal::DriverManager;
use gdal::raster::{Buffer, GdalType, RasterCreationOptions};
use gdal::spatial_ref::SpatialRef;

use crate::harness::Desk;

/// A `GeoTIFF` to be made.
#[derive(Clone, Copy)]
pub struct Tiff<'a> {
    pub crs: Option<u32>,
    pub transform: Option<[f64; 6]>,
    pub size: (usize, usize),
    pub no_data: Option<f64>,
    pub unit: Option<&'a str>,
    pub options: &'a [&'a str],
}

impl Tiff<'_> {
    /// Cells of so many metres in the toy town's system, the first of them at its outer corner.
    pub fn in_town(corner: (f64, f64), cell_m: f64, size: (usize, usize)) -> Tiff<'static> {
        Tiff {
            crs: Some(4547),
            transform: Some([corner.0, cell_m, 0.0, corner.1, 0.0, -cell_m]),
            size,
            no_data: None,
            unit: None,
            options: &[],
        }
    }

    /// Writes the file with cells as a function gives them, by column and row.
    pub fn write<T: GdalType + Copy>(&self, path: &Path, cell: impl Fn(usize, usize) -> T) {
        let (width, height) = self.size;
        let cells = (0..height).flat_map(|row| (0..width).map(move |column| (column, row)));
        let cells: Vec<T> = cells.map(|(column, row)| cell(column, row)).collect();
        let dataset = self.made::<T>(path);
        let mut band = dataset.rasterband(1).expect("it has one");
        band.write((0, 0), self.size, &mut Buffer::new(self.size, cells))
            .expect("there is room");
        if let Some(unit) = self.unit {
            // Beside the file, where GIS programs keep such words.
            let words = format!(
                "<PAMDataset><PAMRasterBand band=\"1\"><UnitType>{unit}</UnitType></PAMRasterBand></PAMDataset>"
            );
            let mut beside = path.as_os_str().to_owned();
            beside.push(".aux.xml");
            std::fs::write(PathBuf::from(beside), words).expect("the folder is ours");
        }
    }

    /// Writes the file without cells.
    pub fn write_empty<T: GdalType + Copy>(&self, path: &Path) {
        drop(self.made::<T>(path));
    }

    fn made<T: GdalType + Copy>(&self, path: &Path) -> gdal::Dataset {
        let driver = DriverManager::get_driver_by_name("GTiff").expect("GDAL has it");
        let options: RasterCreationOptions = self.options.iter().copied().collect();
        let mut dataset = driver
            .create_with_band_type_with_options::<T, _>(path, self.size.0, self.size.1, 1, &options)
            .expect("the folder is ours");
        if let Some(code) = self.crs {
            let srs = SpatialRef::from_epsg(code).expect("it is in the register");
            dataset.set_spatial_ref(&srs).expect("it takes one");
        }
        if let Some(transform) = self.transform {
            dataset.set_geo_transform(&transform).expect("it takes one");
        }
        if self.no_data.is_some() {
            let mut band = dataset.rasterband(1).expect("it has one");
            band.set_no_data_value(self.no_data).expect("it takes one");
        }
        dataset
    }
}

/// An ASCII grid; its lower left corner and side in whatever system is said with it.
pub fn ascii_grid(
    desk: &Desk,
    name: &str,
    corner: (f64, f64),
    side: f64,
    rows: &[&[&str]],
    none: Option<&str>,
) -> PathBuf {
    let mut text = format!(
        "ncols {}\nnrows {}\nxllcorner {}\nyllcorner {}\ncellsize {side}\n",
        rows[0].len(),
        rows.len(),
        corner.0,
        corner.1
    );
    if let Some(none) = none {
        let _ = writeln!(text, "NODATA_value {none}");
    }
    for row in rows {
        let _ = writeln!(text, "{}", row.join(" "));
    }
    desk.write(name, text)
}
