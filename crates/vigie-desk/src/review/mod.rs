//! Reviews: the second person's own finding, made before the first is shown.

mod record;

pub use record::{ReviewOutcome, record_review};
