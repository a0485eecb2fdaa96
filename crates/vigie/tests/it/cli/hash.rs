//! `vigie hash FILE…`: signals of files, decoded in the sandboxed child.

use crate::support::{Cli, pattern_png, png_announcing};

/// SHA-256 of `plain words` and a line feed, from coreutils.
const WORDS_SHA256: &str = "7e7c22e739587dff41c64bd42309ff5146dcd2d30b7fd712ca9c7c65d8d94c42";

/// Goal: a picture has three signals, any other file two.
/// Method: a pattern and a text; the same on standard input.
#[test]
fn files_have_signals() {
    let cli = Cli::new();
    let picture = cli.write("pattern.png", pattern_png(1));
    let text = cli.write("words.txt", "plain words\n");

    let ran = cli.run(&["hash", &picture, &text]).expect_code(0);
    let piped = cli.run_with(&["hash", "-"], &pattern_png(1)).expect_code(0);

    let types = |line: &serde_json::Value| -> Vec<String> {
        let signals = line["signals"].as_array().unwrap();
        signals
            .iter()
            .map(|signal| signal["type"].as_str().unwrap().to_owned())
            .collect()
    };
    let lines = ran.json();
    assert_eq!(types(&lines[0]), ["pdq", "sha256", "md5"]);
    assert_eq!(lines[0]["signals"][0]["profile"], "full");
    assert!(lines[0]["signals"][0]["quality"].as_u64().unwrap() >= 50);
    assert_eq!(types(&lines[1]), ["sha256", "md5"]);
    assert_eq!(lines[1]["file"], text.as_str());
    assert_eq!(lines[1]["signals"][0]["value"], WORDS_SHA256);
    assert_eq!(lines[0]["signals"], piped.json()[0]["signals"]);
}

/// Goal: a folder is hashed as a whole, one line a file, by name, fast where that is asked for.
#[test]
fn folders_have_a_line_for_each_file() {
    let cli = Cli::new();
    std::fs::create_dir_all(cli.path("folder/deeper")).unwrap();
    for name in ["folder/b.png", "folder/a.png", "folder/deeper/c.png"] {
        cli.write(name, pattern_png(1));
    }
    let folder = cli.path("folder").display().to_string();

    let lines = cli.run(&["hash", &folder]).expect_code(0).json();
    let fast = cli
        .run(&["hash", "--profile", "fast", &folder])
        .expect_code(0)
        .json();

    let files: Vec<&str> = lines
        .iter()
        .map(|line| line["file"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(files, ["a.png", "b.png", "c.png"]);
    assert!(
        lines
            .iter()
            .all(|line| line["signals"] == lines[0]["signals"])
    );
    assert_eq!(
        fast[0]["signals"], lines[0]["signals"],
        "a PNG has no fast hash of its own"
    );
}

/// Goal: what is broken, cut off or a bomb gets a sentence; the other files still get their hash.
/// Method: each bad picture before a good one.
#[test]
fn bad_pictures_get_a_sentence() {
    let cli = Cli::new();
    let good = cli.write("good.png", pattern_png(1));
    let whole = pattern_png(2);
    let mut broken = whole.clone();
    broken[40..60].fill(0xee);
    let table = [
        ("broken.png", broken, "the image/png file is broken"),
        (
            "truncated.png",
            whole[..whole.len() / 2].to_vec(),
            "ends before the picture does",
        ),
        ("bomb.png", png_announcing(60_000, 60_000), "more than the"),
        (
            "head.jpg",
            b"\xff\xd8\xff\xe0\x00\x10JFIF".to_vec(),
            "the image/jpeg file ends before",
        ),
    ];

    for (name, bytes, piece) in table {
        let bad = cli.write(name, bytes);
        let ran = cli.run(&["hash", &bad, &good]).expect_code(2);
        assert!(ran.stderr.starts_with(&bad), "{ran}");
        assert!(ran.stderr.contains(piece), "`{piece}` is missing:\n{ran}");
        assert!(!ran.stderr.contains("panicked"), "{ran}");
        let lines = ran.json();
        assert!(
            lines[0]["defect"].as_str().unwrap().contains(piece),
            "{ran}"
        );
        assert_eq!(
            lines[0]["signals"].as_array().unwrap().len(),
            2,
            "what is exact\n{ran}"
        );
        assert_eq!(
            lines[1]["signals"][0]["type"], "pdq",
            "the good one has its hash\n{ran}"
        );
    }
}

/// Goal: a file that is not there, or too large, is named.
/// Method: an absent path; a limit below the file's size.
#[test]
fn what_cannot_be_read_is_named() {
    let cli = Cli::new().env("VIGIE_MEDIA__INPUT_BYTES_MAX", "1000");
    let large = cli.write("large.png", pattern_png(1));

    cli.run(&["hash", "absent.png"])
        .expect_error("`absent.png` cannot be read");
    cli.run(&["hash", &large])
        .expect_error("more than the 1000 of `media.input_bytes_max`");
    cli.run(&["hash"]).expect_code(2);
}
