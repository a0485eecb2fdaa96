//! The stills people see: a small copy, and one so blurred that it shows nothing but colours.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, resize};
use image::{ExtendedColorType, ImageResult, RgbImage};

/// Longer side of the mosaic a blurred still is made from: no more detail than that leaves.
const MOSAIC_SIDE_PX: u32 = 10;

/// Longer side of a blurred still: smooth as it is, a page may stretch it.
const BLURRED_SIDE_PX: u32 = 80;

/// JPEG quality of the stills.
const QUALITY: u8 = 80;

/// A picture small enough to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Small {
    width: u32,
    height: u32,
    /// Three bytes a pixel, no padding.
    rgb: Vec<u8>,
}

/// Shrinks a picture by averaging the pixels of each cell, fed row by row.
#[derive(Debug)]
pub(crate) struct Shrinker {
    rows: usize,
    pushed: usize,
    small: Small,
    /// Where the cells of a row end, in pixels of the source.
    cell_ends: Vec<usize>,
    sums: Vec<u32>,
    rows_summed: usize,
}

impl Shrinker {
    /// For a source of `columns` × `rows`, a copy with no side longer than `side_px_max`.
    pub(crate) fn new(columns: usize, rows: usize, side_px_max: u32) -> Self {
        let side_max = usize::try_from(side_px_max.max(1)).unwrap_or(usize::MAX);
        let longer = columns.max(rows).max(1);
        let scale = |side: usize| {
            if longer <= side_max {
                side
            } else {
                (side * side_max / longer).max(1)
            }
        };
        let (width, height) = (scale(columns), scale(rows));
        let small = Small {
            width: u32::try_from(width).unwrap_or(0),
            height: u32::try_from(height).unwrap_or(0),
            rgb: Vec::with_capacity(3 * width * height),
        };
        let cell_ends = (1..=width).map(|cell| cell * columns / width).collect();
        Self {
            rows,
            pushed: 0,
            small,
            cell_ends,
            sums: vec![0; 3 * width],
            rows_summed: 0,
        }
    }

    /// Takes the next row, three bytes a pixel.
    pub(crate) fn push(&mut self, row: &[u8]) {
        let pixels = row.as_chunks::<3>().0;
        let mut start = 0;
        for (sums, end) in self
            .sums
            .as_chunks_mut::<3>()
            .0
            .iter_mut()
            .zip(&self.cell_ends)
        {
            for pixel in &pixels[start..*end] {
                for (sum, value) in sums.iter_mut().zip(pixel) {
                    *sum += u32::from(*value);
                }
            }
            start = *end;
        }
        self.pushed += 1;
        self.rows_summed += 1;
        let height = usize::try_from(self.small.height).unwrap_or(usize::MAX);
        let cells_done = self.small.rgb.len() / self.sums.len();
        if self.pushed >= (cells_done + 1) * self.rows / height {
            self.average();
        }
    }

    /// The small copy.
    pub(crate) fn finish(self) -> Small {
        self.small
    }

    /// Turns the sums of one row of cells into pixels.
    fn average(&mut self) {
        let mut start = 0;
        for (sums, end) in self
            .sums
            .as_chunks_mut::<3>()
            .0
            .iter_mut()
            .zip(&self.cell_ends)
        {
            let count = u32::try_from((end - start) * self.rows_summed).unwrap_or(u32::MAX);
            for sum in sums {
                self.small
                    .rgb
                    .push(u8::try_from(*sum / count.max(1)).unwrap_or(u8::MAX));
                *sum = 0;
            }
            start = *end;
        }
        self.rows_summed = 0;
    }
}

/// A copy with the detail of a mosaic of ten cells: nothing that sharpening could bring back.
pub(crate) fn blur(small: &Small) -> Small {
    let (columns, rows) = (small.width.max(1), small.height.max(1));
    let (Ok(columns), Ok(rows)) = (usize::try_from(columns), usize::try_from(rows)) else {
        return small.clone();
    };
    let mut shrinker = Shrinker::new(columns, rows, MOSAIC_SIDE_PX);
    for row in small.rgb.chunks_exact(3 * columns) {
        shrinker.push(row);
    }
    let mosaic = shrinker.finish();
    let Some(image) = RgbImage::from_raw(mosaic.width, mosaic.height, mosaic.rgb) else {
        return Small {
            width: 1,
            height: 1,
            rgb: vec![128; 3],
        };
    };
    let longer = small.width.max(small.height).max(1);
    let scale = |side: u32| {
        if longer <= BLURRED_SIDE_PX {
            side
        } else {
            (side * BLURRED_SIDE_PX / longer).max(1)
        }
    };
    let (width, height) = (scale(small.width), scale(small.height));
    let rgb = resize(&image, width, height, FilterType::Triangle).into_raw();
    Small { width, height, rgb }
}

/// The still as a JPEG file.
pub(crate) fn render_jpeg(small: &Small) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode(
        &small.rgb,
        small.width,
        small.height,
        ExtendedColorType::Rgb8,
    )?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
