//! `ARCHITECTURE.md` cannot lie: each path it names exists, and each crate stands on it.

use std::path::Path;

use anyhow::{Context, Result};

/// Objects to paths that are not there and crates that are not named.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let mut objections = Vec::new();
    let map = std::fs::read_to_string(root.join("ARCHITECTURE.md")).context("ARCHITECTURE.md")?;
    for word in map.split(|c: char| c.is_whitespace() || matches!(c, '`' | '(' | ')' | ',')) {
        let is_path = [
            "crates/",
            "xtask/",
            "docs/",
            "script/",
            "deploy/",
            "fixtures/",
        ]
        .iter()
        .any(|start| word.starts_with(start));
        let word = word.trim_end_matches(['.', ':', ';']);
        if is_path && !word.contains(['<', '*', '{']) && !root.join(word).exists() {
            objections.push(format!("ARCHITECTURE.md: `{word}` is not there"));
        }
    }
    for entry in std::fs::read_dir(root.join("crates"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !map.contains(&format!("**{name}**")) {
            objections.push(format!(
                "ARCHITECTURE.md: the crate {name} is not among the rooms"
            ));
        }
    }
    Ok(objections)
}
