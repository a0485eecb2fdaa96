//! A life is in danger: whoever can help is told first, and everything else after.

mod report;

pub use report::report_threat;
