//! Servers that answer, and servers that stall, flood and lie.

use std::net::SocketAddr;

use url::Url;
use vigie_egress::{
    Config, Egress, EgressError, ErrorKind, Exchange, Limits, Method, Request, Rule, Truncation,
    WireDefect,
};

use crate::server::{Script, serve};

fn url(at: SocketAddr) -> Url {
    Url::parse(&format!("http://{at}/a?b=c")).unwrap()
}

fn limits() -> Limits {
    Limits {
        exchange_timeout_ms: 5_000,
        header_bytes_max: 2_048,
        body_bytes_max: 10_000,
    }
}

async fn ask(script: Script, limits: Limits) -> Result<Exchange, EgressError> {
    let at = serve(script).await;
    let egress = Egress::new(Config::for_testing()).unwrap();
    egress
        .exchange_partial(&Request::get(url(at)), Rule::Content, limits)
        .await
}

fn send(text: &str) -> Script {
    Script::Send(text.as_bytes().to_vec())
}

fn kind_of<T>(answer: Result<T, EgressError>) -> Option<ErrorKind> {
    answer.err().map(|error| error.kind())
}

/// Goal: every byte of the wire is kept: request, head and body exactly as they travelled.
#[tokio::test]
async fn the_wire_is_kept_byte_for_byte() {
    let head = "HTTP/1.1 206 Partly  \r\nX-Odd:  a \r\nTransfer-Encoding: chunked\r\n\r\n";
    let body = "3;x=1\r\nabc\r\n004\r\ndefg\r\n0\r\nTrailer: y\r\n\r\n";
    let exchange = ask(send(&format!("{head}{body}")), limits()).await.unwrap();
    assert_eq!(exchange.response_head, head.as_bytes());
    assert_eq!(exchange.wire_body, body.as_bytes());
    assert_eq!(exchange.body(), b"abcdefg");
    assert!(exchange.is_chunked());
    assert_eq!((exchange.status, exchange.truncation), (206, None));
    assert_eq!(exchange.header("x-odd").as_deref(), Some("a"));
    assert!(exchange.defects.is_empty(), "{:?}", exchange.defects);
    let request = String::from_utf8(exchange.request_bytes).unwrap();
    let host = exchange.peer;
    assert_eq!(
        request,
        format!("GET /a?b=c HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    );
}

/// Goal: the ways a body can end, and what is odd about each.
#[tokio::test]
async fn bodies_end_where_they_should() {
    for (wire, body, truncation, defects) in [
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
            "abc",
            None,
            vec![],
        ),
        ("HTTP/1.0 200 OK\n\nabc", "abc", None, vec![]),
        ("HTTP/1.1 204 No\r\n\r\n", "", None, vec![]),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef",
            "abc",
            None,
            vec![WireDefect::BytesAfterBody],
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
            "abc",
            Some(Truncation::Disconnect),
            vec![],
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "ab",
            Some(Truncation::Disconnect),
            vec![],
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
            "ab",
            Some(Truncation::Disconnect),
            vec![],
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
            "ab",
            None,
            vec![WireDefect::LengthBesideChunks],
        ),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nno header\r\nContent-Length: 1\r\n\r\na",
            "a",
            None,
            vec![WireDefect::InterimAnswers, WireDefect::InvalidHeaders],
        ),
    ] {
        let exchange = ask(send(wire), limits()).await.unwrap();
        assert_eq!(exchange.body(), body.as_bytes(), "{wire}");
        assert_eq!(exchange.truncation, truncation, "{wire}");
        assert_eq!(exchange.defects, defects, "{wire}");
    }
}

/// Goal: an endless body is cut at the limit and says so, however it is framed.
#[tokio::test]
async fn endless_bodies_are_cut() {
    let again = vec![b'x'; 4096];
    let chunk = [b"1000\r\n", again.as_slice(), b"\r\n"].concat();
    let head = |framing: &str| format!("HTTP/1.1 200 OK\r\n{framing}\r\n").into_bytes();
    for (framing, again) in [
        ("", again.clone()),
        ("Content-Length: 18446744073709551615\r\n", again.clone()),
        ("Transfer-Encoding: chunked\r\n", chunk),
        ("Transfer-Encoding: chunked\r\n", b"1\r\nx\r\n".to_vec()),
    ] {
        let exchange = ask(Script::Flood(head(framing), again), limits())
            .await
            .unwrap();
        assert_eq!(exchange.truncation, Some(Truncation::Length), "{framing}");
        assert!(exchange.body().len() <= 10_000 + 32 * 1024, "{framing}");
        assert!(!exchange.body().is_empty(), "{framing}");
        let at = serve(Script::Flood(head(framing), again_of(&exchange))).await;
        let egress = Egress::new(Config::for_testing()).unwrap();
        let strict = egress
            .exchange(&Request::get(url(at)), Rule::Content, limits())
            .await;
        assert_eq!(kind_of(strict), Some(ErrorKind::TooLarge), "{framing}");
    }
}

/// The flood once more, from what was kept of it.
fn again_of(exchange: &Exchange) -> Vec<u8> {
    let whole_chunks = exchange.wire_body.len() / 4104 * 4104;
    if exchange.wire_body.starts_with(b"1000\r\n") {
        return exchange.wire_body[..whole_chunks].to_vec();
    }
    if exchange.wire_body.starts_with(b"1\r\n") {
        b"1\r\nx\r\n".to_vec()
    } else {
        vec![b'x'; 4096]
    }
}

/// Goal: a head that never ends, holds too much, or is no head, is named.
#[tokio::test]
async fn hostile_heads_end() {
    let endless = Script::Flood(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-A: b\r\n".repeat(64));
    assert_eq!(
        kind_of(ask(endless, limits()).await),
        Some(ErrorKind::TooLarge)
    );
    let line = Script::Flood(b"HTTP/1.1 200 OK\r\nX: ".to_vec(), vec![b'y'; 512]);
    assert_eq!(
        kind_of(ask(line, limits()).await),
        Some(ErrorKind::TooLarge)
    );
    let interim = Script::Flood(Vec::new(), b"HTTP/1.1 103 Early\r\n\r\n".to_vec());
    assert_eq!(
        kind_of(ask(interim, limits()).await),
        Some(ErrorKind::Malformed)
    );
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(300));
    assert_eq!(
        kind_of(ask(send(&many), limits()).await),
        Some(ErrorKind::Malformed)
    );
    for (wire, expected) in [
        ("SSH-2.0-OpenSSH_9.2\r\n", ErrorKind::Malformed),
        ("<html>an answer of 1991</html>", ErrorKind::Malformed),
        ("HTTP/1.1 two hundred\r\n\r\n", ErrorKind::Malformed),
        ("HTTP/1.1 101 Switching\r\n\r\n", ErrorKind::Malformed),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            ErrorKind::Malformed,
        ),
        ("HTTP/1.1 200 OK\r\nX: y\r\n", ErrorKind::Disconnected),
        ("", ErrorKind::Disconnected),
    ] {
        assert_eq!(
            kind_of(ask(send(wire), limits()).await),
            Some(expected),
            "{wire}"
        );
    }
}

/// Goal: a server that stalls costs its time and no more: before the head an error, in the body
/// what has come.
#[tokio::test]
async fn stalling_servers_run_out_of_time() {
    let short = Limits {
        exchange_timeout_ms: 300,
        ..limits()
    };
    for stalled in ["", "HTTP/1.1 200 OK\r\nX-Slow: ", "HTTP/1.1 200 OK\r\n"] {
        let script = Script::SendAndHold(stalled.as_bytes().to_vec());
        assert_eq!(
            kind_of(ask(script, short).await),
            Some(ErrorKind::Timeout),
            "{stalled}"
        );
    }
    for (wire, kept) in [
        ("HTTP/1.1 200 OK\r\n\r\nabc", "abc"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "abc"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
            "abc",
        ),
    ] {
        let script = Script::SendAndHold(wire.as_bytes().to_vec());
        let exchange = ask(script, short).await.unwrap();
        assert_eq!(exchange.truncation, Some(Truncation::Time), "{wire}");
        assert_eq!(exchange.body(), kept.as_bytes());
    }
    let whole = Script::SendAndHold(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc".to_vec());
    assert_eq!(
        ask(whole, limits()).await.unwrap().truncation,
        None,
        "no need to wait for a close"
    );
}

/// Goal: nothing listens, or the guard says no: nothing is sent.
#[tokio::test]
async fn refusals_and_dead_ends() {
    let at = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let egress = Egress::new(Config::for_testing()).unwrap();
    let answer = egress
        .exchange(&Request::get(url(at)), Rule::Content, limits())
        .await;
    assert_eq!(kind_of(answer), Some(ErrorKind::ConnectFailed));

    let strict = Egress::new(Config::default()).unwrap();
    for (text, expected) in [
        ("http://127.0.0.1/", ErrorKind::RefusedAddress),
        ("http://2130706433/", ErrorKind::RefusedAddress),
        ("http://[::1]/", ErrorKind::RefusedAddress),
        (
            "http://169.254.169.254/latest/meta-data/",
            ErrorKind::RefusedAddress,
        ),
        ("http://127.0.0.1:22/", ErrorKind::RefusedPort),
        ("file:///etc/passwd", ErrorKind::RefusedScheme),
        ("http://user:pass@127.0.0.1/", ErrorKind::RefusedUserinfo),
    ] {
        let request = Request::get(Url::parse(text).unwrap());
        let answer = strict.exchange(&request, Rule::Content, limits()).await;
        assert_eq!(kind_of(answer), Some(expected), "{text}");
    }
}

/// Goal: a body is sent whole with its length, and an answer to HEAD has no body to wait for.
#[tokio::test]
async fn other_methods_work() {
    let at = serve(Script::SendAndHold(
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n".to_vec(),
    ))
    .await;
    let egress = Egress::new(Config::for_testing()).unwrap();
    let request = Request {
        method: Method::Head,
        ..Request::get(url(at))
    };
    let exchange = egress
        .exchange(&request, Rule::Content, limits())
        .await
        .unwrap();
    assert_eq!((exchange.body().len(), exchange.truncation), (0, None));

    let at = serve(send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")).await;
    let request = Request {
        method: Method::Post,
        body: b"{}".to_vec(),
        ..Request::get(url(at)).with_header("Content-Type", "application/json")
    };
    let exchange = egress
        .exchange(&request, Rule::Configured, limits())
        .await
        .unwrap();
    assert_eq!(exchange.status, 201);
    assert!(
        exchange
            .request_bytes
            .ends_with(b"Content-Length: 2\r\n\r\n{}")
    );
}
