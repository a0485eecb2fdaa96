//! What the head of a JPEG file says, before a decoder is started on it.
//!
//! Believed for two things only: how much memory a file of several scans will take, and which way
//! up the picture is. Everything that decides pixels is the decoder's own reading.

use image::metadata::Orientation as ExifOrientation;
use vigie_match::Orientation;

/// Segments looked at before the first scan; files have about ten.
const SEGMENTS_MAX: usize = 1000;

/// Pixels along a side of a block.
const BLOCK_SIDE: u64 = 8;

/// Bytes libjpeg holds for a block: 64 coefficients of 16 bits.
const BLOCK_BYTES: u64 = 128;

/// The head of one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) is_in_several_scans: bool,
    /// What the coefficients of the whole picture take.
    pub(super) coefficient_bytes: u64,
    pub(super) colours: Colours,
    pub(super) orientation: Orientation,
}

/// How colours are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    /// The first component is luma.
    Luma,
    /// Something else: red, inks.
    Other,
}

/// The frame header, as far as it is needed.
#[derive(Debug, Clone, Copy)]
struct Dimensions {
    is_progressive: bool,
    components: usize,
    coefficient_bytes: u64,
    first_names: [u8; 3],
}

impl Frame {
    /// Reads the head; `None` where it makes no sense, which the decoder will say better.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
        let mut dimensions = None;
        let mut adobe_transform = None;
        let mut has_jfif = false;
        let mut orientation = None;
        for _ in 0..SEGMENTS_MAX {
            let (marker, body, after) = next_segment(rest)?;
            rest = after;
            match marker {
                0xda => {
                    let dimensions: Dimensions = dimensions?;
                    let in_scan = usize::from(*body.first()?);
                    return Some(Self {
                        is_in_several_scans: dimensions.is_progressive
                            || in_scan < dimensions.components,
                        coefficient_bytes: dimensions.coefficient_bytes,
                        colours: colours(&dimensions, adobe_transform, has_jfif),
                        orientation: orientation.unwrap_or_default(),
                    });
                }
                0xc0..=0xc2 => dimensions = Some(read_dimensions(marker, body)?),
                0xe0 if body.starts_with(b"JFIF\0") => has_jfif = true,
                0xe1 if orientation.is_none() => orientation = read_orientation(body),
                0xee if body.starts_with(b"Adobe") => adobe_transform = body.get(11).copied(),
                _ => {}
            }
        }
        None
    }
}

/// The next marker with a body, its body, and what follows.
fn next_segment(mut bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    // libjpeg skips what is not a marker, and so do we.
    loop {
        let start = bytes.iter().position(|byte| *byte == 0xff)?;
        let marker = *bytes.get(start + 1)?;
        bytes = &bytes[start + 1..];
        match marker {
            0xff => {}
            0x00 | 0x01 | 0xd0..=0xd8 => bytes = &bytes[1..],
            0xd9 => return None,
            _ => {
                let size = bytes.get(1..3)?;
                let size = usize::from(u16::from_be_bytes([size[0], size[1]]));
                let body = bytes.get(3..1 + size)?;
                return Some((marker, body, &bytes[1 + size..]));
            }
        }
    }
}

fn read_dimensions(marker: u8, body: &[u8]) -> Option<Dimensions> {
    let (head, components) = body.split_first_chunk::<6>()?;
    let height = u64::from(u16::from_be_bytes([head[1], head[2]]));
    let width = u64::from(u16::from_be_bytes([head[3], head[4]]));
    let components = components.as_chunks::<3>().0;
    let factors = || {
        components
            .iter()
            .map(|[_, factors, _]| (factors >> 4, factors & 15))
    };
    let across_max = u64::from(factors().map(|(across, _)| across).max()?.max(1));
    let down_max = u64::from(factors().map(|(_, down)| down).max()?.max(1));
    let units_across = width.div_ceil(BLOCK_SIDE * across_max);
    let units_down = height.div_ceil(BLOCK_SIDE * down_max);
    let blocks_a_unit: u64 = factors()
        .map(|(across, down)| u64::from(across) * u64::from(down))
        .sum();
    let mut first_names = [0; 3];
    for (name, [found, ..]) in first_names.iter_mut().zip(components) {
        *name = *found;
    }
    Some(Dimensions {
        is_progressive: marker == 0xc2,
        components: components.len(),
        coefficient_bytes: units_across * units_down * blocks_a_unit * BLOCK_BYTES,
        first_names,
    })
}

/// Whether the first component is luma, by the rules of libjpeg.
fn colours(dimensions: &Dimensions, adobe_transform: Option<u8>, has_jfif: bool) -> Colours {
    let is_luma = match (dimensions.components, adobe_transform) {
        (1, _) => true,
        (3, _) if has_jfif => true,
        (3, Some(transform)) => transform == 1,
        (3, None) => dimensions.first_names != *b"RGB",
        _ => false,
    };
    if is_luma {
        Colours::Luma
    } else {
        Colours::Other
    }
}

fn read_orientation(body: &[u8]) -> Option<Orientation> {
    let exif = body.strip_prefix(b"Exif\0\0")?;
    let orientation = ExifOrientation::from_exif_chunk(exif)?;
    Some(Orientation::from_exif(orientation.to_exif().into()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A head of a file: segments, then a scan of `in_scan` components.
    fn head(frame_marker: u8, factors: &[u8], in_scan: u8, before: &[(u8, &[u8])]) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8];
        let mut segment = |marker: u8, body: &[u8]| {
            bytes.extend([0xff, marker]);
            bytes.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
            bytes.extend(body);
        };
        for (marker, body) in before {
            segment(*marker, body);
        }
        let mut frame = vec![8, 0, 100, 0, 200, u8::try_from(factors.len()).unwrap()];
        for (name, factors) in (1..).zip(factors) {
            frame.extend([name, *factors, 0]);
        }
        segment(frame_marker, &frame);
        segment(0xda, &[in_scan]);
        bytes
    }

    /// Goal: memory is known for files of several scans. 200 × 100 in 4:2:0 are 13 × 7 units of
    /// six blocks.
    #[test]
    fn knows_what_is_held_in_memory() {
        #[track_caller]
        fn case(marker: u8, factors: &[u8], in_scan: u8, expected: (bool, u64)) {
            let frame = Frame::read(&head(marker, factors, in_scan, &[])).unwrap();
            assert_eq!(
                (frame.is_in_several_scans, frame.coefficient_bytes),
                expected
            );
        }
        let in_420 = 13 * 7 * 6 * 128;
        case(0xc0, &[0x22, 0x11, 0x11], 3, (false, in_420));
        case(0xc0, &[0x22, 0x11, 0x11], 1, (true, in_420));
        case(0xc2, &[0x22, 0x11, 0x11], 3, (true, in_420));
        case(0xc1, &[0x11], 1, (false, 25 * 13 * 128));
    }

    /// Goal: luma is found by the rules of libjpeg.
    #[test]
    fn knows_where_luma_is() {
        #[track_caller]
        fn case(factors: &[u8], before: &[(u8, &[u8])], expected: Colours) {
            let frame = Frame::read(&head(0xc0, factors, 1, before)).unwrap();
            assert_eq!(frame.colours, expected);
        }
        let adobe = |transform| [b"Adobe\0d\0\0\0\0".as_slice(), &[transform]].concat();
        case(&[0x11], &[], Colours::Luma);
        case(&[0x11; 3], &[], Colours::Luma);
        case(&[0x11; 3], &[(0xee, &adobe(0))], Colours::Other);
        case(&[0x11; 3], &[(0xee, &adobe(1))], Colours::Luma);
        case(&[0x11; 4], &[(0xee, &adobe(2))], Colours::Other);
    }

    /// Goal: the way up is read from the camera's notes.
    #[test]
    fn knows_which_way_up() {
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
        exif.extend([0, 6, 0, 0, 0, 0, 0, 0]);
        let frame = Frame::read(&head(0xc0, &[0x11], 1, &[(0xe1, &exif)])).unwrap();
        assert_eq!(frame.orientation, Orientation::from_exif(6));
    }

    proptest! {
        /// Goal: any bytes, and any part of a good head, are read or not, never worse.
        #[test]
        fn never_panics(bytes: Vec<u8>, end in 0_usize..60) {
            let _ = Frame::read(&[&[0xff, 0xd8], bytes.as_slice()].concat());
            let good = head(0xc2, &[0x22, 0x11, 0x11], 3, &[(0xe0, b"JFIF\0")]);
            let _ = Frame::read(&good[..end.min(good.len())]);
        }
    }
}
