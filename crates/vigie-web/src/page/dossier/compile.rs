//! `POST /providers/{id}/dossiers`: a draft over the log as it stands.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::dossier::{NewDossier, compile_dossier};
use vigie_desk::{Desk, DeskError};
use vigie_domain::time::DAY_MS;
use vigie_domain::{Language, ProviderId, Timestamp};

use super::list::{Typed, page};
use crate::failure::Failure;
use crate::field::{Fields, parse_instant};
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Nothing there, or not allowed; what was typed and is refused stands on the form again.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ProviderId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let typed = Typed {
        from: fields.text("from").to_owned(),
        until: fields.text("until").to_owned(),
        language: fields.text("language").to_owned(),
    };
    // What is no day is before every day: the period is refused with its sentence.
    let instant = |text: &str| parse_instant(text).unwrap_or(Timestamp::from_ms(0));
    let new = NewDossier {
        provider: id,
        language: Language::parse(&typed.language).unwrap_or(session.page.language()),
        from: instant(&typed.from),
        // The last day is part of the period.
        until: instant(&typed.until).plus_ms(DAY_MS),
    };
    match compile_dossier(&desk, &session.actor, new).await {
        Ok(draft) => {
            Ok(done(&format!("/dossiers/{}", draft.id), "compiled-dossier").into_response())
        }
        Err(DeskError::Refused(refusal)) => {
            let problem = session.page.problem(refusal.code());
            page(&desk, session, id, typed, Some(problem)).await
        }
        Err(error) => Err(error.into()),
    }
}
