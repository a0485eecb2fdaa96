//! What a picture's hashes are made from: 64 × 64 samples and their 16 × 16 frequencies.
//!
//! Deliberately absent: pixels. A sketch is made by [`super::PdqStream`] or [`super::PdqHasher`].

use serde::{Deserialize, Serialize};

use super::transform::{
    SIDE, Samples, Spectrum, bits, count_near_median, gap_above_median, quality, quality_within,
    spectrum, turned,
};
use super::{PdqHash, PdqResult};

/// The eight ways to turn and mirror a picture, by what was done to it.
///
/// Source of the names and their order: the reference implementation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// As it is.
    None,
    /// Turned by 90 degrees against the clock.
    Rotate90,
    /// Turned by 180 degrees.
    Rotate180,
    /// Turned by 270 degrees against the clock.
    Rotate270,
    /// Upside down: mirrored at the horizontal line.
    FlipX,
    /// Left to right: mirrored at the vertical line.
    FlipY,
    /// Mirrored at the diagonal from the upper left.
    FlipPlus1,
    /// Mirrored at the diagonal from the upper right.
    FlipMinus1,
}

impl Turn {
    /// All eight, the picture as it is first.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::Rotate90,
        Self::Rotate180,
        Self::Rotate270,
        Self::FlipX,
        Self::FlipY,
        Self::FlipPlus1,
        Self::FlipMinus1,
    ];

    /// The turn that brings the picture back.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Rotate90 => Self::Rotate270,
            Self::Rotate270 => Self::Rotate90,
            turn => turn,
        }
    }

    /// Its name in what is stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Rotate90 => "rotate_90",
            Self::Rotate180 => "rotate_180",
            Self::Rotate270 => "rotate_270",
            Self::FlipX => "flip_x",
            Self::FlipY => "flip_y",
            Self::FlipPlus1 => "flip_plus_1",
            Self::FlipMinus1 => "flip_minus_1",
        }
    }
}

/// Samples and frequencies of one picture.
#[derive(Debug, Clone)]
pub struct PdqSketch {
    samples: Box<Samples>,
    spectrum: Spectrum,
    /// How far they may lie from the reference implementation's; `None` when made in its order.
    tolerance: Option<Tolerance>,
    is_empty: bool,
}

/// How far one order of additions may lead from the other, in units of luma.
#[derive(Debug, Clone, Copy, Default)]
struct Tolerance {
    sample: f32,
    frequency: f32,
}

impl Tolerance {
    /// For each square root of additions along both sides: a box filter is a running sum, so its
    /// rounding errors are a random walk. The sum grows with the window and is divided by it.
    ///
    /// Measured on 256 photographs and textures and on patterns made to add errors up: at most
    /// 1.3e-4 for a sample and 2.0e-4 for a frequency (6.9e-4 where a side is below 64 and one row
    /// makes many samples). Held against the careful hasher in the tests.
    const SAMPLE: f32 = 2.5e-4;
    const FREQUENCY: f32 = 4.0e-4;
    const FREQUENCY_NARROW: f32 = 16.0e-4;

    #[expect(
        clippy::cast_precision_loss,
        reason = "sides are below 2^21, and this is an estimate"
    )]
    fn of_sides(width: usize, height: usize) -> Self {
        let walk = ((width + height) as f32).sqrt();
        let is_narrow = width.min(height) < SIDE;
        Self {
            sample: Self::SAMPLE * walk,
            frequency: walk
                * if is_narrow {
                    Self::FREQUENCY_NARROW
                } else {
                    Self::FREQUENCY
                },
        }
    }
}

impl PdqSketch {
    /// From samples whose additions happened in another order than the reference's.
    pub(super) fn new(samples: Box<Samples>, width: usize, height: usize) -> Self {
        Self::with_tolerance(samples, Some(Tolerance::of_sides(width, height)))
    }

    /// From samples made in the order of the reference implementation.
    pub(super) fn exact(samples: Box<Samples>) -> Self {
        Self::with_tolerance(samples, None)
    }

    fn with_tolerance(samples: Box<Samples>, tolerance: Option<Tolerance>) -> Self {
        let spectrum = spectrum(&samples);
        Self {
            samples,
            spectrum,
            tolerance,
            is_empty: false,
        }
    }

    /// Of a picture too small to say anything: hash 0, quality 0.
    pub(super) fn nothing() -> Self {
        Self {
            samples: Box::new([[0.0; SIDE]; SIDE]),
            spectrum: Spectrum::default(),
            tolerance: None,
            is_empty: true,
        }
    }

    /// Hash and quality of these samples.
    pub fn result(&self) -> PdqResult {
        PdqResult {
            hash: self.hash(Turn::None),
            quality: quality(&self.samples),
        }
    }

    /// Hash and quality, if no order of additions could have led to others.
    ///
    /// `None` for about one picture in eight: the two frequencies next to the median are too
    /// close, or too many steps between samples are next to a whole percent. Then
    /// [`super::PdqHasher`] decides.
    pub fn certain(&self) -> Option<PdqResult> {
        if let Some(tolerance) = self.tolerance {
            if gap_above_median(&self.spectrum) <= 2.0 * tolerance.frequency {
                return None;
            }
            let qualities = quality_within(&self.samples, tolerance.sample);
            if qualities.start() != qualities.end() {
                return None;
            }
        }
        Some(self.result())
    }

    /// The hash of the picture turned or mirrored, as near as the frequencies tell.
    ///
    /// Equal to the reference's own dihedral hashes; a few bits from those of turned pixels.
    pub fn hash(&self, turn: Turn) -> PdqHash {
        if self.is_empty {
            return PdqHash::default();
        }
        match turn {
            Turn::None => bits(&self.spectrum),
            turn => bits(&turned(&self.spectrum, turn)),
        }
    }

    /// Whether so many frequencies are next to the median that samples made from fewer pixels would
    /// turn many bits: smooth, periodic and drawn pictures, one JPEG in fourteen.
    ///
    /// Measured on 8,842 files: of those that do not waver, the fast hash is at most 10 bits from
    /// the full one; of those that do, up to 148.
    pub fn is_wavering(&self) -> bool {
        /// How near is next to it, in units of luma.
        const NEAR: f32 = 0.4;
        /// So many of 256 are many.
        const MANY: usize = 8;
        count_near_median(&self.spectrum, NEAR) >= MANY
    }

    /// The 256 frequencies, row by row, lowest first: the features of TMK and PDQF.
    pub fn frequencies(&self) -> &[f32; 256] {
        let flat = self.spectrum.as_flattened();
        flat.try_into()
            .expect("16 rows of 16 frequencies are 256 of them")
    }

    /// Largest difference of any sample and of any frequency to another sketch's.
    #[cfg(test)]
    pub(super) fn largest_differences(&self, other: &Self) -> (f32, f32) {
        let largest = |a: &[f32], b: &[f32]| {
            let differences = a.iter().zip(b).map(|(a, b)| (a - b).abs());
            differences.fold(0.0, f32::max)
        };
        (
            largest(self.samples.as_flattened(), other.samples.as_flattened()),
            largest(self.spectrum.as_flattened(), other.spectrum.as_flattened()),
        )
    }

    /// What a sample and a frequency may differ by.
    #[cfg(test)]
    pub(super) fn tolerances(&self) -> (f32, f32) {
        let tolerance = self.tolerance.unwrap_or_default();
        (tolerance.sample, tolerance.frequency)
    }
}
