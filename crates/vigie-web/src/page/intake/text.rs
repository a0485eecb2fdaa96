//! `POST /intake/text`: the text of a post is pasted.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::item::{Upload, UploadKind, upload_item};

use super::form::refused;
use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Not allowed; what cannot be taken is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    fields: Fields,
) -> Result<Response, Failure> {
    let handed = Upload {
        kind: UploadKind::Text,
        file_name: String::new(),
        bytes: fields.text("text").as_bytes().to_vec(),
        url: fields.find("url"),
        supplied_by: fields
            .find("supplied-by")
            .unwrap_or_else(|| session.user.name.clone()),
        note: fields.find("note"),
    };
    match upload_item(&desk, &session.actor, handed).await {
        Ok(added) => Ok(done(&format!("/items/{}", added.item), "uploaded").into_response()),
        Err(error) => refused(session, fields, error),
    }
}
