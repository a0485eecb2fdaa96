//! The log: a page for colleagues, files for anybody.

pub(crate) mod file;
pub(crate) mod list;

use vigie_desk::{Desk, DeskError};

/// How many entries the signed head of the log covers; `None` before the first.
pub(crate) async fn size(desk: &Desk) -> Result<Option<u64>, DeskError> {
    let checkpoint = desk.store().checkpoint().await?;
    Ok(checkpoint.as_deref().and_then(size_of))
}

/// The size a checkpoint states: its second line (C2SP tlog-checkpoint).
pub(crate) fn size_of(checkpoint: &str) -> Option<u64> {
    checkpoint.lines().nth(1)?.parse().ok()
}
