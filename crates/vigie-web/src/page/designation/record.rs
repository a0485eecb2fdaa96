//! `POST /designations`: a power is recorded, with its document.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use vigie_desk::designation::{NewDesignation, record_designation};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{Instrument, Timestamp};

use super::list::refused;
use crate::failure::Failure;
use crate::field::{Fields, parse_instant};
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Not allowed; a text that is missing and dates that cannot be are shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let recorded = match read(&fields) {
        Ok(new) => record_designation(&desk, &session.actor, new).await,
        Err(error) => Err(error),
    };
    match recorded {
        Ok(_) => Ok(done("/designations", "recorded").into_response()),
        Err(error) => refused(&desk, session, fields, error).await,
    }
}

fn read(fields: &Fields) -> Result<NewDesignation, DeskError> {
    let instrument = Instrument::parse(fields.text("instrument"));
    let from = read_day(fields, "valid-from")?;
    Ok(NewDesignation {
        instrument: instrument.ok_or_else(|| {
            DeskError::input("instrument_unknown", "choose what the document allows")
        })?,
        authority: fields.text("authority").to_owned(),
        article: fields.text("article").to_owned(),
        document: fields.text("document").to_owned(),
        valid_from: from.ok_or_else(|| {
            DeskError::input(
                "date_malformed",
                "write from which day the document applies",
            )
        })?,
        valid_until: read_day(fields, "valid-until")?,
    })
}

/// A day of a form; none where the field is empty.
pub(super) fn read_day(fields: &Fields, name: &str) -> Result<Option<Timestamp>, DeskError> {
    let Some(text) = fields.find(name) else {
        return Ok(None);
    };
    let at = parse_instant(&text);
    let malformed = || DeskError::input("date_malformed", "write a day like `2026-11-23`");
    at.ok_or_else(malformed).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a power is read as typed; without its day, or with one that is none, it is refused.
    #[test]
    fn a_power_is_read() {
        let read = |body: &str| read(&Fields::parse(body.as_bytes()));
        let power = read("instrument=tco_removal_order&authority=Authority+Zeta&article=Art.+3&document=Order+1&valid-from=2026-01-02").unwrap();
        assert_eq!(power.instrument, Instrument::TcoRemovalOrder);
        assert_eq!(power.authority, "Authority Zeta");
        assert_eq!(power.valid_from.rfc3339_seconds(), "2026-01-02T00:00:00Z");
        assert_eq!(power.valid_until, None);
        for (body, code) in [
            ("valid-from=2026-01-02", "instrument_unknown"),
            ("instrument=tco_referral", "date_malformed"),
            ("instrument=tco_referral&valid-from=soon", "date_malformed"),
            (
                "instrument=tco_referral&valid-from=2026-01-02&valid-until=2026-02-30",
                "date_malformed",
            ),
        ] {
            assert_eq!(read(body).unwrap_err().code(), code, "{body}");
        }
    }
}
