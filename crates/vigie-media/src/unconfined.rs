//! The decoders in the caller's own process: for benches, fuzzing and tests.
//!
//! Never call this on bytes from outside: what [`crate::Decoder`] asks a confined worker for
//! happens here with everything in reach.

use mozjpeg::Decompress;
use vigie_match::{CopyCode, CopySide, PdqProfile, PdqResult};

use crate::config::Config;
use crate::decode::decode;
use crate::document::DocumentTask;
use crate::error::Undecodable;
use crate::picture::PictureTask;
use crate::video;

/// Hashes a picture, as a worker would; answers how, and the hash.
///
/// # Errors
///
/// [`Undecodable`].
pub fn hash(
    bytes: &[u8],
    profile: PdqProfile,
    config: &Config,
) -> Result<(PdqProfile, PdqResult), Undecodable> {
    let (facts, _) = decode(bytes, &PictureTask::hashes(config, profile))?;
    Ok((facts.profile, facts.pdq))
}

/// The full hash of a picture, and the codes its copies are found by.
///
/// # Errors
///
/// [`Undecodable`].
pub fn copies(
    bytes: &[u8],
    side: CopySide,
    config: &Config,
) -> Result<(PdqResult, Vec<CopyCode>), Undecodable> {
    let (facts, _) = decode(bytes, &PictureTask::copies(config, side))?;
    Ok((facts.pdq, facts.copies))
}

/// Makes everything a worker makes of a picture, stills included; answers the number of bytes.
///
/// # Errors
///
/// [`Undecodable`].
pub fn decode_whole(bytes: &[u8], config: &Config) -> Result<usize, Undecodable> {
    let (_, parts) = decode(bytes, &PictureTask::whole(config))?;
    Ok(parts.iter().map(Vec::len).sum())
}

/// Reads a document or an archive, as a worker would; answers the number of parts of the answer.
///
/// # Errors
///
/// [`Undecodable`].
pub fn read_document(bytes: &[u8], config: &Config) -> Result<usize, Undecodable> {
    let (_, parts) = DocumentTask::new(config).perform(bytes)?;
    Ok(parts.len())
}

/// Reads what `ffmpeg` prints beside the frames; answers the number of frames it tells of.
pub fn read_video_log(bytes: &[u8]) -> usize {
    video::frames_told(bytes)
}

/// Reads the frames `ffmpeg` writes, until the end or the first that is broken; answers how many.
pub fn read_video_frames(bytes: &[u8]) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.map_or(0, |runtime| runtime.block_on(video::frames_written(bytes)))
}

/// Reads a JPEG as little as its format allows: every code of its entropy coding, and of each
/// block of luma the mean alone. What any hash of it costs at least.
///
/// # Errors
///
/// What the decoder says; broken files make it unwind.
pub fn read_jpeg_codes(bytes: &[u8]) -> std::io::Result<usize> {
    let mut header = Decompress::new_mem(bytes)?;
    header.scale(1);
    let mut picture = header.grayscale()?;
    let mut line = vec![0_u8; picture.width()];
    for _ in 0..picture.height() {
        picture.read_scanlines_into(&mut line)?;
    }
    Ok(picture.height())
}
