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

    let kinds: Vec<&str> = ran
        .lines()
        .iter()
        .map(|line| line.split('\t').next().unwrap())
        .collect();
    assert_eq!(kinds, ["sha256", "md5", "pdq", "sha256", "md5"]);
    assert!(
        ran.stdout
            .contains(&format!("sha256\t{WORDS_SHA256}\t{text}\n")),
        "{ran}"
    );
    let values = |ran: &str| -> Vec<String> {
        ran.lines()
            .take(3)
            .map(|line| line.split('\t').nth(1).unwrap().to_owned())
            .collect()
    };
    assert_eq!(values(&ran.stdout), values(&piped.stdout));
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
        assert_eq!(ran.lines().len(), 3, "the good one has its signals\n{ran}");
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
        .expect_error("is larger than 1000 bytes");
    cli.run(&["hash"]).expect_code(2);
}
