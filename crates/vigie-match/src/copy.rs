//! Copies that one hash of the whole picture misses: turned, cropped, framed, captioned, inverted.
//!
//! ```text
//! banked picture ─▶ plane ─▶ parts (whole, trimmed, cropped, tilted) × 8 turns ─▶ codes ─▶ index
//! asked picture  ─▶ plane ─▶ parts (whole, trimmed, cropped), complements      ─▶ codes ─▶ search
//!
//! whole on whole, distance ≤ 31                    ─▶ a match, as ever
//! any other pair of codes, distance ≤ 60           ─▶ a candidate ─ details agree ─▶ a match
//! ```
//! A code is a PDQ hash and a *detail*: the signs of the steps between neighbouring cells of a
//! grid. PDQ sees the picture as waves, so a logo in a corner disturbs every bit; the detail sees
//! it as places, so that the logo disturbs its corner. Strangers that resemble each other in one
//! way seldom do in the other.
//!
//! Deliberately absent: the index, and what a match means.

mod detail;
mod part;
mod plane;

use serde::{Deserialize, Serialize};

pub use detail::{Agreement, Detail};
pub use part::Part;
pub use plane::{Plane, PlaneBuilder};

use crate::pdq::{MATCH_DISTANCE_BITS_MAX, PdqHash, QUALITY_MIN, Turn};
use part::Cut;

/// Distance up to which two codes are candidates, to be confirmed by their details.
///
/// Source: a logo, a caption or a crop of 2 % moves PDQ by 34 to 56 bits on photographs.
pub const CANDIDATE_DISTANCE_BITS_MAX: u32 = 60;

/// One way to see a picture: which part, turned how, and what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyCode {
    /// The part of the picture.
    pub part: Part,
    /// How the part was turned.
    pub turn: Turn,
    /// Whether light and dark were exchanged.
    pub is_inverted: bool,
    /// PDQ of the part.
    pub hash: PdqHash,
    /// Its quality, 0 to 100.
    pub quality: u8,
    /// The second opinion.
    pub detail: Detail,
}

/// What codes of a picture are wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopySide {
    /// To be found by: [`bank_codes`].
    Banked,
    /// To look up: [`query_codes`].
    Asked,
}

impl CopySide {
    /// The codes of a picture for this side.
    pub fn codes(self, plane: &Plane) -> Vec<CopyCode> {
        match self {
            Self::Banked => bank_codes(plane),
            Self::Asked => query_codes(plane),
        }
    }

    /// More codes than any picture has.
    pub fn codes_max(self) -> usize {
        match self {
            Self::Banked => PARTS_MAX * Turn::ALL.len(),
            Self::Asked => PARTS_MAX * 2,
        }
    }
}

/// More parts than are cut from any picture: base parts, shares, sides, tilts, shares inside.
const PARTS_MAX: usize = 40;

/// What two codes say about their pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// Whole pictures within the published distance.
    Near,
    /// Parts or turns within [`CANDIDATE_DISTANCE_BITS_MAX`], and the details agree.
    Confirmed,
    /// Neither.
    Unlike,
}

/// The codes under which a picture is banked: every part, in all eight turns.
pub fn bank_codes(plane: &Plane) -> Vec<CopyCode> {
    let cuts = part::bank_parts(plane);
    cuts.iter()
        .flat_map(|cut| codes(cut, &Turn::ALL, &[false]))
        .collect()
}

/// The codes under which a picture is looked up: few parts, upright, and their complements.
pub fn query_codes(plane: &Plane) -> Vec<CopyCode> {
    let cuts = part::query_parts(plane);
    cuts.iter()
        .flat_map(|cut| codes(cut, &[Turn::None], &[false, true]))
        .collect()
}

/// Compares a banked code with one that is asked about.
pub fn compare(banked: &CopyCode, asked: &CopyCode) -> Likeness {
    let distance = banked.hash.distance(&asked.hash);
    if distance > CANDIDATE_DISTANCE_BITS_MAX || banked.quality.min(asked.quality) < QUALITY_MIN {
        return Likeness::Unlike;
    }
    if distance <= MATCH_DISTANCE_BITS_MAX && banked.is_plain() && asked.is_plain() {
        return Likeness::Near;
    }
    let agreement = banked.detail.agreement(&asked.detail);
    if agreement.is_convincing(distance) {
        Likeness::Confirmed
    } else {
        Likeness::Unlike
    }
}

impl CopyCode {
    /// Whether this is the picture as it is.
    pub fn is_plain(&self) -> bool {
        self.part == Part::Whole && self.turn == Turn::None && !self.is_inverted
    }
}

fn codes(cut: &Cut, turns: &[Turn], inversions: &[bool]) -> Vec<CopyCode> {
    let sketch = cut.plane.sketch();
    let quality = sketch.result().quality;
    let grid = detail::Grid::of(&cut.plane);
    let mut codes = Vec::with_capacity(turns.len() * inversions.len());
    for turn in turns {
        let hash = sketch.hash(*turn);
        let detail = grid.turned(*turn).detail();
        for is_inverted in inversions {
            let (hash, detail) = if *is_inverted {
                (hash.complement(), detail.inverted())
            } else {
                (hash, detail)
            };
            codes.push(CopyCode {
                part: cut.part,
                turn: *turn,
                is_inverted: *is_inverted,
                hash,
                quality,
                detail,
            });
        }
    }
    codes
}

#[cfg(test)]
mod tests;
