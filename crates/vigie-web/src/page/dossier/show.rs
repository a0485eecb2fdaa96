//! `GET /dossiers/{id}`: what a dossier says, its files, and the act that lets it leave.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use vigie_desk::Desk;
use vigie_desk::dossier::{DossierView, show_dossier};
use vigie_domain::{DossierId, Permission};

use crate::failure::Failure;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render};

/// Files of every dossier, in the order in which they are read.
const FILES: [&str; 5] = [
    "dossier.pdf",
    "dossier.json",
    "proofs.json",
    "checkpoint",
    "MANIFEST.sha256",
];

#[derive(Template)]
#[template(path = "dossier/show.html")]
struct DossierPage {
    page: Page,
    view: DossierView,
    people: People,
    files: Vec<String>,
    is_own: bool,
}

impl DossierPage {
    /// A figure of the summary as the reader sees it.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates hand out references"
    )]
    fn value(&self, kind: &str, value: &i64) -> String {
        match kind {
            "share" => self.page.permille(*value),
            "time" => self.page.span(value),
            _ => value.to_string(),
        }
    }

    fn may_release(&self) -> bool {
        let is_draft = self.view.dossier.release.is_none();
        is_draft && !self.is_own && self.page.may(Permission::CompileDossier)
    }
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn page(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(id): Path<DossierId>,
) -> Result<Response, Failure> {
    let Session { actor, page, .. } = session;
    let view = show_dossier(&desk, &actor, id).await?;
    let files = match &view.dossier.release {
        Some(release) => release.files.iter().map(|(name, _)| name.clone()).collect(),
        None => FILES.map(str::to_owned).to_vec(),
    };
    Ok(render(&DossierPage {
        people: People::of(&desk).await?,
        is_own: actor.user() == Some(view.dossier.compiled_by),
        page,
        view,
        files,
    }))
}
