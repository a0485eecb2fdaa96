//! The specification, OpenAPI 3.1: written from the declarations beside the handlers.

use std::sync::LazyLock;

use axum::http::header;
use serde::Serialize;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa::{OpenApi as _, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{BASE, Sizes, declared};
use crate::session;
use crate::state::Web;

/// Written once for each process.
static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = whole()
        .to_pretty_json()
        .expect("a specification of texts always serialises");
    text.push('\n');
    text
});

/// The problem every route may answer instead, RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
struct Problem {
    /// `urn:vigie:problem:` and the code.
    r#type: String,
    /// The words of the status.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What was wrong, and what to do.
    detail: String,
    /// Stable; a page of the manual each.
    code: String,
    /// That page.
    manual: String,
    /// When to come back, where that helps.
    #[schema(nullable = false)]
    retry_after_ms: Option<i64>,
}

/// The head of the specification.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Vigie",
        version = "1",
        description = "The desk of an internet referral unit. A program sends a key as \
            `Authorization: Bearer vigie_…`; the scope of a key is a list of permissions, and each \
            route names the one it needs. A browser that is signed in needs no key. Times are \
            RFC 3339, ids are text, lists come in pages: send `next` of one as `cursor` of the \
            next. Unknown fields are refused. Whatever is refused is a problem of RFC 9457 with a \
            stable `code` and the page of the manual that says what to do.",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT"),
    ),
    components(schemas(Problem)),
    tags(
        (name = "items", description = "Taken in, shown, judged, held, opened again."),
        (name = "queue", description = "What stands where, and what waits for a blind look."),
        (name = "exhibits", description = "Evidence: listed, shown, exported, erased."),
        (name = "banks", description = "Sets of known signals."),
        (name = "matches", description = "Is this known?"),
        (name = "texts", description = "What is written: searched, explained; models and term lists."),
        (name = "traces", description = "Who is responsible."),
        (name = "providers", description = "Whom the desk has met, with measured times."),
        (name = "contacts", description = "Addresses for notices, confirmed by a person."),
        (name = "referrals", description = "Written, approved, followed, taken back."),
        (name = "complaints", description = "Contested, answered by somebody else, undone; without a key where it says so."),
        (name = "oversight", description = "Looks and recommendations, counted."),
        (name = "mails", description = "Mail that came in."),
        (name = "protected-sources", description = "What leaves only with the legal officer's finding."),
        (name = "designations", description = "Powers of the desk, with their documents."),
        (name = "users", description = "People of the desk."),
        (name = "keys", description = "Keys of this interface."),
        (name = "log", description = "The transparency log."),
        (name = "jobs", description = "Work that failed for good."),
        (name = "reference", description = "This specification."),
    ),
)]
struct Head;

/// The specification of the programming interface, as JSON.
///
/// Shape: OpenAPI 3.1, indented, the same text from the same program.
pub fn openapi_json() -> String {
    TEXT.clone()
}

pub(super) fn router() -> OpenApiRouter<Web> {
    OpenApiRouter::default().routes(routes!(show_openapi))
}

/// Gives this specification. It needs no key.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "reference",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object)),
    security(()),
)]
async fn show_openapi() -> ([(header::HeaderName, &'static str); 1], &'static str) {
    ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str())
}

fn whole() -> OpenApi {
    let routes = declared(Sizes::default()).into_openapi();
    let mut spec = Head::openapi().nest(BASE, routes);
    let components = spec.components.get_or_insert_with(Components::new);
    add_schemes(components);
    for item in spec.paths.paths.values_mut() {
        let operations = [
            &mut item.get,
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
        ];
        for operation in operations.into_iter().flatten() {
            add_problem(operation);
        }
    }
    spec
}

fn add_schemes(components: &mut Components) {
    let key = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("vigie_ and 64 hexadecimal digits")
        .description(Some(
            "A key of this interface. Its scope is a list of permissions.",
        ))
        .build();
    let session = ApiKeyValue::with_description(
        session::COOKIE,
        "The session of a person who signed in; posts must come from a page of the desk.",
    );
    components.add_security_scheme("key", SecurityScheme::Http(key));
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    let problem = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let response = ResponseBuilder::new()
        .description("A problem, RFC 9457; `code` says which.")
        .content("application/problem+json", problem)
        .build();
    components
        .responses
        .insert("Problem".to_owned(), RefOr::T(response));
}

fn add_problem(operation: &mut Operation) {
    let problem = RefOr::Ref(Ref::from_response_name("Problem"));
    operation
        .responses
        .responses
        .insert("default".to_owned(), problem);
}
