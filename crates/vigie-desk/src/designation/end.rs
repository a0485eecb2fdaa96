//! A power ends: it was withdrawn, replaced, or its date came forward.

use vigie_domain::{Actor, AuditEvent, DesignationId, Permission, Timestamp};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Ends a power at `until`, now where none is given. The row stays: acts were done under it.
///
/// # Errors
///
/// [`DeskError::Refused`] for a power that is over, for an end before its beginning, and for one
/// later than the end it has: a longer power needs a document of its own.
pub async fn end_designation(
    desk: &Desk,
    actor: &Actor,
    id: DesignationId,
    until: Option<Timestamp>,
) -> Result<(), DeskError> {
    actor.require(Permission::ManageDesk)?;
    let now = desk.now();
    let until = until.unwrap_or(now);
    let mut tx = desk.begin(actor).await?;
    let found = tx.designation(id).await?;
    let mut designation = found
        .filter(|designation| designation.desk == desk.id)
        .or_not_found("designation")?;
    if designation.valid_until.is_some_and(|end| end <= now) {
        let detail = "this designation is over already; its end is not moved";
        return Err(DeskError::input("designation_over", detail));
    }
    if until <= designation.valid_from || designation.valid_until.is_some_and(|end| end < until) {
        let detail = "a designation ends after it begins and not later than its document says; \
                      for a longer one record a new designation";
        return Err(DeskError::input("dates_malformed", detail));
    }
    designation.valid_until = Some(until);
    tx.put_designation(&designation).await?;
    tx.commit(AuditEvent::DesignationEnded {
        designation: id,
        instrument: designation.instrument.name().to_owned(),
        until,
    })
    .await?;
    Ok(())
}
