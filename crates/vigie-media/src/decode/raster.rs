//! WebP, GIF, BMP, TIFF and interlaced PNG by crate `image`; of animations the first frame.

use std::error::Error;
use std::io::{self, Cursor};

use image::metadata::Orientation as ExifOrientation;
use image::{ColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use vigie_match::Orientation;

use super::rows::{Sink, Size};
use super::{malformed, shorten};
use crate::error::Undecodable;
use crate::kind::MediaKind;
use crate::picture::PictureTask;

/// Decodes a file of `kind` into `sink`.
pub(super) fn decode(
    bytes: &[u8],
    kind: MediaKind,
    task: &PictureTask,
    sink: &mut dyn Sink,
) -> Result<(), Undecodable> {
    let format = format_of(kind).ok_or(Undecodable::UnknownFormat)?;
    // Half for the pixels, half for what the decoder needs beside them.
    let share_bytes_max = task.memory_bytes_max / 2;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(share_bytes_max);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader
        .into_decoder()
        .map_err(|error| explain(kind, &error))?;

    let (width, height) = decoder.dimensions();
    let size = Size::check(width.into(), height.into(), task)?;
    // A file whose notes cannot be read lies as it lies.
    let orientation = decoder.orientation().map_or(1, ExifOrientation::to_exif);
    sink.begin(size, Orientation::from_exif(orientation.into()))?;
    let color = decoder.color_type();
    if decoder.total_bytes() > share_bytes_max {
        return Err(Undecodable::TooMuchMemory { format: kind });
    }
    let too_much = |_| Undecodable::TooMuchMemory { format: kind };
    let mut pixels = vec![0; usize::try_from(decoder.total_bytes()).map_err(too_much)?];
    decoder
        .read_image(&mut pixels)
        .map_err(|error| explain(kind, &error))?;

    let mut rgb = vec![0; 3 * size.columns];
    for line in pixels.chunks_exact(size.columns * usize::from(color.bytes_per_pixel())) {
        convert(color, line, &mut rgb).ok_or_else(|| Undecodable::Unsupported {
            format: kind,
            detail: format!("pixels of type {color:?}"),
        })?;
        sink.push(&rgb).map_err(|error| malformed(kind, &error))?;
    }
    Ok(())
}

fn format_of(kind: MediaKind) -> Option<ImageFormat> {
    Some(match kind {
        MediaKind::Png => ImageFormat::Png,
        MediaKind::Webp => ImageFormat::WebP,
        MediaKind::Gif => ImageFormat::Gif,
        MediaKind::Bmp => ImageFormat::Bmp,
        MediaKind::Tiff => ImageFormat::Tiff,
        _ => return None,
    })
}

/// One row to three bytes a pixel; `None` for a type no known file has.
///
/// Transparency is dropped. Of 16-bit colours the upper byte is kept.
fn convert(color: ColorType, line: &[u8], rgb: &mut [u8]) -> Option<()> {
    match color {
        ColorType::L8 => spread(line.as_chunks::<1>().0, rgb, |[grey]| [grey; 3]),
        ColorType::La8 => spread(line.as_chunks::<2>().0, rgb, |[grey, _]| [grey; 3]),
        ColorType::Rgb8 => rgb.copy_from_slice(line),
        ColorType::Rgba8 => spread(line.as_chunks::<4>().0, rgb, |[r, g, b, _]| [r, g, b]),
        ColorType::L16 => spread(line.as_chunks::<2>().0, rgb, |grey| [upper(grey); 3]),
        ColorType::La16 => spread(line.as_chunks::<4>().0, rgb, |[a, b, ..]| {
            [upper([a, b]); 3]
        }),
        ColorType::Rgb16 => spread(line.as_chunks::<6>().0, rgb, |[a, b, c, d, e, f]| {
            [upper([a, b]), upper([c, d]), upper([e, f])]
        }),
        ColorType::Rgba16 => spread(line.as_chunks::<8>().0, rgb, |[a, b, c, d, e, f, ..]| {
            [upper([a, b]), upper([c, d]), upper([e, f])]
        }),
        _ => return None,
    }
    Some(())
}

/// As [`convert`], of rows whose 16-bit values have their upper byte first.
pub(super) fn convert_big_endian(color: ColorType, line: &[u8], rgb: &mut [u8]) {
    match color {
        ColorType::L16 => spread(line.as_chunks::<2>().0, rgb, |[grey, _]| [grey; 3]),
        ColorType::La16 => spread(line.as_chunks::<4>().0, rgb, |[grey, ..]| [grey; 3]),
        ColorType::Rgb16 => spread(line.as_chunks::<6>().0, rgb, |[r, _, g, _, b, _]| [r, g, b]),
        ColorType::Rgba16 => {
            spread(line.as_chunks::<8>().0, rgb, |[r, _, g, _, b, ..]| {
                [r, g, b]
            });
        }
        color => {
            // Bytes have no order; the caller names known types only.
            let _ = convert(color, line, rgb);
        }
    }
}

/// Red, green and blue of a row that also has opacity.
pub(super) fn drop_alpha(line: &[u8], rgb: &mut [u8]) {
    spread(line.as_chunks::<4>().0, rgb, |[r, g, b, _]| [r, g, b]);
}

fn spread<const N: usize>(line: &[[u8; N]], rgb: &mut [u8], to_rgb: impl Fn([u8; N]) -> [u8; 3]) {
    for (pixel, from) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(line) {
        *pixel = to_rgb(*from);
    }
}

/// The upper byte of a 16-bit value in this machine's byte order.
fn upper(value: [u8; 2]) -> u8 {
    u16::from_ne_bytes(value).to_be_bytes()[0]
}

pub(super) fn explain(format: MediaKind, error: &ImageError) -> Undecodable {
    if has_run_out(error) {
        return Undecodable::Truncated { format };
    }
    match error {
        ImageError::Limits(_) => Undecodable::TooMuchMemory { format },
        ImageError::Unsupported(_) => Undecodable::Unsupported {
            format,
            detail: shorten(&error.to_string()),
        },
        _ => malformed(format, error),
    }
}

/// Whether the end of the file is anywhere in the chain of causes.
fn has_run_out(error: &ImageError) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    for _ in 0..8 {
        let Some(error) = cause else { return false };
        if let Some(ImageError::IoError(error)) = error.downcast_ref()
            && error.kind() == io::ErrorKind::UnexpectedEof
        {
            return true;
        }
        if let Some(error) = error.downcast_ref::<io::Error>()
            && error.kind() == io::ErrorKind::UnexpectedEof
        {
            return true;
        }
        cause = error.source();
    }
    false
}
