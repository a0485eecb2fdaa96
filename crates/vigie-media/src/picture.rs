//! The work on one picture: what is asked, what is answered.

use serde::{Deserialize, Serialize};
use vigie_match::PdqResult;

use crate::decode::{Picture, decode};
use crate::error::Undecodable;
use crate::kind::MediaKind;

/// What is asked about a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PictureTask {
    pub(crate) pixels_max: u64,
    pub(crate) memory_bytes_max: u64,
    pub(crate) still_side_px_max: u32,
}

/// What a picture was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PictureFacts {
    pub(crate) kind: MediaKind,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pdq: PdqResult,
}

impl PictureTask {
    /// Both stills together: far more than JPEG needs for the largest sides anybody configures.
    pub(crate) const PARTS_BYTES_MAX: u64 = 8 << 20;

    /// Facts, and as parts the still and the blurred still.
    pub(crate) fn perform(
        &self,
        bytes: &[u8],
    ) -> Result<(PictureFacts, Vec<Vec<u8>>), Undecodable> {
        let Picture {
            kind,
            width,
            height,
            pdq,
            still,
            still_blurred,
        } = decode(bytes, self)?;
        let facts = PictureFacts {
            kind,
            width,
            height,
            pdq,
        };
        Ok((facts, vec![still, still_blurred]))
    }
}
