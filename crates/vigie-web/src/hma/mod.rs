//! The lookup service: what programs written for Hasher-Matcher-Actioner ask, answered as they expect.
//!
//! ```text
//! /h/hash            signals of an address or a file          hashing.rs
//! /m/…               is it known, how far are two signals     matching.rs
//! /c/bank…           banks and their contents                 curation.rs
//! /c/exchanges…      nothing to exchange with, said politely  status.rs
//! /status, /site-map                                          status.rs
//! ```
//!
//! A listener of its own: its clients send no key, so it is kept apart from the pages and lets in
//! whom the configuration names (`door.rs`). Paths, parameters and answers are those of version
//! 1.1.7; what it would fetch goes through the guarded fetcher. **Never:** cookies, pages, a rule.

mod curation;
mod door;
mod hashing;
mod matching;
mod reply;
mod status;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use vigie_desk::Desk;

use crate::config::HmaConfig;
use door::Door;

/// Every route, for `/site-map`.
const ROUTES: [&str; 22] = [
    "/",
    "/c/bank/<bank_name>",
    "/c/bank/<bank_name>/content",
    "/c/bank/<bank_name>/content/<content_id>",
    "/c/bank/<bank_name>/signal",
    "/c/banks",
    "/c/content_type",
    "/c/exchange/<exchange_name>",
    "/c/exchange/<exchange_name>/status",
    "/c/exchanges",
    "/c/exchanges/api/<api_name>",
    "/c/exchanges/api/<api_name>/schema",
    "/c/exchanges/apis",
    "/c/signal_type",
    "/c/signal_type/index",
    "/h/hash",
    "/m/compare",
    "/m/index/status",
    "/m/lookup",
    "/m/raw_lookup",
    "/site-map",
    "/status",
];

/// What every handler may ask for.
#[derive(Clone)]
struct Service {
    desk: Arc<Desk>,
    door: Arc<Door>,
}

/// The whole HTTP of the lookup service.
///
/// Shape: no layer counts, times or dresses a request: a lookup is answered within microseconds,
/// and what could last (a fetch, a decoder) has its own limit of time.
pub fn lookup_router(desk: Arc<Desk>, config: &HmaConfig) -> axum::Router {
    let file_bytes_max = desk.config().intake.upload_bytes_max;
    let service = Service {
        door: Arc::new(Door::new(config)),
        desk,
    };
    axum::Router::new()
        .route("/m/raw_lookup", get(matching::raw_lookup))
        .route(
            "/m/lookup",
            get(matching::lookup).post(matching::lookup_file),
        )
        .route("/m/compare", post(matching::compare))
        .route("/m/index/status", get(status::index_status))
        .route(
            "/h/hash",
            get(hashing::hash_address).post(hashing::hash_file),
        )
        .route(
            "/c/banks",
            get(curation::list_banks).post(curation::create_bank),
        )
        .route(
            "/c/bank/{name}",
            get(curation::show_bank)
                .put(curation::update_bank)
                .delete(curation::delete_bank),
        )
        .route("/c/bank/{name}/content", post(curation::add_content))
        .route("/c/bank/{name}/signal", post(curation::add_signals))
        .route(
            "/c/bank/{name}/content/{content}",
            get(curation::show_content)
                .put(curation::update_content)
                .delete(curation::delete_content),
        )
        .route("/c/signal_type", get(status::signal_types))
        .route("/c/signal_type/index", get(status::signal_type_index))
        .route("/c/content_type", get(status::content_types))
        .route("/c/exchanges", get(status::no_exchanges))
        .route("/c/exchanges/apis", get(status::no_exchanges))
        .route("/c/exchanges/api/{name}", get(status::no_such_exchange))
        .route(
            "/c/exchanges/api/{name}/schema",
            get(status::no_such_exchange),
        )
        .route("/c/exchange/{name}", get(status::no_such_exchange))
        .route("/c/exchange/{name}/status", get(status::no_such_exchange))
        .route("/", get(status::ready))
        .route("/status", get(status::ready))
        .route("/status/live", get(status::live))
        .route("/site-map", get(status::site_map))
        .fallback(reply::no_such_route)
        .layer(DefaultBodyLimit::max(file_bytes_max))
        .layer(CatchPanicLayer::new())
        .with_state(service)
}
