//! `/texts/terms`: term lists are listed, shown, written, withdrawn.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use vigie_desk::{Desk, reading};

use super::body::{TermListBody, TermListNew, TermListSaved, TermLists};
use crate::api::caller::Caller;
use crate::api::read::Body;
use crate::api::value::bodies;
use crate::failure::Failure;

/// Lists the term lists, those of the program among them.
#[utoipa::path(
    get,
    path = "/texts/terms",
    tag = "texts",
    responses((status = 200, description = "The lists.", body = TermLists)),
    security(("key" = ["read_item"]), ("session" = [])),
)]
pub(super) async fn list_terms(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
) -> Result<Json<TermLists>, Failure> {
    let lists = reading::list_terms(&desk, &actor).await?;
    Ok(Json(TermLists {
        rows: bodies(lists),
    }))
}

/// Shows a list.
#[utoipa::path(
    get,
    path = "/texts/terms/{name}",
    tag = "texts",
    params(("name" = String, Path, description = "The name of the list.")),
    responses((status = 200, description = "The list.", body = TermListBody)),
    security(("key" = ["read_item"]), ("session" = [])),
)]
pub(super) async fn show_terms(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
) -> Result<Json<TermListBody>, Failure> {
    let (view, _) = reading::show_terms(&desk, &actor, &name).await?;
    Ok(Json(view.into()))
}

/// Writes a list, or its next version. A bad line is named, and nothing is used.
#[utoipa::path(
    post,
    path = "/texts/terms",
    tag = "texts",
    request_body = TermListNew,
    responses((status = 201, description = "Written.", body = TermListSaved)),
    security(("key" = ["teach_text"]), ("session" = [])),
)]
pub(super) async fn save_terms(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(new): Body<TermListNew>,
) -> Result<(StatusCode, Json<TermListSaved>), Failure> {
    let saved = reading::save_terms(&desk, &actor, &new.text).await?;
    Ok((StatusCode::CREATED, Json(saved.into())))
}

/// Takes a list out of use; it stays on record.
#[utoipa::path(
    delete,
    path = "/texts/terms/{name}",
    tag = "texts",
    params(("name" = String, Path, description = "The name of the list.")),
    responses((status = 204, description = "Out of use.")),
    security(("key" = ["teach_text", "read_item"]), ("session" = [])),
)]
pub(super) async fn withdraw_terms(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
) -> Result<StatusCode, Failure> {
    reading::withdraw_terms(&desk, &actor, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
