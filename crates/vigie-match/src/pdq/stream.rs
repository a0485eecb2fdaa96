//! The fast hasher: the whole chain of filters as one separable operator, fed row by row.
//!
//! ```text
//!            down the columns                     along the row, once a sample row
//! row y ──▶ sums[i] += weight(i, y) · row ──▶ samples[i][j] = Σ weight(j, x) · luma(sums[i][x])
//! ```
//! Sample rows overlap by a row or two only, so a pixel costs about one multiplication, and what is
//! held is two or three rows of sums, whatever the size of the picture. Luma is taken last,
//! because it is linear as well.
//!
//! Additions happen in another order than in the reference implementation, so samples differ from
//! its samples by rounding. [`PdqSketch::certain`] says whether that could reach the hash.

use super::PdqError;
use super::hasher::{SIDE_MIN, check_side};
use super::kernel::Kernel;
use super::sketch::PdqSketch;
use super::taps::{Tap, Taps};
use super::transform::{SIDE, Samples};

/// Share of red, green and blue in luma. Source: the reference implementation.
const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

/// Rows that are added together: sums are then read and written once for all of them.
const BATCH: usize = 4;

/// What a row of pixels holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PdqChannels {
    /// Three bytes a pixel: red, green, blue.
    Rgb,
    /// One byte a pixel: luma, or the value all three colours have.
    Luma,
}

/// How a picture lies in its file, by the numbers of Exif tag 274; 1 is upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Orientation {
    is_transposed: bool,
    are_rows_mirrored: bool,
    are_columns_mirrored: bool,
}

impl Orientation {
    /// The orientation with this number; upright for a number that has no meaning.
    ///
    /// Source: Exif 2.32, tag Orientation.
    pub fn from_exif(number: u16) -> Self {
        Self {
            is_transposed: matches!(number, 5..=8),
            are_rows_mirrored: matches!(number, 3 | 4 | 6 | 7),
            are_columns_mirrored: matches!(number, 2 | 3 | 7 | 8),
        }
    }

    /// Whether the picture lies as it is to be seen.
    pub fn is_upright(self) -> bool {
        self == Self::default()
    }
}

/// What the rows of a picture will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PdqGeometry {
    /// Width in pixels, of the file's own picture.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Pixels a side that one value stands for: 1, or what the decoder has shrunk by. Rows are
    /// `width / cell` long, rounded up, and so is their number.
    pub cell: usize,
    /// What a row holds.
    pub channels: PdqChannels,
    /// How the picture lies; the hash is of the upright one.
    pub orientation: Orientation,
}

impl PdqGeometry {
    /// Whole pixels, as they lie in the file: what profile `pdq/full` is made of.
    pub fn full(width: usize, height: usize, channels: PdqChannels) -> Self {
        Self {
            width,
            height,
            cell: 1,
            channels,
            orientation: Orientation::default(),
        }
    }
}

/// Makes the PDQ samples of one picture from its rows, top to bottom.
///
/// Cost: about one multiplication a byte; memory of a few rows.
#[derive(Debug)]
pub struct PdqStream {
    geometry: PdqGeometry,
    row_bytes: usize,
    rows: usize,
    pushed: usize,
    /// `None` for a picture too small to say anything.
    operator: Option<Box<Operator>>,
}

#[derive(Debug)]
struct Operator {
    kernel: Kernel,
    down: Vec<Tap>,
    across: Vec<Tap>,
    /// Sample rows not begun start here; those before `done` are finished.
    begun: usize,
    done: usize,
    /// Sums of the sample rows at work; row `i` lies in slot `i % len`.
    sums: Vec<Vec<f32>>,
    /// Up to [`BATCH`] rows of pixels that wait, and the number of the first.
    waiting: Vec<u8>,
    first_waiting: usize,
    is_transposed: bool,
    samples: Box<Samples>,
}

impl PdqStream {
    /// A hasher for rows as `geometry` announces them.
    ///
    /// # Errors
    ///
    /// [`PdqError::TooLarge`] beyond about a million pixels a side.
    pub fn new(geometry: PdqGeometry) -> Result<Self, PdqError> {
        let PdqGeometry { width, height, .. } = geometry;
        check_side(width, height)?;
        let cell = geometry.cell.max(1);
        let channels = match geometry.channels {
            PdqChannels::Rgb => 3,
            PdqChannels::Luma => 1,
        };
        let is_empty = width < SIDE_MIN || height < SIDE_MIN;
        Ok(Self {
            geometry,
            row_bytes: width.div_ceil(cell) * channels,
            rows: height.div_ceil(cell),
            pushed: 0,
            operator: (!is_empty).then(|| Box::new(Operator::new(geometry, cell))),
        })
    }

    /// Takes the next row.
    ///
    /// # Errors
    ///
    /// [`PdqError`] when the row does not fit what was announced; it is not taken.
    pub fn push_row(&mut self, row: &[u8]) -> Result<(), PdqError> {
        if row.len() != self.row_bytes {
            return Err(PdqError::RowLength {
                expected: self.row_bytes,
                found: row.len(),
            });
        }
        if self.pushed == self.rows {
            return Err(PdqError::TooManyRows { height: self.rows });
        }
        if let Some(operator) = &mut self.operator {
            operator.push(self.pushed, row);
        }
        self.pushed += 1;
        Ok(())
    }

    /// The samples, once all rows are in.
    ///
    /// # Errors
    ///
    /// [`PdqError::MissingRows`].
    pub fn finish(self) -> Result<PdqSketch, PdqError> {
        if self.pushed != self.rows {
            return Err(PdqError::MissingRows {
                height: self.rows,
                found: self.pushed,
            });
        }
        let PdqGeometry { width, height, .. } = self.geometry;
        Ok(match self.operator {
            None => PdqSketch::nothing(),
            Some(mut operator) => {
                operator.add_waiting();
                PdqSketch::new(operator.samples, width, height)
            }
        })
    }
}

impl Operator {
    fn new(geometry: PdqGeometry, cell: usize) -> Self {
        let PdqGeometry {
            width,
            height,
            channels,
            orientation,
            ..
        } = geometry;
        let down = Taps::new(height, cell, orientation.are_rows_mirrored);
        let across = Taps::new(width, cell, orientation.are_columns_mirrored);
        let row = across.cells
            * match channels {
                PdqChannels::Rgb => 3,
                PdqChannels::Luma => 1,
            };
        let across = match channels {
            PdqChannels::Rgb => across.rows.iter().map(spread_over_colours).collect(),
            PdqChannels::Luma => across.rows,
        };
        let slots = most_at_once(&down.rows);
        Self {
            kernel: Kernel::detect(),
            down: down.rows,
            across,
            begun: 0,
            done: 0,
            sums: vec![vec![0.0; row]; slots],
            waiting: Vec::with_capacity(BATCH * row),
            first_waiting: 0,
            is_transposed: orientation.is_transposed,
            samples: Box::new([[0.0; SIDE]; SIDE]),
        }
    }

    fn push(&mut self, at: usize, row: &[u8]) {
        if self.waiting.is_empty() {
            self.first_waiting = at;
        }
        self.waiting.extend_from_slice(row);
        if self.waiting.len() == BATCH * row.len() {
            self.add_waiting();
        }
    }

    /// Adds the rows that wait to the sample rows they belong to, and finishes those that are full.
    fn add_waiting(&mut self) {
        let row = self.sums.first().map_or(0, Vec::len).max(1);
        let end = self.first_waiting + self.waiting.len() / row;
        // Weightless rows fill the batch at the end of the picture.
        self.waiting.resize(BATCH * row, 0);
        let (first, rest) = self.waiting.split_at(row);
        let (second, rest) = rest.split_at(row);
        let (third, fourth) = rest.split_at(row);
        let rows = [first, second, third, fourth];
        while self.begun < SIDE && self.down[self.begun].start < end {
            let slot = self.begun % self.sums.len();
            self.sums[slot].fill(0.0);
            self.begun += 1;
        }
        for i in self.done..self.begun {
            let tap = &self.down[i];
            let slot = i % self.sums.len();
            let weight = |at: usize| {
                let place = at.checked_sub(tap.start)?;
                tap.weights.get(place).copied()
            };
            let weights =
                std::array::from_fn(|nth| weight(self.first_waiting + nth).unwrap_or(0.0));
            if weights.iter().any(|weight| *weight > 0.0) {
                self.kernel.add_scaled(&mut self.sums[slot], rows, weights);
            }
        }
        self.waiting.clear();
        while self.done < self.begun && self.down[self.done].end() <= end {
            self.sample();
        }
    }

    /// The 64 samples of the sample row that just got its last row of pixels.
    fn sample(&mut self) {
        let sums = &self.sums[self.done % self.sums.len()];
        let i = self.down[self.done].output;
        for tap in &self.across {
            let value = self.kernel.dot(&sums[tap.start..tap.end()], &tap.weights);
            if self.is_transposed {
                self.samples[tap.output][i] = value;
            } else {
                self.samples[i][tap.output] = value;
            }
        }
        self.done += 1;
    }
}

/// The weights of pixels as weights of their bytes.
fn spread_over_colours(tap: &Tap) -> Tap {
    Tap {
        output: tap.output,
        start: 3 * tap.start,
        weights: tap
            .weights
            .iter()
            .flat_map(|weight| LUMA.map(|share| share * weight))
            .collect(),
    }
}

/// How many sample rows are at work at the same time, at most.
fn most_at_once(down: &[Tap]) -> usize {
    let overlaps = down.iter().enumerate().map(|(at, tap)| {
        let end = tap.end() + BATCH;
        down[at..]
            .iter()
            .take_while(|later| later.start < end)
            .count()
    });
    overlaps.max().unwrap_or(1).max(1)
}
