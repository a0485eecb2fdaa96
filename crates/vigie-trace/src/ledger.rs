//! What one trace gathers on the way: answers as kept, and what looked wrong.

use sha2::{Digest, Sha256 as Sha256Hasher};
use vigie_domain::{Sha256, Timestamp};

use crate::chain::{RawAnswer, TraceDefect};

/// Answers and defects of one trace.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) raw_answers: Vec<RawAnswer>,
    pub(crate) defects: Vec<TraceDefect>,
    pub(crate) now: Timestamp,
}

impl Ledger {
    pub(crate) const fn new(now: Timestamp) -> Self {
        Self {
            raw_answers: Vec::new(),
            defects: Vec::new(),
            now,
        }
    }

    /// Keeps an answer once, however often it was used.
    pub(crate) fn keep(&mut self, answer: RawAnswer) {
        if !self.raw_answers.contains(&answer) {
            self.raw_answers.push(answer);
        }
    }

    /// Notes a defect once.
    pub(crate) fn note(&mut self, defect: TraceDefect) {
        if !self.defects.contains(&defect) {
            self.defects.push(defect);
        }
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(Sha256Hasher::digest(bytes).into())
}
