//! Retractions: what was sent in error is taken back with everybody it reached, within the hour.

mod list;
mod retract;
mod send;

pub use list::{RetractionRow, list_retractions};
pub(crate) use retract::retract_in;
pub use retract::retract_referral;
pub(crate) use send::send_retraction;
