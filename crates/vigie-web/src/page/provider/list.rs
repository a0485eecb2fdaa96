//! `GET /providers`: whom the desk has met.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::provider::list_providers;
use vigie_domain::Provider;

use crate::failure::Failure;
use crate::session::Session;
use crate::view::{Page, render};

#[derive(Template)]
#[template(path = "provider/list.html")]
struct ProvidersPage {
    page: Page,
    providers: Vec<Provider>,
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    let providers = list_providers(&desk, &session.actor).await?;
    Ok(render(&ProvidersPage {
        page: session.page,
        providers,
    }))
}
