//! The compressed text of a fingerprint, as `fpcalc` prints it and AcoustID takes it.
//!
//! ```text
//! byte 0        algorithm, 1
//! bytes 1–3     number of codes, big-endian
//! 3 bits each   places of the bits that changed since the code before, as steps; 0 ends a code,
//!               7 means seven or more, and then
//! 5 bits each   what is to be added to those sevens
//! ```
//! The whole in base64 with `-` and `_`, without padding.

use std::fmt;
use std::str::FromStr;

use super::{AUDIO_CODES_MAX, AudioSketch};

/// The algorithm all programs use, called 2 by its users and 1 in the file.
const ALGORITHM: u8 = 1;

/// The largest step that three bits say alone.
const STEP_MAX: u32 = 7;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Why a text is not a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AudioTextError {
    /// A character outside the alphabet.
    #[error("byte {at} of the audio fingerprint is not a character of its base64")]
    Character {
        /// Place of the character, from 0.
        at: usize,
    },
    /// The text ends too early.
    #[error("the audio fingerprint ends before its last code")]
    Truncated,
    /// Another algorithm: its codes cannot be compared with ours.
    #[error("the audio fingerprint is of algorithm {found}, not {ALGORITHM}")]
    Algorithm {
        /// Its number.
        found: u8,
    },
    /// A code with more than 32 bits.
    #[error("code {code} of the audio fingerprint has more than 32 bits")]
    Code {
        /// Which code, from 0.
        code: usize,
    },
    /// More codes than a fingerprint may hold.
    #[error("more than {codes_max} codes")]
    TooMany {
        /// The limit.
        codes_max: usize,
    },
}

impl FromStr for AudioSketch {
    type Err = AudioTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = decode_base64(text.trim())?;
        let (head, packed) = bytes
            .split_first_chunk::<4>()
            .ok_or(AudioTextError::Truncated)?;
        let [algorithm, size @ ..] = *head;
        if algorithm != ALGORITHM {
            return Err(AudioTextError::Algorithm { found: algorithm });
        }
        let count = size
            .iter()
            .fold(0, |size, byte| (size << 8) | usize::from(*byte));
        if count > AUDIO_CODES_MAX {
            return Err(AudioTextError::TooMany {
                codes_max: AUDIO_CODES_MAX,
            });
        }
        Ok(Self::new(unpack(packed, count)?))
    }
}

impl fmt::Display for AudioSketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = u32::try_from(self.codes.len()).map_err(|_| fmt::Error)?;
        let mut bytes = count.to_be_bytes().to_vec();
        bytes[0] = ALGORITHM;
        bytes.extend(pack(&self.codes));
        for part in bytes.chunks(3) {
            let word = part.iter().enumerate().fold(0_u32, |word, (at, byte)| {
                word | u32::from(*byte) << (16 - 8 * at)
            });
            for digit in 0..=part.len() {
                let value = word >> (18 - 6 * digit) & 63;
                let value = usize::try_from(value).map_err(|_| fmt::Error)?;
                write!(f, "{}", char::from(ALPHABET[value]))?;
            }
        }
        Ok(())
    }
}

pub(super) fn pack(codes: &[u32]) -> Vec<u8> {
    let mut steps = Bits::default();
    let mut rests = Bits::default();
    let mut before = 0;
    for code in codes {
        let mut changed = code ^ before;
        before = *code;
        let mut last = 0;
        while changed != 0 {
            let place = changed.trailing_zeros() + 1;
            let step = place - last;
            steps.push(step.min(STEP_MAX), 3);
            if step >= STEP_MAX {
                rests.push(step - STEP_MAX, 5);
            }
            last = place;
            changed &= changed - 1;
        }
        steps.push(0, 3);
    }
    let mut bytes = steps.bytes;
    bytes.extend(rests.bytes);
    bytes
}

fn unpack(packed: &[u8], count: usize) -> Result<Vec<u32>, AudioTextError> {
    // The steps say where they end, and only then is it known where the rests begin.
    let mut steps: Vec<u32> = Vec::new();
    let mut ended = 0;
    let mut at = 0;
    while ended < count {
        let step = bits_at(packed, at, 3).ok_or(AudioTextError::Truncated)?;
        at += 3;
        ended += usize::from(step == 0);
        steps.push(step);
    }
    let mut at = at.div_ceil(8) * 8;
    let mut codes = Vec::with_capacity(count);
    let (mut before, mut changed, mut place) = (0_u32, 0_u32, 0_u32);
    for step in steps {
        if step == 0 {
            before ^= changed;
            codes.push(before);
            (changed, place) = (0, 0);
            continue;
        }
        place += step;
        if step == STEP_MAX {
            place += bits_at(packed, at, 5).ok_or(AudioTextError::Truncated)?;
            at += 5;
        }
        let bit = 1_u32.checked_shl(place - 1);
        changed |= bit.ok_or(AudioTextError::Code { code: codes.len() })?;
    }
    Ok(codes)
}

/// Bits in the order they were pushed, the first in the lowest place.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    length: usize,
}

impl Bits {
    fn push(&mut self, value: u32, width: usize) {
        for bit in 0..width {
            if self.length.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if value >> bit & 1 == 1
                && let Some(last) = self.bytes.last_mut()
            {
                *last |= 1 << (self.length % 8);
            }
            self.length += 1;
        }
    }
}

fn bits_at(bytes: &[u8], at: usize, width: usize) -> Option<u32> {
    (0..width).try_fold(0, |value, offset| {
        let place = at + offset;
        let byte = bytes.get(place / 8)?;
        Some(value | u32::from(*byte >> (place % 8) & 1) << offset)
    })
}

fn decode_base64(text: &str) -> Result<Vec<u8>, AudioTextError> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut word, mut bits) = (0_u32, 0);
    for (at, character) in text.bytes().enumerate() {
        let value = ALPHABET.iter().position(|known| *known == character);
        let value = value.ok_or(AudioTextError::Character { at })?;
        word = (word & 0xff) << 6 | u32::try_from(value).unwrap_or(0);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(word >> bits & 0xff).unwrap_or(0));
        }
    }
    Ok(bytes)
}
