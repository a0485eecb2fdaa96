//! The least of HTTP that a measurement needs: one connection that is kept, one request at a time.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, SET_COOKIE};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) cookies: Vec<String>,
    pub(crate) body: Bytes,
}

/// A connection to a server on loopback.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    authority: String,
}

impl Connection {
    #[expect(
        clippy::disallowed_methods,
        reason = "a driver of load is no part of the house"
    )]
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // Ends with the sender; what went wrong, the next request says.
        tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Self {
            sender,
            authority: address.to_string(),
        })
    }

    /// Asks for a page, with a cookie unless it is empty.
    pub(crate) async fn get(&mut self, path: &str, cookie: &str) -> Result<Answer> {
        self.send(Method::GET, path, cookie, Bytes::new()).await
    }

    /// Sends a form as a page of the desk would.
    pub(crate) async fn post_form(&mut self, path: &str, form: String) -> Result<Answer> {
        self.send(Method::POST, path, "", form.into()).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        cookie: &str,
        body: Bytes,
    ) -> Result<Answer> {
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header(HOST, &self.authority);
        if !cookie.is_empty() {
            request = request.header(COOKIE, cookie);
        }
        if method == Method::POST {
            request = request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ORIGIN, format!("http://{}", self.authority));
        }
        self.sender
            .ready()
            .await
            .context("the server closed the connection")?;
        let answer = self
            .sender
            .send_request(request.body(Full::new(body))?)
            .await?;
        let (head, body) = answer.into_parts();
        let cookies = head
            .headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok()?.split(';').next().map(str::to_owned))
            .collect();
        Ok(Answer {
            status: head.status.as_u16(),
            cookies,
            body: body.collect().await?.to_bytes(),
        })
    }
}
