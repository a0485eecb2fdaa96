//! HTTP/1.1 as the small internet speaks it: a server loop and a plain client.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Limits of one listener.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ServerLimits {
    pub(crate) connection_count_max: usize,
    pub(crate) idle: Duration,
}

/// Serves until dropped; one exchange per connection, so that nothing lingers.
pub(crate) async fn serve<F, R>(listener: TcpListener, limits: ServerLimits, answer: F)
where
    F: Fn(Request<Incoming>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    accept(listener, limits.connection_count_max, move |stream| {
        let answer = answer.clone();
        async move {
            let service = service_fn(move |request| {
                let answered = answer(request);
                async move { Ok::<_, Infallible>(answered.await) }
            });
            // A client that breaks off mid-way is its own affair.
            let _ = hyper::server::conn::http1::Builder::new()
                .keep_alive(false)
                .timer(TokioTimer::new())
                .header_read_timeout(limits.idle)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        }
    })
    .await;
}

/// Accepts connections, at most `connection_count_max` at once, until dropped.
pub(crate) async fn accept<F, R>(listener: TcpListener, connection_count_max: usize, handle: F)
where
    F: Fn(TcpStream) -> R,
    R: Future<Output = ()> + Send + 'static,
{
    let slots = Arc::new(Semaphore::new(connection_count_max));
    let mut connections = JoinSet::new();
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let handled = handle(stream);
                connections.spawn(async move {
                    handled.await;
                    drop(slot);
                });
            }
            Err(error) => {
                tracing::debug!(error = %error, "the small internet could not accept a connection");
                tokio::task::yield_now().await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

/// One request of the plain client.
#[derive(Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) addr: SocketAddr,
    pub(crate) method: &'a str,
    pub(crate) host: &'a str,
    /// Path and query.
    pub(crate) target: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: Bytes,
    pub(crate) wait: Duration,
    pub(crate) size_bytes_max: usize,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Sends one request over a connection of its own.
///
/// # Errors
///
/// A sentence about what failed: connection, protocol, size or time.
pub(crate) async fn fetch(ask: Ask<'_>) -> Result<Answer, String> {
    tokio::time::timeout(ask.wait, exchange(&ask))
        .await
        .map_err(|_| format!("no answer within {} ms", ask.wait.as_millis()))?
}

#[expect(
    clippy::disallowed_methods,
    reason = "the people of the small internet live outside the house and have their own client"
)]
async fn exchange(ask: &Ask<'_>) -> Result<Answer, String> {
    let stream = TcpStream::connect(ask.addr)
        .await
        .map_err(|error| error.to_string())?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| error.to_string())?;
    let mut driving = JoinSet::new();
    driving.spawn(connection);
    let mut request = Request::builder()
        .method(ask.method)
        .uri(ask.target)
        .header("host", ask.host)
        .header("connection", "close");
    for (name, value) in ask.headers {
        request = request.header(*name, *value);
    }
    let request = request
        .body(Full::new(ask.body.clone()))
        .map_err(|error| error.to_string())?;
    let (head, body) = sender
        .send_request(request)
        .await
        .map_err(|error| error.to_string())?
        .into_parts();
    let body = Limited::new(body, ask.size_bytes_max)
        .collect()
        .await
        .map_err(|error| error.to_string())?
        .to_bytes();
    Ok(Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body,
    })
}
