//! `POST /banks/{name}/import`: signals come in from a list; bad lines are named.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::bank::{ImportForm, import_bank};
use vigie_desk::{Desk, DeskError};
use vigie_domain::SignalType;

use super::list::{banks_page, refused};
use crate::failure::Failure;
use crate::field::Upload;
use crate::session::Session;
use crate::view::render;

/// # Errors
///
/// No such bank, or not allowed; a list that is none is shown on the page.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(name): Path<String>,
    upload: Upload,
) -> Result<Response, Failure> {
    let form = match upload.fields.text("type") {
        "tx" => Some(ImportForm::ThreatExchange),
        kind => SignalType::parse(kind).map(ImportForm::Values),
    };
    let Some(form) = form.filter(|_| !upload.bytes.is_empty()) else {
        let detail = "choose a list that is not empty, and the kind of its signals";
        let error = DeskError::input("upload_empty", detail);
        return refused(&desk, session, upload.fields, error).await;
    };
    let source = upload
        .fields
        .find("source")
        .unwrap_or_else(|| session.user.name.clone());
    match import_bank(&desk, &session.actor, &name, form, &source, &upload.bytes).await {
        Ok(report) => {
            let mut shown = banks_page(&desk, session).await?;
            shown.report = Some(report);
            Ok(render(&shown))
        }
        Err(error) => refused(&desk, session, upload.fields, error).await,
    }
}
