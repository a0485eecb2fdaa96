//! Every code that can be told has a page of the manual, and every page a code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Goal: `manual` of a problem always leads somewhere. Method: the codes as they stand in the
/// sources, because a refusal of what was typed carries its code as a word, not as a variant.
#[test]
fn every_code_has_a_page() {
    let mut codes = BTreeSet::new();
    for source in ["crates/vigie-desk/src", "crates/vigie-web/src"] {
        collect(&root().join(source), &mut codes);
    }
    // The scan finds what it must, or it proves nothing.
    let known = [
        "not_found",
        "internal",
        "scope_not_item",
        "same_pair_of_eyes",
        "locator_refused",
        "assessment_incomplete",
        "bank_exists",
        "distance_too_large",
        "unknown_field",
        "too_many_requests",
        "unauthenticated",
        "malformed_request",
        "media_type",
    ];
    for code in known {
        assert!(codes.contains(code), "the scan misses `{code}`");
    }
    let pages = root().join("docs/reference/errors");
    let index = std::fs::read_to_string(pages.join("README.md")).unwrap();
    for code in &codes {
        let page = std::fs::read_to_string(pages.join(format!("{code}.md")));
        let page = page.unwrap_or_else(|_| panic!("`{code}` has no page in docs/reference/errors"));
        assert!(page.starts_with(&format!("# `{code}`\n")), "{code}.md");
        assert!(
            page.contains("## What to do\n"),
            "{code}.md does not say what to do"
        );
        assert!(
            index.contains(&format!("[`{code}`]({code}.md)")),
            "the index misses `{code}`"
        );
    }
    for entry in std::fs::read_dir(&pages).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let code = name.trim_end_matches(".md");
        assert!(
            name == "README.md" || codes.contains(code),
            "{name} is the page of no code"
        );
    }
}

fn collect(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, codes);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            let is_table =
                path.ends_with("vigie-desk/src/error.rs") || path.ends_with("failure.rs");
            codes.extend(codes_of(text, is_table));
        }
    }
}

/// Words after `input(`; in the tables of codes also after `=>` and a status.
fn codes_of(text: &str, is_table: bool) -> Vec<String> {
    let mut before = vec!["input("];
    if is_table {
        before.extend(["=>", "=> {", "=> (", "=> { (", "StatusCode::BAD_REQUEST,"]);
        before.extend(["StatusCode::UNAUTHORIZED,", "StatusCode::FORBIDDEN,"]);
    }
    let mut found = Vec::new();
    for (at, _) in text.match_indices('"') {
        let head = &text[..at];
        // Where a line is broken says nothing.
        let head: Vec<&str> = head[head.floor_char_boundary(at.saturating_sub(80))..]
            .split_whitespace()
            .collect();
        let (head, tail) = (head.join(" "), &text[at + 1..]);
        let word: String = tail
            .chars()
            .take_while(|c| c.is_ascii_lowercase() || *c == '_')
            .collect();
        let is_word = !word.is_empty() && tail[word.len()..].starts_with('"');
        if is_word && before.iter().any(|before| head.ends_with(before)) {
            found.push(word);
        }
    }
    found
}
