//! Retractions: what was sent in error is taken back with everybody it reached, within the hour.

mod retract;
mod send;

pub use retract::retract_referral;
pub(crate) use send::send_retraction;
