//! The second opinion: where a picture gets lighter and where darker, place by place.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::plane::Plane;
use crate::pdq::{MATCH_DISTANCE_BITS_MAX, Turn};

/// Cells along each side of the grid.
const SIDE: usize = 16;

/// Bytes of a detail.
pub(super) const DETAIL_BYTES: usize = 2 * 2 * 2 * SIDE;

/// A step of luma below this has no sign: noise would decide it.
const STEP_MIN: i16 = 3;

/// Mean luma of each cell.
#[derive(Debug, Clone)]
pub(super) struct Grid([[i16; SIDE]; SIDE]);

/// Signs of the steps between neighbouring cells: 16 words across, 16 down, for up and for down.
///
/// Bit `x` of word `y` is the step from cell (x, y) to its neighbour; 128 bytes in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Detail {
    lighter: [[u16; SIDE]; 2],
    darker: [[u16; SIDE]; 2],
}

/// How two details compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// Steps that have a sign in both.
    pub shared: u32,
    /// Of these, steps with the same sign.
    pub equal: u32,
}

impl Grid {
    pub(super) fn of(plane: &Plane) -> Self {
        let mut cells = [[0; SIDE]; SIDE];
        for (row, cells) in cells.iter_mut().enumerate() {
            let (top, bottom) = span(row, plane.height);
            for (column, cell) in cells.iter_mut().enumerate() {
                let (left, right) = span(column, plane.width);
                let mut sum = 0_u32;
                for y in top..bottom {
                    let line = &plane.luma[y * plane.width..][left..right];
                    sum += line.iter().map(|luma| u32::from(*luma)).sum::<u32>();
                }
                let count = u32::try_from((bottom - top) * (right - left)).unwrap_or(u32::MAX);
                *cell = i16::try_from(sum / count.max(1)).unwrap_or(i16::MAX);
            }
        }
        Self(cells)
    }

    pub(super) fn detail(&self) -> Detail {
        let mut detail = Detail {
            lighter: [[0; SIDE]; 2],
            darker: [[0; SIDE]; 2],
        };
        for row in 0..SIDE {
            for column in 0..SIDE {
                let here = self.0[row][column];
                let right = self.0[row].get(column + 1);
                let below = self.0.get(row + 1).map(|cells| &cells[column]);
                for (direction, there) in [right, below].into_iter().enumerate() {
                    let step = there.map_or(0, |there| there - here);
                    let bit = 1 << column;
                    if step >= STEP_MIN {
                        detail.lighter[direction][row] |= bit;
                    } else if step <= -STEP_MIN {
                        detail.darker[direction][row] |= bit;
                    }
                }
            }
        }
        detail
    }
}

/// First and one past the last pixel of a cell; never empty.
fn span(cell: usize, length: usize) -> (usize, usize) {
    let start = (cell * length / SIDE).min(length.saturating_sub(1));
    (start, ((cell + 1) * length / SIDE).max(start + 1))
}

/// Where the cell of a turned picture was before.
fn before(turn: Turn, (row, column): (usize, usize)) -> (usize, usize) {
    let last = SIDE - 1;
    match turn {
        Turn::None => (row, column),
        Turn::Rotate90 => (column, last - row),
        Turn::Rotate180 => (last - row, last - column),
        Turn::Rotate270 => (last - column, row),
        Turn::FlipX => (last - row, column),
        Turn::FlipY => (row, last - column),
        Turn::FlipPlus1 => (column, row),
        Turn::FlipMinus1 => (last - column, last - row),
    }
}

impl Detail {
    /// The detail of the picture turned: the same steps at other places, some the other way.
    #[must_use]
    pub fn turned(&self, turn: Turn) -> Self {
        let mut turned = Self {
            lighter: [[0; SIDE]; 2],
            darker: [[0; SIDE]; 2],
        };
        for row in 0..SIDE {
            for column in 0..SIDE {
                let here = before(turn, (row, column));
                for (direction, there) in [(row, column + 1), (row + 1, column)]
                    .into_iter()
                    .enumerate()
                {
                    if there.0.max(there.1) == SIDE {
                        continue;
                    }
                    match self.step(here, before(turn, there)) {
                        Ordering::Greater => turned.lighter[direction][row] |= 1 << column,
                        Ordering::Less => turned.darker[direction][row] |= 1 << column,
                        Ordering::Equal => {}
                    }
                }
            }
        }
        turned
    }

    /// Whether it gets lighter or darker from a cell to its neighbour.
    fn step(&self, here: (usize, usize), there: (usize, usize)) -> Ordering {
        let first = here.min(there);
        let direction = usize::from(here.1 == there.1);
        let is_set = |signs: &[[u16; SIDE]; 2]| signs[direction][first.0] >> first.1 & 1 == 1;
        let step = is_set(&self.lighter).cmp(&is_set(&self.darker));
        if first == here { step } else { step.reverse() }
    }

    /// Its 128 bytes: lighter across, lighter down, darker across, darker down.
    pub fn to_bytes(&self) -> [u8; DETAIL_BYTES] {
        let mut bytes = [0; DETAIL_BYTES];
        let words = self.lighter.iter().chain(&self.darker).flatten();
        for (part, word) in bytes.chunks_exact_mut(2).zip(words) {
            part.copy_from_slice(&word.to_be_bytes());
        }
        bytes
    }

    /// What [`Self::to_bytes`] gave.
    pub fn from_bytes(bytes: [u8; DETAIL_BYTES]) -> Self {
        let mut detail = Self {
            lighter: [[0; SIDE]; 2],
            darker: [[0; SIDE]; 2],
        };
        let words = detail
            .lighter
            .iter_mut()
            .chain(&mut detail.darker)
            .flatten();
        for (word, part) in words.zip(bytes.as_chunks::<2>().0) {
            *word = u16::from_be_bytes(*part);
        }
        detail
    }

    /// The detail with light and dark exchanged.
    #[must_use]
    pub fn inverted(self) -> Self {
        Self {
            lighter: self.darker,
            darker: self.lighter,
        }
    }

    /// Counts the places where both have a step, and where the steps go the same way.
    pub fn agreement(&self, other: &Self) -> Agreement {
        let mut agreement = Agreement {
            shared: 0,
            equal: 0,
        };
        for direction in 0..2 {
            for row in 0..SIDE {
                let (a, b) = (self.lighter[direction][row], self.darker[direction][row]);
                let (c, d) = (other.lighter[direction][row], other.darker[direction][row]);
                agreement.shared += ((a | b) & (c | d)).count_ones();
                agreement.equal += ((a & c) | (b & d)).count_ones();
            }
        }
        agreement
    }
}

impl Agreement {
    /// Whether the details alone say that two codes `distance_bits` apart show the same thing.
    ///
    /// The further apart the hashes are, the more steps must be shared, and agree. Chosen on the
    /// pictures of `script/bench recall`: what agrees on fewer is a flag or an icon, and so do many
    /// others.
    pub fn is_convincing(self, distance_bits: u32) -> bool {
        let percent = if distance_bits <= MATCH_DISTANCE_BITS_MAX {
            NEAR_PERCENT
        } else {
            FAR_PERCENT
        };
        let beyond = distance_bits.saturating_sub(SHARED_FROM_BITS);
        let shared_min = SHARED_MIN + SHARED_A_BIT * beyond;
        self.shared >= shared_min && self.equal * 100 >= self.shared * percent
    }
}

/// Steps both must have at least, of the 480 there are.
const SHARED_MIN: u32 = 120;

/// Steps both must have in addition for each bit beyond [`SHARED_FROM_BITS`]; half of all at 60.
const SHARED_A_BIT: u32 = 6;

/// Distance from which more steps are asked for, in bits.
const SHARED_FROM_BITS: u32 = 40;

/// Share of steps that must agree within the published distance, in percent.
const NEAR_PERCENT: u32 = 90;

/// Share of steps that must agree beyond it, in percent.
const FAR_PERCENT: u32 = 92;
