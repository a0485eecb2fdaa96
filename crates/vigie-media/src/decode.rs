//! From a file to rows of pixels, and from rows to hash and stills. Runs in the child only.
//!
//! The pixels are those Pillow makes with `convert("RGB")`: transparency is dropped, CMYK is
//! read with Adobe's inversion, and the orientation written in a camera's notes is not applied.
//! One exception: of 16-bit grey the upper byte is kept, where Pillow makes nearly all of it white.

mod jpeg;
mod raster;

use std::panic::{AssertUnwindSafe, catch_unwind};

use vigie_match::{PdqHasher, PdqResult};

use crate::error::Undecodable;
use crate::kind::{MediaKind, sniff};
use crate::picture::PictureTask;
use crate::still::{Shrinker, blur, render_jpeg};

/// Longest message of a decoder that is passed on.
const DETAIL_CHARS_MAX: usize = 200;

/// A decoded picture.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) kind: MediaKind,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pdq: PdqResult,
    pub(crate) still: Vec<u8>,
    pub(crate) still_blurred: Vec<u8>,
}

/// Decodes one picture by what its bytes are.
///
/// # Errors
///
/// [`Undecodable`]; decoders that panic or unwind are broken files too.
pub(crate) fn decode(bytes: &[u8], task: &PictureTask) -> Result<Picture, Undecodable> {
    let kind = sniff(bytes);
    if !kind.is_picture() {
        return Err(Undecodable::UnknownFormat);
    }
    let mut rows = Rows::new(kind, task);
    // Nothing of `rows` is used after an unwinding.
    let outcome = catch_unwind(AssertUnwindSafe(|| match kind {
        MediaKind::Jpeg => jpeg::decode(bytes, &mut rows),
        _ => raster::decode(bytes, kind, task, &mut rows),
    }));
    match outcome {
        Ok(Ok(())) => rows.finish(),
        Ok(Err(error)) => Err(error),
        Err(panic) => Err(unwound(kind, panic.downcast_ref::<String>())),
    }
}

/// What an unwinding means. libjpeg unwinds with its message; Rust decoders with a broken promise.
fn unwound(format: MediaKind, message: Option<&String>) -> Undecodable {
    match message {
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

/// Where rows of pixels go: into the hash and into the still, and nowhere else.
struct Rows<'a> {
    kind: MediaKind,
    task: &'a PictureTask,
    begun: Option<Begun>,
}

struct Begun {
    width: u32,
    height: u32,
    hasher: PdqHasher,
    shrinker: Shrinker,
}

impl<'a> Rows<'a> {
    fn new(kind: MediaKind, task: &'a PictureTask) -> Self {
        Self {
            kind,
            task,
            begun: None,
        }
    }

    /// Announces the size, before any pixel is decoded.
    ///
    /// # Errors
    ///
    /// [`Undecodable::TooManyPixels`] and [`Undecodable::Empty`].
    fn begin(&mut self, width: u64, height: u64) -> Result<(), Undecodable> {
        let pixels_max = self.task.pixels_max;
        if width == 0 || height == 0 {
            return Err(Undecodable::Empty);
        }
        let too_many = Undecodable::TooManyPixels {
            width,
            height,
            pixels_max,
        };
        if width.saturating_mul(height) > pixels_max {
            return Err(too_many);
        }
        let (Ok(width), Ok(height)) = (u32::try_from(width), u32::try_from(height)) else {
            return Err(too_many);
        };
        let (Ok(columns), Ok(rows)) = (usize::try_from(width), usize::try_from(height)) else {
            return Err(too_many);
        };
        let hasher = PdqHasher::new(columns, rows).map_err(|_| too_many)?;
        let shrinker = Shrinker::new(columns, rows, self.task.still_side_px_max);
        self.begun = Some(Begun {
            width,
            height,
            hasher,
            shrinker,
        });
        Ok(())
    }

    /// Takes the next row, three bytes a pixel.
    fn push(&mut self, row: &[u8]) -> Result<(), Undecodable> {
        let kind = self.kind;
        let begun = self.begun.as_mut().ok_or(Undecodable::Empty)?;
        begun
            .hasher
            .push_row_rgb(row)
            .map_err(|error| malformed(kind, &error))?;
        begun.shrinker.push(row);
        Ok(())
    }

    fn finish(self) -> Result<Picture, Undecodable> {
        let kind = self.kind;
        let Begun {
            width,
            height,
            hasher,
            shrinker,
        } = self.begun.ok_or(Undecodable::Empty)?;
        let pdq = hasher.finish().map_err(|error| malformed(kind, &error))?;
        let small = shrinker.finish();
        let still = render_jpeg(&small).map_err(|error| malformed(kind, &error))?;
        let still_blurred = render_jpeg(&blur(&small)).map_err(|error| malformed(kind, &error))?;
        Ok(Picture {
            kind,
            width,
            height,
            pdq,
            still,
            still_blurred,
        })
    }
}

fn malformed(format: MediaKind, error: &dyn std::error::Error) -> Undecodable {
    Undecodable::Malformed {
        format,
        detail: shorten(&error.to_string()),
    }
}

#[cfg(test)]
mod tests;
