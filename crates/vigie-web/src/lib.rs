//! HTTP in, HTTP out: unwrap the request, call the desk, wrap the answer.
//!
//! A crate for direction: it stands on the desk, and nothing of the desk stands on it. The pages
//! are written on the server in Arabic, French and English and work without script; the
//! programming interface lies under `/api/v1`; the log is served under `/log/` to anybody.
//!
//! Never: a rule of the trade, SQL, a captured byte served as a page, an inline script or style, a
//! request of the browser to any other house, content or personal data in a log line.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests fail loudly"))]

mod api;
mod config;
mod failure;
mod field;
mod header;
mod health;
mod hma;
mod language;
mod limit;
mod metrics;
mod origin;
mod page;
mod peer;
mod router;
mod session;
mod state;
mod view;

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

pub use api::openapi_json;
pub use config::{Config, HmaConfig};
pub use hma::lookup_router;
pub use router::router;

/// Serves `router` on `listener` until `shutdown` is ready, then lets requests under way finish.
///
/// Shape: requests under way get ten seconds; what is not done by then is cut.
///
/// # Errors
///
/// What the listener says when it can accept no more.
pub async fn serve(
    listener: tokio::net::TcpListener,
    router: axum::Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    /// Time for requests under way after the order to stop.
    const GRACE: Duration = Duration::from_secs(10);
    let (stopping, mut stopped) = tokio::sync::watch::channel(false);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        shutdown.await;
        stopping.send_replace(true);
    });
    tokio::select! {
        done = serving.into_future() => done,
        () = async {
            // A sender that is gone without a word means the server ended by itself.
            if stopped.wait_for(|stop| *stop).await.is_err() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(GRACE).await;
        } => Ok(()),
    }
}
