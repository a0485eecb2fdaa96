//! Near-duplicates.
use super::{Arguments, Report};
pub(crate) fn measure(_arguments: &Arguments, _report: &mut Report) -> anyhow::Result<()> {
    Ok(())
}
