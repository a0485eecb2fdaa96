//! Names of colleagues beside what they did.

use std::collections::HashMap;

use vigie_desk::{Desk, DeskError};
use vigie_domain::{ActorKind, UserId};

use crate::view::Page;

/// The names of the people of a desk.
#[derive(Debug, Clone, Default)]
pub(crate) struct People(HashMap<UserId, String>);

impl People {
    pub(crate) async fn of(desk: &Desk) -> Result<Self, DeskError> {
        let users = desk.store().users(desk.id()).await?;
        Ok(Self(
            users.into_iter().map(|user| (user.id, user.name)).collect(),
        ))
    }

    /// The name of a person; the end of the id for one who is not on this desk any more.
    pub(crate) fn name(&self, id: &UserId) -> String {
        self.0.get(id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// In whose name something was done.
    pub(crate) fn actor(&self, page: &Page, actor: &ActorKind) -> String {
        match actor {
            ActorKind::Person { user } | ActorKind::Key { user, .. } => self.name(user),
            ActorKind::Job => page.t("actor-job").into_owned(),
            ActorKind::Reporter => page.t("actor-reporter").into_owned(),
            ActorKind::LinkHolder => page.t("actor-link").into_owned(),
            ActorKind::Complainant => page.t("actor-complainant").into_owned(),
        }
    }
}
