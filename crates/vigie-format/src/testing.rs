//! What the tests of several formats share: fixtures beside expected answers, and shared data.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs `render` over `fixtures/<format>/<case>/input.<extension>` and compares with `expected.txt`.
///
/// With `VIGIE_BLESS` set the expected files are written instead; review them before committing.
#[track_caller]
pub(crate) fn for_each_fixture(format: &str, extension: &str, render: impl Fn(&[u8]) -> String) {
    let folder = root().join("fixtures").join(format);
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|_| panic!("fixtures/{format} is missing"))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "fixtures/{format} holds no case");
    for case in cases {
        let input = std::fs::read(case.join(format!("input.{extension}"))).unwrap();
        let found = render(&input);
        let expected = case.join("expected.txt");
        if std::env::var_os("VIGIE_BLESS").is_some() {
            std::fs::write(&expected, &found).unwrap();
        }
        let expected = std::fs::read_to_string(expected).unwrap_or_default();
        assert_eq!(found, expected, "{}", case.display());
    }
}

/// A folder or file of the shared data, which are never committed.
pub(crate) fn shared_data(path: &str) -> Option<PathBuf> {
    let base = std::env::var_os("VIGIE_SHARED_DATA")
        .map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let path = base.join(path);
    if path.exists() {
        return Some(path);
    }
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    {
        eprintln!("skipped: no shared data");
    }
    None
}
