//! Decoding in this process, where a panic would show: broken files are errors, never more.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, RgbImage, RgbaImage};
use mozjpeg::{ColorSpace, Compress};
use proptest::prelude::*;
use vigie_match::{PdqHasher, QUALITY_MIN};

use super::*;

const TASK: PictureTask = PictureTask {
    pixels_max: 100_000,
    memory_bytes_max: 8 << 20,
    progressive_bytes_max: 1 << 20,
    profile: PdqProfile::Full,
    copies: None,
    frames_max: 4,
    still_side_px_max: Some(16),
};

fn task() -> PictureTask {
    TASK
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
        unwound(format, &message),
        Undecodable::TooMuchMemory { format }
    );
    let message = format!("libjpeg fatal error: {}", "x".repeat(999));
    let Undecodable::Malformed { detail, .. } = unwound(format, &message) else {
        panic!("not malformed");
    };
    assert_eq!(detail.len(), DETAIL_CHARS_MAX);
    let detail = "the decoder gave up".to_owned();
    assert_eq!(
        unwound(format, &"a promise"),
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
        decode(&bytes, &task()).unwrap().0.pdq
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

/// A smooth picture with edges: what a photograph is to a decoder.
fn photograph(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (x * 1000 / width, y * 1000 / height);
        let waves = (u * v / 900 + (u / 130) * 50 + (v / 170) * 35) % 256;
        image::Rgb(
            [
                waves,
                (waves * 2 + u / 9) % 256,
                (255 + v / 7 - waves / 2) % 256,
            ]
            .map(|value| u8::try_from(value).unwrap()),
        )
    })
}

/// A JPEG file of `picture` as `set_up` wants it.
fn jpeg_of(picture: &RgbImage, set_up: impl FnOnce(&mut Compress)) -> Vec<u8> {
    let mut compress = Compress::new(ColorSpace::JCS_RGB);
    let sides = (picture.width(), picture.height());
    compress.set_size(sides.0 as usize, sides.1 as usize);
    compress.set_quality(80.0);
    compress.set_fastest_defaults();
    set_up(&mut compress);
    let mut started = compress.start_compress(Vec::new()).unwrap();
    started.write_scanlines(picture.as_raw()).unwrap();
    started.finish().unwrap()
}

/// Hash and quality in the reference's order of additions, of the pixels a decoder gives.
fn careful_of_jpeg(bytes: &[u8]) -> PdqResult {
    let mut picture = mozjpeg::Decompress::new_mem(bytes).unwrap().rgb().unwrap();
    let mut hasher = PdqHasher::new(picture.width(), picture.height()).unwrap();
    let pixels: Vec<u8> = picture.read_scanlines().unwrap();
    for row in pixels.chunks_exact(3 * picture.width()) {
        hasher.push_row_rgb(row).unwrap();
    }
    hasher.finish().unwrap()
}

/// Goal: the full hash is the careful one, whether or not the stream was certain. Method: made-up
/// JPEGs of several sizes, samplings and kinds of scan.
#[test]
fn full_hashes_are_careful_ones() {
    let mut uncertain = 0;
    for (width, height) in [(64, 64), (257, 100), (300, 301), (333, 250)] {
        for (quality, chroma, is_progressive) in [
            (95.0, 1, false),
            (60.0, 2, false),
            (30.0, 2, true),
            (10.0, 1, true),
        ] {
            for picture in [photograph(width, height), RgbImage::new(width, height)] {
                let bytes = jpeg_of(&picture, |compress| {
                    compress.set_quality(quality);
                    compress.set_chroma_sampling_pixel_sizes((chroma, chroma), (chroma, chroma));
                    if is_progressive {
                        compress.set_progressive_mode();
                    }
                });
                let (facts, _) = decode(&bytes, &task()).unwrap();
                assert_eq!(
                    facts.pdq,
                    careful_of_jpeg(&bytes),
                    "{width} x {height}, {quality}"
                );
                let mut survey = Survey::new(&TASK);
                jpeg::decode(&bytes, &task(), &mut survey).unwrap();
                let surveyed = survey.finish(MediaKind::Jpeg).unwrap();
                uncertain += usize::from(surveyed.sketch.certain().is_none());
            }
        }
    }
    assert!(uncertain >= 16, "every flat picture at least: {uncertain}");
}

/// Goal: the fast hash is near the full one at every shrinking, and says what it is.
#[test]
fn fast_hashes_are_near_full_ones() {
    let fast = PictureTask {
        pixels_max: 9_000_000,
        profile: PdqProfile::Fast,
        ..task()
    };
    for (width, height) in [(200, 300), (515, 700), (1030, 1400), (2100, 2050)] {
        for is_progressive in [false, true] {
            let bytes = jpeg_of(&photograph(width, height), |compress| {
                if is_progressive {
                    compress.set_progressive_mode();
                }
            });
            let roomy = PictureTask {
                progressive_bytes_max: 64 << 20,
                ..fast.clone()
            };
            let (facts, parts) = decode(&bytes, &roomy).unwrap();
            assert_eq!((facts.profile, parts.len()), (PdqProfile::Fast, 0));
            assert!(facts.pdq.quality >= QUALITY_MIN);
            let full = careful_of_jpeg(&bytes);
            let distance = facts.pdq.hash.distance(&full.hash);
            assert!(distance <= 4, "{width} x {height}: {distance}");
        }
    }
    // A picture whose hash hangs by a hair is read whole.
    let stripes = RgbImage::from_fn(900, 900, |x, _| {
        image::Rgb([if x % 90 < 45 { 200 } else { 40 }; 3])
    });
    let stripes = jpeg_of(&stripes, |_| {});
    assert_eq!(decode(&stripes, &fast).unwrap().0.profile, PdqProfile::Full);
    // Where there is no luma to be had, the full hash is what is given.
    let inks = jpeg_of(&photograph(300, 300), |compress| {
        compress.set_color_space(ColorSpace::JCS_RGB);
    });
    assert_eq!(decode(&inks, &fast).unwrap().0.profile, PdqProfile::Full);
    let mut png = Vec::new();
    let picture = DynamicImage::ImageRgb8(photograph(300, 300));
    picture
        .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
        .unwrap();
    assert_eq!(decode(&png, &fast).unwrap().0.profile, PdqProfile::Full);
}

/// Goal: means of blocks are what libjpeg gives at an eighth of the size. Method: every sampling,
/// sides within a block, grey, codes made for the picture, and noise that needs the longest codes.
#[test]
fn means_equal_the_decoder_s() {
    let noise = RgbImage::from_fn(203, 117, |x, y| {
        let mixed = (x * 7919 + y * 104_729).wrapping_mul(0x9e37_79b9);
        image::Rgb(mixed.to_le_bytes()[1..].try_into().unwrap())
    });
    let mut compared = 0;
    for picture in [photograph(203, 117), photograph(64, 64), noise] {
        for (across, down) in [(1, 1), (2, 1), (1, 2), (2, 2)] {
            for (quality, is_optimized) in [(10.0, false), (75.0, true), (100.0, false)] {
                let bytes = jpeg_of(&picture, |compress| {
                    compress.set_quality(quality);
                    compress.set_optimize_coding(is_optimized);
                    compress.set_chroma_sampling_pixel_sizes((across, down), (across, down));
                });
                assert_means_equal(&bytes);
                compared += 1;
            }
        }
        let grey = jpeg_of(&picture, |compress| {
            compress.set_color_space(ColorSpace::JCS_GRAYSCALE);
        });
        assert_means_equal(&grey);
    }
    assert_eq!(compared, 36);
}

#[track_caller]
fn assert_means_equal(bytes: &[u8]) {
    let mut header = mozjpeg::Decompress::new_mem(bytes).unwrap();
    header.scale(1);
    let mut picture = header.grayscale().unwrap();
    let expected: Vec<u8> = picture.read_scanlines().unwrap();
    let mut found = Vec::new();
    let read = jpeg::means::read_means(bytes, |row| {
        found.extend_from_slice(row);
        Some(())
    });
    assert_eq!(read, Some(()));
    assert_eq!(found, expected);
    // Cut anywhere, the file is left to libjpeg.
    for part in 1..8 {
        let cut = &bytes[..bytes.len() * part / 8];
        assert_eq!(
            jpeg::means::read_means(cut, |_| Some(())),
            None,
            "cut at {part}/8"
        );
    }
}

/// Goal: a file that is held as a whole until its last scan is refused by its head.
#[test]
fn refuses_progressive_files_beyond_the_limit() {
    let bytes = jpeg_of(&photograph(300, 300), Compress::set_progressive_mode);
    for profile in [PdqProfile::Full, PdqProfile::Fast] {
        let tight = PictureTask {
            progressive_bytes_max: 200_000,
            profile,
            ..task()
        };
        let error = decode(&bytes, &tight).unwrap_err();
        assert!(
            matches!(error, Undecodable::ProgressiveTooLarge { needed_bytes, bytes_max: 200_000 }
                if needed_bytes > 200_000),
            "{error}"
        );
        assert!(
            decode(
                &bytes,
                &PictureTask {
                    progressive_bytes_max: 1 << 20,
                    ..tight
                }
            )
            .is_ok()
        );
    }
}

/// Goal: a picture on its side has two hashes: as it lies, and upright.
#[test]
fn hashes_upright_what_lies_on_its_side() {
    let picture = photograph(200, 160);
    let lying = image::imageops::rotate270(&picture);
    // Exif with orientation 6: to be turned clockwise by 90 degrees to be seen.
    let mut exif = b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    exif.extend([0, 6, 0, 0, 0, 0, 0, 0]);
    let jpeg = jpeg_of(&lying, |compress| compress.set_quality(100.0));
    let jpeg = [&jpeg[..2], &exif, &jpeg[2..]].concat();
    let (facts, _) = decode(&jpeg, &task()).unwrap();
    let expected = vigie_match::pdq_from_rgb(200, 160, picture.as_raw()).unwrap();
    let upright = facts.upright.unwrap();
    assert!(upright.hash.distance(&expected.hash) <= 4);
    assert!(facts.pdq.hash.distance(&expected.hash) > 60, "as it lies");

    let plain = jpeg_of(&picture, |_| {});
    assert_eq!(decode(&plain, &task()).unwrap().0.upright, None);
}

/// Goal: frames are spread over an animation whose length is not known beforehand.
#[test]
fn samples_the_frames_of_an_animation() {
    let gif_of = |count: u32| {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
        for number in 0..count {
            let frame = RgbaImage::from_fn(70, 70, |x, y| {
                let bright = (x / 9 + number) * (y / 7 + number) % 5 > 2;
                image::Rgba([if bright { 240 } else { 20 }, 30, 40, 255])
            });
            encoder.encode_frame(Frame::new(frame)).unwrap();
        }
        drop(encoder);
        bytes
    };
    let numbers = |count| {
        let (facts, _) = decode(&gif_of(count), &task()).unwrap();
        facts
            .frames
            .iter()
            .map(|frame| frame.number)
            .collect::<Vec<_>>()
    };
    assert!(numbers(1).is_empty());
    assert_eq!(numbers(2), [0, 1]);
    assert_eq!(numbers(4), [0, 1, 2, 3]);
    assert_eq!(numbers(11), [0, 4, 8]);
    assert_eq!(numbers(16), [0, 4, 8, 12]);
    let (facts, _) = decode(&gif_of(3), &task()).unwrap();
    assert_eq!(facts.frames[0].pdq, facts.pdq);
    assert_ne!(facts.frames[1].pdq, facts.pdq);
}

/// Goal: PNG of every depth and order of rows gives the same pixels by rows as by crate `image`.
#[test]
fn png_rows_equal_whole_pictures() {
    use ::png::{BitDepth, ColorType, Encoder};
    let cases = [
        (ColorType::Grayscale, BitDepth::One, 9 * 70),
        (ColorType::Grayscale, BitDepth::Four, 35 * 70),
        (ColorType::Grayscale, BitDepth::Sixteen, 140 * 70),
        (ColorType::GrayscaleAlpha, BitDepth::Sixteen, 280 * 70),
        (ColorType::Rgb, BitDepth::Sixteen, 420 * 70),
        (ColorType::Rgba, BitDepth::Eight, 280 * 70),
        (ColorType::Rgba, BitDepth::Sixteen, 560 * 70),
        (ColorType::Indexed, BitDepth::Two, 18 * 70),
    ];
    for (color, depth, bytes) in cases {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 70, 70);
        encoder.set_color(color);
        encoder.set_depth(depth);
        if color == ColorType::Indexed {
            encoder.set_palette(vec![9, 90, 200, 255, 0, 7, 80, 80, 80, 1, 2, 3]);
            encoder.set_trns(vec![255, 0, 9, 100]);
        }
        let pixels: Vec<u8> = (0..bytes)
            .map(|at: u32| u8::try_from(at * at % 253).unwrap())
            .collect();
        encoder
            .write_header()
            .unwrap()
            .write_image_data(&pixels)
            .unwrap();

        let hash_by = |read: &dyn Fn(&mut Careful) -> Result<(), Undecodable>| {
            let mut careful = Careful::default();
            read(&mut careful).unwrap();
            careful.finish(MediaKind::Png).unwrap()
        };
        let by_rows = hash_by(&|sink| png::decode(&file, &task(), sink));
        let whole = hash_by(&|sink| raster::decode(&file, MediaKind::Png, &task(), sink));
        assert_eq!(by_rows, whole, "{color:?} {depth:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Goal: any change to a file is read or left to libjpeg, and never leads out of a row.
    #[test]
    fn broken_means_are_only_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = jpeg_of(&photograph(50, 40), |_| {});
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        for end in [bytes.len(), cut.index(bytes.len())] {
            let mut rows = 0;
            let _ = jpeg::means::read_means(&bytes[..end], |row| {
                rows += 1;
                (!row.is_empty() && rows < 10_000).then_some(())
            });
        }
    }

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
            Ok((picture, _)) => prop_assert!(u64::from(picture.width) * u64::from(picture.height) <= 100_000),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
