//! One idea, one name: words the glossary replaced do not come back as names of types.

use std::path::Path;

use anyhow::Result;

/// The word not to use, and the one to use.
const REPLACED: &[(&str, &str)] = &[
    ("Blacklist", "ProtectedSource or Bank"),
    ("Whitelist", "ProtectedSource or Exemption"),
    ("Takedown", "Referral or RemovalOrder"),
    ("Snapshot", "Exhibit"),
    ("Scrape", "Capture"),
    ("Scraper", "Capturer"),
    ("Tenant", "Desk"),
    ("Indicator", "Signal"),
    ("Detection", "Match"),
    ("Offender", "ContentProvider"),
    ("Suspect", "ContentProvider"),
];

/// Objects to types named with a replaced word.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let mut objections = Vec::new();
    for name in super::tracked(root)? {
        let is_source = name.starts_with("crates/")
            && Path::new(&name)
                .extension()
                .is_some_and(|extension| extension == "rs");
        if !is_source {
            continue;
        }
        let text = std::fs::read_to_string(root.join(&name))?;
        for (index, line) in text.lines().enumerate() {
            let declares = ["struct ", "enum ", "trait ", "type "]
                .iter()
                .find_map(|keyword| line.split_once(keyword))
                .map(|(_, rest)| rest);
            let Some(rest) = declares.filter(|_| !line.trim_start().starts_with("//")) else {
                continue;
            };
            let declared: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            for (word, instead) in REPLACED {
                if declared == *word {
                    let line = index + 1;
                    objections.push(format!("{name}:{line}: `{word}` is called {instead} here"));
                }
            }
        }
    }
    Ok(objections)
}
