//! An administrator writes down a power that the desk was given.

use vigie_domain::time::DAY_MS;
use vigie_domain::{
    Actor, AuditEvent, Designation, DesignationId, Instrument, Permission, Timestamp,
};

use crate::desk::Desk;
use crate::error::{DeskError, Require};
use crate::text::checked_text;

/// How far ahead a power may begin: further off is a slip of the pen.
const AHEAD_MS_MAX: i64 = 10 * 366 * DAY_MS;
/// How long a power may last; one without an end has none.
const LENGTH_MS_MAX: i64 = 100 * 366 * DAY_MS;

/// A power as its document words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDesignation {
    /// What it allows.
    pub instrument: Instrument,
    /// The authority the desk then is.
    pub authority: String,
    /// The article it rests on, as people cite it.
    pub article: String,
    /// The document that gave it, with number and date.
    pub document: String,
    /// From when.
    pub valid_from: Timestamp,
    /// Until when, where the document says so.
    pub valid_until: Option<Timestamp>,
}

/// Records a power. One that is over may be recorded too: what was done under it stays explained.
///
/// # Errors
///
/// [`DeskError::Refused`] for a text that is missing or long, and for dates that cannot be.
pub async fn record_designation(
    desk: &Desk,
    actor: &Actor,
    new: NewDesignation,
) -> Result<DesignationId, DeskError> {
    actor.require(Permission::ManageDesk)?;
    let authority = checked_text("authority", &new.authority)?;
    let article = checked_text("article", &new.article)?;
    let document = checked_text("document", &new.document)?;
    check_dates(new.valid_from, new.valid_until, desk.now())?;
    let id: DesignationId = desk.new_id();
    let mut tx = desk.begin(actor).await?;
    tx.put_designation(&Designation {
        id,
        desk: desk.id,
        instrument: new.instrument,
        authority,
        article: article.clone(),
        document,
        valid_from: new.valid_from,
        valid_until: new.valid_until,
    })
    .await?;
    tx.commit(AuditEvent::DesignationRecorded {
        designation: id,
        instrument: new.instrument.name().to_owned(),
        article,
    })
    .await?;
    Ok(id)
}

fn check_dates(from: Timestamp, until: Option<Timestamp>, now: Timestamp) -> Result<(), DeskError> {
    let code = "dates_malformed";
    if from.ms() < 0 || from.since_ms(now) > AHEAD_MS_MAX {
        let detail =
            "a designation begins after 1970 and within ten years from now; check its date";
        return Err(DeskError::input(code, detail));
    }
    if until.is_some_and(|until| !(1..=LENGTH_MS_MAX).contains(&until.since_ms(from))) {
        let detail = "a designation ends after it begins, and within a hundred years; leave the \
                      end out where the document names none";
        return Err(DeskError::input(code, detail));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: each edge of what dates may be.
    #[test]
    fn dates_can_be() {
        let now = Timestamp::from_ms(1_800_000_000_000);
        let after = |ms| now.plus_ms(ms);
        let good = [
            (Timestamp::from_ms(0), None),
            (now, Some(after(1))),
            (after(AHEAD_MS_MAX), None),
            (now, Some(after(LENGTH_MS_MAX))),
            (after(-DAY_MS), Some(after(-1))),
        ];
        for (from, until) in good {
            check_dates(from, until, now).unwrap();
        }
        let bad = [
            (Timestamp::from_ms(-1), None),
            (
                Timestamp::from_ms(i64::MIN),
                Some(Timestamp::from_ms(i64::MAX)),
            ),
            (Timestamp::from_ms(i64::MAX), None),
            (after(AHEAD_MS_MAX + 1), None),
            (now, Some(now)),
            (now, Some(after(-1))),
            (now, Some(after(LENGTH_MS_MAX + 1))),
        ];
        for (from, until) in bad {
            let refused = check_dates(from, until, now).unwrap_err();
            assert_eq!(refused.code(), "dates_malformed", "{from} {until:?}");
        }
    }
}
