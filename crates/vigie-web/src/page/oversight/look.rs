//! `GET` and `POST /oversight/items/{id}`: the reasons and the evidence side by side, and what a look
//! comes to.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::item::{ItemView, show_item};
use vigie_desk::oversight::{NewLook, record_look};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{Asked, CustodyOrigin, ItemId, Permission, Timestamp};

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::page::done;
use crate::page::exhibit::view::{Panel, Shown};
use crate::page::item::show::current_exhibit;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "oversight/look.html")]
struct LookPage {
    page: Page,
    view: ItemView,
    panel: Option<Panel>,
    people: People,
    /// When the page was opened first: a revealed picture does not begin the look anew.
    opened_ms: i64,
    problem: Option<Problem>,
    typed: Fields,
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
) -> Result<Response, Failure> {
    let shown = look_page(&desk, session, id, Fields::default(), None).await?;
    Ok(render(&shown))
}

/// # Errors
///
/// Nothing there, or not allowed; what is missing is shown on the page with what was typed.
pub(crate) async fn submit(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<ItemId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let session = session.at(format!("/oversight/items/{id}"));
    if !fields.text("reveal").is_empty() {
        let shown = look_page(&desk, session, id, fields, None).await?;
        return Ok(render(&shown));
    }
    let ended = match read_look(&desk, id, &fields) {
        Ok(look) => record_look(&desk, &session.actor, look).await.map(|_| ()),
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => Ok(done("/oversight", "looked").into_response()),
        Err(error) => {
            let problem = refusal(error)?;
            let shown = look_page(&desk, session, id, fields, Some(problem.clone())).await?;
            Ok(render_refused(&problem, &shown))
        }
    }
}

fn read_look(desk: &Desk, item: ItemId, fields: &Fields) -> Result<NewLook, DeskError> {
    let recommends = match fields.text("comes-to") {
        "in_order" => None,
        asked => {
            let asked = Asked::parse(asked)
                .ok_or_else(|| DeskError::input("answer_missing", "say what the look comes to"))?;
            Some((asked, fields.text("reasons").to_owned()))
        }
    };
    Ok(NewLook {
        item,
        opened_at: opened_at(desk, fields),
        recommends,
    })
}

/// When the page was opened, as its form says; now for a form that says nothing.
fn opened_at(desk: &Desk, fields: &Fields) -> Timestamp {
    let opened = fields.text("opened").parse().ok();
    opened.map_or_else(|| desk.now(), Timestamp::from_ms)
}

async fn look_page(
    desk: &Desk,
    session: Session,
    id: ItemId,
    typed: Fields,
    problem: Option<Problem>,
) -> Result<LookPage, Failure> {
    let Session { actor, page, .. } = session;
    if !page.may(Permission::Oversee) {
        let permission = Permission::Oversee;
        return Err(DeskError::Forbidden { permission }.into());
    }
    let view = show_item(desk, &actor, id).await?;
    let panel = match current_exhibit(&view) {
        Some(exhibit) => {
            let shown = Shown::parse(typed.text("reveal"));
            Some(Panel::of(desk, &actor, exhibit, shown).await?)
        }
        None => None,
    };
    Ok(LookPage {
        opened_ms: opened_at(desk, &typed).ms(),
        people: People::of(desk).await?,
        panel,
        view,
        problem,
        typed,
        page,
    })
}
