//! The decoder with real children: every format, every kind of bad input, every bad child.
#![allow(clippy::unwrap_used, reason = "tests fail loudly")]

use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ExtendedColorType, ImageFormat, RgbImage};
use vigie_match::pdq_from_rgb;
use vigie_media::{Config, Decoder, MediaError, MediaKind, Undecodable, sniff};

const WIDTH: u32 = 150;
const HEIGHT: u32 = 90;

const FORMATS: [(ImageFormat, MediaKind); 6] = [
    (ImageFormat::Jpeg, MediaKind::Jpeg),
    (ImageFormat::Png, MediaKind::Png),
    (ImageFormat::WebP, MediaKind::Webp),
    (ImageFormat::Gif, MediaKind::Gif),
    (ImageFormat::Bmp, MediaKind::Bmp),
    (ImageFormat::Tiff, MediaKind::Tiff),
];

fn config() -> Config {
    let program = env!("CARGO_BIN_EXE_vigie-media-child");
    Config {
        program: Some(program.into()),
        ..Config::for_testing()
    }
}

/// A decoder whose child misbehaves.
fn decoder_answering(act: &[&str], config: Config) -> Decoder {
    let arguments = [&["answer"], act]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect();
    Decoder::new(Config {
        arguments,
        ..config
    })
    .unwrap()
}

/// A coloured pattern.
fn pattern() -> RgbImage {
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let value = |n: u32| u8::try_from(n % 256).unwrap();
        image::Rgb([
            value(x * 7 + y),
            value((x / 9) * 31 + (y / 5) * 47),
            value(x * y / 11),
        ])
    })
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = DynamicImage::ImageRgb8(pattern());
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

/// Goal: every format gives its size, a hash and two stills; the lossless ones the exact hash.
#[tokio::test]
async fn decodes_every_format() {
    let decoder = Decoder::new(config()).unwrap();
    let expected = pdq_from_rgb(150, 90, pattern().as_raw()).unwrap();
    for (format, kind) in FORMATS {
        let decoded = decoder.decode(&encoded(format)).await.unwrap();

        assert_eq!(
            (decoded.kind, decoded.width, decoded.height),
            (kind, WIDTH, HEIGHT)
        );
        assert!(decoded.sandbox.is_enforced(), "{:?}", decoded.sandbox);
        if !matches!(kind, MediaKind::Jpeg | MediaKind::Gif) {
            assert_eq!(decoded.pdq, expected, "{kind}");
        }
        assert!(decoded.pdq.hash.distance(&expected.hash) <= 31, "{kind}");
        for still in [&decoded.still, &decoded.still_blurred] {
            assert_eq!(sniff(still), MediaKind::Jpeg);
            let still = image::load_from_memory(still).unwrap();
            assert_eq!((still.width(), still.height()), (64, 38), "{kind}");
        }
    }
}

/// Goal: many at once, more than there are places.
#[tokio::test]
async fn decodes_many_at_once() {
    let decoder = Decoder::new(config()).unwrap();
    let bytes: &'static [u8] = encoded(ImageFormat::Png).leak();
    let tasks: Vec<_> = (0..12)
        .map(|_| {
            let decoder = decoder.clone();
            tokio::spawn(async move { decoder.decode(bytes).await.unwrap().pdq })
        })
        .collect();
    let first = decoder.decode(bytes).await.unwrap().pdq;
    for task in tasks {
        assert_eq!(task.await.unwrap(), first);
    }
}

/// Goal: a worker takes many files, a broken file costs itself only, and each file can have a
/// process of its own. Method: the workers alive after each file, by their ids.
#[tokio::test]
async fn keeps_workers_that_do_well() {
    let png = encoded(ImageFormat::Png);
    let alive_after = async |files: &[&[u8]], files_per_worker_max| {
        let decoder = Decoder::new(Config {
            concurrency: 1,
            files_per_worker_max,
            ..config()
        })
        .unwrap();
        let mut workers = Vec::new();
        for file in files {
            let answer = decoder.decode(file).await;
            assert_eq!(answer.is_ok(), *file == png.as_slice());
            workers.push(decoder.idle_workers());
        }
        workers
    };
    let cut = &png[..png.len() / 2];

    let workers = alive_after(&[&png, &png, cut, &png], 9).await;
    assert_eq!(workers[0].len(), 1);
    assert_eq!(workers[0], workers[1], "the same worker");
    assert!(workers[2].is_empty(), "ended with the broken file");
    assert_eq!(workers[3].len(), 1);
    assert_ne!(workers[3], workers[0], "another worker");

    let workers = alive_after(&[&png, &png], 1).await;
    assert!(workers.iter().all(Vec::is_empty), "{workers:?}");
}

/// Goal: a worker that died while nobody asked it costs no file.
#[tokio::test]
async fn replaces_a_worker_that_died_idle() {
    let png = encoded(ImageFormat::Png);
    let decoder = Decoder::new(config()).unwrap();
    decoder.decode(&png).await.unwrap();
    let pid = decoder.idle_workers()[0];
    let status = std::process::Command::new("kill")
        .args(["-KILL", &pid.to_string()])
        .status()
        .unwrap();
    assert!(status.success());

    decoder.decode(&png).await.unwrap();

    assert_ne!(decoder.idle_workers(), [pid]);
}

/// Goal: the check an administrator runs says what confines the child.
#[tokio::test]
async fn checks_itself() {
    let report = Decoder::new(config()).unwrap().check().await.unwrap();
    assert!(report.is_enforced(), "{report:?}");
}

/// Goal: a cut file is refused with a sentence, in every format and at every cut.
#[tokio::test]
async fn refuses_cut_files() {
    let decoder = Decoder::new(config()).unwrap();
    for (format, kind) in FORMATS {
        let bytes = encoded(format);
        for part in [1, 4, 7] {
            let cut = &bytes[..(bytes.len() * part / 8).max(20)];
            let error = decoder.decode(cut).await.unwrap_err();
            assert!(error.is_about_bytes());
            assert!(
                matches!(
                    &error,
                    MediaError::Undecodable(
                        Undecodable::Truncated { format } | Undecodable::Malformed { format, .. }
                    ) if *format == kind
                ),
                "{kind} cut at {part}/8: {error}"
            );
        }
    }
    let jpeg = encoded(ImageFormat::Jpeg);
    let error = decoder.decode(&jpeg[..jpeg.len() / 2]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the image/jpeg file ends before the picture does"
    );
}

/// Goal: bytes behind a known beginning that are nothing get a sentence too.
#[tokio::test]
async fn refuses_garbage() {
    let decoder = Decoder::new(config()).unwrap();
    for (format, kind) in FORMATS {
        let mut bytes = encoded(format);
        let start = if kind == MediaKind::Bmp { 26 } else { 12 };
        for (at, byte) in bytes.iter_mut().enumerate().skip(start) {
            *byte = u8::try_from((at * 31 + 7) % 251).unwrap();
        }
        let error = decoder.decode(&bytes).await.unwrap_err();
        assert!(
            matches!(error, MediaError::Undecodable(_)),
            "{kind}: {error}"
        );
    }
    let error = decoder
        .decode(b"<!doctype html><p>A plain sentence.")
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "this is text/html, not a picture");
    let error = decoder.decode(b"").await.unwrap_err();
    assert!(matches!(
        error,
        MediaError::NotAPicture {
            kind: MediaKind::Other
        }
    ));
}

/// Goal: a picture that announces an enormous size is refused before anything is decoded.
#[tokio::test]
async fn refuses_bombs() {
    let decoder = Decoder::new(config()).unwrap();
    let bomb = decoder
        .decode(&png_announcing(60_000, 60_000))
        .await
        .unwrap_err();
    assert_eq!(
        bomb.to_string(),
        "the picture announces 60000 × 60000 pixels, more than the 4000000 of `media.pixels_max`"
    );

    let mut jpeg = encoded(ImageFormat::Jpeg);
    let frame = jpeg
        .windows(2)
        .position(|mark| mark == [0xff, 0xc0])
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    let error = decoder.decode(&jpeg).await.unwrap_err();
    assert!(matches!(
        error,
        MediaError::Undecodable(Undecodable::TooManyPixels {
            width: 65_500,
            height: 65_500,
            ..
        })
    ));

    // Whole it would be beyond the memory allowed (16 bits of four channels), but it is read row by
    // row.
    let mut deep = Vec::new();
    let pixels = vec![0_u8; 1500 * 1500 * 8];
    image::write_buffer_with_format(
        &mut Cursor::new(&mut deep),
        &pixels,
        1500,
        1500,
        ExtendedColorType::Rgba16,
        ImageFormat::Png,
    )
    .unwrap();
    let small = Decoder::new(Config {
        memory_bytes_max: 16 << 20,
        input_bytes_max: 32 << 20,
        ..config()
    })
    .unwrap();
    small.decode(&deep).await.unwrap();

    // These are held whole: one is larger than the memory as a file, the other once unpacked.
    let mut stored = Vec::new();
    image::write_buffer_with_format(
        &mut Cursor::new(&mut stored),
        &pixels,
        1500,
        1500,
        ExtendedColorType::Rgba16,
        ImageFormat::Tiff,
    )
    .unwrap();
    let mut packed = Vec::new();
    DynamicImage::new_rgba8(1900, 1900)
        .write_to(&mut Cursor::new(&mut packed), ImageFormat::WebP)
        .unwrap();
    for (bytes, kind) in [(&stored, MediaKind::Tiff), (&packed, MediaKind::Webp)] {
        let error = small.decode(bytes).await.unwrap_err();
        assert!(
            matches!(error, MediaError::Undecodable(Undecodable::TooMuchMemory { format }) if format == kind),
            "{kind}: {error}"
        );
    }
    // The same worker goes on with the next file.
    small.decode(&encoded(ImageFormat::Png)).await.unwrap();

    let tight = Decoder::new(Config {
        input_bytes_max: 100,
        ..config()
    })
    .unwrap();
    let error = tight.decode(&encoded(ImageFormat::Png)).await.unwrap_err();
    assert!(matches!(
        error,
        MediaError::InputTooLarge {
            size_bytes_max: 100,
            ..
        }
    ));
}

/// Goal: a child that hangs is killed by the wall clock, and gone when the answer comes.
#[tokio::test]
async fn kills_a_hanging_child() {
    let folder = tempfile::tempdir().unwrap();
    let pid_file = folder.path().join("pid");
    let hanging = Config {
        timeout_ms: 500,
        ..config()
    };
    let decoder = decoder_answering(&["hang", pid_file.to_str().unwrap()], hanging);

    let error = decoder
        .decode(&encoded(ImageFormat::Png))
        .await
        .unwrap_err();

    assert!(
        matches!(error, MediaError::TimedOut { timeout_ms: 500 }),
        "{error}"
    );
    let pid = std::fs::read_to_string(pid_file).unwrap();
    assert!(!Path::new("/proc").join(pid).exists());
}

/// Goal: whatever a child taken over by its file does, the house names it and goes on.
#[tokio::test]
async fn survives_bad_children() {
    let png = encoded(ImageFormat::Png);
    let error = async |act: &str| {
        let decoder = decoder_answering(&[act], config());
        decoder.decode(&png).await.unwrap_err()
    };
    assert!(matches!(error("breach").await, MediaError::SandboxBreach));
    assert!(matches!(
        error("spin").await,
        MediaError::CpuExhausted { .. }
    ));
    assert!(matches!(
        error("devour").await,
        MediaError::Crashed {
            signal: libc::SIGABRT
        }
    ));
    assert!(matches!(
        error("babble").await,
        MediaError::Garbled { .. } | MediaError::Crashed { .. }
    ));
    assert!(matches!(
        error("nothing").await,
        MediaError::Garbled { what: "no answer" }
    ));
    assert!(matches!(
        error("lie").await,
        MediaError::Garbled { what: "a still" }
    ));
    assert!(matches!(
        error("mix-up").await,
        MediaError::Garbled { what: "number" }
    ));
    assert!(matches!(
        error("unconfined").await,
        MediaError::Garbled { what: "sandbox" }
    ));
    assert_eq!(
        error("environment").await.to_string(),
        "no picture is decoded here: 0 variables; see `media.sandbox`"
    );

    let missing = Config {
        program: Some("/nonexistent/decoder".into()),
        ..config()
    };
    let error = Decoder::new(missing)
        .unwrap()
        .decode(&png)
        .await
        .unwrap_err();
    assert!(matches!(error, MediaError::Start { .. }) && !error.is_about_bytes());
}

/// A PNG of a few bytes that announces a size: signature, header, an empty body.
fn png_announcing(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]);
    for (name, body) in [
        (b"IHDR", header),
        (b"IDAT", Vec::new()),
        (b"IEND", Vec::new()),
    ] {
        bytes.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        let part = [name.as_slice(), &body].concat();
        bytes.extend(&part);
        bytes.extend(crc32(&part).to_be_bytes());
    }
    bytes
}

/// The checksum of PNG chunks, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}
