//! The tables, one file per aggregate, one function per query.

mod assessment;
mod bank;
mod bank_change;
mod bank_entry;
mod bank_hit;
mod bank_note;
mod batch;
mod captured;
mod chain;
mod complaint;
mod designation;
mod desk;
mod dossier;
mod exhibit;
mod item;
mod item_match;
mod legal;
mod mail;
mod observation;
mod order;
mod oversight;
mod provider;
mod queue;
pub(crate) mod reading;
mod recheck;
mod referral;
mod report;
mod retraction;
mod session;
mod setting;
mod text_model;
mod user;

pub use bank_change::{BankReader, ChangeCursor, IndexRow};
pub use bank_entry::{BankAddition, KnownEntry};
pub use bank_hit::HitCount;
pub use batch::BatchRow;
pub use captured::{CapturedCursor, CapturedSignal};
pub use complaint::{ComplaintCount, ComplaintCursor, ComplaintPapers, NewComplaint};
pub use desk::Desk;
pub use item::ItemClaim;
pub use mail::MailRow;
pub use order::{ExposureRow, OrderCursor, OrderFilter};
pub use oversight::{OversightCount, UnseenItem};
pub use queue::{QueueCursor, QueueFilter};
pub use reading::{KnownSignature, NewReading, ReadRank, ShadowAgreement, TextHit};
pub use referral::{ReferralCursor, ReferralFilter};
pub use report::ReportRow;
pub use session::SessionRow;
pub use text_model::LabelCursor;

/// One page of a list, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, C = T> {
    /// The rows, in order.
    pub rows: Vec<T>,
    /// To be handed back for what follows; `None` at the end.
    pub next: Option<C>,
}
