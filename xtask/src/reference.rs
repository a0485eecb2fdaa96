//! The generated pages: the program itself writes them, this puts them where readers look.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

const PAGES: &str = "docs/reference/generated";

/// Writes `docs/reference/generated`.
pub(crate) fn write(root: &Path) -> Result<()> {
    generate(&root.join(PAGES))
}

/// Fails when the committed pages are not what the program writes.
pub(crate) fn check(root: &Path) -> Result<()> {
    let fresh = std::env::temp_dir().join(format!("vigie-reference-{}", std::process::id()));
    generate(&fresh)?;
    let mut stale = Vec::new();
    for entry in std::fs::read_dir(&fresh)? {
        let name = entry?.file_name();
        let committed = std::fs::read(root.join(PAGES).join(&name)).unwrap_or_default();
        if committed != std::fs::read(fresh.join(&name))? {
            stale.push(name.to_string_lossy().into_owned());
        }
    }
    std::fs::remove_dir_all(&fresh)?;
    ensure!(
        stale.is_empty(),
        "stale pages: {}; run `cargo xtask reference`",
        stale.join(", ")
    );
    Ok(())
}

fn generate(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let done = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "vigie",
            "--",
            "reference",
        ])
        .arg(folder)
        .status()
        .context("running vigie")?;
    ensure!(done.success(), "`vigie reference` failed");
    Ok(())
}
