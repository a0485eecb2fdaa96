//! Answers about ranges, used again for their neighbours for an hour by the caller's clock.

use std::sync::{Mutex, PoisonError};

use vigie_domain::Timestamp;

use crate::registration::{Answered, Subject};

/// Range answers, oldest first. Holds no answer about a domain.
#[derive(Debug)]
pub(crate) struct RangeCache {
    entries: Mutex<Vec<Answered>>,
    entries_max: usize,
    age_max_ms: i64,
}

impl RangeCache {
    pub(crate) const fn new(entries_max: usize, age_max_ms: i64) -> Self {
        Self {
            entries: Mutex::new(Vec::new()),
            entries_max,
            age_max_ms,
        }
    }

    /// The narrowest fresh answer that holds for `subject`. O(entries), at most a thousand.
    pub(crate) fn find(&self, subject: &Subject, now: Timestamp) -> Option<Answered> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|entry| {
            let age_ms = now.since_ms(entry.raw.received_at);
            // A clock that jumped back makes an entry from the future: not fresh either.
            (0..self.age_max_ms).contains(&age_ms)
        });
        entries
            .iter()
            .filter(|entry| {
                entry
                    .registration
                    .range
                    .is_some_and(|range| range.holds(subject))
            })
            .min_by_key(|entry| entry.registration.range.map(|range| range.width()))
            .cloned()
    }

    /// Keeps an answer that is about a range; the oldest makes room.
    pub(crate) fn put(&self, answered: &Answered) {
        if answered.registration.range.is_none() || self.entries_max == 0 {
            return;
        }
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= self.entries_max {
            entries.remove(0);
        }
        entries.push(answered.clone());
    }
}
