//! The careful hasher: every addition in the order of the reference implementation.
//!
//! Several times slower than [`super::PdqStream`], which asks for it when rounding decides.

use super::PdqResult;
use super::filter::{ColumnBox, LANES, Window, divide, divide_at, running_sums};
use super::sketch::PdqSketch;
use super::stream::{PdqChannels, PdqGeometry, PdqStream};
use super::taps::centre;
use super::transform::{SIDE, Samples};

/// Sides below this make no hash. Source: the reference implementation.
pub(super) const SIDE_MIN: usize = 5;

/// Sides up to this are accepted: what the formats we decode can say in 16 bits, and some.
const SIDE_MAX: usize = 1 << 20;

/// Why pixels could not be hashed: the caller's rows do not make the picture it announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PdqError {
    /// A row with the wrong number of bytes.
    #[error("a row of {found} bytes where {expected} were announced")]
    RowLength {
        /// Bytes a row must have.
        expected: usize,
        /// Bytes it had.
        found: usize,
    },
    /// More rows than announced.
    #[error("more rows than the {height} announced")]
    TooManyRows {
        /// Rows announced.
        height: usize,
    },
    /// Fewer rows than announced.
    #[error("{found} rows where {height} were announced")]
    MissingRows {
        /// Rows announced.
        height: usize,
        /// Rows pushed.
        found: usize,
    },
    /// A side beyond what the hasher takes.
    #[error("a side of {side} pixels is more than {side_max}")]
    TooLarge {
        /// The longer side.
        side: usize,
        /// The longest accepted.
        side_max: usize,
    },
}

/// Makes the PDQ hash of one picture from its rows, top to bottom.
///
/// Cost: one pass over the pixels; memory of `width × height / 32` bytes and a few rows.
#[derive(Debug)]
pub struct PdqHasher {
    width: usize,
    height: usize,
    pushed: usize,
    route: Route,
}

#[derive(Debug)]
enum Route {
    /// Too small to say anything: hash 0, quality 0.
    Nothing,
    /// Already 64 × 64: taken as it is.
    Direct(Box<Samples>),
    Filtered(Box<Filtered>),
}

/// The four filters in a row, and what waits between them.
#[derive(Debug)]
struct Filtered {
    across: Window,
    luma: Batch,
    sums_first: Vec<f32>,
    column_first: ColumnBox,
    blurred: Batch,
    sums_second: Vec<f32>,
    columns: [usize; SIDE],
    column_second: ColumnBox,
    rows: [usize; SIDE],
    samples: Samples,
}

/// Up to [`LANES`] rows waiting to be filtered together.
#[derive(Debug)]
struct Batch {
    values: Vec<f32>,
    waiting: usize,
}

impl PdqHasher {
    /// A hasher for a picture of `width` × `height` pixels.
    ///
    /// # Errors
    ///
    /// [`PdqError::TooLarge`] beyond about a million pixels a side.
    pub fn new(width: usize, height: usize) -> Result<Self, PdqError> {
        check_side(width, height)?;
        let route = if width < SIDE_MIN || height < SIDE_MIN {
            Route::Nothing
        } else if width == SIDE && height == SIDE {
            Route::Direct(Box::new([[0.0; SIDE]; SIDE]))
        } else {
            Route::Filtered(Box::new(Filtered::new(width, height)))
        };
        Ok(Self {
            width,
            height,
            pushed: 0,
            route,
        })
    }

    /// Takes the next row: `width` pixels of three bytes, red, green, blue.
    ///
    /// # Errors
    ///
    /// [`PdqError`] when the row does not fit what was announced; it is not taken.
    pub fn push_row_rgb(&mut self, row: &[u8]) -> Result<(), PdqError> {
        self.check(row.len(), 3 * self.width)?;
        self.push_luma(|luma| {
            for (luma, pixel) in luma.iter_mut().zip(row.as_chunks::<3>().0) {
                *luma = luma_of(*pixel);
            }
        });
        Ok(())
    }

    /// Takes the next row of a picture without colour: `width` bytes, each one pixel.
    ///
    /// The hash is that of the same picture with red = green = blue.
    ///
    /// # Errors
    ///
    /// [`PdqError`] when the row does not fit what was announced; it is not taken.
    pub fn push_row_grey(&mut self, row: &[u8]) -> Result<(), PdqError> {
        self.check(row.len(), self.width)?;
        self.push_luma(|luma| {
            for (luma, grey) in luma.iter_mut().zip(row) {
                *luma = luma_of([*grey; 3]);
            }
        });
        Ok(())
    }

    /// The hash and its quality, once all rows are in.
    ///
    /// # Errors
    ///
    /// [`PdqError::MissingRows`].
    pub fn finish(self) -> Result<PdqResult, PdqError> {
        Ok(self.finish_sketch()?.result())
    }

    /// What the hash is made from, once all rows are in.
    ///
    /// # Errors
    ///
    /// [`PdqError::MissingRows`].
    pub fn finish_sketch(self) -> Result<PdqSketch, PdqError> {
        if self.pushed != self.height {
            return Err(PdqError::MissingRows {
                height: self.height,
                found: self.pushed,
            });
        }
        Ok(match self.route {
            Route::Nothing => PdqSketch::nothing(),
            Route::Direct(samples) => PdqSketch::exact(samples),
            Route::Filtered(filtered) => PdqSketch::exact(Box::new(filtered.finish())),
        })
    }

    fn check(&self, found: usize, expected: usize) -> Result<(), PdqError> {
        if found != expected {
            return Err(PdqError::RowLength { expected, found });
        }
        if self.pushed == self.height {
            return Err(PdqError::TooManyRows {
                height: self.height,
            });
        }
        Ok(())
    }

    fn push_luma(&mut self, fill: impl FnOnce(&mut [f32])) {
        match &mut self.route {
            Route::Nothing => {}
            Route::Direct(samples) => fill(&mut samples[self.pushed]),
            Route::Filtered(filtered) => {
                fill(filtered.luma.next());
                filtered.advance();
            }
        }
        self.pushed += 1;
    }
}

/// Hashes a whole picture: `pixels` is `height` rows of `width` × 3 bytes without padding.
///
/// # Errors
///
/// [`PdqError`] when the buffer is not that long.
pub fn pdq_from_rgb(width: usize, height: usize, pixels: &[u8]) -> Result<PdqResult, PdqError> {
    let stride = (3 * width).max(1);
    let mut stream = PdqStream::new(PdqGeometry::full(width, height, PdqChannels::Rgb))?;
    for row in pixels.chunks(stride) {
        stream.push_row(row)?;
    }
    if let Some(result) = stream.finish()?.certain() {
        return Ok(result);
    }
    let mut hasher = PdqHasher::new(width, height)?;
    for row in pixels.chunks(stride) {
        hasher.push_row_rgb(row)?;
    }
    hasher.finish()
}

/// Luma in double precision rounded once, as `pdqhash` computes it with NumPy.
#[expect(
    clippy::cast_possible_truncation,
    reason = "one rounding to single is the definition"
)]
fn luma_of([red, green, blue]: [u8; 3]) -> f32 {
    (f64::from(red) * 0.299 + f64::from(green) * 0.587 + f64::from(blue) * 0.114) as f32
}

/// Refuses sides no format we read can have.
pub(super) fn check_side(width: usize, height: usize) -> Result<(), PdqError> {
    let side = width.max(height);
    if side > SIDE_MAX {
        return Err(PdqError::TooLarge {
            side,
            side_max: SIDE_MAX,
        });
    }
    Ok(())
}

fn centres(length: usize) -> [usize; SIDE] {
    std::array::from_fn(|i| centre(length, i))
}

impl Filtered {
    fn new(width: usize, height: usize) -> Self {
        let down = Window::new(height);
        Self {
            across: Window::new(width),
            luma: Batch::new(width),
            sums_first: vec![0.0; LANES * width],
            column_first: ColumnBox::new(down, width),
            blurred: Batch::new(width),
            sums_second: vec![0.0; LANES * width],
            columns: centres(width),
            column_second: ColumnBox::new(down, SIDE),
            rows: centres(height),
            samples: [[0.0; SIDE]; SIDE],
        }
    }

    /// One luma row more is waiting.
    fn advance(&mut self) {
        if self.luma.add() {
            self.filter_luma();
        }
    }

    /// First row filter and first column filter over the waiting rows.
    fn filter_luma(&mut self) {
        let waiting = self.luma.take();
        running_sums(self.across, &self.luma.values, &mut self.sums_first);
        let width = self.luma.width();
        for lane in 0..waiting {
            let row = lane * width..(lane + 1) * width;
            divide(self.across, &mut self.sums_first[row.clone()]);
            if self
                .column_first
                .push(&self.sums_first[row], self.blurred.next())
                .is_some()
                && self.blurred.add()
            {
                self.filter_blurred();
            }
        }
    }

    /// Second row filter and second column filter, both only where the picture is sampled.
    fn filter_blurred(&mut self) {
        let waiting = self.blurred.take();
        let width = self.blurred.width();
        running_sums(self.across, &self.blurred.values, &mut self.sums_second);
        for lane in 0..waiting {
            let mut out = [0.0; SIDE];
            let row = &self.sums_second[lane * width..][..width];
            let picked = divide_at(self.across, row, &self.columns);
            if let Some(at) = self.column_second.push(&picked, &mut out) {
                self.sample(at, &out);
            }
        }
    }

    fn sample(&mut self, at: usize, row: &[f32; SIDE]) {
        for (sampled, samples) in self.rows.iter().zip(&mut self.samples) {
            if *sampled == at {
                *samples = *row;
            }
        }
    }

    fn finish(mut self) -> Samples {
        self.filter_luma();
        while self.column_first.drain(self.blurred.next()).is_some() {
            if self.blurred.add() {
                self.filter_blurred();
            }
        }
        self.filter_blurred();
        let mut out = [0.0; SIDE];
        while let Some(at) = self.column_second.drain(&mut out) {
            self.sample(at, &out);
        }
        self.samples
    }
}

impl Batch {
    fn new(width: usize) -> Self {
        Self {
            values: vec![0.0; LANES * width],
            waiting: 0,
        }
    }

    fn width(&self) -> usize {
        self.values.len() / LANES
    }

    /// The row to be written next.
    fn next(&mut self) -> &mut [f32] {
        let width = self.width();
        &mut self.values[self.waiting * width..][..width]
    }

    /// Counts the row just written; answers whether the batch is full.
    fn add(&mut self) -> bool {
        self.waiting += 1;
        self.waiting == LANES
    }

    /// Empties the batch and answers how many rows were waiting.
    fn take(&mut self) -> usize {
        std::mem::take(&mut self.waiting)
    }
}
