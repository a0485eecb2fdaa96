//! Videos and sounds through a real, confined `ffmpeg`: copies found, bad files answered for.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests fail loudly, and say what they skip"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use vigie_match::{VideoSketch, audio, video};
use vigie_media::{
    Config, Decoder, Footage, MediaError, Undecodable, VideoConfig, VideoDefect, VideoSampling,
    VideoWants,
};

fn config() -> Config {
    Config {
        program: Some(env!("CARGO_BIN_EXE_vigie-media-child").into()),
        ..Config::for_testing()
    }
}

fn decoder() -> Decoder {
    Decoder::new(config()).unwrap()
}

/// Only the pictures, as asked of an unknown video.
const PICTURES: VideoWants = VideoWants {
    with_audio: false,
    ..VideoWants::QUERY
};

/// Runs `ffmpeg` as anybody would, to make a video; `arguments` without the output.
fn made(folder: &Path, name: &str, arguments: &[&str]) -> Vec<u8> {
    let path = folder.join(name);
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-y"])
        .args(arguments)
        .arg(&path)
        .stdin(Stdio::null())
        .status()
        .expect("ffmpeg is installed by script/setup");
    assert!(status.success(), "{name}");
    std::fs::read(path).unwrap()
}

/// A made-up film of 24 seconds: coloured tiles that change every other second, and a melody.
///
/// Colours and notes are a hash of place, time and `seed`, so every film is another one, and the
/// same one on every machine.
fn film(folder: &Path, seed: u32) -> PathBuf {
    let hash = |of: &str| format!("mod(abs(sin(({of})*12.9898+{seed}*78.233)*43758.5453)\\,1)");
    let shade = |salt: u32| format!("{}*255", hash(&format!("X+Y*43+N*1009+{salt}*77")));
    let pictures = format!(
        "nullsrc=size=40x24:rate=1/2:duration=24,geq=lum='{}':cb='{}':cr='{}',\
         scale=480:270:flags=neighbor,gblur=sigma=2,fps=24,format=yuv420p",
        shade(1),
        shade(2),
        shade(3)
    );
    let note = |pitch: u32, tempo: f64, salt: u32| {
        let step = hash(&format!("floor(t*{tempo})+{salt}"));
        format!("0.25*sin(2*PI*t*{pitch}*pow(2\\,floor(12*{step})/12))")
    };
    let tempo = 2.0 + 0.37 * f64::from(seed);
    let melody = format!(
        "aevalsrc='{}+{}+{}':s=22050:d=24",
        note(220, tempo, 0),
        note(330, tempo / 2.0, 500),
        note(880, tempo * 2.0, 900)
    );
    let name = format!("film{seed}.mp4");
    made(
        folder,
        &name,
        &[
            "-f",
            "lavfi",
            "-i",
            &pictures,
            "-f",
            "lavfi",
            "-i",
            &melody,
            "-t",
            "24",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-g",
            "48",
            "-c:a",
            "aac",
            "-b:a",
            "96k",
        ],
    );
    folder.join(name)
}

async fn read(bytes: &[u8], wants: VideoWants) -> Footage {
    decoder().video(bytes, wants).await.unwrap()
}

/// The best match of any reading of the asked video with any reading of the known one.
fn best(query: &Footage, known: &Footage) -> Option<video::VideoMatch> {
    let asked = [Some(&query.sketch), query.inner.as_ref()];
    let crops = known.crops.iter().map(|(_, sketch)| sketch);
    let held: Vec<&VideoSketch> = [&known.sketch].into_iter().chain(crops).collect();
    asked
        .into_iter()
        .flatten()
        .flat_map(|asked| held.iter().filter_map(|held| video::compare(asked, held)))
        .max_by_key(|found| (found.query_percent, std::cmp::Reverse(found.distance_bits)))
}

/// Goal: what is said in subtitles inside a video is read, each language by itself; a video without
/// any is not even opened, and one that only claims some gives none.
#[tokio::test]
async fn subtitles_inside_a_video_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let text = |words: &str| format!("1\n00:00:00,000 --> 00:00:02,000\n{words}\n");
    let english = folder.path().join("en.srt");
    let arabic = folder.path().join("ar.srt");
    std::fs::write(&english, text("The training begins at noon.")).unwrap();
    std::fs::write(&arabic, text("يبدأ التدريب عند الظهر")).unwrap();
    let (english, arabic) = (english.display().to_string(), arabic.display().to_string());
    let colour = ["-f", "lavfi", "-i", "color=c=teal:s=64x64:d=4:r=5"];
    let with = |name: &str, codec: &str| {
        let inputs = [
            "-i", &english, "-i", &arabic, "-map", "0:v", "-map", "1", "-map", "2",
        ];
        let codecs = ["-c:s", codec, "-pix_fmt", "yuv420p"];
        made(
            folder.path(),
            name,
            &[&colour[..], &inputs, &codecs].concat(),
        )
    };
    for (name, codec) in [
        ("both.mp4", "mov_text"),
        ("both.mkv", "srt"),
        ("both.webm", "webvtt"),
    ] {
        let found = decoder().subtitles(&with(name, codec)).await.unwrap();
        assert_eq!(found.len(), 2, "{name}: {found:?}");
        assert!(
            found[0].contains("The training begins at noon."),
            "{name}: {found:?}"
        );
        assert!(
            found[1].contains("يبدأ التدريب عند الظهر"),
            "{name}: {found:?}"
        );
    }
    let mut silent = made(folder.path(), "none.mp4", &colour);
    assert!(!vigie_media::holds_subtitles(&silent));
    assert_eq!(
        decoder().subtitles(&silent).await.unwrap(),
        Vec::<String>::new()
    );
    silent.extend_from_slice(b"tx3g");
    assert_eq!(
        decoder().subtitles(&silent).await.unwrap(),
        Vec::<String>::new()
    );
    assert_eq!(
        decoder().subtitles(b"no video").await.unwrap(),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_video_gives_frames_sound_and_stills() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(film(folder.path(), 1)).unwrap();

    let footage = read(&bytes, VideoWants::BANK).await;

    assert_eq!((footage.width, footage.height), (480, 270));
    assert_eq!(footage.sketch.len(), 24);
    let times = footage.sketch.features().iter().map(|frame| frame.time_ms);
    assert_eq!(
        times.collect::<Vec<_>>(),
        (0..24).map(|s| s * 1000).collect::<Vec<_>>()
    );
    assert_eq!(footage.crops.len(), 3);
    assert!(footage.audio.is_some());
    assert!(
        footage.still.starts_with(&[0xff, 0xd8])
            && footage.still_blurred.starts_with(&[0xff, 0xd8])
    );
    assert!(footage.sandbox.is_enforced(), "{:?}", footage.sandbox);
    assert_eq!(footage.defects, []);
}

/// Goal: what re-uploaders do to a film does not hide it; another film is not taken for it.
#[tokio::test]
async fn copies_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let original = film(folder, 1);
    let path = original.to_str().unwrap();
    let known = read(&std::fs::read(&original).unwrap(), VideoWants::BANK).await;
    let logo = "drawbox=x=iw*0.75:y=ih*0.05:w=iw*0.2:h=ih*0.2:color=white:t=fill";
    let copies: [(&str, &[&str], u32); 9] = [
        ("reencoded", &["-vf", "scale=320:180", "-crf", "38"], 95),
        ("grey", &["-vf", "hue=s=0,eq=brightness=0.1"], 95),
        ("excerpt", &["-ss", "7", "-t", "9"], 95),
        ("logo", &["-vf", logo], 60),
        ("cropped", &["-vf", "crop=iw*0.9:ih*0.9"], 60),
        ("faster", &["-vf", "setpts=PTS/1.1"], 60),
        ("slower", &["-vf", "setpts=PTS/0.9"], 60),
        ("bars", &["-vf", "pad=480:480:0:105"], 60),
        (
            "embedded",
            &["-vf", "scale=288:162,pad=480:360:150:40:color=0x306040"],
            60,
        ),
    ];
    for (name, filters, percent_min) in copies {
        let name = format!("{name}.mp4");
        let arguments = [&["-i", path], filters, &["-an", "-preset", "ultrafast"]].concat();
        let copy = made(folder, &name, &arguments);

        let found = best(&read(&copy, PICTURES).await, &known);

        let found = found.unwrap_or_else(|| panic!("{name} was not found"));
        assert!(found.query_percent >= percent_min, "{name}: {found:?}");
    }
    for seed in [2, 3, 4] {
        let other = std::fs::read(film(folder, seed)).unwrap();
        assert_eq!(best(&read(&other, PICTURES).await, &known), None, "{seed}");
    }
}

/// Goal: the same soundtrack under other pictures is found, another one is not.
#[tokio::test]
async fn sound_is_found_under_other_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (first, second) = (film(folder, 1), film(folder, 2));
    let (one, two) = (first.to_str().unwrap(), second.to_str().unwrap());
    let mixed = made(
        folder,
        "mixed.mkv",
        &[
            "-i", one, "-i", two, "-map", "1:v", "-map", "0:a", "-c:v", "copy", "-b:a", "40k",
        ],
    );
    let known = read(&std::fs::read(&first).unwrap(), VideoWants::BANK).await;
    let other = read(&std::fs::read(&second).unwrap(), VideoWants::BANK).await;

    let copy = read(&mixed, VideoWants::QUERY).await;

    let sound = |footage: &Footage| footage.audio.clone().unwrap();
    let found = audio::compare(&sound(&copy), &sound(&known)).unwrap();
    assert!(found.query_percent >= 80, "{found:?}");
    assert_eq!(audio::compare(&sound(&copy), &sound(&other)), None);
    assert_eq!(
        best(&copy, &known),
        None,
        "the pictures are the other film's"
    );
    assert!(best(&copy, &other).is_some());
}

/// Goal: a sound alone is read, whatever its container.
#[tokio::test]
async fn sounds_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let original = film(folder.path(), 1);
    let path = original.to_str().unwrap();
    let known = read(&std::fs::read(&original).unwrap(), VideoWants::BANK).await;
    for name in [
        "sound.mp3",
        "sound.ogg",
        "sound.wav",
        "sound.flac",
        "sound.m4a",
    ] {
        let sound = made(folder.path(), name, &["-i", path, "-vn", "-ac", "1"]);

        let footage = read(&sound, VideoWants::QUERY).await;

        assert!(footage.sketch.is_empty(), "{name}");
        let found = audio::compare(&footage.audio.unwrap(), known.audio.as_ref().unwrap());
        assert!(
            found.is_some_and(|found| found.query_percent >= 80),
            "{name}"
        );
    }
}

/// Goal: every container of a video gives the same frames.
#[tokio::test]
async fn containers_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let original = film(folder.path(), 1);
    let path = original.to_str().unwrap();
    let known = read(&std::fs::read(&original).unwrap(), VideoWants::BANK).await;
    for (name, codec) in [
        ("copy.mkv", "copy"),
        ("copy.ts", "copy"),
        ("copy.flv", "copy"),
        ("copy.avi", "mpeg4"),
        ("copy.mov", "copy"),
        ("copy.webm", "libvpx"),
    ] {
        let copy = made(
            folder.path(),
            name,
            &[
                "-i",
                path,
                "-an",
                "-c:v",
                codec,
                "-cpu-used",
                "8",
                "-deadline",
                "realtime",
            ],
        );
        let found = best(&read(&copy, PICTURES).await, &known);
        assert!(
            found.is_some_and(|found| found.query_percent >= 90),
            "{name}"
        );
    }
}

/// Goal: key frames that lie far apart are not the last word on a short video.
#[tokio::test]
async fn sparse_key_frames_are_made_up_for() {
    let folder = tempfile::tempdir().unwrap();
    let original = film(folder.path(), 1);
    let path = original.to_str().unwrap();
    let sparse = made(
        folder.path(),
        "sparse.mp4",
        &[
            "-i",
            path,
            "-an",
            "-preset",
            "ultrafast",
            "-g",
            "9999",
            "-sc_threshold",
            "0",
        ],
    );

    let footage = read(&sparse, PICTURES).await;

    assert_eq!(
        (footage.sampling, footage.sketch.len()),
        (VideoSampling::EverySecond, 24)
    );
    let wants = VideoWants {
        sampling: VideoSampling::KeyFrames,
        ..PICTURES
    };
    assert_eq!(read(&sparse, wants).await.sketch.len(), 1);
    let dense = std::fs::read(&original).unwrap();
    assert_eq!(
        read(&dense, PICTURES).await.sampling,
        VideoSampling::KeyFrames
    );
}

/// Goal: a rate that changes half-way does not move the seconds.
#[tokio::test]
async fn variable_rates_keep_their_time() {
    let folder = tempfile::tempdir().unwrap();
    let original = film(folder.path(), 1);
    let path = original.to_str().unwrap();
    let known = read(&std::fs::read(&original).unwrap(), VideoWants::BANK).await;
    let variable = made(
        folder.path(),
        "variable.mkv",
        &[
            "-i",
            path,
            "-an",
            "-vf",
            "select='if(lt(t,10),not(mod(n,8)),1)'",
            "-vsync",
            "vfr",
            "-preset",
            "ultrafast",
        ],
    );
    let wants = VideoWants {
        sampling: VideoSampling::EverySecond,
        ..PICTURES
    };

    let footage = read(&variable, wants).await;

    assert_eq!(footage.sketch.len(), 24);
    let found = best(&footage, &known).unwrap();
    assert_eq!((found.query_percent, found.segments.len()), (100, 1));
}

/// Goal: files that are cut off, empty, or not what they seem end in a clear answer.
#[tokio::test]
async fn bad_files_are_answered_for() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let original = film(folder, 1);
    let path = original.to_str().unwrap();
    let decoder = decoder();

    // The index of an MP4 lies at its end: without it nothing can be read.
    let whole = std::fs::read(&original).unwrap();
    let answer = decoder.video(&whole[..whole.len() / 2], PICTURES).await;
    assert!(
        matches!(
            answer,
            Err(MediaError::Undecodable(Undecodable::Malformed { .. }))
        ),
        "{answer:?}"
    );

    // A stream is read as far as it goes.
    let stream = made(folder, "stream.mkv", &["-i", path, "-an", "-c", "copy"]);
    let footage = decoder
        .video(&stream[..stream.len() / 2], PICTURES)
        .await
        .unwrap();
    assert!(
        (1..12).contains(&footage.sketch.len()),
        "{}",
        footage.sketch.len()
    );

    // A header that promises hours.
    let mut lying = whole.clone();
    let at = lying.windows(4).position(|word| word == b"mvhd").unwrap();
    lying[at + 20..at + 24].copy_from_slice(&0x7fff_ffff_u32.to_be_bytes());
    let footage = decoder.video(&lying, PICTURES).await.unwrap();
    assert!(!footage.sketch.is_empty());

    // No frame in it.
    let empty = made(folder, "empty.mkv", &["-i", path, "-an", "-frames:v", "0"]);
    let answer = decoder.video(&empty, PICTURES).await;
    assert!(
        matches!(answer, Err(MediaError::Undecodable(_))),
        "{answer:?}"
    );

    // A picture, a text, nothing.
    for bytes in [&b"plain words"[..], b"", b"GIF89a........"] {
        let answer = decoder.video(bytes, PICTURES).await;
        assert!(
            matches!(answer, Err(MediaError::NotAVideo { .. })),
            "{answer:?}"
        );
    }
    // A video by its beginning, noise behind it.
    for beginning in [
        &b"\0\0\0\x18ftypmp42"[..],
        b"\x1a\x45\xdf\xa3",
        b"FLV\x01",
        b"OggS",
        b"fLaC",
    ] {
        let noise = (0..50_000_u32).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]);
        let bytes: Vec<u8> = beginning.iter().copied().chain(noise).collect();
        let answer = decoder.video(&bytes, VideoWants::QUERY).await;
        assert!(
            answer.as_ref().is_err_and(MediaError::is_about_bytes),
            "{beginning:?}: {answer:?}"
        );
    }
}

/// Goal: bits that flip anywhere never give more than an error.
#[tokio::test]
async fn flipped_bits_are_survived() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(film(folder.path(), 1)).unwrap();
    let decoder = decoder();
    for round in 0..12_usize {
        let mut broken = bytes.clone();
        for flip in 0..200 {
            let at = (round * 7919 + flip * 104_729 + flip * flip * 31) % broken.len();
            broken[at] ^= 1 << (flip % 8);
        }
        match decoder.video(&broken, VideoWants::QUERY).await {
            Ok(footage) => assert!(footage.sketch.len() <= 600),
            Err(error) => assert!(error.is_about_bytes(), "{error}"),
        }
    }
}

/// Goal: limits of length and number end a reading in time, and say so.
#[tokio::test]
async fn limits_end_a_reading() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(film(folder.path(), 1)).unwrap();
    let with = |video: VideoConfig| Decoder::new(Config { video, ..config() }).unwrap();
    let wants = VideoWants {
        sampling: VideoSampling::EverySecond,
        ..PICTURES
    };

    let short = with(VideoConfig {
        seconds_max: 5,
        ..VideoConfig::default()
    });
    let footage = short.video(&bytes, wants).await.unwrap();
    assert_eq!(footage.defects, [VideoDefect::Longer { seconds_max: 5 }]);
    assert_eq!(footage.sketch.len(), 5);

    let few = with(VideoConfig {
        frames_max: 3,
        ..VideoConfig::default()
    });
    let footage = few.video(&bytes, wants).await.unwrap();
    assert_eq!(footage.defects, [VideoDefect::MoreFrames { frames_max: 3 }]);

    let small = with(VideoConfig {
        input_bytes_max: 1000,
        ..VideoConfig::default()
    });
    let answer = small.video(&bytes, wants).await;
    assert!(
        matches!(answer, Err(MediaError::InputTooLarge { .. })),
        "{answer:?}"
    );

    let hasty = with(VideoConfig {
        timeout_ms: 1,
        ..VideoConfig::default()
    });
    let answer = hasty.video(&bytes, wants).await;
    assert!(
        matches!(
            answer,
            Err(MediaError::Undecodable(Undecodable::NothingInTime { .. })
                | MediaError::Garbled { .. })
        ),
        "{answer:?}"
    );
}

/// Goal: hours of video end within the limits.
#[tokio::test]
async fn hours_are_read_by_their_key_frames() {
    let folder = tempfile::tempdir().unwrap();
    let long = made(
        folder.path(),
        "long.mp4",
        &[
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=160x90:rate=1:duration=10800",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-g",
            "10",
        ],
    );

    let footage = read(&long, PICTURES).await;

    assert_eq!(footage.sampling, VideoSampling::KeyFrames);
    assert!(footage.duration_ms >= 10_700_000, "{}", footage.duration_ms);
    assert!(footage.sketch.len() >= 1000, "{}", footage.sketch.len());
    assert_eq!(footage.defects, []);
}

/// Goal: without the program the house says so, and a retry may help.
#[tokio::test]
async fn a_missing_program_is_named() {
    let decoder = Decoder::new(Config {
        video: VideoConfig {
            program: "/nowhere/ffmpeg".into(),
            ..VideoConfig::default()
        },
        ..config()
    })
    .unwrap();
    let answer = decoder.video(b"\0\0\0\x18ftypmp42", PICTURES).await;
    assert!(
        matches!(answer, Err(MediaError::NoVideoProgram { .. })),
        "{answer:?}"
    );
    assert!(!decoder.reads_videos());
}

/// Goal: inside the cage there is no file, no socket and no process of one's own making.
/// Method: the test's own child stands where `ffmpeg` would, tries, and complains of what it could;
/// the same acts succeed for it outside, as the tests of the worker's sandbox show.
#[tokio::test]
async fn the_cage_has_no_way_out() {
    let decoder = Decoder::new(Config {
        video: VideoConfig {
            program: env!("CARGO_BIN_EXE_vigie-media-child").into(),
            ..VideoConfig::default()
        },
        ..config()
    })
    .unwrap();
    let answer = decoder.video(b"\0\0\0\x18ftypmp42", PICTURES).await;
    let Err(MediaError::Undecodable(Undecodable::Malformed { detail, .. })) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(detail, "did: memory, input");
}

/// Goal: fingerprints we make agree with the published ones, made by another program and version.
#[test]
fn tmk_agrees_with_the_published_files() {
    let root = std::env::var_os("VIGIE_SHARED_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = root.join("match/tmk");
    if !folder.exists() {
        eprintln!("skipped: no shared data");
        return;
    }
    for name in ["chair-19-sd-bar", "doorknob-hd-no-bar", "pattern-hd-no-bar"] {
        let path = folder
            .join("sample-videos")
            .join(name)
            .with_extension("mp4");
        let frames = Command::new("ffmpeg")
            .args(["-nostdin", "-loglevel", "error", "-i"])
            .arg(path)
            .args([
                "-s", "64:64", "-an", "-f", "rawvideo", "-pix_fmt", "rgb24", "-r", "15",
            ])
            .arg("pipe:1")
            .stdin(Stdio::null())
            .output()
            .expect("ffmpeg is installed by script/setup")
            .stdout;
        let mut hasher = video::TmkHasher::default();
        for frame in frames.chunks_exact(64 * 64 * 3) {
            hasher.push_rgb(frame).unwrap();
        }
        let ours = hasher.finish().unwrap();
        let published = folder
            .join("sample-hashes")
            .join(name)
            .with_extension("tmk");
        let published = video::TmkSketch::parse(&std::fs::read(published).unwrap()).unwrap();

        let scores = ours.score(&published);

        assert!(
            scores.level_1 > 0.99 && scores.level_2 > 0.99,
            "{name}: {scores:?}"
        );
    }
}
