//! The codes of one picture, as they are stored, and two pictures compared by them.
//!
//! Written as a list of strings `part,quality,hash,detail`, hash and detail in hexadecimal digits.

use std::fmt;
use std::str::FromStr;

use super::detail::{Agreement, DETAIL_BYTES, Detail};
use super::{CANDIDATE_DISTANCE_BITS_MAX, CopyCode, CopyForm, Likeness, Part, judge};
use crate::pdq::{PdqHash, QUALITY_MIN, Turn};
use crate::video::Strings;

/// More codes than are made of any picture: base parts, shares, sides, tilts, shares inside.
pub const CODES_MAX: usize = 40;

/// Hexadecimal digits of a detail.
const DETAIL_DIGITS: usize = 2 * DETAIL_BYTES;

/// The codes of one picture: those it is found by, or those it asks by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CopySketch {
    codes: Vec<CopyCode>,
}

/// How two pictures are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyFound {
    /// How it was found.
    pub likeness: Likeness,
    /// Bits between the two hashes.
    pub distance_bits: u32,
    /// The part of the banked picture.
    pub banked: Part,
    /// The part of the asked picture.
    pub asked: Part,
    /// How the asked one lies.
    pub form: CopyForm,
    /// What the details say.
    pub agreement: Agreement,
}

/// Bits by which parts must be nearer than the whole pictures to explain a copy better than they do.
const PART_EXCESS_BITS: u32 = 16;

impl CopyFound {
    fn excess_bits(&self) -> u32 {
        if self.banked == Part::Whole && self.asked == Part::Whole {
            0
        } else {
            PART_EXCESS_BITS
        }
    }
}

/// Why a text is no sketch of copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CopySketchError {
    /// No list of strings.
    #[error("byte {at} of the codes of a picture does not belong to a list of strings")]
    List {
        /// Place of the byte, from 0.
        at: usize,
    },
    /// A string that is no code.
    #[error("code {code} of a picture is not `part,quality,hash,detail`")]
    Code {
        /// Its place, from 0.
        code: usize,
    },
    /// More codes than any picture has.
    #[error("more than {CODES_MAX} codes of one picture")]
    TooMany,
}

impl CopySketch {
    /// The sketch of these codes; what is beyond [`CODES_MAX`] is left out.
    pub fn new(mut codes: Vec<CopyCode>) -> Self {
        codes.truncate(CODES_MAX);
        Self { codes }
    }

    /// The codes, the whole picture first.
    pub fn codes(&self) -> &[CopyCode] {
        &self.codes
    }

    /// Hashes a client finds this banked picture by who has nothing but a hash: the picture turned,
    /// without its border, and its middles. The hash of the whole is the caller's own.
    pub fn forms(&self) -> impl Iterator<Item = (PdqHash, Part, CopyForm)> {
        let comparable = self.codes.iter().filter(|code| code.quality >= QUALITY_MIN);
        comparable.flat_map(|code| {
            let turns = match code.part {
                Part::Whole => &Turn::ALL[1..],
                Part::Trimmed | Part::Uncaptioned | Part::Unframed | Part::Middle(_) => {
                    &Turn::ALL[..1]
                }
                _ => &[],
            };
            turns.iter().map(|turn| {
                let form = CopyForm {
                    turn: *turn,
                    is_inverted: false,
                };
                (code.hash.turned(*turn), code.part, form)
            })
        })
    }

    /// Hashes of all parts that say enough to be compared.
    pub fn parts(&self) -> impl Iterator<Item = PdqHash> {
        let comparable = self.codes.iter().filter(|code| code.quality >= QUALITY_MIN);
        comparable.map(|code| code.hash)
    }

    /// Compares a picture that is asked about with this banked one; the pair of codes that
    /// explains it best.
    ///
    /// Cost: 16 forms × its codes × these, a few instructions each.
    pub fn find(&self, asked: &Self) -> Option<CopyFound> {
        let found = self.candidates(asked);
        found
            .filter(|found| found.likeness != Likeness::Unlike)
            .min_by_key(|found| (found.likeness, found.distance_bits + found.excess_bits()))
    }

    /// Every pair of codes within [`CANDIDATE_DISTANCE_BITS_MAX`], convincing or not.
    pub fn candidates(&self, asked: &Self) -> impl Iterator<Item = CopyFound> {
        let forms = asked.codes.iter().flat_map(|asked| {
            CopyForm::all().map(move |form| (asked, form, form.undo(asked.hash)))
        });
        forms.flat_map(move |(asked, form, hash)| {
            self.codes.iter().filter_map(move |banked| {
                let distance_bits = banked.hash.distance(&hash);
                (distance_bits <= CANDIDATE_DISTANCE_BITS_MAX)
                    .then(|| judge(banked, asked, form, distance_bits))
            })
        })
    }
}

impl fmt::Display for CopySketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (at, code) in self.codes.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}\"{},{},{},", code.part, code.quality, code.hash)?;
            let detail = code.detail.to_bytes();
            detail.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
            f.write_str("\"")?;
        }
        f.write_str("]")
    }
}

impl FromStr for CopySketch {
    type Err = CopySketchError;

    fn from_str(text: &str) -> Result<Self, CopySketchError> {
        let mut codes = Vec::new();
        for (at, string) in Strings::new(text).enumerate() {
            if at == CODES_MAX {
                return Err(CopySketchError::TooMany);
            }
            let string = string.map_err(|at| CopySketchError::List { at })?;
            codes.push(parse_code(string).ok_or(CopySketchError::Code { code: at })?);
        }
        Ok(Self { codes })
    }
}

fn parse_code(text: &str) -> Option<CopyCode> {
    let mut fields = text.split(',');
    let code = CopyCode {
        part: fields.next()?.parse().ok()?,
        quality: fields
            .next()?
            .parse()
            .ok()
            .filter(|quality| *quality <= 100)?,
        hash: fields.next()?.parse().ok()?,
        detail: parse_detail(fields.next()?)?,
    };
    fields.next().is_none().then_some(code)
}

fn parse_detail(text: &str) -> Option<Detail> {
    if text.len() != DETAIL_DIGITS {
        return None;
    }
    let mut bytes = [0; DETAIL_BYTES];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().as_chunks::<2>().0) {
        let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    Some(Detail::from_bytes(bytes))
}
