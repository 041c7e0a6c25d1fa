//! Cells as numbers: what means none is taken out, and what a band adds and multiplies is done.

use gdal::raster::{GdalDataType, RasterBand};

use super::opened::Opened;
use crate::import::error::ImportError;

/// How the cells of a band are read.
pub(super) struct Numbers<'a> {
    opened: &'a Opened,
    band: &'a RasterBand<'a>,
    mask: Option<RasterBand<'a>>,
    no_data: Option<f64>,
    /// The band's own number that means none, or the user's.
    declared: Option<f64>,
    single: bool,
    scale: f64,
    offset: f64,
    buffer: Vec<f64>,
    masked: Vec<u8>,
}

impl<'a> Numbers<'a> {
    /// What the user says means none comes beside what the band says.
    pub(super) fn of(opened: &'a Opened, band: &'a RasterBand<'a>, no_data: Option<f64>) -> Self {
        let flags = band.mask_flags().ok();
        let masked = flags.is_some_and(|flags| flags.is_per_dataset() || flags.is_alpha());
        let mask = masked.then(|| band.open_mask_band().ok()).flatten();
        Self {
            opened,
            no_data,
            declared: band.no_data_value(),
            single: band.band_type() == GdalDataType::Float32,
            scale: band
                .scale()
                .filter(|scale| scale.is_finite() && *scale != 0.0)
                .unwrap_or(1.0),
            offset: band.offset().filter(|offset| offset.is_finite()).unwrap_or(0.0),
            mask,
            band,
            buffer: Vec::new(),
            masked: Vec::new(),
        }
    }

    /// The numbers of some cells, row by row; not a number where there is none.
    pub(super) fn read(&mut self, column: u32, row: u32, width: u32, height: u32) -> Result<&[f64], ImportError> {
        let (window, size) = ((column as isize, row as isize), (width as usize, height as usize));
        let count = size.0 * size.1;
        self.buffer.clear();
        self.buffer.resize(count, 0.0);
        let damaged = |_| self.opened.damaged(u64::from(row));
        self.band
            .read_into_slice(window, size, size, &mut self.buffer, None)
            .map_err(damaged)?;
        if let Some(mask) = &self.mask {
            self.masked.clear();
            self.masked.resize(count, 0);
            mask.read_into_slice(window, size, size, &mut self.masked, None)
                .map_err(damaged)?;
            for (number, shown) in self.buffer.iter_mut().zip(&self.masked) {
                if *shown == 0 {
                    *number = f64::NAN;
                }
            }
        }
        let (no_data, declared) = (self.no_data, self.declared);
        for number in &mut self.buffer {
            let none = !number.is_finite()
                || [no_data, declared]
                    .into_iter()
                    .flatten()
                    .any(|none| same(*number, none, self.single));
            *number = if none {
                f64::NAN
            } else {
                *number * self.scale + self.offset
            };
        }
        Ok(&self.buffer)
    }

    /// The largest number that a cell can hold, where that is no larger than heights are.
    pub(super) fn fullest(&self) -> Option<f64> {
        (self.band.band_type() == GdalDataType::UInt8).then(|| f64::from(u8::MAX) * self.scale + self.offset)
    }

    /// What means none, in words; `None` where the file says nothing of it, and the user neither.
    pub(super) fn none_words(&self) -> Option<String> {
        let mut words = Vec::new();
        words.extend(self.declared.map(|none| none.to_string()));
        words.extend(self.no_data.map(|none| format!("{none} (as said)")));
        words.extend(self.mask.is_some().then(|| "its mask".to_owned()));
        (!words.is_empty()).then(|| words.join(", "))
    }

    /// What is done to every number; nothing where they stand as they are.
    pub(super) fn stretched(&self) -> Option<String> {
        let plain = self.scale.to_bits() == 1.0_f64.to_bits() && self.offset == 0.0;
        (!plain).then(|| {
            format!(
                "its numbers are multiplied by {} and {} is added, as its band says",
                self.scale, self.offset
            )
        })
    }
}

/// Whether a number is the one that means none. In single precision the two may have been rounded on different ways.
fn same(number: f64, none: f64, single: bool) -> bool {
    if single {
        let (number, none) = (number as f32, none as f32);
        return number.to_bits() == none.to_bits() || (number - none).abs() <= f32::EPSILON * none.abs();
    }
    (number - none).abs() <= f64::EPSILON * none.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_means_none_is_known_in_both_precisions() {
        assert!(same(-9999.0, -9999.0, false) && same(0.0, 0.0, false));
        assert!(!same(-9998.0, -9999.0, true) && !same(1e-300, 0.0, false));
        assert!(same(f64::from(-3.402_823_5e38_f32), -3.402_823_466_385_29e38, true));
        assert!(same(f64::from(-99_999.9_f32), -99_999.9, true));
    }
}
