//! The allowed arrows between crates. A new arrow needs a page in `docs/decisions/`.

use std::path::Path;

use anyhow::{Context, Result};

/// Crate, and the crates of ours it may depend on.
const EDGES: &[(&str, &[&str])] = &[
    ("vigie-domain", &[]),
    ("vigie-format", &["vigie-domain"]),
    ("vigie-match", &["vigie-domain"]),
    ("vigie-text", &["vigie-domain"]),
    ("vigie-tlog", &["vigie-domain"]),
    ("vigie-egress", &["vigie-domain"]),
    (
        "vigie-capture",
        &["vigie-domain", "vigie-format", "vigie-egress"],
    ),
    ("vigie-media", &["vigie-domain", "vigie-match"]),
    (
        "vigie-trace",
        &["vigie-domain", "vigie-format", "vigie-egress"],
    ),
    (
        "vigie-dispatch",
        &["vigie-domain", "vigie-format", "vigie-egress"],
    ),
    ("vigie-document", &["vigie-domain"]),
    ("vigie-store", &["vigie-domain", "vigie-tlog"]),
    ("vigie-demo", &["vigie-domain", "vigie-format"]),
    (
        "vigie-desk",
        &[
            "vigie-domain",
            "vigie-format",
            "vigie-match",
            "vigie-text",
            "vigie-tlog",
            "vigie-egress",
            "vigie-capture",
            "vigie-media",
            "vigie-trace",
            "vigie-dispatch",
            "vigie-document",
            "vigie-store",
        ],
    ),
    ("vigie-web", &["vigie-domain", "vigie-format", "vigie-desk"]),
    (
        "vigie",
        &[
            "vigie-domain",
            "vigie-format",
            "vigie-match",
            "vigie-text",
            "vigie-tlog",
            "vigie-egress",
            "vigie-capture",
            "vigie-media",
            "vigie-trace",
            "vigie-dispatch",
            "vigie-document",
            "vigie-store",
            "vigie-desk",
            "vigie-demo",
            "vigie-web",
        ],
    ),
];

/// Crates of the ground: none of these may do IO, read a clock or draw a random number.
const PURE: &[&str] = &[
    "vigie-domain",
    "vigie-format",
    "vigie-match",
    "vigie-text",
    "vigie-tlog",
];

/// What doing IO would need.
const IO: &[&str] = &[
    "tokio",
    "reqwest",
    "hyper",
    "sqlx",
    "rustls",
    "hickory-resolver",
    "lettre",
    "getrandom",
    "rand",
];

/// Objects to arrows that are not in the table, and to IO in the ground.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let mut objections = Vec::new();
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(root.join("crates"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let path = root.join("crates").join(&name).join("Cargo.toml");
        let text = std::fs::read_to_string(&path).with_context(|| name.clone())?;
        let manifest: toml::Table = text.parse().with_context(|| name.clone())?;
        seen.push(name.clone());
        let Some((_, allowed)) = EDGES.iter().find(|(known, _)| *known == name) else {
            objections.push(format!("crates/{name}: not in the table of edges"));
            continue;
        };
        let depends = manifest.get("dependencies").and_then(toml::Value::as_table);
        for other in depends.into_iter().flat_map(|table| table.keys()) {
            if other.starts_with("vigie-") && !allowed.contains(&other.as_str()) {
                objections.push(format!(
                    "crates/{name}: the arrow to {other} is not allowed"
                ));
            }
            if PURE.contains(&name.as_str()) && IO.contains(&other.as_str()) {
                objections.push(format!(
                    "crates/{name}: the ground does no IO, {other} could"
                ));
            }
        }
    }
    Ok(objections)
}
