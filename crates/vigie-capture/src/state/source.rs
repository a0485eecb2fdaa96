//! The source of a page: what its programs say, beside what a visitor reads.

use std::cell::OnceCell;

/// How far into a page its source is looked at.
const PROBE_BYTES: usize = 256 * 1024;

/// A page's source, folded when it is first asked for and never twice.
#[derive(Debug)]
pub(super) struct Source<'a> {
    body: &'a [u8],
    folded: OnceCell<String>,
}

impl<'a> Source<'a> {
    pub(super) const fn of(body: &'a [u8]) -> Self {
        Self {
            body,
            folded: OnceCell::new(),
        }
    }

    /// Whether one of these, lower case and without white space, stands in it.
    pub(super) fn has(&self, marks: &[&str]) -> bool {
        let text = self.folded();
        marks.iter().any(|mark| text.contains(mark))
    }

    /// Whether its linked data are of one of these types, lower case.
    pub(super) fn describes(&self, types: &[&str]) -> bool {
        let text = self.folded();
        let mut parts = text.split("\"@type\":").skip(1);
        text.contains("ld+json")
            && parts.any(|part| {
                let named = part.trim_start_matches(['[', '"']).split('"').next();
                named.is_some_and(|named| types.contains(&named))
            })
    }

    /// Whether the page is to be loaded again by itself after some seconds, at the same address.
    pub(super) fn reloads(&self) -> bool {
        let parts = self.folded().split("http-equiv=\"refresh\"content=\"");
        parts.skip(1).any(|part| {
            let wait = part.split('"').next().unwrap_or_default();
            matches!(wait.parse::<u32>(), Ok(1..))
        })
    }

    /// The beginning of the source, lower case and without white space.
    fn folded(&self) -> &str {
        self.folded.get_or_init(|| {
            String::from_utf8_lossy(&self.body[..self.body.len().min(PROBE_BYTES)])
                .chars()
                .filter(|letter| !letter.is_whitespace())
                .flat_map(char::to_lowercase)
                .collect()
        })
    }
}
