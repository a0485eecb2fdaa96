//! Decoding in this process, where a panic would show: broken files are errors, never more.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};
use proptest::prelude::*;

use super::*;

fn task() -> PictureTask {
    PictureTask {
        pixels_max: 100_000,
        memory_bytes_max: 8 << 20,
        still_side_px_max: 16,
    }
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(40, 30, |x, y| {
        image::Rgb([x * 6, y * 8, x * y].map(|value| u8::try_from(value % 256).unwrap()))
    });
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(picture)
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

const FORMATS: [ImageFormat; 6] = [
    ImageFormat::Jpeg,
    ImageFormat::Png,
    ImageFormat::WebP,
    ImageFormat::Gif,
    ImageFormat::Bmp,
    ImageFormat::Tiff,
];

/// Goal: what unwinds out of a C decoder keeps its message, what panics in ours keeps it to itself.
#[test]
fn explains_unwindings() {
    let format = MediaKind::Jpeg;
    let message = "libjpeg fatal error: Insufficient memory (case 4)".to_owned();
    assert_eq!(
        unwound(format, Some(&message)),
        Undecodable::TooMuchMemory { format }
    );
    let message = format!("libjpeg fatal error: {}", "x".repeat(999));
    let Undecodable::Malformed { detail, .. } = unwound(format, Some(&message)) else {
        panic!("not malformed");
    };
    assert_eq!(detail.len(), DETAIL_CHARS_MAX);
    let detail = "the decoder gave up".to_owned();
    assert_eq!(
        unwound(format, None),
        Undecodable::Malformed { format, detail }
    );
}

/// Goal: 8 bits of 16 are the upper ones, transparency is dropped, floats are said to be unknown.
#[test]
fn keeps_the_file_s_own_colours() {
    let png = |picture: DynamicImage| {
        let mut bytes = Vec::new();
        picture
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .unwrap();
        decode(&bytes, &task()).unwrap().pdq
    };
    let value = |x: u32, y: u32| u8::try_from((x * 13 + y * y) % 256).unwrap();
    let plain = png(RgbImage::from_fn(70, 70, |x, y| image::Rgb([value(x, y), 9, 8])).into());
    let clear =
        image::RgbaImage::from_fn(70, 70, |x, y| image::Rgba([value(x, y), 9, 8, value(y, x)]));
    assert_eq!(png(clear.into()), plain);
    let deep = image::ImageBuffer::from_fn(70, 70, |x, y| {
        image::Rgb([u16::from(value(x, y)) << 8 | 0xff, 9 << 8, 8 << 8])
    });
    assert_eq!(png(DynamicImage::ImageRgb16(deep)), plain);

    let float = DynamicImage::ImageRgb32F(image::Rgb32FImage::new(9, 9));
    let mut bytes = Vec::new();
    float
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Tiff)
        .unwrap();
    let error = decode(&bytes, &task()).unwrap_err();
    assert!(
        matches!(
            error,
            Undecodable::Unsupported {
                format: MediaKind::Tiff,
                ..
            }
        ),
        "{error}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Goal: a file with bytes changed and the end cut is decoded or refused, never worse.
    #[test]
    fn broken_files_are_only_errors(
        which in 0_usize..6,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        cut in 0.3_f64..1.4,
    ) {
        let mut bytes = encoded(FORMATS[which]);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss,
            reason = "a length between 0 and a few thousand")]
        let end = (bytes.len() as f64 * cut) as usize;
        bytes.truncate(end);
        match decode(&bytes, &task()) {
            Ok(picture) => prop_assert!(u64::from(picture.width) * u64::from(picture.height) <= 100_000),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
