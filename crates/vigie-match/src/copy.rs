//! Copies that one hash of the whole picture misses: turned, cropped, framed, captioned, inverted.
//!
//! ```text
//! banked picture ─▶ plane ─▶ parts (whole, trimmed, cropped, tilted) ─▶ codes ─▶ index
//! asked picture  ─▶ plane ─▶ parts (whole, trimmed, cropped)         ─▶ codes × 16 forms ─▶ search
//!
//! whole on whole, distance ≤ 31                    ─▶ a match, as ever
//! any other pair of codes, distance ≤ 60           ─▶ a candidate ─ details agree ─▶ a match
//! ```
//! A code is a PDQ hash and a *detail*: the signs of the steps between neighbouring cells of a
//! grid. PDQ sees the picture as waves, so a logo in a corner disturbs every bit; the detail sees
//! it as places, so that the logo disturbs its corner. Strangers that resemble each other in one
//! way seldom do in the other.
//!
//! The forms are the eight turns and their negatives. They are made of the codes themselves when
//! somebody asks, so that a bank holds each part once: the detail is turned exactly, the hash but
//! for a few bits next to the median.
//!
//! Deliberately absent: the index, and what a match means.

mod detail;
mod part;
mod plane;
mod sketch;

use serde::{Deserialize, Serialize};

pub use detail::{Agreement, Detail};
pub use part::{Part, PartParseError};
pub use plane::{Plane, PlaneBuilder};
pub use sketch::{CODES_MAX, CopyFound, CopySketch, CopySketchError};

use crate::pdq::{MATCH_DISTANCE_BITS_MAX, PdqHash, QUALITY_MIN, Turn};
use part::Cut;

/// Distance up to which two codes are candidates, to be confirmed by their details.
///
/// Source: a logo, a caption or a crop of 2 % moves PDQ by 34 to 56 bits on photographs.
pub const CANDIDATE_DISTANCE_BITS_MAX: u32 = 60;

/// One way to see a picture: which part, and what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyCode {
    /// The part of the picture.
    pub part: Part,
    /// PDQ of the part.
    pub hash: PdqHash,
    /// Its quality, 0 to 100.
    pub quality: u8,
    /// The second opinion.
    pub detail: Detail,
}

/// How a picture was turned, and whether light and dark were exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyForm {
    /// How the banked picture has to be turned to lie as the asked one does.
    pub turn: Turn,
    /// Whether light and dark were exchanged.
    pub is_inverted: bool,
}

/// What codes of a picture are wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopySide {
    /// To be found by.
    Banked,
    /// To look up.
    Asked,
}

impl CopySide {
    /// The codes of a picture for this side: few parts to ask by, many to be found by.
    pub fn codes(self, plane: &Plane) -> Vec<CopyCode> {
        let cuts = match self {
            Self::Banked => part::bank_parts(plane),
            Self::Asked => part::query_parts(plane),
        };
        cuts.iter().map(code).collect()
    }
}

/// What two codes say about their pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Whole pictures within the published distance.
    Near,
    /// Parts or turns within [`CANDIDATE_DISTANCE_BITS_MAX`], and the details agree.
    Confirmed,
    /// Neither.
    Unlike,
}

impl CopyForm {
    /// As it is.
    pub const PLAIN: Self = Self {
        turn: Turn::None,
        is_inverted: false,
    };

    /// All sixteen, the picture as it is first.
    pub fn all() -> impl Iterator<Item = Self> {
        Turn::ALL
            .into_iter()
            .flat_map(|turn| [false, true].map(|is_inverted| Self { turn, is_inverted }))
    }

    /// The hash of an asked picture, brought back to how the banked one lies.
    ///
    /// Exact for the picture as it is, its negative and the mirror image along the diagonal;
    /// elsewhere a few bits off, because the median moves when frequencies change their sign.
    pub fn undo(self, asked: PdqHash) -> PdqHash {
        let hash = asked.turned(self.turn.inverse());
        if self.is_inverted {
            hash.complement()
        } else {
            hash
        }
    }

    /// The same of a detail; always exact.
    fn undo_detail(self, asked: &Detail) -> Detail {
        let detail = asked.turned(self.turn.inverse());
        if self.is_inverted {
            detail.inverted()
        } else {
            detail
        }
    }
}

/// What a banked code and an asked one, seen in a form, say at this distance.
fn judge(banked: &CopyCode, asked: &CopyCode, form: CopyForm, distance_bits: u32) -> CopyFound {
    let agreement = banked.detail.agreement(&form.undo_detail(&asked.detail));
    let is_plain =
        banked.part == Part::Whole && asked.part == Part::Whole && form == CopyForm::PLAIN;
    let likeness = if banked.quality.min(asked.quality) < QUALITY_MIN {
        Likeness::Unlike
    } else if is_plain && distance_bits <= MATCH_DISTANCE_BITS_MAX {
        Likeness::Near
    } else if agreement.is_convincing(distance_bits) {
        Likeness::Confirmed
    } else {
        Likeness::Unlike
    };
    CopyFound {
        likeness,
        distance_bits,
        banked: banked.part,
        asked: asked.part,
        form,
        agreement,
    }
}

fn code(cut: &Cut) -> CopyCode {
    let result = cut.plane.sketch().result();
    CopyCode {
        part: cut.part,
        hash: result.hash,
        quality: result.quality,
        detail: detail::Grid::of(&cut.plane).detail(),
    }
}

#[cfg(test)]
mod tests;
