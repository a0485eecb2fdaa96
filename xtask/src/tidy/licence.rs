//! The set of licences of what we build on; a new one is a decision, not an accident.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

/// Licences that may appear, alone or in an expression that offers one of them.
const ALLOWED: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "0BSD",
    "CC0-1.0",
    "MPL-2.0",
    "CDLA-Permissive-2.0",
    "BSL-1.0",
    "Unlicense",
    "MIT-0",
    "IJG",
    "bzip2-1.0.6",
];

/// Crates that must not come in, and why.
const REFUSED: &[(&str, &str)] = &[
    (
        "aws-lc-sys",
        "the TLS stack is ring; this is the largest C build of all",
    ),
    ("openssl-sys", "the TLS stack is rustls"),
    ("sqlx-macros", "it compiles both database drivers twice"),
];

/// Objects to licences that nobody decided on and to refused crates.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // What is built, not what a lock file mentions for features nobody asked for.
    let listed = Command::new(cargo)
        .args([
            "tree",
            "--workspace",
            "--locked",
            "--prefix",
            "none",
            "--format",
            "{p}\t{l}",
        ])
        .current_dir(root)
        .output()
        .context("cargo tree")?;
    anyhow::ensure!(
        listed.status.success(),
        "{}",
        String::from_utf8_lossy(&listed.stderr)
    );
    let mut objections = BTreeSet::new();
    for line in String::from_utf8_lossy(&listed.stdout).lines() {
        let Some((package, licence)) = line.split_once('\t') else {
            continue;
        };
        let name = package.split(' ').next().unwrap_or_default();
        let licence = licence.trim_end_matches(" (*)");
        if !offers_allowed(licence) {
            objections.insert(format!("{name}: the licence `{licence}` is not in the set"));
        }
        if let Some((_, why)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
            objections.insert(format!("{name}: {why}"));
        }
    }
    Ok(objections.into_iter().collect())
}

/// Whether every `AND` part offers an allowed licence in one of its `OR` parts.
fn offers_allowed(expression: &str) -> bool {
    let plain = expression.replace('/', " OR ").replace(['(', ')'], " ");
    plain.split(" AND ").all(|part| {
        part.split(" OR ")
            .any(|licence| ALLOWED.contains(&licence.trim()))
    })
}
