//! `/banks/{name}/entries…`: entries are listed, shown, moved, judged.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_desk::bank::{self, activate_entries as activate, move_entry as do_move};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{BankEntryId, EntryCommand};

use super::body::{EntryBody, EntryDetail};
use crate::api::body::PageBody;
use crate::api::caller::Caller;
use crate::api::page::{Cursor, limit_of};
use crate::api::read::{Asked, Body};
use crate::api::value::{EntryStateWord, Id, StanceWord, bodies};
use crate::failure::Failure;

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct EntryQuery {
    /// Entries in this state only.
    #[serde(default)]
    #[param(nullable = false, inline)]
    state: Option<EntryStateWord>,
    /// `next` of the page before.
    #[param(nullable = false)]
    cursor: Option<Cursor>,
    /// Rows of a page, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200, nullable = false)]
    limit: Option<u32>,
}

/// Lists the entries of a bank, oldest first. The permissions `manage_bank` and `curate_bank` do as
/// well.
#[utoipa::path(
    get,
    path = "/banks/{name}/entries",
    tag = "banks",
    params(("name" = String, Path, description = "The name of the bank."), EntryQuery),
    responses((status = 200, description = "A page.", body = PageBody<EntryBody>)),
    security(("key" = ["match_signal"]), ("session" = [])),
)]
pub(super) async fn list_bank_entries(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Asked(query): Asked<EntryQuery>,
) -> Result<Json<PageBody<EntryBody>>, Failure> {
    let after = match &query.cursor {
        None => None,
        Some(cursor) => Some(BankEntryId(cursor.open::<0>()?.1)),
    };
    let states: Vec<_> = query.state.iter().map(|word| word.0).collect();
    let limit = limit_of(query.limit);
    let page = bank::list_entries(&desk, &actor, &name, &states, (after, limit)).await?;
    let next = page.next.map(|last| Cursor::after(&[], last.0));
    Ok(Json(PageBody::new(bodies(page.rows), next)))
}

/// Shows one entry with what is thought of it. The permissions `manage_bank` and `curate_bank` do
/// as well.
#[utoipa::path(
    get,
    path = "/banks/{name}/entries/{id}",
    tag = "banks",
    params(
        ("name" = String, Path, description = "The name of the bank."),
        ("id" = Id, Path, description = "The entry."),
    ),
    responses((status = 200, description = "The entry.", body = EntryDetail)),
    security(("key" = ["match_signal"]), ("session" = [])),
)]
pub(super) async fn show_bank_entry(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path((name, id)): Path<(String, Uuid)>,
) -> Result<Json<EntryDetail>, Failure> {
    let (entry, opinions) = bank::show_entry(&desk, &actor, &name, id.into()).await?;
    Ok(Json(EntryDetail {
        entry: entry.into(),
        opinions: bodies(opinions),
    }))
}

/// The last entry that was looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Activation {
    /// Its id: what came later waits for its own look.
    last: Id,
}

/// How many entries began to answer.
#[derive(Debug, serde::Serialize, ToSchema)]
pub(crate) struct Activated {
    /// How many.
    entries: u32,
}

/// Activates every proposed entry up to one that was looked at, as far as others put them forward.
#[utoipa::path(
    post,
    path = "/banks/{name}/activations",
    tag = "banks",
    params(("name" = String, Path, description = "The name of the bank.")),
    request_body = Activation,
    responses((status = 200, description = "They answer.", body = Activated)),
    security(("key" = ["curate_bank"]), ("session" = [])),
)]
pub(super) async fn activate_entries(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(name): Path<String>,
    Body(asked): Body<Activation>,
) -> Result<Json<Activated>, Failure> {
    let entries = activate(&desk, &actor, &name, asked.last.to()).await?;
    Ok(Json(Activated { entries }))
}

/// What is done with an entry.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "move", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Move {
    /// It begins to answer.
    Activate {},
    /// Somebody says that it is wrong.
    Contest {
        /// Why.
        reason: String,
    },
    /// Another person says that it is right after all.
    Uphold {},
    /// It answers again after it matched too much.
    Release {
        /// Most matches in a day from now on.
        #[serde(default)]
        limit_per_day: Option<u32>,
    },
    /// It is taken out.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// It is put forward once more after it was taken out.
    Propose {},
}

impl From<Move> for EntryCommand {
    fn from(asked: Move) -> Self {
        match asked {
            Move::Activate {} => Self::Activate,
            Move::Contest { reason } => Self::Contest { reason },
            Move::Uphold {} => Self::Uphold,
            Move::Release { limit_per_day } => Self::Release { limit_per_day },
            Move::Withdraw { reason } => Self::Withdraw { reason },
            Move::Propose {} => Self::Propose,
        }
    }
}

/// Moves an entry. It holds from the next lookup on.
#[utoipa::path(
    post,
    path = "/banks/{name}/entries/{id}/moves",
    tag = "banks",
    params(
        ("name" = String, Path, description = "The name of the bank."),
        ("id" = Id, Path, description = "The entry."),
    ),
    request_body = Move,
    responses((status = 200, description = "Where it stands now.", body = EntryBody)),
    security(("key" = ["curate_bank"]), ("session" = [])),
)]
pub(super) async fn move_entry(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path((name, id)): Path<(String, Uuid)>,
    Body(asked): Body<Move>,
) -> Result<Json<EntryBody>, Failure> {
    let moved = do_move(&desk, &actor, &name, id.into(), asked.into()).await?;
    Ok(Json(moved.into()))
}

/// A view of an entry.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpinionNew {
    /// What it says.
    stance: StanceWord,
    /// In words, at most 1,000 characters.
    #[serde(default)]
    note: String,
}

/// States a view of an entry, in the place of one's last. The permission `subscribe_bank` does as
/// well: a partner speaks of what it was given.
#[utoipa::path(
    put,
    path = "/banks/{name}/entries/{id}/opinion",
    tag = "banks",
    params(
        ("name" = String, Path, description = "The name of the bank."),
        ("id" = Id, Path, description = "The entry."),
    ),
    request_body = OpinionNew,
    responses((status = 204, description = "Stated.")),
    security(("key" = ["curate_bank"]), ("session" = [])),
)]
pub(super) async fn state_opinion(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path((name, id)): Path<(String, Uuid)>,
    Body(new): Body<OpinionNew>,
) -> Result<StatusCode, Failure> {
    let said = (new.stance.0, new.note.as_str());
    let stated: Result<(), DeskError> =
        bank::state_opinion(&desk, &actor, &name, id.into(), said).await;
    stated?;
    Ok(StatusCode::NO_CONTENT)
}
