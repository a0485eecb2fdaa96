//! Numbers for the operator's monitoring, and one line in the log for each request.
//!
//! Neither holds content, a person's name or address, or the URL of an item: a request is known by
//! its route (`/items/{id}`), its status and its id.

use std::fmt::Write as _;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use vigie_desk::DeskError;

use crate::failure::Failure;
use crate::peer::Peer;
use crate::state::Web;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id believed of a proxy, in bytes.
const REQUEST_ID_BYTES_MAX: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    method: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabels {
    state: String,
}

/// The numbers of this process.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Histogram,
    items: Family<StateLabels, Gauge>,
    jobs: Family<StateLabels, Gauge>,
    events_pending: Gauge<u64, AtomicU64>,
    log_entries: Gauge<u64, AtomicU64>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("vigie");
        let requests = Family::default();
        registry.register(
            "http_requests",
            "Requests by route, method and status",
            requests.clone(),
        );
        // From half a millisecond to sixteen seconds.
        let seconds = Histogram::new(exponential_buckets(0.000_5, 2.0, 16));
        registry.register("http_request_seconds", "Time to an answer", seconds.clone());
        let items = Family::default();
        registry.register("items", "Items by state", items.clone());
        let jobs = Family::default();
        registry.register("jobs", "Jobs by state", jobs.clone());
        let events_pending = Gauge::default();
        registry.register(
            "events_pending",
            "Events not in the log yet",
            events_pending.clone(),
        );
        let log_entries = Gauge::default();
        registry.register("log_entries", "Entries of the log", log_entries.clone());
        Self {
            registry,
            requests,
            seconds,
            items,
            jobs,
            events_pending,
            log_entries,
        }
    }
}

/// `GET /metrics`, for the networks of the configuration.
///
/// # Errors
///
/// Nothing at this address, for anybody else.
pub(crate) async fn show(State(web): State<Web>, peer: Peer) -> Result<Response, Failure> {
    if !web
        .config
        .metrics_from
        .iter()
        .any(|net| net.contains(&peer.0))
    {
        return Err(Failure::NoSuchPage);
    }
    let (store, metrics) = (web.desk.store(), &web.metrics);
    let broken = |error| Failure::from(DeskError::from(error));
    for (state, count) in store.queue_counts(web.desk.id()).await.map_err(broken)? {
        metrics
            .items
            .get_or_create(&StateLabels { state })
            .set(as_gauge(count));
    }
    metrics.jobs.clear();
    for (state, count) in store.job_counts().await.map_err(broken)? {
        metrics
            .jobs
            .get_or_create(&StateLabels { state })
            .set(as_gauge(count));
    }
    metrics
        .events_pending
        .set(store.events_pending().await.map_err(broken)?);
    if let Some(entries) = crate::page::log::size(&web.desk).await? {
        metrics.log_entries.set(entries);
    }
    let mut text = String::new();
    encode(&mut text, &metrics.registry).map_err(|error| DeskError::Broken(Box::new(error)))?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

fn as_gauge(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Middleware: counts, times and writes one line for each request.
pub(crate) async fn observe(State(web): State<Web>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = request_id(request.headers().get(&REQUEST_ID));
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let mut response = next.run(request).await;
    let (elapsed, status) = (began.elapsed(), response.status().as_u16());
    tracing::info!(
        http.method = method,
        http.route = route,
        http.status = status,
        http.duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        request.id = id,
        "answered"
    );
    // A method nobody defined is the caller's own text, and would grow the table without end.
    let is_known = matches!(
        method.as_str(),
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE"
    );
    let method = if is_known { method } else { "other".to_owned() };
    web.metrics
        .requests
        .get_or_create(&RequestLabels {
            route,
            method,
            status,
        })
        .inc();
    web.metrics.seconds.observe(elapsed.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The id a proxy gave, when it is plain; else one of our own.
fn request_id(given: Option<&HeaderValue>) -> String {
    let is_plain = |id: &&str| {
        (8..=REQUEST_ID_BYTES_MAX).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if let Some(id) = given.and_then(|value| value.to_str().ok()).filter(is_plain) {
        return id.to_owned();
    }
    let mut bytes = [0_u8; 8];
    // An id that repeats costs a reader of the log a second look, nothing more.
    let _ = getrandom::fill(&mut bytes);
    bytes
        .iter()
        .fold(String::with_capacity(16), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a caller cannot write into our log through the id of a request.
    #[test]
    fn only_plain_ids_are_believed() {
        let given = HeaderValue::from_static("trace-0123456789");
        assert_eq!(request_id(Some(&given)), "trace-0123456789");
        for bad in ["short", "with space and more", "a\"b\"cdefgh"] {
            let id = request_id(Some(&HeaderValue::from_static(bad)));
            assert_eq!(id.len(), 16, "{bad}");
        }
        assert_ne!(request_id(None), request_id(None));
    }
}
