//! JPEG by the libjpeg family, row by row: the same pixels as Pillow's libjpeg-turbo.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

use mozjpeg::{ColorSpace, Decompress};

use super::{Rows, malformed};
use crate::error::Undecodable;
use crate::kind::MediaKind;

/// Decodes a JPEG file into `rows`. libjpeg reports errors by unwinding; the caller catches.
pub(super) fn decode(bytes: &[u8], rows: &mut Rows<'_>) -> Result<(), Undecodable> {
    let has_run_out = Cell::new(false);
    let failed = |error: io::Error| {
        if has_run_out.get() {
            truncated()
        } else {
            malformed(MediaKind::Jpeg, &error)
        }
    };
    let source = Source {
        bytes,
        has_run_out: &has_run_out,
    };
    let header = Decompress::new_reader(source).map_err(failed)?;
    rows.begin(to_u64(header.width()), to_u64(header.height()))?;

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
        match components {
            1 => spread_grey(&line, &mut rgb),
            4 => convert_cmyk(&line, &mut rgb),
            _ => rgb.copy_from_slice(&line),
        }
        rows.push(&rgb)?;
    }
    Ok(())
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
    has_run_out: &'a Cell<bool>,
}

impl Read for Source<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(into)
    }
}

impl BufRead for Source<'_> {
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
}
