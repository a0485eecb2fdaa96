//! `POST /intake/file`: a picture, a document, a video, a web archive is handed over.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::item::{Upload as Handed, UploadKind, upload_item};

use super::form::refused;
use crate::failure::Failure;
use crate::field::Upload;
use crate::page::done;
use crate::session::Session;

/// # Errors
///
/// Not allowed; what cannot be taken is shown on the form.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    upload: Upload,
) -> Result<Response, Failure> {
    let Upload {
        fields,
        file_name,
        bytes,
    } = upload;
    let handed = Handed {
        kind: UploadKind::File,
        file_name,
        bytes: bytes.to_vec(),
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
