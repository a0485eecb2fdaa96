//! The second opinion: where a picture gets lighter and where darker, place by place.

use serde::{Deserialize, Serialize};

use super::plane::Plane;
use crate::pdq::Turn;

/// Cells along each side of the grid.
const SIDE: usize = 16;

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

    /// The grid of the picture turned as [`Turn`] says.
    pub(super) fn turned(&self, turn: Turn) -> Self {
        let last = SIDE - 1;
        let from = |row: usize, column: usize| match turn {
            Turn::None => (row, column),
            Turn::Rotate90 => (column, last - row),
            Turn::Rotate180 => (last - row, last - column),
            Turn::Rotate270 => (last - column, row),
            Turn::FlipX => (last - row, column),
            Turn::FlipY => (row, last - column),
            Turn::FlipPlus1 => (column, row),
            Turn::FlipMinus1 => (last - column, last - row),
        };
        Self(std::array::from_fn(|row| {
            std::array::from_fn(|column| {
                let (row, column) = from(row, column);
                self.0[row][column]
            })
        }))
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

impl Detail {
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

/// Steps both must have at least, of the 480 there are: what agrees on fewer is a flag or an icon,
/// and so do many others.
const SHARED_MIN: u32 = 200;

impl Agreement {
    /// Whether the details alone say that two codes `distance_bits` apart show the same thing.
    ///
    /// The further apart the hashes are, the more of the steps must agree.
    pub fn is_convincing(self, distance_bits: u32) -> bool {
        let percent = if distance_bits <= 31 {
            NEAR_PERCENT
        } else {
            FAR_PERCENT
        };
        self.shared >= SHARED_MIN && self.equal * 100 >= self.shared * percent
    }
}

/// Share of steps that must agree within the published distance, in percent.
const NEAR_PERCENT: u32 = 80;

/// Share of steps that must agree beyond it, in percent.
const FAR_PERCENT: u32 = 84;
