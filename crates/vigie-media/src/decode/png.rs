//! PNG, row by row where the file allows it; an interlaced one as a whole.

use std::io::Cursor;

use image::metadata::Orientation as ExifOrientation;
use png::{BitDepth, ColorType, Decoder, DecodingError, Limits, Transformations};
use vigie_match::Orientation;

use super::rows::{Sink, Size};
use super::{malformed, raster};
use crate::error::Undecodable;
use crate::kind::MediaKind;
use crate::picture::PictureTask;

const FORMAT: MediaKind = MediaKind::Png;

/// Decodes a PNG file into `sink`.
pub(super) fn decode(
    bytes: &[u8],
    task: &PictureTask,
    sink: &mut dyn Sink,
) -> Result<(), Undecodable> {
    let limits = Limits {
        bytes: usize::try_from(task.memory_bytes_max / 2).unwrap_or(usize::MAX),
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    // Palettes and small depths become bytes; of 16 bits the upper byte is kept below.
    decoder.set_transformations(Transformations::EXPAND);
    let header = decoder
        .read_header_info()
        .map_err(|error| explain(&error))?;
    let (width, height, is_interlaced) = (header.width, header.height, header.interlaced);
    let size = Size::check(width.into(), height.into(), task)?;
    if is_interlaced {
        return raster::decode(bytes, FORMAT, task, sink);
    }
    let mut reader = decoder.read_info().map_err(|error| explain(&error))?;
    let exif = reader.info().exif_metadata.as_deref();
    let orientation = exif
        .and_then(ExifOrientation::from_exif_chunk)
        .map(|orientation| Orientation::from_exif(orientation.to_exif().into()));
    sink.begin(size, orientation.unwrap_or_default())?;

    let (color, depth) = reader.output_color_type();
    let color = raster_color(color, depth).ok_or_else(|| Undecodable::Unsupported {
        format: FORMAT,
        detail: format!("pixels of type {color:?} with {depth:?}"),
    })?;
    let mut rgb = vec![0; 3 * size.columns];
    while let Some(row) = reader.next_row().map_err(|error| explain(&error))? {
        raster::convert_big_endian(color, row.data(), &mut rgb);
        sink.push(&rgb).map_err(|error| malformed(FORMAT, &error))?;
    }
    Ok(())
}

/// The same type in the words of `image`; `None` for what is not expanded.
fn raster_color(color: ColorType, depth: BitDepth) -> Option<image::ColorType> {
    Some(match (color, depth) {
        (ColorType::Grayscale, BitDepth::Eight) => image::ColorType::L8,
        (ColorType::GrayscaleAlpha, BitDepth::Eight) => image::ColorType::La8,
        (ColorType::Rgb, BitDepth::Eight) => image::ColorType::Rgb8,
        (ColorType::Rgba, BitDepth::Eight) => image::ColorType::Rgba8,
        (ColorType::Grayscale, BitDepth::Sixteen) => image::ColorType::L16,
        (ColorType::GrayscaleAlpha, BitDepth::Sixteen) => image::ColorType::La16,
        (ColorType::Rgb, BitDepth::Sixteen) => image::ColorType::Rgb16,
        (ColorType::Rgba, BitDepth::Sixteen) => image::ColorType::Rgba16,
        _ => return None,
    })
}

fn explain(error: &DecodingError) -> Undecodable {
    match error {
        DecodingError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Undecodable::Truncated { format: FORMAT }
        }
        DecodingError::LimitsExceeded => Undecodable::TooMuchMemory { format: FORMAT },
        _ => malformed(FORMAT, error),
    }
}
