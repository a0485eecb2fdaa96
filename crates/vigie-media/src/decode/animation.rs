//! Frames of GIF and WebP animations, spread over their whole length.
//!
//! The length is not known before the end, so frames are taken at a stride that doubles, and
//! every second one dropped, whenever there are more than asked for.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, Frames, ImageDecoder, Limits};
use vigie_match::{PdqResult, pdq_from_rgb};

use super::{malformed, raster};
use crate::error::Undecodable;
use crate::kind::MediaKind;
use crate::picture::{FrameFacts, PictureTask};

/// Frames looked at, at most.
const FRAMES_READ_MAX: usize = 10_000;

/// Pixels of all frames looked at, at most: a second or two of work.
const FRAME_PIXELS_MAX: usize = 256_000_000;

/// Hashes up to `task.frames_max` frames of an animation; none of a file with one frame.
pub(super) fn sample(
    bytes: &[u8],
    kind: MediaKind,
    task: &PictureTask,
) -> Result<Vec<FrameFacts>, Undecodable> {
    let failed = |error: image::ImageError| raster::explain(kind, &error);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(task.memory_bytes_max / 2);
    let frames = if kind == MediaKind::Gif {
        let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(failed)?;
        decoder.set_limits(limits).map_err(failed)?;
        decoder.into_frames()
    } else {
        let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(failed)?;
        if !decoder.has_animation() {
            return Ok(Vec::new());
        }
        decoder.set_limits(limits).map_err(failed)?;
        decoder.into_frames()
    };
    let found = hash_some(frames, kind, task.frames_max)?;
    Ok(if found.len() > 1 { found } else { Vec::new() })
}

fn hash_some(
    frames: Frames<'_>,
    kind: MediaKind,
    frames_max: usize,
) -> Result<Vec<FrameFacts>, Undecodable> {
    let mut found: Vec<FrameFacts> = Vec::new();
    let mut stride = 1;
    let mut pixels = 0;
    for (number, frame) in frames.take(FRAMES_READ_MAX).enumerate() {
        // What was read before a broken frame counts; the first frame has been read already.
        let Ok(frame) = frame else { break };
        pixels += frame.buffer().as_raw().len() / 4;
        if pixels > FRAME_PIXELS_MAX {
            break;
        }
        if number % stride != 0 {
            continue;
        }
        if found.len() == frames_max {
            let mut at = 0;
            found.retain(|_| {
                at += 1;
                at % 2 == 1
            });
            stride *= 2;
            if number % stride != 0 {
                continue;
            }
        }
        found.push(FrameFacts {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            pdq: hash(&frame, kind)?,
        });
    }
    Ok(found)
}

fn hash(frame: &image::Frame, kind: MediaKind) -> Result<PdqResult, Undecodable> {
    let picture = frame.buffer();
    let side = |side: u32| usize::try_from(side).unwrap_or(usize::MAX);
    let mut rgb = vec![0; picture.as_raw().len() / 4 * 3];
    raster::drop_alpha(picture.as_raw(), &mut rgb);
    pdq_from_rgb(side(picture.width()), side(picture.height()), &rgb)
        .map_err(|error| malformed(kind, &error))
}
