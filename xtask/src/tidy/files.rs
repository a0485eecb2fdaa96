//! Each source file says what it is; nothing large and nothing unfinished is committed.

use std::path::Path;

use anyhow::Result;

/// Largest committed file, in bytes; `Cargo.lock`, pictures of the README and generated pages, which
/// grow with the program, excepted.
const FILE_BYTES_MAX: u64 = 256 << 10;

/// Objects to files without a first sentence, large ones, and unfinished work.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let mut objections = Vec::new();
    for name in super::tracked(root)? {
        let path = root.join(&name);
        let size_bytes = path.metadata()?.len();
        let is_excepted = name == "Cargo.lock"
            || ["docs/picture/", "docs/reference/generated/"]
                .iter()
                .any(|folder| name.starts_with(folder));
        if size_bytes > FILE_BYTES_MAX && !is_excepted {
            objections.push(format!(
                "{name}: {size_bytes} bytes, at most {FILE_BYTES_MAX}"
            ));
        }
        if name.starts_with("crates/vigie-store/migrations/") && !is_dated(&name) {
            objections.push(format!(
                "{name}: migrations are named by time, 20261123T1700_words.sql"
            ));
        }
        if !has_extension(&name, "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        if !text.starts_with("//!") && !text.starts_with("#!") {
            objections.push(format!(
                "{name}: the first line says what the file is, with `//!`"
            ));
        }
        for (index, line) in text.lines().enumerate() {
            // Put together here so that this file does not object to itself.
            let unfinished = [["TO", "DO"].concat(), ["FIX", "ME"].concat()];
            if unfinished.iter().any(|word| line.contains(word.as_str())) {
                objections.push(format!(
                    "{name}:{}: unfinished work does not merge",
                    index + 1
                ));
            }
            if line.contains(&["#[", "ignore"].concat()) {
                objections.push(format!("{name}:{}: a test runs or is removed", index + 1));
            }
        }
    }
    Ok(objections)
}

fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|found| found == extension)
}

/// `…/20261123T1700_words.sql`.
fn is_dated(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let Some((stamp, _)) = file.split_once('_') else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match stamp.split_once('T') {
        Some((day, time)) => day.len() == 8 && digits(day) && time.len() >= 4 && digits(time),
        None => stamp.len() >= 12 && digits(stamp),
    }
}
