//! `GET /contacts`: what was found and waits for a person who vouches for it.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::contact::list_unconfirmed;
use vigie_desk::provider::list_providers;
use vigie_domain::{Contact, Permission, ProviderId};

use crate::failure::Failure;
use crate::session::Session;
use crate::view::{Page, render};

#[derive(Template)]
#[template(path = "contact/list.html")]
struct ContactsPage {
    page: Page,
    contacts: Vec<Contact>,
    names: HashMap<ProviderId, String>,
}

impl ContactsPage {
    fn provider(&self, id: &ProviderId) -> &str {
        self.names.get(id).map_or("", String::as_str)
    }
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    let contacts = list_unconfirmed(&desk, &session.actor).await?;
    let providers = list_providers(&desk, &session.actor).await?;
    let names = providers
        .into_iter()
        .map(|provider| (provider.id, provider.name))
        .collect();
    Ok(render(&ContactsPage {
        page: session.page,
        contacts,
        names,
    }))
}
