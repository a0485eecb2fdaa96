//! `POST /answer/{token}`: whoever holds the link says something: a claim, which closes nothing.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use vigie_desk::DeskError;
use vigie_desk::referral::record_claim;
use vigie_domain::ClaimKind;

use super::show::answer_page;
use crate::failure::Failure;
use crate::field::{Fields, parse_instant};
use crate::peer::Peer;
use crate::session::Visitor;
use crate::state::Web;

/// # Errors
///
/// A link that never was or that expired; too often; what is missing is shown on the form.
pub(crate) async fn submit(
    State(web): State<Web>,
    Visitor(page): Visitor,
    peer: Peer,
    headers: HeaderMap,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    web.limits.check_answer(peer.bucket())?;
    let recorded = match read_claim(&fields) {
        Ok(says) => record_claim(&web.desk, &token, says, fields.text("note")).await,
        Err(error) => Err(error),
    };
    // A link that opens nothing answers so here, whatever was typed.
    let shown = answer_page(&web, page, &headers, &token).await?;
    match recorded {
        Ok(()) => Ok(shown.done()),
        Err(error) => shown.refused(fields, error),
    }
}

fn read_claim(fields: &Fields) -> Result<ClaimKind, DeskError> {
    match fields.text("says") {
        "acknowledged" => Ok(ClaimKind::Acknowledged),
        "removed" => Ok(ClaimKind::Removed {
            stated_at: read_time(fields.text("removed-at"))?,
        }),
        "refused" => {
            let ground = fields.find("ground").ok_or_else(|| {
                DeskError::input("ground_missing", "write on which ground you refuse")
            })?;
            Ok(ClaimKind::Refused { ground })
        }
        "not_ours" => Ok(ClaimKind::NotOurs {
            whose: fields.text("whose").to_owned(),
        }),
        _ => Err(DeskError::input(
            "answer_missing",
            "choose one of the answers",
        )),
    }
}

fn read_time(text: &str) -> Result<Option<vigie_domain::Timestamp>, DeskError> {
    if text.is_empty() {
        return Ok(None);
    }
    let stated = parse_instant(text).ok_or_else(|| {
        DeskError::input(
            "date_malformed",
            "write the time like `2026-11-23T17:15`, in UTC",
        )
    })?;
    Ok(Some(stated))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: each answer is read as what it says; one without what it needs is refused by its code.
    #[test]
    fn claims_are_read() {
        let read = |body: &str| read_claim(&Fields::parse(body.as_bytes()));
        assert_eq!(read("says=acknowledged").unwrap(), ClaimKind::Acknowledged);
        assert_eq!(
            read("says=removed").unwrap(),
            ClaimKind::Removed { stated_at: None }
        );
        let Ok(ClaimKind::Removed {
            stated_at: Some(at),
        }) = read("says=removed&removed-at=2026-11-23T17:15")
        else {
            panic!("a stated time is kept");
        };
        assert_eq!(at.rfc3339_seconds(), "2026-11-23T17:15:00Z");
        assert_eq!(
            read("says=not_ours&whose=Zeta+Hosting").unwrap(),
            ClaimKind::NotOurs {
                whose: "Zeta Hosting".to_owned()
            }
        );
        for (bad, code) in [
            ("", "answer_missing"),
            ("says=anything", "answer_missing"),
            ("says=refused&ground=+", "ground_missing"),
            ("says=removed&removed-at=yesterday", "date_malformed"),
        ] {
            assert_eq!(read(bad).unwrap_err().code(), code, "{bad}");
        }
    }
}
