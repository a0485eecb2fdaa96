//! Re-checks: every line that was sent is looked at until the watch ends.

mod record;
mod run;

pub(crate) use run::{look_now, next_look_at, run_rechecks};
