//! The reference pictures of the PDQ project, decoded by real children.
//!
//! They are not ours to ship: found through `VIGIE_SHARED_DATA`, by default beside the checkout.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests fail loudly and say why not"
)]

use std::path::PathBuf;

use vigie_match::PdqResult;
use vigie_media::{Config, Decoder};

fn match_data() -> Option<PathBuf> {
    let shared = std::env::var_os("VIGIE_SHARED_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = shared.join("match");
    folder.join("MANIFEST.tsv").is_file().then_some(folder)
}

/// `core_full(…)=HASH q=QUALITY; …` as the manifest writes it.
fn parse_expected(column: &str) -> Option<PdqResult> {
    let rest = column.split_once("core_full(")?.1.split_once(")=")?.1;
    let (hash, rest) = rest.split_once(" q=")?;
    let quality = rest.split(';').next()?;
    Some(PdqResult {
        hash: hash.parse().ok()?,
        quality: quality.trim().parse().ok()?,
    })
}

/// Goal: hash and quality of every reference JPEG equal those of the reference implementation.
#[tokio::test]
async fn equals_the_reference_on_every_jpeg() {
    let Some(folder) = match_data() else {
        eprintln!("skipped: no shared data");
        return;
    };
    let program = env!("CARGO_BIN_EXE_vigie-media-child");
    let decoder = Decoder::new(Config {
        program: Some(program.into()),
        ..Config::default()
    })
    .unwrap();
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let mut compared = 0;
    for line in manifest.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [path, _, "copied", _, expected] = columns.as_slice() else {
            continue;
        };
        let Some(expected) = parse_expected(expected) else {
            continue;
        };
        let bytes = std::fs::read(folder.join(path)).unwrap();
        let decoded = decoder
            .decode(&bytes)
            .await
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(decoded.pdq, expected, "{path}");
        compared += 1;
    }
    assert!(
        compared >= 30,
        "only {compared} pictures have an expected value"
    );
}
