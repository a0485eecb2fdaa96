//! Assessments: a person finds, a second person looks without knowing, a legal officer settles.

mod legal_look;
mod record;
mod settle;

pub use legal_look::record_legal_look;
pub(crate) use record::reasons_sha256;
pub use record::record_assessment;
pub use settle::settle_item;
