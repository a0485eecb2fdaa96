//! The rules of canonical keys in use: the built-in ones, and those of a file that may change at
//! any time.
//!
//! A file that cannot be used changes nothing: the rules before it stay, and the log of the program
//! says which line is wrong, once.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use vigie_domain::Timestamp;
use vigie_format::key::{KeyRuleError, KeyRules};

/// How long the rules in use are believed before their file is looked at again.
const LOOK_EVERY_MS: i64 = 2_000;
/// Longest rule file read; a line costs about a hundred bytes.
const FILE_BYTES_MAX: u64 = 4 << 20;

/// Why a rule file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum KeyBookError {
    /// It cannot be read.
    #[error("the key rules cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// It is larger than anybody writes.
    #[error("the key rules are larger than {size_bytes_max} bytes")]
    TooLarge {
        /// The limit.
        size_bytes_max: u64,
    },
    /// A line cannot be used.
    #[error(transparent)]
    Line(#[from] KeyRuleError),
}

/// The rules in use. Shared; reading them costs a lock and no copy.
#[derive(Debug)]
pub struct KeyBook {
    file: Option<PathBuf>,
    held: RwLock<Held>,
}

#[derive(Debug)]
struct Held {
    rules: Arc<KeyRules>,
    stamp: Option<Stamp>,
    looked_at: Timestamp,
}

/// What tells a changed file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    changed_at: Option<SystemTime>,
    size_bytes: u64,
}

impl From<KeyRules> for KeyBook {
    /// Rules that never change.
    fn from(rules: KeyRules) -> Self {
        Self {
            file: None,
            held: RwLock::new(Held {
                rules: Arc::new(rules),
                stamp: None,
                looked_at: Timestamp::from_ms(0),
            }),
        }
    }
}

impl KeyBook {
    /// The built-in rules with those of `file` before them.
    ///
    /// # Errors
    ///
    /// [`KeyBookError`] for a file that cannot be used: a desk does not start on rules nobody meant.
    pub fn open(file: &Path) -> Result<Self, KeyBookError> {
        let (rules, stamp) = read(file)?;
        Ok(Self {
            file: Some(file.to_owned()),
            held: RwLock::new(Held {
                rules: Arc::new(rules),
                stamp: Some(stamp),
                looked_at: Timestamp::from_ms(0),
            }),
        })
    }

    /// The rules at `now`; looks at their file every two seconds and takes what changed.
    pub fn rules(&self, now: Timestamp) -> Arc<KeyRules> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        // Also when a clock was set back: a look too many is only a look.
        let is_fresh = (0..LOOK_EVERY_MS).contains(&now.since_ms(held.looked_at));
        let (rules, stamp) = (Arc::clone(&held.rules), held.stamp);
        drop(held);
        match &self.file {
            Some(file) if !is_fresh => self.look(file, stamp, rules, now),
            _ => rules,
        }
    }

    fn look(
        &self,
        file: &Path,
        known: Option<Stamp>,
        rules: Arc<KeyRules>,
        now: Timestamp,
    ) -> Arc<KeyRules> {
        let stamp = stamp_of(file).ok();
        let is_changed = stamp.is_some() && stamp != known;
        let read = is_changed.then(|| read(file));
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.looked_at = now;
        match read {
            None => return rules,
            Some(Ok((rules, stamp))) => {
                held.rules = Arc::new(rules);
                held.stamp = Some(stamp);
                tracing::info!(keys.edition = held.rules.edition(), "the key rules changed");
            }
            Some(Err(error)) => {
                // Not looked at again before it changes again.
                held.stamp = stamp;
                tracing::warn!(%error, "changed key rules were not taken; those before stay in use");
            }
        }
        Arc::clone(&held.rules)
    }
}

fn stamp_of(file: &Path) -> std::io::Result<Stamp> {
    let facts = std::fs::metadata(file)?;
    Ok(Stamp {
        changed_at: facts.modified().ok(),
        size_bytes: facts.len(),
    })
}

fn read(file: &Path) -> Result<(KeyRules, Stamp), KeyBookError> {
    // The stamp first: a change in between is seen at the next look.
    let stamp = stamp_of(file).map_err(KeyBookError::Unreadable)?;
    if stamp.size_bytes > FILE_BYTES_MAX {
        let size_bytes_max = FILE_BYTES_MAX;
        return Err(KeyBookError::TooLarge { size_bytes_max });
    }
    let text = std::fs::read_to_string(file).map_err(KeyBookError::Unreadable)?;
    Ok((KeyRules::builtin().with_extra(&text)?, stamp))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a changed file is in use from the next look on, a bad one never, and the rules that
    /// somebody holds do not change under him.
    #[test]
    fn a_changed_file_is_taken_and_a_bad_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.txt");
        std::fs::write(&file, "item a.zeta.test /{id} zeta:item:{id}\n").unwrap();
        let book = KeyBook::open(&file).unwrap();
        let key = |rules: &KeyRules| rules.parse_locator("http://a.zeta.test/x").unwrap().key.0;
        let at = |ms| Timestamp::from_ms(1_000_000 + ms);
        let first = book.rules(at(0));
        assert_eq!(key(&first), "zeta:item:x");

        std::fs::write(&file, "item a.zeta.test /{id} zeta:thing:{id}\n# longer\n").unwrap();
        assert_eq!(key(&book.rules(at(LOOK_EVERY_MS - 1))), "zeta:item:x");
        assert_eq!(key(&book.rules(at(LOOK_EVERY_MS))), "zeta:thing:x");
        assert_eq!(key(&first), "zeta:item:x");

        std::fs::write(
            &file,
            "item a.zeta.test /{id zeta:other:{id}\n# longer still\n",
        )
        .unwrap();
        assert_eq!(key(&book.rules(at(3 * LOOK_EVERY_MS))), "zeta:thing:x");
        std::fs::remove_file(&file).unwrap();
        assert_eq!(key(&book.rules(at(5 * LOOK_EVERY_MS))), "zeta:thing:x");
        assert!(matches!(
            KeyBook::open(&file),
            Err(KeyBookError::Unreadable(_))
        ));
    }
}
