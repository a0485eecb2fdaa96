//! `POST /contacts/{id}/confirmation`: a person vouches for a contact.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use vigie_desk::contact::{Confirmation, confirm_contact};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{ContactId, Language, WorkingHours};

use crate::failure::Failure;
use crate::field::{Fields, parse_minute_of_day};
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// A zone or hours that cannot be, or not allowed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ContactId>,
    fields: Fields,
) -> Result<Redirect, Failure> {
    confirm_contact(&desk, &session.actor, id, &read(&fields)?).await?;
    Ok(done("/contacts", "confirmed"))
}

/// What a form says of a contact.
pub(crate) fn read(fields: &Fields) -> Result<Confirmation, DeskError> {
    let hours = if fields.is_ticked("around-the-clock") {
        None
    } else {
        Some(read_hours(fields)?)
    };
    Ok(Confirmation {
        language: Language::parse(fields.text("language")).unwrap_or_default(),
        zone: fields.text("zone").to_owned(),
        hours,
    })
}

fn read_hours(fields: &Fields) -> Result<WorkingHours, DeskError> {
    let minute = |name| {
        parse_minute_of_day(fields.text(name)).ok_or_else(|| {
            DeskError::input(
                "hours_malformed",
                "write hours like `09:00`, from midnight to `24:00`",
            )
        })
    };
    Ok(WorkingHours {
        days: fields
            .list("day")
            .filter_map(|day| day.parse().ok())
            .collect(),
        from_minute: minute("from")?,
        until_minute: minute("until")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: hours are read as written; around the clock wins over hours that stand beside it.
    #[test]
    fn hours_are_read() {
        let read = |body: &str| read(&Fields::parse(body.as_bytes()));
        let office =
            read("language=fr&zone=Africa%2FTunis&day=1&day=5&from=08%3A30&until=24%3A00").unwrap();
        let hours = office.hours.unwrap();
        assert_eq!(
            (office.language, office.zone.as_str()),
            (Language::Fr, "Africa/Tunis")
        );
        assert_eq!(
            (hours.days, hours.from_minute, hours.until_minute),
            (vec![1, 5], 510, 1_440)
        );
        assert!(
            read("zone=UTC&around-the-clock=yes&from=x")
                .unwrap()
                .hours
                .is_none()
        );
        assert_eq!(
            read("zone=UTC&from=25%3A00&until=1%3A00")
                .unwrap_err()
                .code(),
            "hours_malformed"
        );
    }
}
