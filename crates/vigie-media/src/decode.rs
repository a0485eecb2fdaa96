//! From a file to rows of pixels, and from rows to hashes and stills. Runs in a worker only.
//!
//! ```text
//! bytes ─▶ jpeg ──────┐ rows            ┌─▶ PDQ samples ─ certain? ─▶ hash
//!          png ───────┤ of RGB ─▶ Survey┼─▶ upright samples       └─▶ once more, Careful
//!          animation ─┤                 └─▶ stills
//!          raster ────┘
//! ```
//! The pixels are those Pillow makes with `convert("RGB")`: transparency is dropped, CMYK is
//! read with Adobe's inversion, and the orientation written in a camera's notes is not applied.
//! One exception: of 16-bit grey the upper byte is kept, where Pillow makes nearly all of it white.

mod animation;
mod jpeg;
mod png;
mod raster;
mod rows;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use vigie_match::{PdqProfile, PdqResult};

use crate::error::Undecodable;
use crate::kind::{MediaKind, sniff};
use crate::picture::{FrameFacts, PictureFacts, PictureTask};
use crate::still::{blur, render_jpeg};
use rows::{Careful, Sink, Survey};

/// Longest message of a decoder that is passed on.
const DETAIL_CHARS_MAX: usize = 200;

/// Decodes one picture by what its bytes are; facts, and as parts the stills that were asked for.
///
/// # Errors
///
/// [`Undecodable`]; decoders that panic or unwind are broken files too.
pub(crate) fn decode(
    bytes: &[u8],
    task: &PictureTask,
) -> Result<(PictureFacts, Vec<Vec<u8>>), Undecodable> {
    let kind = sniff(bytes);
    if !kind.is_picture() {
        return Err(Undecodable::UnknownFormat);
    }
    if task.profile == PdqProfile::Fast
        && kind == MediaKind::Jpeg
        && let Some(facts) = guarded(kind, || jpeg::hash_fast(bytes, task))?
    {
        return Ok((facts, Vec::new()));
    }
    let mut survey = Survey::new(task);
    guarded(kind, || read_rows(bytes, kind, task, &mut survey))?;
    let surveyed = survey.finish(kind)?;
    let pdq = match surveyed.sketch.certain() {
        Some(pdq) => pdq,
        None => hash_carefully(bytes, kind, task)?,
    };
    let frames = guarded(kind, || sample_frames(bytes, kind, task))?;
    let mut parts = Vec::new();
    if let Some(small) = surveyed.small {
        for small in [&small, &blur(&small)] {
            parts.push(render_jpeg(small).map_err(|error| malformed(kind, &error))?);
        }
    }
    let facts = PictureFacts {
        kind,
        width: surveyed.width,
        height: surveyed.height,
        profile: PdqProfile::Full,
        pdq,
        upright: surveyed.upright,
        frames,
        copies: match (task.copies, surveyed.plane) {
            (Some(side), Some(plane)) => side.codes(&plane),
            _ => Vec::new(),
        },
    };
    Ok((facts, parts))
}

/// The hash in the reference's own order of additions.
fn hash_carefully(
    bytes: &[u8],
    kind: MediaKind,
    task: &PictureTask,
) -> Result<PdqResult, Undecodable> {
    let mut careful = Careful::default();
    guarded(kind, || read_rows(bytes, kind, task, &mut careful))?;
    careful.finish(kind)
}

/// Decodes a file of `kind` into `sink`.
fn read_rows(
    bytes: &[u8],
    kind: MediaKind,
    task: &PictureTask,
    sink: &mut dyn Sink,
) -> Result<(), Undecodable> {
    match kind {
        MediaKind::Jpeg => jpeg::decode(bytes, task, sink),
        MediaKind::Png => png::decode(bytes, task, sink),
        _ => raster::decode(bytes, kind, task, sink),
    }
}

/// Hashes of frames over the length of an animation; none of a still picture.
fn sample_frames(
    bytes: &[u8],
    kind: MediaKind,
    task: &PictureTask,
) -> Result<Vec<FrameFacts>, Undecodable> {
    if task.frames_max == 0 {
        return Ok(Vec::new());
    }
    match kind {
        MediaKind::Gif | MediaKind::Webp => animation::sample(bytes, kind, task),
        _ => Ok(Vec::new()),
    }
}

/// Runs a decoder; whatever it unwinds with is a broken file. Nothing it touched is used then.
fn guarded<T>(
    kind: MediaKind,
    work: impl FnOnce() -> Result<T, Undecodable>,
) -> Result<T, Undecodable> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(unwound(kind, &*panic)))
}

/// What an unwinding means. libjpeg unwinds with its message; Rust decoders with a broken promise.
fn unwound(format: MediaKind, panic: &(dyn Any + Send)) -> Undecodable {
    match panic.downcast_ref::<String>() {
        Some(message) if message.contains("Insufficient memory") => {
            Undecodable::TooMuchMemory { format }
        }
        Some(message) => Undecodable::Malformed {
            format,
            detail: shorten(message),
        },
        None => Undecodable::Malformed {
            format,
            detail: "the decoder gave up".to_owned(),
        },
    }
}

/// A decoder's message, bounded.
fn shorten(message: &str) -> String {
    message
        .chars()
        .filter(|c| !c.is_control())
        .take(DETAIL_CHARS_MAX)
        .collect()
}

fn malformed(format: MediaKind, error: &dyn std::error::Error) -> Undecodable {
    Undecodable::Malformed {
        format,
        detail: shorten(&error.to_string()),
    }
}

#[cfg(test)]
mod tests;
