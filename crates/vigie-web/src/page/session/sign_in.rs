//! `GET` and `POST /sign-in`: a person opens a session.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use vigie_desk::user::sign_in;

use crate::failure::{Failure, Problem, refusal};
use crate::field::Fields;
use crate::peer::Peer;
use crate::session::{Visitor, own_path, session_cookie};
use crate::state::Web;
use crate::view::{Page, render, render_refused};

#[derive(Template)]
#[template(path = "session/sign_in.html")]
struct SignInPage {
    page: Page,
    problem: Option<Problem>,
    login: String,
    to: String,
}

/// Where to after signing in.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct To {
    #[serde(default)]
    to: String,
}

pub(crate) async fn form(Visitor(page): Visitor, Query(to): Query<To>) -> Response {
    render(&SignInPage {
        page,
        problem: None,
        login: String::new(),
        to: to.to,
    })
}

/// # Errors
///
/// Too often, for one login or from one address.
pub(crate) async fn submit(
    State(web): State<Web>,
    Visitor(page): Visitor,
    peer: Peer,
    fields: Fields,
) -> Result<Response, Failure> {
    let login = fields.text("login");
    web.limits.check_sign_in(login, peer.bucket())?;
    match sign_in(&web.desk, login, fields.raw("password")).await {
        Ok(signed_in) => {
            let to = own_path(fields.text("to")).unwrap_or("/");
            let mut response = Redirect::to(to).into_response();
            if let Some(cookie) = session_cookie(&web, &signed_in.token) {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(error) => {
            let problem = refusal(error)?;
            let (login, to) = (login.to_owned(), fields.text("to").to_owned());
            let shown = SignInPage {
                page,
                problem: Some(problem.clone()),
                login,
                to,
            };
            Ok(render_refused(&problem, &shown))
        }
    }
}
