//! The work on one picture: what is asked, what is answered.

use serde::{Deserialize, Serialize};
use vigie_match::{CopyCode, CopySide, PdqProfile, PdqResult};

use crate::config::Config;
use crate::decode::decode;
use crate::error::Undecodable;
use crate::kind::MediaKind;

/// What is asked about a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PictureTask {
    pub(crate) pixels_max: u64,
    pub(crate) memory_bytes_max: u64,
    pub(crate) progressive_bytes_max: u64,
    /// [`PdqProfile::Fast`] where the file allows it; everything else is the full hash.
    pub(crate) profile: PdqProfile,
    /// Codes to find copies by, for one side or the other.
    pub(crate) copies: Option<CopySide>,
    /// Frames of an animation to hash; 0 for the first only.
    pub(crate) frames_max: usize,
    /// Longer side of the stills; `None` for no stills.
    pub(crate) still_side_px_max: Option<u32>,
}

/// What a picture was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PictureFacts {
    pub(crate) kind: MediaKind,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// What [`Self::pdq`] is: full, or fast where that was asked for.
    pub(crate) profile: PdqProfile,
    pub(crate) pdq: PdqResult,
    /// The hash of the upright picture, where the file says that it lies otherwise.
    pub(crate) upright: Option<PdqResult>,
    pub(crate) frames: Vec<FrameFacts>,
    pub(crate) copies: Vec<CopyCode>,
}

/// One frame of an animation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameFacts {
    /// Its place in the animation, from 0.
    pub number: u32,
    /// Hash and quality of the whole canvas at that moment.
    pub pdq: PdqResult,
}

impl PictureTask {
    /// Both stills together: far more than JPEG needs for the largest sides anybody configures.
    pub(crate) const PARTS_BYTES_MAX: u64 = 8 << 20;

    /// Everything there is to know about a picture, under `config`.
    pub(crate) fn whole(config: &Config) -> Self {
        Self {
            pixels_max: config.pixels_max,
            memory_bytes_max: config.memory_bytes_max,
            progressive_bytes_max: config.progressive_bytes_max,
            profile: PdqProfile::Full,
            copies: None,
            frames_max: config.frames_max,
            still_side_px_max: Some(config.still_side_px_max),
        }
    }

    /// Hashes only.
    pub(crate) fn hashes(config: &Config, profile: PdqProfile) -> Self {
        Self {
            profile,
            still_side_px_max: None,
            ..Self::whole(config)
        }
    }

    /// The codes to find copies by, beside the full hash.
    pub(crate) fn copies(config: &Config, side: CopySide) -> Self {
        Self {
            copies: Some(side),
            frames_max: 0,
            ..Self::hashes(config, PdqProfile::Full)
        }
    }

    /// Facts, and as parts the still and the blurred still where they are asked for.
    pub(crate) fn perform(
        &self,
        bytes: &[u8],
    ) -> Result<(PictureFacts, Vec<Vec<u8>>), Undecodable> {
        decode(bytes, self)
    }
}
