//! TMK+PDQF: one fingerprint of 263,344 bytes for a whole video, as ThreatExchange exchanges it.
//!
//! ```text
//!  64 × 64 frames, 15 a second ─▶ 256 DCT values each ─┬─ mean ───────────────▶ level 1: cosine
//!                                                      └─ Fourier sums over 4 ─▶ level 2: best over
//!                                                         periods, 32 terms       all shifts in time
//! ```
//!
//! Read, written and compared so that partners' files can be used; our own matching in time is
//! [`super::compare`], which says which seconds and costs a fortieth of the space.
//! The file is little-endian; its published form is kept to the byte, padding included.

use std::f64::consts::{PI, TAU};
use std::sync::OnceLock;

/// Side of the frames that are hashed, in pixels.
pub const TMK_SIDE: usize = 64;

/// Frames hashed for each second of video.
pub const TMK_FRAMES_PER_SECOND: u32 = 15;

/// Score of either level from which two videos are taken to be one. Source: TMK's own advice.
pub const TMK_LEVEL_MIN: f32 = 0.7;

/// Periods of the Fourier sums, in frames. Source: the published file format.
const PERIODS: [u32; 4] = [2731, 4391, 9767, 14653];

/// Terms of each sum.
const TERMS: usize = 32;

/// Frequencies in each direction: 1 to 16.
const FREQUENCIES: usize = 16;

/// Values of a frame.
const DIMENSIONS: usize = FREQUENCIES * FREQUENCIES;

/// Sharpness of the kernel the terms come from: modified Bessel functions at this argument.
const BETA: f64 = 32.0;

/// Terms of the series of a Bessel function; at β = 32 the last ones are far below rounding.
const SERIES_TERMS: u32 = 120;

/// `TMK1`, `FVEC`, `PDQF`.
const MAGIC: [&[u8; 4]; 3] = [b"TMK1", b"FVEC", b"PDQF"];

/// Bytes of a file.
const FILE_BYTES: usize =
    12 + 5 * 4 + 4 * PERIODS.len() + 4 * TERMS + 4 * DIMENSIONS * (1 + VECTORS);

/// Vectors beside the mean: a cosine and a sine for each term of each period.
const VECTORS: usize = 2 * PERIODS.len() * TERMS;

type Vector = [f32; DIMENSIONS];

/// The fingerprint of a video.
#[derive(Debug, Clone, PartialEq)]
pub struct TmkSketch {
    /// Frames it was made of.
    pub frames: u32,
    coefficients: [f32; TERMS],
    mean: Box<Vector>,
    /// Cosine sums, a vector for each period and term.
    cosine: Vec<Vector>,
    sine: Vec<Vector>,
}

/// How alike two videos are; 1 is the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TmkScores {
    /// Cosine of the mean frames.
    pub level_1: f32,
    /// The best agreement in time.
    pub level_2: f32,
}

impl TmkScores {
    /// Whether both levels reach [`TMK_LEVEL_MIN`].
    pub fn is_match(self) -> bool {
        self.level_1 >= TMK_LEVEL_MIN && self.level_2 >= TMK_LEVEL_MIN
    }
}

/// Why bytes are not a fingerprint, or a frame is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TmkError {
    /// Not the length every file has.
    #[error("a tmk file has {FILE_BYTES} bytes, this one has {found}")]
    Length {
        /// Its length.
        found: usize,
    },
    /// Not the beginning every file has.
    #[error("this is not a tmk file of pdq features")]
    Magic,
    /// Other parameters than the published ones: such fingerprints cannot be compared.
    #[error("the tmk file was made with other parameters than the published ones")]
    Parameters,
    /// A value that is no number.
    #[error("the tmk file holds a value that is no number")]
    NotANumber,
    /// A frame of another size.
    #[error("a frame has {expected} bytes, this one has {found}")]
    FrameLength {
        /// 64 × 64 × 3.
        expected: usize,
        /// Its length.
        found: usize,
    },
    /// A video without frames has no fingerprint.
    #[error("the video has no frames")]
    Empty,
}

/// Takes frames one by one and makes the fingerprint.
#[derive(Debug)]
pub struct TmkHasher {
    frames: u32,
    mean: Vec<f64>,
    sums: Vec<f64>,
}

impl Default for TmkHasher {
    fn default() -> Self {
        Self {
            frames: 0,
            mean: vec![0.0; DIMENSIONS],
            sums: vec![0.0; VECTORS * DIMENSIONS],
        }
    }
}

impl TmkHasher {
    /// Takes the next frame: 64 rows of 64 pixels, three bytes each.
    ///
    /// # Errors
    ///
    /// [`TmkError::FrameLength`]; the frame is not taken then.
    pub fn push_rgb(&mut self, frame: &[u8]) -> Result<(), TmkError> {
        let expected = TMK_SIDE * TMK_SIDE * 3;
        if frame.len() != expected {
            return Err(TmkError::FrameLength {
                expected,
                found: frame.len(),
            });
        }
        let feature = feature_of(frame);
        for (sum, value) in self.mean.iter_mut().zip(feature) {
            *sum += value;
        }
        let norm = norm_of(feature.iter().copied());
        if norm > 0.0 {
            self.add(&feature.map(|value| value / norm));
        }
        self.frames += 1;
        Ok(())
    }

    /// Adds a frame of length 1 to every Fourier sum.
    fn add(&mut self, unit: &[f64; DIMENSIONS]) {
        let mut sums = self.sums.chunks_exact_mut(DIMENSIONS);
        for period in PERIODS {
            let turn = TAU * f64::from(self.frames % period) / f64::from(period);
            for term in 0..TERMS {
                let (sine, cosine) = (turn * index(term)).sin_cos();
                for factor in [cosine, sine] {
                    let Some(vector) = sums.next() else { return };
                    for (sum, value) in vector.iter_mut().zip(unit) {
                        *sum += factor * value;
                    }
                }
            }
        }
    }

    /// The fingerprint.
    ///
    /// # Errors
    ///
    /// [`TmkError::Empty`] without a frame.
    pub fn finish(self) -> Result<TmkSketch, TmkError> {
        if self.frames == 0 {
            return Err(TmkError::Empty);
        }
        let coefficients = coefficients();
        let frames = f64::from(self.frames);
        let mut mean = Box::new([0.0; DIMENSIONS]);
        for (value, sum) in mean.iter_mut().zip(&self.mean) {
            *value = narrow(sum / frames);
        }
        let mut cosine = Vec::new();
        let mut sine = Vec::new();
        for (at, sum) in self.sums.chunks_exact(DIMENSIONS).enumerate() {
            let norm = norm_of(sum.iter().copied());
            let scale = if norm > 0.0 {
                coefficients[at / 2 % TERMS].sqrt() / norm
            } else {
                0.0
            };
            let mut vector = [0.0; DIMENSIONS];
            for (value, sum) in vector.iter_mut().zip(sum) {
                *value = narrow(sum * scale);
            }
            if at % 2 == 0 {
                cosine.push(vector);
            } else {
                sine.push(vector);
            }
        }
        Ok(TmkSketch {
            frames: self.frames,
            coefficients: coefficients.map(narrow),
            mean,
            cosine,
            sine,
        })
    }
}

impl TmkSketch {
    /// Reads a `.tmk` file.
    ///
    /// # Errors
    ///
    /// [`TmkError`]; only the published parameters are read.
    pub fn parse(bytes: &[u8]) -> Result<Self, TmkError> {
        if bytes.len() != FILE_BYTES {
            return Err(TmkError::Length { found: bytes.len() });
        }
        let (magic, rest) = bytes.split_at(12);
        if magic != MAGIC.map(|part| &part[..]).concat() {
            return Err(TmkError::Magic);
        }
        let words: Vec<[u8; 4]> = rest.as_chunks::<4>().0.to_vec();
        let head: Vec<u32> = words[..9]
            .iter()
            .map(|word| u32::from_le_bytes(*word))
            .collect();
        let sizes = [
            TMK_FRAMES_PER_SECOND,
            narrow_size(PERIODS.len()),
            narrow_size(TERMS),
            narrow_size(DIMENSIONS),
        ];
        if head[..4] != sizes || head[5..9] != PERIODS {
            return Err(TmkError::Parameters);
        }
        let values: Vec<f32> = words[9..]
            .iter()
            .map(|word| f32::from_le_bytes(*word))
            .collect();
        if values.iter().any(|value| !value.is_finite()) {
            return Err(TmkError::NotANumber);
        }
        let (terms, vectors) = values.split_at(TERMS);
        let coefficients = std::array::from_fn(|at| terms[at]);
        let mut vectors = vectors
            .chunks_exact(DIMENSIONS)
            .map(|part| std::array::from_fn(|at| part[at]));
        let mean = Box::new(vectors.next().ok_or(TmkError::Empty)?);
        let cosine = vectors.by_ref().take(VECTORS / 2).collect();
        let sine = vectors.collect();
        Ok(Self {
            frames: head[4],
            coefficients,
            mean,
            cosine,
            sine,
        })
    }

    /// Writes the `.tmk` file.
    pub fn render(&self) -> Vec<u8> {
        let mut bytes = MAGIC.map(|part| &part[..]).concat();
        let head = [
            TMK_FRAMES_PER_SECOND,
            narrow_size(PERIODS.len()),
            narrow_size(TERMS),
            narrow_size(DIMENSIONS),
            self.frames,
        ];
        for word in head.iter().chain(&PERIODS) {
            bytes.extend(word.to_le_bytes());
        }
        let values = self.coefficients.iter().chain(&*self.mean);
        let vectors = self.cosine.iter().chain(&self.sine).flatten();
        for value in values.chain(vectors) {
            bytes.extend(value.to_le_bytes());
        }
        bytes
    }

    /// How alike the two videos are, at the best shift of one against the other.
    ///
    /// Cost: 31,542 shifts of 32 terms for level 2, about a millisecond.
    pub fn score(&self, other: &Self) -> TmkScores {
        let level_1 = cosine_of(&self.mean[..], &other.mean[..]);
        let level_2 = PERIODS
            .iter()
            .enumerate()
            .map(|(at, period)| self.agreement(other, at, *period))
            .fold(f64::MIN, f64::max);
        let [first, others @ ..] = self.coefficients;
        let most =
            f64::from(first) + 2.0 * others.iter().map(|value| f64::from(*value)).sum::<f64>();
        TmkScores {
            level_1: narrow(level_1),
            level_2: narrow(level_2 / most),
        }
    }

    /// The best agreement over all shifts within one period.
    fn agreement(&self, other: &Self, at: usize, period: u32) -> f64 {
        let terms = at * TERMS..(at + 1) * TERMS;
        let products: Vec<(f64, f64)> = terms
            .map(|term| {
                let (c, s) = (&self.cosine[term], &self.sine[term]);
                let (c2, s2) = (&other.cosine[term], &other.sine[term]);
                (dot(c, c2) + dot(s, s2), dot(s, c2) - dot(c, s2))
            })
            .collect();
        let at_shift = |shift: u32| {
            let turn = TAU * f64::from(shift) / f64::from(period);
            let waves = products.iter().enumerate().skip(1);
            let sum: f64 = waves
                .map(|(term, (even, odd))| {
                    let (sine, cosine) = (turn * index(term)).sin_cos();
                    cosine * even + sine * odd
                })
                .sum();
            products[0].0 + sum
        };
        (0..period).map(at_shift).fold(f64::MIN, f64::max)
    }
}

/// The 256 DCT values of a frame: PDQ's, before the median.
fn feature_of(frame: &[u8]) -> [f64; DIMENSIONS] {
    let matrix = matrix();
    let luma: Vec<f64> = frame
        .as_chunks::<3>()
        .0
        .iter()
        .copied()
        .map(luma_of)
        .collect();
    let mut half = [[0.0; TMK_SIDE]; FREQUENCIES];
    for (sums, factors) in half.iter_mut().zip(matrix) {
        for (factor, row) in factors.iter().zip(luma.chunks_exact(TMK_SIDE)) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += factor * value;
            }
        }
    }
    std::array::from_fn(|at| {
        let (i, j) = (at / FREQUENCIES, at % FREQUENCIES);
        half[i].iter().zip(&matrix[j]).map(|(a, b)| a * b).sum()
    })
}

fn luma_of([red, green, blue]: [u8; 3]) -> f64 {
    0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue)
}

type Matrix = [[f64; TMK_SIDE]; FREQUENCIES];

fn matrix() -> &'static Matrix {
    static MATRIX: OnceLock<Matrix> = OnceLock::new();
    MATRIX.get_or_init(|| {
        let scale = (2.0 / index(TMK_SIDE)).sqrt();
        let turn = PI / 2.0 / index(TMK_SIDE);
        std::array::from_fn(|i| {
            std::array::from_fn(|j| scale * (turn * index(i + 1) * index(2 * j + 1)).cos())
        })
    })
}

/// The weights of the terms: I₀(β) − e^−β over 2 sinh β, then Iₙ(β) over sinh β.
/// Source: Poullot and others, "Temporal Matching Kernel with Explicit Feature Maps", β = 32.
fn coefficients() -> [f64; TERMS] {
    std::array::from_fn(|term| {
        let order = u32::try_from(term).unwrap_or(u32::MAX);
        if order == 0 {
            (bessel(0) - (-BETA).exp()) / (2.0 * BETA.sinh())
        } else {
            bessel(order) / BETA.sinh()
        }
    })
}

/// Modified Bessel function of the first kind at β, by its series.
fn bessel(order: u32) -> f64 {
    let half = BETA / 2.0;
    let mut term = (1..=order).fold(1.0, |term, k| term * half / f64::from(k));
    let mut sum = term;
    for k in 1..SERIES_TERMS {
        term *= half * half / (f64::from(k) * f64::from(k + order));
        sum += term;
    }
    sum
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(x, y)| f64::from(*x) * f64::from(*y))
        .sum()
}

fn cosine_of(a: &[f32], b: &[f32]) -> f64 {
    let norms = (dot(a, a) * dot(b, b)).sqrt();
    if norms > 0.0 { dot(a, b) / norms } else { 0.0 }
}

fn norm_of(values: impl Iterator<Item = f64>) -> f64 {
    values.map(|value| value * value).sum::<f64>().sqrt()
}

/// A small index as a number.
fn index(value: usize) -> f64 {
    f64::from(u32::try_from(value).unwrap_or(u32::MAX))
}

fn narrow_size(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "files hold single precision"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}
