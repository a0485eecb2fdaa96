//! `GET /texts`: what texts are read by: the model, the one beside, the term lists; and how well.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use vigie_desk::reading::{
    ModelView, Recall, TermListView, estimate_recall, list_models, list_terms,
};
use vigie_desk::{Desk, DeskError};
use vigie_domain::{ModelStanding, Permission};

use crate::failure::{Failure, Problem};
use crate::field::Fields;
use crate::session::Session;
use crate::view::{Page, render, render_refused};

/// How a list begins; what is not known can be left out.
const DRAFT: &str = "name: \nowner: \nlanguage: \ncategory: \nnote: \n---\n";

#[derive(Template)]
#[template(path = "text/show.html")]
struct TextPage {
    page: Page,
    view: ModelView,
    recall: Recall,
    lists: Vec<TermListView>,
    problem: Option<Problem>,
    typed: Fields,
}

impl TextPage {
    /// Thousandths as a share in hundredths.
    #[expect(
        clippy::unused_self,
        clippy::trivially_copy_pass_by_ref,
        reason = "templates call methods of their page"
    )]
    fn share(&self, thousandths: &u16) -> String {
        format!("{}.{}", thousandths / 10, thousandths % 10)
    }

    /// What was typed, or the beginning of a list.
    fn draft(&self) -> &str {
        let typed = self.typed.raw("list");
        if typed.is_empty() { DRAFT } else { typed }
    }

    /// Texts on which the two models agree, in thousandths.
    fn agreed(&self) -> Option<u16> {
        let agreement = self.view.agreement.filter(|both| both.texts > 0)?;
        u16::try_from(agreement.agreed * 1_000 / agreement.texts).ok()
    }
}

async fn text_page(desk: &Desk, session: Session, typed: Fields) -> Result<TextPage, Failure> {
    let actor = &session.actor;
    Ok(TextPage {
        view: list_models(desk, actor).await?,
        recall: estimate_recall(desk, actor).await?,
        lists: list_terms(desk, actor).await?,
        page: session.page,
        problem: None,
        typed,
    })
}

/// What the desk said no to, on the page with what was typed.
pub(super) async fn refused(
    desk: &Desk,
    session: Session,
    typed: Fields,
    error: DeskError,
) -> Result<Response, Failure> {
    if !matches!(error, DeskError::Refused(_)) {
        return Err(error.into());
    }
    let problem = Problem::from(&error);
    let mut shown = text_page(desk, session, typed).await?;
    shown.problem = Some(problem.clone());
    "/texts".clone_into(&mut shown.page.path);
    Ok(render_refused(&problem, &shown))
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(desk): State<std::sync::Arc<Desk>>,
    session: Session,
) -> Result<Response, Failure> {
    Ok(render(&text_page(&desk, session, Fields::default()).await?))
}
