//! JPEG by the libjpeg family, row by row: the same pixels as Pillow's libjpeg-turbo.

mod frame;
pub(super) mod means;

use std::cell::Cell;
use std::io::{self, BufRead, Read};

use mozjpeg::{ColorSpace, Decompress};
use vigie_match::{Orientation, PdqChannels, PdqGeometry, PdqProfile, PdqSketch, PdqStream};

use super::malformed;
use super::rows::{Sink, Size};
use crate::error::Undecodable;
use crate::kind::MediaKind;
use crate::picture::{PictureFacts, PictureTask};
use frame::{Colours, Frame};

/// Shorter side below which pixels are not shrunk further for a fast hash.
///
/// Source: drift measured on photographs is at most 4 bits down to 256, 16 bits down to 128.
const FAST_SIDE_MIN: usize = 256;

/// Decodes a JPEG file into `sink`. libjpeg reports errors by unwinding; the caller catches.
pub(super) fn decode(
    bytes: &[u8],
    task: &PictureTask,
    sink: &mut dyn Sink,
) -> Result<(), Undecodable> {
    let source = Source::new(bytes);
    let has_run_out = &source.has_run_out;
    let failed = |error: io::Error| explain(has_run_out, &error);
    let header = Decompress::new_reader(source.reader()).map_err(failed)?;
    let size = Size::check(to_u64(header.width()), to_u64(header.height()), task)?;
    let frame = Frame::read(bytes);
    check_memory(frame.as_ref(), task)?;
    let orientation = frame
        .as_ref()
        .map_or_else(Orientation::default, |frame| frame.orientation);
    sink.begin(size, orientation)?;

    // The number of components decides, as it does in Pillow.
    let (space, components) = match header.components().len() {
        1 => (ColorSpace::JCS_GRAYSCALE, 1),
        4 => (ColorSpace::JCS_CMYK, 4),
        _ => (ColorSpace::JCS_RGB, 3),
    };
    let mut picture = header.to_colorspace(space).map_err(failed)?;
    let mut line = vec![0_u8; picture.width() * components];
    let mut rgb = vec![0_u8; picture.width() * 3];
    for _ in 0..picture.height() {
        picture.read_scanlines_into(&mut line).map_err(failed)?;
        // libjpeg fills what is missing with grey and goes on; evidence must not.
        if has_run_out.get() {
            return Err(truncated());
        }
        let row = match components {
            1 => {
                spread_grey(&line, &mut rgb);
                &rgb
            }
            4 => {
                convert_cmyk(&line, &mut rgb);
                &rgb
            }
            _ => &line,
        };
        sink.push(row)
            .map_err(|error| malformed(MediaKind::Jpeg, &error))?;
    }
    Ok(())
}

/// The fast hash: luma alone, as the decoder shrinks it while it transforms; `None` for colours
/// whose luma is not stored as such.
pub(super) fn hash_fast(
    bytes: &[u8],
    task: &PictureTask,
) -> Result<Option<PictureFacts>, Undecodable> {
    let Some(frame) = Frame::read(bytes) else {
        return Ok(None);
    };
    if frame.colours != Colours::Luma {
        return Ok(None);
    }
    let source = Source::new(bytes);
    let has_run_out = &source.has_run_out;
    let failed = |error: io::Error| explain(has_run_out, &error);
    let mut header = Decompress::new_reader(source.reader()).map_err(failed)?;
    let size = Size::check(to_u64(header.width()), to_u64(header.height()), task)?;
    check_memory(Some(&frame), task)?;
    let cell = fast_cell(size.columns.min(size.rows));
    let geometry = PdqGeometry {
        cell,
        ..PdqGeometry::full(size.columns, size.rows, PdqChannels::Luma)
    };
    let broken = |error| malformed(MediaKind::Jpeg, &error);
    let facts = |sketch: PdqSketch| PictureFacts {
        kind: MediaKind::Jpeg,
        width: size.width,
        height: size.height,
        profile: PdqProfile::Fast,
        pdq: sketch.result(),
        upright: None,
        frames: Vec::new(),
        copies: Vec::new(),
    };
    if cell == MEAN_CELL
        && let Some(sketch) = sketch_means(bytes, geometry)
    {
        return Ok((!sketch.is_wavering()).then(|| facts(sketch)));
    }
    header.scale(u8::try_from(8 / cell).unwrap_or(8));
    let mut stream = PdqStream::new(geometry).map_err(broken)?;
    let mut picture = header.grayscale().map_err(failed)?;
    let mut line = vec![0_u8; picture.width()];
    for _ in 0..picture.height() {
        picture.read_scanlines_into(&mut line).map_err(failed)?;
        if has_run_out.get() {
            return Err(truncated());
        }
        stream.push_row(&line).map_err(broken)?;
    }
    let sketch = stream.finish().map_err(broken)?;
    Ok((!sketch.is_wavering()).then(|| facts(sketch)))
}

/// Pixels a side of a block, whose mean needs no transform.
const MEAN_CELL: usize = 8;

/// The samples of the means of blocks; `None` where libjpeg has to look at the file.
fn sketch_means(bytes: &[u8], geometry: PdqGeometry) -> Option<PdqSketch> {
    let mut stream = PdqStream::new(geometry).ok()?;
    means::read_means(bytes, |row| stream.push_row(row).ok())?;
    stream.finish().ok()
}

/// The largest shrinking the decoder offers that leaves enough of the shorter side.
fn fast_cell(side: usize) -> usize {
    let enough = |cell: &usize| side / cell >= FAST_SIDE_MIN;
    [8, 4, 2].into_iter().find(enough).unwrap_or(1)
}

/// A file of several scans is held in memory as coefficients until the last one.
fn check_memory(frame: Option<&Frame>, task: &PictureTask) -> Result<(), Undecodable> {
    let Some(frame) = frame.filter(|frame| frame.is_in_several_scans) else {
        return Ok(());
    };
    if frame.coefficient_bytes > task.progressive_bytes_max {
        return Err(Undecodable::ProgressiveTooLarge {
            needed_bytes: frame.coefficient_bytes,
            bytes_max: task.progressive_bytes_max,
        });
    }
    Ok(())
}

fn explain(has_run_out: &Cell<bool>, error: &io::Error) -> Undecodable {
    if has_run_out.get() {
        truncated()
    } else {
        malformed(MediaKind::Jpeg, error)
    }
}

fn truncated() -> Undecodable {
    Undecodable::Truncated {
        format: MediaKind::Jpeg,
    }
}

fn to_u64(side: usize) -> u64 {
    u64::try_from(side).unwrap_or(u64::MAX)
}

fn spread_grey(line: &[u8], rgb: &mut [u8]) {
    for (pixel, grey) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(line) {
        *pixel = [*grey; 3];
    }
}

/// Adobe writes CMYK inverted, and everybody reads it so. Source: Pillow, `cmyk2rgb`.
fn convert_cmyk(line: &[u8], rgb: &mut [u8]) {
    for (pixel, ink) in rgb
        .as_chunks_mut::<3>()
        .0
        .iter_mut()
        .zip(line.as_chunks::<4>().0)
    {
        let [cyan, magenta, yellow, white] = *ink;
        *pixel = [cyan, magenta, yellow]
            .map(|light| white.saturating_sub(multiply_255(255 - light, white)));
    }
}

/// `a · b / 255`, rounded to nearest, in integers.
fn multiply_255(a: u8, b: u8) -> u8 {
    let product = u32::from(a) * u32::from(b) + 128;
    u8::try_from(((product >> 8) + product) >> 8).unwrap_or(u8::MAX)
}

/// The file, remembering whether it was read past its end.
struct Source<'a> {
    bytes: &'a [u8],
    has_run_out: Cell<bool>,
}

/// What libjpeg reads of it.
struct SourceReader<'a> {
    bytes: &'a [u8],
    has_run_out: &'a Cell<bool>,
}

impl<'a> Source<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            has_run_out: Cell::new(false),
        }
    }

    fn reader(&self) -> SourceReader<'_> {
        SourceReader {
            bytes: self.bytes,
            has_run_out: &self.has_run_out,
        }
    }
}

impl Read for SourceReader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(into)
    }
}

impl BufRead for SourceReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.bytes.is_empty() {
            self.has_run_out.set(true);
        }
        Ok(self.bytes)
    }

    fn consume(&mut self, count: usize) {
        self.bytes = self.bytes.get(count..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: inks become the colours Pillow 13 makes of them.
    #[test]
    fn inks_become_colours() {
        #[track_caller]
        fn case(inks: [u8; 4], expected: [u8; 3]) {
            let mut rgb = [0; 3];
            convert_cmyk(&inks, &mut rgb);
            assert_eq!(rgb, expected);
        }
        case([0, 0, 0, 0], [0, 0, 0]);
        case([255, 255, 255, 255], [255, 255, 255]);
        case([255, 0, 0, 255], [255, 0, 0]);
        case([10, 200, 30, 128], [5, 100, 15]);
        case([77, 88, 99, 1], [0, 0, 0]);
        case([254, 1, 127, 200], [199, 1, 100]);
        case([128, 128, 128, 128], [64, 64, 64]);
        case([3, 250, 17, 254], [3, 249, 17]);
    }

    /// Goal: the shorter side never falls below 256 while there is more to begin with.
    #[test]
    fn shrinks_as_far_as_256() {
        let cells = [64, 255, 256, 511, 512, 1023, 1024, 2047, 2048, 60_000].map(fast_cell);
        assert_eq!(cells, [1, 1, 1, 1, 2, 2, 4, 4, 8, 8]);
    }
}
