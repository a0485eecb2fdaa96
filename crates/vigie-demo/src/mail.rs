//! Mail of the small internet: the relay that takes it, what is read in it, what goes back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use vigie_domain::Timestamp;

use crate::behaviour::Fault;

pub(crate) mod compose;
pub(crate) mod notice;
mod smtp;

pub(crate) use smtp::{SmtpLimits, serve};

/// A message as the relay took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMail {
    /// When, by the demo clock.
    pub received_at: Timestamp,
    /// The envelope's sender: where a bounce goes. Empty for a bounce itself.
    pub envelope_from: String,
    /// The mailbox, lower case.
    pub mailbox: String,
    /// Every byte between `DATA` and the final dot, dots unstuffed.
    pub raw: Vec<u8>,
}

/// A message on its way to the desk, for `mail ingest`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// When it was sent, by the demo clock.
    pub sent_at: Timestamp,
    /// The envelope's sender; empty for a bounce.
    pub envelope_from: String,
    /// Where it goes.
    pub envelope_to: String,
    /// The whole message.
    pub raw: Vec<u8>,
}

/// Where the relay keeps what it took.
#[derive(Debug)]
pub(crate) struct PostRoom {
    count_max: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    stored: Vec<StoredMail>,
    fault: Option<Fault>,
}

impl PostRoom {
    pub(crate) fn new(count_max: usize) -> Self {
        Self {
            count_max,
            inner: Mutex::default(),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a message; `false` when there is no room.
    pub(crate) fn store(&self, mail: StoredMail) -> bool {
        let mut inner = self.inner();
        if inner.stored.len() >= self.count_max {
            return false;
        }
        inner.stored.push(mail);
        true
    }

    /// The messages from the `first`th on.
    pub(crate) fn list_from(&self, first: usize) -> Vec<StoredMail> {
        self.inner().stored.iter().skip(first).cloned().collect()
    }

    /// The messages of one mailbox.
    pub(crate) fn list_of(&self, mailbox: &str) -> Vec<StoredMail> {
        let inner = self.inner();
        let is_of = |mail: &&StoredMail| mail.mailbox.eq_ignore_ascii_case(mailbox);
        inner.stored.iter().filter(is_of).cloned().collect()
    }

    /// What is to go wrong in the next dialogue.
    pub(crate) fn set_fault(&self, fault: Option<Fault>) {
        self.inner().fault = fault;
    }

    /// Takes the fault if it is this one: each happens once.
    pub(crate) fn take_fault(&self, fault: Fault) -> bool {
        let mut inner = self.inner();
        let is_set = inner.fault == Some(fault);
        if is_set {
            inner.fault = None;
        }
        is_set
    }
}
