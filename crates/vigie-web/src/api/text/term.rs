//! `/texts/terms`: term lists are listed, shown, written and withdrawn.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use vigie_desk::{Desk, DeskError, reading};

use super::body::{TermListBody, TermListNew, TermLists};
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
    put,
    path = "/texts/terms/{name}",
    tag = "texts",
    params(("name" = String, Path, description = "The name of the list, as its text has it.")),
    request_body = TermListNew,
    responses((status = 200, description = "The list.", body = TermListBody)),
    security(("key" = ["teach_text", "read_item"]), ("session" = [])),
)]
pub(super) async fn save_terms(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Body(new): Body<TermListNew>,
) -> Result<Json<TermListBody>, Failure> {
    let says = |line: &str| {
        line.split_once(':')
            .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
    };
    let own = new
        .text
        .lines()
        .filter_map(says)
        .find(|(key, _)| key == "name");
    if own.is_some_and(|(_, own)| own != name) {
        let detail = "the list has another name than its address: make both the same";
        return Err(DeskError::input("term_list_malformed", detail).into());
    }
    reading::save_terms(&desk, &actor, &new.text).await?;
    let (view, _) = reading::show_terms(&desk, &actor, &name).await?;
    Ok(Json(view.into()))
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
