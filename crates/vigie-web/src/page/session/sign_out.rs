//! `POST /sign-out`: the session ends on the server, then in the browser.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use vigie_desk::user::sign_out;

use crate::failure::Failure;
use crate::language::cookie_value;
use crate::session::{COOKIE, no_session_cookie};
use crate::state::Web;

/// # Errors
///
/// When the session could not be ended.
pub(crate) async fn submit(
    State(web): State<Web>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if let Some(token) = cookie_value(&headers, COOKIE) {
        sign_out(&web.desk, token).await?;
    }
    let mut response = Redirect::to("/sign-in").into_response();
    if let Some(cookie) = no_session_cookie(&web) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    // What the browser kept of this desk goes too: nothing is found with the back button.
    let data = HeaderValue::from_static("\"cache\"");
    response.headers_mut().insert("clear-site-data", data);
    Ok(response)
}
