//! A web server on loopback that says what a test tells it to.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// What one path answers.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Page {
    /// `200` with this body.
    pub(crate) fn of(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type", media_type.to_owned())];
        Self {
            status: 200,
            headers,
            body: body.into(),
        }
    }

    /// `302` to somewhere.
    pub(crate) fn leading_to(target: &str) -> Self {
        Self {
            status: 302,
            headers: vec![("Location", target.to_owned())],
            body: Vec::new(),
        }
    }
}

/// What each path answers; may change while it is served.
type Pages = Arc<Mutex<HashMap<&'static str, Page>>>;

/// A web server; gone when dropped.
pub(crate) struct WebServer {
    addr: SocketAddr,
    pages: Pages,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl WebServer {
    /// Serves these pages; every other path is `404`.
    pub(crate) fn serving(pages: impl IntoIterator<Item = (&'static str, Page)>) -> Self {
        Self::at("127.0.0.1", pages)
    }

    /// The same at another address of the loopback.
    pub(crate) fn at(ip: &str, pages: impl IntoIterator<Item = (&'static str, Page)>) -> Self {
        let pages: Pages = Arc::new(Mutex::new(pages.into_iter().collect()));
        let listener = TcpListener::bind((ip, 0)).unwrap();
        let addr = listener.local_addr().unwrap();
        let stopping = Arc::new(AtomicBool::new(false));
        let (stop, served) = (Arc::clone(&stopping), Arc::clone(&pages));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                // A client that breaks off is its own affair.
                let _ = stream.and_then(|stream| answer(&stream, &served));
            }
        });
        Self {
            addr,
            pages,
            stopping,
            thread: Some(thread),
        }
    }

    /// Serves something else at a path from now on.
    pub(crate) fn put(&self, path: &'static str, page: Page) {
        self.pages.lock().unwrap().insert(path, page);
    }

    /// Takes a path down.
    pub(crate) fn remove(&self, path: &'static str) {
        self.pages.lock().unwrap().remove(path);
    }

    /// The address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }
}

impl Drop for WebServer {
    #[expect(
        clippy::disallowed_methods,
        reason = "the far end of a wire is not the house"
    )]
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread from waiting for the next client.
        drop(TcpStream::connect(self.addr));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn answer(stream: &TcpStream, pages: &Pages) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = request.split(' ').nth(1).unwrap_or_default();
    let missing = Page {
        status: 404,
        ..Page::of("text/plain", "nothing here\n")
    };
    let found = pages.lock().unwrap().get(path).cloned();
    let page = found.unwrap_or(missing);
    let mut head = format!("HTTP/1.1 {} -\r\nConnection: close\r\n", page.status);
    for (name, value) in &page.headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    write!(head, "Content-Length: {}\r\n\r\n", page.body.len()).unwrap();
    let mut stream = stream;
    stream.write_all(head.as_bytes())?;
    stream.write_all(&page.body)
}
