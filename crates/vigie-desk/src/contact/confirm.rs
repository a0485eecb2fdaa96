//! A person vouches for a contact: right address, right language, right hours.

use vigie_domain::{Actor, AuditEvent, Contact, ContactId, Language, Permission, WorkingHours};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// What the person found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The language its owner declared.
    pub language: Language,
    /// IANA zone of its owner's office.
    pub zone: String,
    /// When somebody is there; `None` when around the clock.
    pub hours: Option<WorkingHours>,
}

impl Confirmation {
    /// Refuses a zone that no table knows and hours in which nobody is ever there.
    pub(super) fn check(&self, desk: &Desk) -> Result<(), DeskError> {
        if desk.now().civil(&self.zone).is_none() {
            let detail = "this time zone is not known; write it like `Europe/Paris`";
            return Err(DeskError::input("zone_unknown", detail));
        }
        let Some(hours) = &self.hours else {
            return Ok(());
        };
        let days = !hours.days.is_empty() && hours.days.iter().all(|day| (1..=7).contains(day));
        // A shift that ends before it begins ends on the next day.
        let is_minute = |minute: i32| (0..=24 * 60).contains(&minute);
        let minutes = is_minute(hours.from_minute)
            && is_minute(hours.until_minute)
            && hours.from_minute != hours.until_minute;
        if days && minutes {
            return Ok(());
        }
        let detail = "working hours need at least one day from 1 (Monday) to 7, and a beginning \
                      and an end between 00:00 and 24:00 that differ";
        Err(DeskError::input("hours_malformed", detail))
    }

    pub(super) fn apply(&self, contact: &mut Contact) {
        contact.language = self.language;
        contact.zone.clone_from(&self.zone);
        contact.hours.clone_from(&self.hours);
    }
}

/// Confirms a contact; one that was set aside starts anew.
///
/// # Errors
///
/// [`DeskError::Refused`] for a zone or hours that cannot be; [`DeskError::NotFound`].
pub async fn confirm_contact(
    desk: &Desk,
    actor: &Actor,
    id: ContactId,
    confirmation: &Confirmation,
) -> Result<(), DeskError> {
    actor.require(Permission::ConfirmContact)?;
    let permission = Permission::ConfirmContact;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    confirmation.check(desk)?;
    let mut tx = desk.begin(actor).await?;
    let mut contact = tx.contact(id).await?.or_not_ours(desk, "contact")?;
    confirmation.apply(&mut contact);
    contact.confirmed = Some((by, desk.now()));
    contact.bounces = 0;
    contact.quarantined_at = None;
    tx.put_contact(&contact).await?;
    let provider = contact.provider;
    tx.commit(AuditEvent::ContactConfirmed {
        contact: id,
        provider,
    })
    .await?;
    Ok(())
}
