//! Sound: chromaprint fingerprints, and which seconds of two soundtracks are the same recording.
//!
//! ```text
//!  codes, 8 a second ─▶ windows of 12 s ─▶ votes for pace and shift ─▶ bits that differ ─▶ segments
//!  (from elsewhere)                        (codes that are equal)      along that line
//! ```
//!
//! A code is 32 bits about the change of pitch classes over some 2.6 seconds, so the same
//! recording is found under other pictures, re-encoded, cut, and with its tempo changed by up to
//! a tenth. Deliberately absent: decoding, and melodies sung by somebody else; where the pitch is
//! moved together with the speed, by more than about two percent, chromaprint itself is blind.

mod align;
mod text;

pub use align::{AudioMatch, AudioSegment, compare};
pub use text::AudioTextError;

/// Samples between two codes: a third of a window of 4,096. Source: chromaprint, algorithm 2.
const CODE_SAMPLES: u64 = 1365;

/// Sampling rate codes are made at. Source: chromaprint.
const SAMPLES_PER_SECOND: u64 = 11_025;

/// Most codes in one fingerprint: twelve hours.
pub const AUDIO_CODES_MAX: usize = 350_000;

/// The fingerprint of a soundtrack: its codes in order of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AudioSketch {
    codes: Vec<u32>,
}

impl AudioSketch {
    /// A fingerprint of these codes; those beyond [`AUDIO_CODES_MAX`] are left out.
    pub fn new(mut codes: Vec<u32>) -> Self {
        codes.truncate(AUDIO_CODES_MAX);
        Self { codes }
    }

    /// Its codes.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// Length of the sound it was made of, nearly: the last code looks 2.6 seconds ahead.
    pub fn duration_ms(&self) -> u32 {
        time_ms(self.codes.len())
    }

    /// Whether there is no sound in it.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

/// When the code at `at` begins, in milliseconds.
fn time_ms(at: usize) -> u32 {
    let at = u64::try_from(at).unwrap_or(u64::MAX);
    let time = at.saturating_mul(CODE_SAMPLES * 1000) / SAMPLES_PER_SECOND;
    u32::try_from(time).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
