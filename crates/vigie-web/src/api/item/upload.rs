//! `POST /items/upload`: something is handed over; it becomes evidence with custody "supplied by".

use std::sync::Arc;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use utoipa::ToSchema;
use vigie_desk::item::{self, Upload, UploadKind};
use vigie_desk::{Desk, DeskError};

use super::body::ItemAdded;
use crate::api::answer::{Created, created_or_known};
use crate::api::caller::Caller;
use crate::api::read::{field_error, field_missing, media_type};
use crate::failure::Failure;
use crate::state::Web;

/// The parts of the form.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the shape of the form for the specification; read part by part"
)]
pub(crate) struct UploadForm {
    /// The file: a picture, a document, a WARC or WACZ archive, or the text of a post.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `file`, or `text` for the text of a post; `file` when absent.
    #[schema(nullable = false)]
    kind: Option<String>,
    /// Where it is said to come from.
    #[schema(nullable = false)]
    url: Option<String>,
    /// Who hands it over, in words.
    supplied_by: String,
    /// What they say about it.
    #[schema(nullable = false)]
    note: Option<String>,
}

/// Takes in a file or a text that somebody handed over.
#[utoipa::path(
    post,
    path = "/items/upload",
    tag = "items",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "Taken in.", body = ItemAdded),
        (status = 200, description = "One more exhibit of a known item.", body = ItemAdded),
    ),
    security(("key" = ["add_item"]), ("session" = [])),
)]
pub(super) async fn upload_item(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Parts(upload): Parts,
) -> Result<Created<ItemAdded>, Failure> {
    let added = item::upload_item(&desk, &actor, upload).await?;
    let id = added.item;
    Ok(created_or_known(added.is_new, "items", id, added.into()))
}

/// The form, read.
pub(super) struct Parts(Upload);

impl FromRequest<Web> for Parts {
    type Rejection = Response;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Response> {
        if media_type(request.headers()) != "multipart/form-data" {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
        }
        let mut form = Multipart::from_request(request, web)
            .await
            .map_err(|rejection| rejection.status().into_response())?;
        let mut upload = Upload {
            kind: UploadKind::File,
            file_name: String::new(),
            bytes: Vec::new(),
            url: None,
            supplied_by: String::new(),
            note: None,
        };
        while let Some(part) = form
            .next_field()
            .await
            .map_err(|error| unreadable(&error))?
        {
            read_part(&mut upload, part).await?;
        }
        check(&upload).map_err(refuse)?;
        Ok(Self(upload))
    }
}

async fn read_part(upload: &mut Upload, part: Field<'_>) -> Result<(), Response> {
    let name = part.name().unwrap_or_default().to_owned();
    if name == "file" {
        part.file_name()
            .unwrap_or_default()
            .clone_into(&mut upload.file_name);
        upload.bytes = part
            .bytes()
            .await
            .map_err(|error| unreadable(&error))?
            .into();
        return Ok(());
    }
    let text = part.text().await.map_err(|error| unreadable(&error))?;
    match (name.as_str(), text.as_str()) {
        ("kind", "file") => upload.kind = UploadKind::File,
        ("kind", "text") => upload.kind = UploadKind::Text,
        ("kind", _) => {
            let said = "kind: write one of: file, text";
            return Err(refuse(field_error(said)));
        }
        ("url", _) => upload.url = Some(text),
        ("supplied_by", _) => upload.supplied_by = text,
        ("note", _) => upload.note = Some(text),
        (unknown, _) => {
            let shown: String = unknown.chars().take(64).collect();
            let said = format!(
                "unknown field `{shown}`, expected one of `file`, `kind`, `url`, `supplied_by`, `note`"
            );
            return Err(refuse(field_error(&said)));
        }
    }
    Ok(())
}

fn check(upload: &Upload) -> Result<(), DeskError> {
    if upload.supplied_by.trim().is_empty() {
        return Err(field_missing("supplied_by"));
    }
    Ok(())
}

fn refuse(error: DeskError) -> Response {
    Failure::from(error).into_response()
}

/// Too large, or not a form: the status says it, its words are put on outside.
fn unreadable(error: &MultipartError) -> Response {
    error.status().into_response()
}
