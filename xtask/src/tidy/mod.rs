//! What keeps the map true. Each check is one function that answers with the lines it objects to.

mod edges;
mod files;
mod licence;
mod map;
mod words;

use std::path::Path;

use anyhow::{Result, bail};

/// Runs every check and names every objection at once.
pub(crate) fn run(root: &Path) -> Result<()> {
    let mut objections = Vec::new();
    objections.extend(edges::check(root)?);
    objections.extend(files::check(root)?);
    objections.extend(map::check(root)?);
    objections.extend(words::check(root)?);
    objections.extend(licence::check(root)?);
    for objection in &objections {
        crate::eprint(objection);
    }
    if !objections.is_empty() {
        bail!("{} objections", objections.len());
    }
    Ok(())
}

/// Every committed or new file that git would not ignore, relative to the root.
pub(crate) fn tracked(root: &Path) -> Result<Vec<String>> {
    let listed = std::process::Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .current_dir(root)
        .output()?;
    let names = String::from_utf8_lossy(&listed.stdout).into_owned();
    Ok(names
        .split('\0')
        .filter(|name| !name.is_empty() && root.join(name).is_file())
        .map(str::to_owned)
        .collect())
}
