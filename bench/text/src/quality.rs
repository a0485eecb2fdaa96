//! Quality.
use super::{Arguments, Report};
pub(crate) fn tasks(_arguments: &Arguments, _report: &mut Report) -> anyhow::Result<()> {
    Ok(())
}
pub(crate) fn model(_arguments: &Arguments, _report: &mut Report) -> anyhow::Result<()> {
    Ok(())
}
