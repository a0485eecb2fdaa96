//! The programming interface under `/api/v1`: unwrap the request, call the desk, wrap the answer.
//!
//! Routes and specification come from one declaration beside each handler. Bodies are this
//! interface's own: what the domain stores can change without a caller noticing. A refusal is a
//! problem of RFC 9457 whose `code` has a page in `docs/reference/errors`.

mod answer;
mod api_key;
mod bank;
mod body;
mod caller;
mod complaint;
mod contact;
mod designation;
mod exhibit;
mod item;
mod job;
mod log;
mod mail;
mod r#match;
mod oversight;
mod page;
mod protected_source;
mod provider;
mod queue;
mod read;
mod referral;
mod spec;
mod text;
mod trace;
mod user;
mod value;

#[cfg(test)]
mod tests;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;

pub use spec::openapi_json;

use crate::failure::Failure;
use crate::state::Web;

/// Where the interface lies.
pub(crate) const BASE: &str = "/api/v1";
/// Room for the other parts of a form with a file, in bytes.
const FORM_SLACK_BYTES: usize = 64 << 10;

/// Largest bodies, in bytes. Everything that is neither a list nor a file has the server's limit.
#[derive(Debug, Clone, Copy, Default)]
struct Sizes {
    list_bytes_max: usize,
    file_bytes_max: usize,
}

impl Sizes {
    fn of(web: &Web) -> Self {
        let file_bytes_max = web.desk.config().intake.upload_bytes_max;
        Self {
            list_bytes_max: web.config.list_bytes_max,
            file_bytes_max: file_bytes_max.saturating_add(FORM_SLACK_BYTES),
        }
    }

    fn list(self) -> DefaultBodyLimit {
        DefaultBodyLimit::max(self.list_bytes_max)
    }

    fn file(self) -> DefaultBodyLimit {
        DefaultBodyLimit::max(self.file_bytes_max)
    }
}

/// The routes of the interface, at their whole paths.
pub(crate) fn router(web: &Web) -> axum::Router<Web> {
    let (routes, _) = declared(Sizes::of(web)).split_for_parts();
    // Without it a wrong path under the base would be answered as a page.
    axum::Router::new().nest(BASE, routes.fallback(|| async { Failure::NoSuchPage }))
}

/// Every route with its declaration.
fn declared(sizes: Sizes) -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .merge(item::router(sizes))
        .merge(queue::router())
        .merge(exhibit::router())
        .merge(bank::router(sizes))
        .merge(r#match::router(sizes))
        .merge(text::router())
        .merge(trace::router())
        .merge(provider::router())
        .merge(contact::router())
        .merge(referral::router())
        .merge(complaint::router())
        .merge(oversight::router())
        .merge(mail::router(sizes))
        .merge(protected_source::router())
        .merge(designation::router())
        .merge(user::router())
        .merge(api_key::router())
        .merge(log::router())
        .merge(job::router())
        .merge(spec::router())
}
