//! A site of the tests: paths with the bytes they answer, and a record of what was asked.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;
use vigie_capture::{Capturer, Config};
use vigie_domain::Timestamp;
use vigie_egress::Egress;

/// A PNG of 2 × 2 pixels in one colour.
pub(crate) const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02\x08\x02\0\0\0\xfd\xd4\x9as\0\0\0\x10IDATx\x9cc\xf8\xcf\xc0\x00\xc2\x10\n\0\x1d\xf2\x03\xfd\x8f\xb7\xfe\xed\0\0\0\0IEND\xaeB`\x82";

/// What a path answers.
#[derive(Clone)]
pub(crate) enum Answer {
    /// The bytes of a whole answer.
    Wire(Vec<u8>),
    /// The first once, then the second until nobody listens.
    Flood(Vec<u8>, Vec<u8>),
    /// The bytes, and then silence on an open connection.
    Hold(Vec<u8>),
}

/// A site that is served.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) at: SocketAddr,
    paths: Arc<Mutex<BTreeMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let site = Self {
            at: listener.local_addr().unwrap(),
            paths: Arc::default(),
            asked: Arc::default(),
        };
        let serving = site.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().answer(stream));
            }
        });
        site
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.at)).unwrap()
    }

    /// Paths asked for so far, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn put(&self, path: &str, answer: Answer) {
        self.paths.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// A whole answer with its length.
    pub(crate) fn page(&self, path: &str, status: u16, headers: &str, body: &[u8]) {
        let head = format!(
            "HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n",
            body.len()
        );
        self.put(path, Answer::Wire([head.as_bytes(), body].concat()));
    }

    pub(crate) fn html(&self, path: &str, body: &str) {
        self.page(
            path,
            200,
            "Content-Type: text/html; charset=utf-8\r\n",
            body.as_bytes(),
        );
    }

    pub(crate) fn redirect(&self, path: &str, target: &str) {
        self.page(path, 302, &format!("Location: {target}\r\n"), b"");
    }

    async fn answer(self, mut stream: TcpStream) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => head.push(byte),
                Err(_) => return,
            }
        }
        let head = String::from_utf8(head).unwrap();
        let path = head.split(' ').nth(1).unwrap().to_owned();
        self.asked.lock().unwrap().push(path.clone());
        let found = self.paths.lock().unwrap().get(&path).cloned();
        let absent = || b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone".to_vec();
        match found.unwrap_or_else(|| Answer::Wire(absent())) {
            Answer::Wire(bytes) => {
                let _ = stream.write_all(&bytes).await;
            }
            Answer::Flood(first, again) => {
                let _ = stream.write_all(&first).await;
                while stream.write_all(&again).await.is_ok() {}
            }
            Answer::Hold(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.read_to_end(&mut Vec::new()).await;
            }
        }
    }
}

/// The instant at which the tests live.
pub(crate) fn noon() -> Timestamp {
    Timestamp::parse_rfc3339("2026-03-01T12:00:00Z").unwrap()
}

/// A capturer that may reach loopback, with tiny limits.
pub(crate) fn capturer() -> Capturer {
    capturer_with(|_| {}, |_| {})
}

pub(crate) fn capturer_with(
    change_egress: impl FnOnce(&mut vigie_egress::Config),
    change: impl FnOnce(&mut Config),
) -> Capturer {
    let mut egress = vigie_egress::Config::for_testing();
    change_egress(&mut egress);
    let mut config = Config::for_testing();
    change(&mut config);
    Capturer::new(Egress::new(egress).unwrap(), config)
}
