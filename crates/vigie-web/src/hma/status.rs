//! `/status`, `/m/index/status`, `/c/signal_type`, `/c/content_type`, `/c/exchanges…`, `/site-map`.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use vigie_desk::Desk;
use vigie_desk::signal::{count_signals, index_status as status_of};
use vigie_domain::SignalType;
use vigie_format::threatexchange::tx_name;

use super::door::Admitted;
use super::hashing::{ContentType, Parameters};
use super::matching::type_of;
use super::reply::{No, ok};
use super::{ROUTES, Service};

/// `GET /status`: whether lookups are answered. Open to whoever balances load.
pub(super) async fn ready(State(service): State<Service>) -> Response {
    if status_of(&service.desk).is_none() {
        return (StatusCode::SERVICE_UNAVAILABLE, "INDEX-NOT-LOADED").into_response();
    }
    "I-AM-ALIVE".into_response()
}

/// `GET /status/live`.
pub(super) async fn live() -> &'static str {
    "I-AM-ALIVE"
}

/// `GET /site-map`.
pub(super) async fn site_map(Admitted(_): Admitted) -> Response {
    ok(&json!(ROUTES))
}

fn asked_types(query: Option<&str>) -> Result<Vec<SignalType>, No> {
    let parameters = Parameters::of(query);
    match parameters.find("signal_type") {
        None => Ok(SignalType::ALL.to_vec()),
        Some(name) => Ok(vec![type_of(name)?]),
    }
}

/// Seconds since 1970 at which the index last looked, and the number of signals of a type.
async fn stand(desk: &Desk, kind: SignalType) -> Result<Option<(i64, u64)>, No> {
    let Some(status) = status_of(desk) else {
        return Ok(None);
    };
    let size = match kind {
        SignalType::Pdq => u64::try_from(status.hashes).unwrap_or(u64::MAX),
        _ => count_signals(desk, kind).await?,
    };
    Ok(Some((status.looked_at.ms() / 1_000, size)))
}

/// `GET /m/index/status`.
pub(super) async fn index_status(
    State(service): State<Service>,
    Admitted(_): Admitted,
    RawQuery(query): RawQuery,
) -> Result<Response, No> {
    let mut answer = Map::new();
    for kind in asked_types(query.as_deref())? {
        let body = match stand(&service.desk, kind).await? {
            Some((at, size)) => json!({"present": true, "built_to": at, "size": size}),
            None => json!({"present": false, "built_to": -1, "size": 0}),
        };
        answer.insert(tx_name(kind).to_owned(), body);
    }
    Ok(ok(&Value::Object(answer)))
}

/// `GET /c/signal_type/index`.
pub(super) async fn signal_type_index(
    State(service): State<Service>,
    Admitted(_): Admitted,
    RawQuery(query): RawQuery,
) -> Result<Response, No> {
    let mut answer = Map::new();
    for kind in asked_types(query.as_deref())? {
        let (at, size) = stand(&service.desk, kind).await?.unwrap_or((-1, 0));
        answer.insert(
            tx_name(kind).to_owned(),
            json!({
                "db_size": size,
                "index_size": size,
                // A lookup catches up before it answers: there is no build to wait for.
                "index_out_of_date": false,
                "newest_db_item": at,
                "index_built_to": at,
            }),
        );
    }
    Ok(ok(&Value::Object(answer)))
}

/// `GET /c/signal_type`.
pub(super) async fn signal_types(Admitted(_): Admitted) -> Response {
    let types = SignalType::ALL.map(|kind| json!({"name": tx_name(kind), "enabled_ratio": 1.0}));
    ok(&json!(types))
}

/// `GET /c/content_type`.
pub(super) async fn content_types(Admitted(_): Admitted) -> Response {
    let types = ContentType::ALL.map(|(name, _)| json!({"name": name, "enabled": true}));
    ok(&json!(types))
}

/// `GET /c/exchanges`, `GET /c/exchanges/apis`: lists come in by import, not through this door.
pub(super) async fn no_exchanges(Admitted(_): Admitted) -> Response {
    ok(&json!([]))
}

/// `GET /c/exchange/{name}` and below.
pub(super) async fn no_such_exchange(Admitted(_): Admitted) -> No {
    No::missing("Exchange not found")
}
