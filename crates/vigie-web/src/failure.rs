//! How a "no" leaves the house: the only place that knows HTTP statuses.
//!
//! | what happened                              | status | code                     |
//! |--------------------------------------------|--------|--------------------------|
//! | nothing of that name                       | 404    | `not_found`              |
//! | not signed in, or a key that opens nothing | 401    | `unauthenticated`        |
//! | login or password wrong                    | 401    | `sign_in_failed`         |
//! | signed in, and not allowed                 | 403    | `forbidden`              |
//! | a post from another site                   | 403    | `foreign_origin`         |
//! | the label of a bank forbids it             | 403    | the refusal's own        |
//! | what was typed or handed over is wrong     | 422    | the refusal's own        |
//! | a rule says no in the present state        | 409    | the refusal's own        |
//! | the request cannot be read                 | 400    | `malformed_request`      |
//! | this address takes another method          | 405    | `method_not_allowed`     |
//! | too large                                  | 413    | `too_large`              |
//! | not this kind of body                      | 415    | `media_type`             |
//! | too often                                  | 429    | `too_many_requests`      |
//! | later                                      | 503    | `busy`                   |
//! | too slow                                   | 503    | `timeout`                |
//! | the world failed                           | 500    | `internal`               |
//!
//! A program gets an RFC 9457 problem with `code`, which is stable, and `manual`, a page of the
//! reference. A browser gets a page in its reader's language.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use vigie_desk::{DeskError, Refusal};
use vigie_domain::{BankRefusal, ComplaintRefusal, OversightRefusal};

use crate::session::reader_of;
use crate::state::Web;
use crate::view::{Page, render};

/// Why a request got no for an answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The desk said no.
    Desk(DeskError),
    /// Nobody is signed in.
    Unauthenticated,
    /// A post from another site.
    ForeignOrigin,
    /// Nothing at this address.
    NoSuchPage,
    /// A request that cannot be read.
    Malformed {
        /// What was wrong and what to do.
        detail: String,
    },
    /// Too often.
    TooMany {
        /// When the next one is taken.
        retry_after_ms: i64,
    },
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

/// The refusal that a form shows beside what was typed.
///
/// # Errors
///
/// Whatever is no refusal: the request ends with it.
pub(crate) fn refusal(error: DeskError) -> Result<Problem, Failure> {
    match error {
        DeskError::Refused(_) => Ok(Problem::from(&error)),
        other => Err(other.into()),
    }
}

/// A "no" as it is told.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// Stable.
    pub(crate) code: &'static str,
    /// The sentence with its facts, in English; pages put the reader's own words before it.
    pub(crate) detail: String,
    retry_after_ms: Option<i64>,
}

impl From<&DeskError> for Problem {
    fn from(error: &DeskError) -> Self {
        let status = match error {
            DeskError::NotFound { .. } => StatusCode::NOT_FOUND,
            DeskError::Forbidden { .. } => StatusCode::FORBIDDEN,
            DeskError::Refused(refusal) => status_of(refusal),
            DeskError::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            DeskError::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let retry_after_ms = match error {
            DeskError::Busy { retry_after_ms } => Some(*retry_after_ms),
            _ => None,
        };
        Self {
            status,
            code: error.code(),
            detail: error.to_string(),
            retry_after_ms,
        }
    }
}

fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Input {
            code: "sign_in_failed",
            ..
        } => StatusCode::UNAUTHORIZED,
        Refusal::Input {
            code: "upload_too_large",
            ..
        } => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::Input { .. }
        | Refusal::Locator(_)
        | Refusal::Assessment(_)
        | Refusal::Bank(BankRefusal::ReasonMissing { .. })
        | Refusal::Oversight(OversightRefusal::ReasonsMissing { .. })
        | Refusal::Complaint(ComplaintRefusal::ReasonsMissing { .. }) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Refusal::Bank(BankRefusal::Red | BankRefusal::NotSubscribed) => StatusCode::FORBIDDEN,
        _ => StatusCode::CONFLICT,
    }
}

impl From<&Failure> for Problem {
    fn from(failure: &Failure) -> Self {
        let plain = |status, code, detail: &str| Self {
            status,
            code,
            detail: detail.to_owned(),
            retry_after_ms: None,
        };
        match failure {
            Failure::Desk(error) => Self::from(error),
            Failure::Unauthenticated => plain(
                StatusCode::UNAUTHORIZED,
                "unauthenticated",
                "sign in, or send a key of the programming interface as `Authorization: Bearer …`",
            ),
            Failure::ForeignOrigin => plain(
                StatusCode::FORBIDDEN,
                "foreign_origin",
                "this request did not come from a page of this desk; open the page and try again",
            ),
            Failure::NoSuchPage => Self::of_status(StatusCode::NOT_FOUND),
            Failure::Malformed { detail } => {
                plain(StatusCode::BAD_REQUEST, "malformed_request", detail)
            }
            Failure::TooMany { retry_after_ms } => Self {
                retry_after_ms: Some(*retry_after_ms),
                ..Self::of_status(StatusCode::TOO_MANY_REQUESTS)
            },
        }
    }
}

impl Problem {
    /// What the layers around the handlers say with a bare status.
    fn of_status(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::NOT_FOUND => ("not_found", "there is nothing at this address; check it"),
            StatusCode::METHOD_NOT_ALLOWED => (
                "method_not_allowed",
                "this address takes another method; `Allow` names it",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("too_large", "what was sent is too large; send less at once")
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => (
                "media_type",
                "this kind of body is not taken here; see the reference",
            ),
            StatusCode::TOO_MANY_REQUESTS => (
                "too_many_requests",
                "too many requests from here; wait and try again",
            ),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => {
                ("timeout", "the answer took too long; try again")
            }
            status if status.is_client_error() => (
                "malformed_request",
                "this request cannot be read; check it and send it again",
            ),
            _ => ("internal", "an internal error occurred"),
        };
        Self {
            status,
            code,
            detail: detail.to_owned(),
            retry_after_ms: None,
        }
    }

    fn retry_after_s(&self) -> Option<i64> {
        self.retry_after_ms
            .map(|ms| ms.max(0).div_euclid(1_000) + 1)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        // Written down here, once; outside it is only "an internal error".
        if let Self::Desk(DeskError::Broken(source)) = &self {
            tracing::error!(error = %chain(source.as_ref()), "a request failed");
        }
        let problem = Problem::from(&self);
        let mut response = problem.status.into_response();
        response.extensions_mut().insert(problem);
        response
    }
}

/// An error with everything under it, on one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// The body of a problem, RFC 9457.
#[derive(Debug, Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    manual: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<i64>,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    page: Page,
    problem: &'a Problem,
}

/// What must be known of a request to answer it with a "no".
struct Asked {
    wants_page: bool,
    is_get: bool,
    path: String,
    headers: HeaderMap,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let path = request.uri().path();
        let accept = request
            .headers()
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok());
        let is_page = !path.starts_with("/api/") && !path.starts_with("/log/");
        Self {
            wants_page: is_page && accept.is_some_and(|accept| accept.contains("text/html")),
            is_get: request.method() == Method::GET,
            path: request
                .uri()
                .path_and_query()
                .map_or(path, |whole| whole.as_str())
                .to_owned(),
            headers: request.headers().clone(),
        }
    }
}

/// Middleware: gives every "no" its body.
pub(crate) async fn dress(State(web): State<Web>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let response = next.run(request).await;
    let status = response.status();
    let problem = match response.extensions().get::<Problem>() {
        Some(problem) => problem.clone(),
        None if is_bare(&response) => Problem::of_status(status),
        None => return response,
    };
    let mut dressed = tell(&web, &asked, &problem).await;
    for name in [header::ALLOW, header::SET_COOKIE] {
        if let Some(value) = response.headers().get(&name) {
            dressed.headers_mut().insert(name, value.clone());
        }
    }
    dressed
}

/// Whether a layer said no with a status and a plain line.
fn is_bare(response: &Response) -> bool {
    let status = response.status();
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let is_said = kind.is_some_and(|kind| kind.starts_with("text/html") || kind.contains("json"));
    (status.is_client_error() || status.is_server_error()) && !is_said
}

async fn tell(web: &Web, asked: &Asked, problem: &Problem) -> Response {
    if asked.wants_page && asked.is_get && problem.code == "unauthenticated" {
        let to: String = url::form_urlencoded::byte_serialize(asked.path.as_bytes()).collect();
        return Redirect::to(&format!("/sign-in?to={to}")).into_response();
    }
    let mut response = if asked.wants_page {
        let page = reader_of(web, &asked.headers, asked.path.clone()).await;
        let mut response = render(&ProblemPage { page, problem });
        *response.status_mut() = problem.status;
        response
    } else {
        as_json(problem)
    };
    let retry = problem
        .retry_after_s()
        .and_then(|s| HeaderValue::from_str(&s.to_string()).ok());
    if let Some(retry) = retry {
        response.headers_mut().insert(header::RETRY_AFTER, retry);
    }
    response
}

fn as_json(problem: &Problem) -> Response {
    let body = Body {
        r#type: format!("urn:vigie:problem:{}", problem.code),
        title: problem.status.canonical_reason().unwrap_or("Error"),
        status: problem.status.as_u16(),
        detail: &problem.detail,
        code: problem.code,
        manual: format!("docs/reference/errors/{}.md", problem.code),
        retry_after_ms: problem.retry_after_ms,
    };
    let json = serde_json::to_string(&body).unwrap_or_default();
    (
        problem.status,
        [(header::CONTENT_TYPE, "application/problem+json")],
        json,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use vigie_domain::{AssessmentRefusal, ItemRefusal, Permission};

    use super::*;

    /// Goal: the table of the module comment, one line each.
    #[test]
    fn every_no_has_its_status_and_code() {
        #[track_caller]
        fn case(failure: impl Into<Failure>, status: u16, code: &str) {
            let problem = Problem::from(&failure.into());
            assert_eq!((problem.status.as_u16(), problem.code), (status, code));
            assert!(!problem.detail.is_empty());
        }
        case(DeskError::NotFound { what: "item" }, 404, "not_found");
        case(Failure::NoSuchPage, 404, "not_found");
        case(Failure::Unauthenticated, 401, "unauthenticated");
        case(
            DeskError::input("sign_in_failed", "x"),
            401,
            "sign_in_failed",
        );
        case(
            DeskError::Forbidden {
                permission: Permission::AddItem,
            },
            403,
            "forbidden",
        );
        case(Failure::ForeignOrigin, 403, "foreign_origin");
        case(DeskError::input("bank_name", "x"), 422, "bank_name");
        case(
            DeskError::from(AssessmentRefusal::OffenceMissing),
            422,
            "assessment_incomplete",
        );
        case(
            DeskError::from(ItemRefusal::SamePairOfEyes),
            409,
            "same_pair_of_eyes",
        );
        case(
            Failure::Malformed {
                detail: "x".to_owned(),
            },
            400,
            "malformed_request",
        );
        case(
            DeskError::input("upload_too_large", "x"),
            413,
            "upload_too_large",
        );
        case(
            Failure::TooMany { retry_after_ms: 1 },
            429,
            "too_many_requests",
        );
        case(DeskError::Busy { retry_after_ms: 1 }, 503, "busy");
        case(DeskError::Broken("disk".into()), 500, "internal");
    }

    /// Goal: what failed inside is not told outside.
    #[test]
    fn an_internal_error_keeps_its_cause_inside() {
        let problem = Problem::from(&DeskError::Broken("row 17 of table secret".into()));
        assert_eq!(problem.detail, "an internal error occurred");
    }
}
