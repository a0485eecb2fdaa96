//! `vigie hash` over files that are not whole, and over a folder that goes away.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::support::{Cli, pattern_png};

/// What the fuzz targets start from: a small file of each format.
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus");

/// Goal: a file of any format that is cut off gets a sentence and its exact hashes, nothing crashes.
/// Method: the first half of a small file of each format, in one folder.
#[test]
fn truncated_files_of_each_format_get_a_sentence() {
    let cli = Cli::new();
    let table = [
        "jpeg/baseline.jpg",
        "jpeg/progressive.jpg",
        "png/rgb.png",
        "webp/lossy.webp",
        "webp/lossless.webp",
        "gif/still.gif",
        "bmp/rgb.bmp",
        "tiff/raw.tif",
        "tiff/tiff_lzw.tif",
        "epub/book.epub",
        "zip/files.zip",
    ];
    fs::create_dir(cli.path("cut")).unwrap();
    for name in table {
        let whole = fs::read(Path::new(CORPUS).join(name)).unwrap();
        cli.write(
            &format!("cut/{}", name.replace('/', "-")),
            &whole[..whole.len() / 2],
        );
    }

    let ran = cli
        .run(&["hash", "cut"])
        .expect_error("some files have no hash");

    assert_eq!(ran.json().len(), table.len(), "{ran}");
    for line in ran.json() {
        let types: Vec<_> = line["signals"]
            .as_array()
            .unwrap()
            .iter()
            .map(|own| &own["type"])
            .collect();
        assert_eq!(types, ["sha256", "md5"], "{line}");
        let defect = line["defect"].as_str().unwrap();
        assert!(
            ["is broken", "ends before"]
                .iter()
                .any(|piece| defect.contains(piece)),
            "{line}"
        );
    }
    assert_eq!(
        ran.stderr.matches("some files have no hash").count(),
        1,
        "{ran}"
    );
}

/// Goal: a header of 65,535 × 65,535 pixels costs nothing and is refused for it.
#[test]
fn headers_of_the_largest_size_are_refused() {
    let cli = Cli::new();
    for name in [
        "jpeg/wide.jpg",
        "png/wide.png",
        "gif/wide.gif",
        "bmp/wide.bmp",
    ] {
        let path = Path::new(CORPUS).join(name);

        let ran = cli
            .run(&["hash", path.to_str().unwrap()])
            .expect_error("some files have no hash");

        let line = &ran.json()[0];
        let defect = line["defect"].as_str().unwrap();
        let is_named = ["65535 × 65535", "Maximum supported image dimension"];
        assert!(
            is_named.iter().any(|piece| defect.contains(piece)),
            "{line}"
        );
    }
}

/// Goal: a folder that vanishes half-way is named, what was read before keeps its line.
/// Method: the program has listed the folder once it reads its standard input, which comes first;
/// a pipe holds less than what is written to it, so that it surely does.
#[test]
fn a_folder_that_vanishes_is_named() {
    const PIPE_BYTES: usize = 1 << 20;
    let cli = Cli::new();
    fs::create_dir(cli.path("folder")).unwrap();
    for number in 0..20 {
        cli.write(&format!("folder/{number:02}.png"), pattern_png(number));
    }
    let mut child = cli.spawn(&["hash", "-", "folder"]);
    let mut input = child.stdin.take().unwrap();

    input.write_all(&vec![b'a'; PIPE_BYTES]).unwrap();
    fs::remove_dir_all(cli.path("folder")).unwrap();
    drop(input);

    let output = child.wait_with_output().unwrap();
    let (said, lines) = (
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout),
    );
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        lines.starts_with("{\"file\":\"-\",\"signals\":[{\"type\":\"sha256\""),
        "{lines}"
    );
    assert!(lines.lines().count() < 20, "{lines}");
    assert!(said.contains("`folder/19.png` cannot be read"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}
