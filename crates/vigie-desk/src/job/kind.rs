//! The kinds of work, as they stand in the queue.

use serde::{Deserialize, Serialize};
use vigie_domain::{
    BankId, ComplaintId, ExhibitId, ItemId, OrderId, ReferralId, RetractionId, Timestamp,
};
use vigie_store::Job;

use crate::order::OrderLetter;

/// One unit of work, in the name of the act that caused it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobKind {
    /// Capture an item.
    Capture {
        /// Which.
        item: ItemId,
    },
    /// Capture an item once more, after a failure that may pass.
    CaptureAgain {
        /// Which.
        item: ItemId,
    },
    /// Compare an exhibit with the banks.
    Recognise {
        /// Of which item.
        item: ItemId,
        /// Which.
        exhibit: ExhibitId,
    },
    /// Read the texts of an exhibit.
    Read {
        /// Which.
        exhibit: ExhibitId,
    },
    /// Look up what changed in a bank in everything that was captured.
    SearchCaptured {
        /// Which.
        bank: BankId,
        /// The state of the banks before the first of these changes.
        since: i64,
    },
    /// Read a banked video or sound once more, for the sketches its copies are found by.
    BankFootage {
        /// The bank.
        bank: BankId,
        /// Where it was seen.
        exhibit: ExhibitId,
        /// In which record.
        record: u32,
    },
    /// Trace who is responsible for an item.
    Trace {
        /// Which.
        item: ItemId,
    },
    /// Capture and trace every line again, then hand the referral to the mail server.
    Dispatch {
        /// Which.
        referral: ReferralId,
    },
    /// Remind, or hand over to the liaison officer.
    Nudge {
        /// Which.
        referral: ReferralId,
    },
    /// Hand a letter of an order to the mail server.
    OrderLetter {
        /// Of which order.
        order: OrderId,
        /// Which letter.
        letter: OrderLetter,
    },
    /// Do what fell due on an order.
    OrderClock {
        /// Which.
        order: OrderId,
        /// When it falls due: a later and an earlier instant are two pieces of work.
        at: Timestamp,
    },
    /// Tell the provider that something is taken back.
    Retract {
        /// Which.
        retraction: RetractionId,
    },
    /// Remind the desk of a complaint that waits.
    RemindComplaint {
        /// Which.
        complaint: ComplaintId,
    },
    /// Put an answer on the page of its token once it is in the log.
    InformComplainant {
        /// Of which complaint.
        complaint: ComplaintId,
    },
}

impl JobKind {
    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Capture { .. } => "capture",
            Self::CaptureAgain { .. } => "capture_again",
            Self::Recognise { .. } => "recognise",
            Self::Read { .. } => "read",
            Self::SearchCaptured { .. } => "search_captured",
            Self::BankFootage { .. } => "bank_footage",
            Self::Trace { .. } => "trace",
            Self::Dispatch { .. } => "dispatch",
            Self::Nudge { .. } => "nudge",
            Self::Retract { .. } => "retract",
            Self::RemindComplaint { .. } => "remind_complaint",
            Self::InformComplainant { .. } => "inform_complainant",
            Self::OrderLetter { .. } => "order_letter",
            Self::OrderClock { .. } => "order_clock",
        }
    }

    /// The work as a row, due at `run_at`.
    ///
    /// The same work for the same thing is queued once: its key names both.
    pub fn job(&self, run_at: Timestamp) -> Job {
        let subject = match self {
            Self::Capture { item } | Self::CaptureAgain { item } | Self::Trace { item } => {
                item.to_string()
            }
            Self::Recognise { exhibit, .. } | Self::Read { exhibit } => exhibit.to_string(),
            // One that waits began at an earlier change, and reads all that came since.
            Self::SearchCaptured { bank, since: 0 } => format!("{bank}:whole"),
            Self::SearchCaptured { bank, .. } => bank.to_string(),
            Self::BankFootage {
                bank,
                exhibit,
                record,
            } => format!("{bank}:{exhibit}:{record}"),
            Self::Dispatch { referral } | Self::Nudge { referral } => referral.to_string(),
            Self::OrderLetter { order, letter } => format!("{order}:{}", letter.name()),
            Self::OrderClock { order, at } => format!("{order}:{}", at.ms()),
            Self::Retract { retraction } => retraction.to_string(),
            Self::RemindComplaint { complaint } | Self::InformComplainant { complaint } => {
                complaint.to_string()
            }
        };
        Job {
            kind: self.name().to_owned(),
            payload: serde_json::to_value(self).unwrap_or_default(),
            run_at,
            dedup_key: Some(format!("{}:{subject}", self.name())),
            priority: self.priority(),
        }
    }

    /// What is undone comes before what is done, and what leaves before what comes in.
    const fn priority(&self) -> i64 {
        match self {
            Self::OrderLetter { .. } | Self::OrderClock { .. } => 40,
            Self::Retract { .. } => 30,
            Self::Dispatch { .. } | Self::InformComplainant { .. } => 20,
            Self::Nudge { .. } | Self::RemindComplaint { .. } => 10,
            Self::Capture { .. }
            | Self::CaptureAgain { .. }
            | Self::Recognise { .. }
            | Self::Read { .. }
            | Self::SearchCaptured { .. }
            | Self::BankFootage { .. }
            | Self::Trace { .. } => 0,
        }
    }
}
