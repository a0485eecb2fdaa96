//! Sites that stall, flood, lie, and lead where they should not.

use vigie_domain::{CaptureStatus, PageState, RecordRole};
use vigie_format::warc::{RecordKind, WarcLimits, parse_warc};

use crate::capture::gzip;
use crate::site::{Answer, PICTURE, Site, capturer, capturer_with, noon};

/// Goal: a refusal at any hop is an error and leaves nothing; nothing behind it is asked.
///
/// Method: only 127.0.0.1 is allowed, so that everything else on loopback is forbidden ground.
#[tokio::test]
async fn redirects_into_forbidden_ground_are_refused() {
    let site = Site::open().await;
    let capturer = capturer_with(
        |egress| egress.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()],
        |_| {},
    );
    let port = site.at.port();
    for (target, kind) in [
        (format!("http://127.0.0.2:{port}/"), "refused_address"),
        (format!("http://0x7f.2:{port}/"), "refused_address"),
        (format!("http://[::1]:{port}/"), "refused_address"),
        (
            format!("http://[::ffff:10.0.0.1]:{port}/"),
            "refused_address",
        ),
        (
            "http://localtest.localhost/".to_owned(),
            "refused_address_is_allowed",
        ),
        (
            "http://169.254.169.254/latest/".to_owned(),
            "refused_address",
        ),
        ("//10.0.0.1/".to_owned(), "refused_address"),
        ("file:///etc/passwd".to_owned(), "refused_scheme"),
        ("javascript:alert(1)".to_owned(), "refused_scheme"),
        ("data:text/html,x".to_owned(), "refused_scheme"),
        ("ftp://127.0.0.1/".to_owned(), "refused_scheme"),
        ("http://user:word@127.0.0.1/".to_owned(), "refused_userinfo"),
        ("http://[nonsense/".to_owned(), "bad_redirect"),
    ] {
        site.redirect("/first", "/second");
        site.redirect("/second", &target);
        let error = capturer
            .capture(&site.url("/first"), noon())
            .await
            .unwrap_err();
        if kind == "refused_address_is_allowed" {
            // The name means 127.0.0.1, which is allowed here; nothing listens on port 80.
            assert_eq!(error.kind(), "connect_failed", "{target}");
            continue;
        }
        assert_eq!(error.kind(), kind, "{target}");
        assert!(error.is_refusal(), "{target}");
        assert_eq!(error.page_state(), PageState::Unknown, "{target}");
    }
}

/// Goal: without the allow-list, loopback is refused before anything is sent.
#[tokio::test]
async fn loopback_is_refused_in_earnest() {
    let site = Site::open().await;
    let capturer = capturer_with(|egress| egress.allow_addresses.clear(), |_| {});
    let error = capturer.capture(&site.url("/"), noon()).await.unwrap_err();
    assert_eq!(error.kind(), "refused_address");
    let sentence = error.to_string();
    assert_eq!(
        sentence,
        "hop 0: refused `127.0.0.1`: its address 127.0.0.1 is loopback, which a web address may not \
         lead to"
    );
    assert!(site.asked().is_empty());
}

/// Goal: circles and endless stairs of redirects end, and say which they were.
#[tokio::test]
async fn redirects_end() {
    let site = Site::open().await;
    site.redirect("/a", "/b");
    site.redirect("/b", "/a#again");
    let circle = capturer()
        .capture(&site.url("/a"), noon())
        .await
        .unwrap_err();
    assert_eq!(circle.kind(), "redirect_loop");
    for step in 0..20 {
        site.redirect(&format!("/{step}"), &format!("/{}", step + 1));
    }
    let stairs = capturer()
        .capture(&site.url("/0"), noon())
        .await
        .unwrap_err();
    assert_eq!(stairs.to_string(), "more than 4 redirects in a row");
    site.page("/odd", 302, "", b"no target");
    let odd = capturer().capture(&site.url("/odd"), noon()).await.unwrap();
    assert_eq!((odd.status, odd.state), (Some(302), PageState::Unknown));
}

/// Goal: what is cut by a limit or broken off is kept as far as it came, and marked as such.
#[tokio::test]
async fn cut_bodies_are_kept_and_marked() {
    let site = Site::open().await;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
    let wire = |rest: &str| format!("{head}{rest}").into_bytes();
    site.put(
        "/endless",
        Answer::Flood(wire("\r\n"), b"word ".repeat(1000)),
    );
    site.put(
        "/liar",
        Answer::Wire(wire("Content-Length: 100\r\n\r\nshort")),
    );
    site.put(
        "/chunks",
        Answer::Wire(wire(
            "Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n9\r\nx",
        )),
    );
    site.put("/slow", Answer::Hold(wire("\r\nshort")));
    let capturer = capturer_with(
        |egress| {
            egress.body_bytes_max = 50_000;
            egress.exchange_timeout_ms = 800;
        },
        |_| {},
    );
    for (path, reason, sentence) in [
        ("/endless", "length", "the body was cut at the size limit"),
        (
            "/liar",
            "disconnect",
            "the server broke off, or its framing, before the body was whole",
        ),
        (
            "/chunks",
            "disconnect",
            "the server broke off, or its framing, before the body was whole",
        ),
        ("/slow", "time", "the body was cut at the time limit"),
    ] {
        let captured = capturer.capture(&site.url(path), noon()).await.unwrap();
        assert_eq!(captured.capture_status, CaptureStatus::Partial, "{path}");
        assert_eq!(captured.defects, [sentence], "{path}");
        let (primary, bytes) = captured.primary().unwrap();
        assert!(
            bytes.starts_with(if path == "/endless" {
                b"word "
            } else {
                b"short"
            }),
            "{path}"
        );
        assert!(primary.size_bytes <= 50_000);
        let (records, defects) = parse_warc(&captured.warc, &WarcLimits::default());
        assert!(defects.is_empty(), "{path}: {defects:?}");
        let response = records
            .iter()
            .find(|record| record.kind == RecordKind::Response)
            .unwrap();
        assert_eq!(response.header("WARC-Truncated"), Some(reason), "{path}");
        assert!(response.verify().is_sound());
    }
}

/// Goal: servers that never get to the point are errors that say so; none of them is "gone".
#[tokio::test]
async fn stalls_and_floods_are_errors() {
    let site = Site::open().await;
    site.put(
        "/loris",
        Answer::Hold(b"HTTP/1.1 200 OK\r\nX-Slow: ".to_vec()),
    );
    site.put(
        "/headers",
        Answer::Flood(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X: y\r\n".repeat(100)),
    );
    site.put("/other", Answer::Wire(b"220 mail.test ESMTP\r\n".to_vec()));
    site.put("/silent", Answer::Wire(Vec::new()));
    let capturer = capturer_with(|egress| egress.exchange_timeout_ms = 200, |_| {});
    for (path, kind, state) in [
        ("/loris", "timeout", PageState::Unreachable),
        ("/headers", "too_large", PageState::Unknown),
        ("/other", "malformed", PageState::Unknown),
        ("/silent", "disconnected", PageState::Unreachable),
    ] {
        let error = capturer.capture(&site.url(path), noon()).await.unwrap_err();
        assert_eq!((error.kind(), error.page_state()), (kind, state), "{path}");
        assert!(!error.is_refusal());
    }
    let whole = capturer_with(|_| {}, |config| config.capture_timeout_ms = 100);
    let error = whole
        .capture(&site.url("/loris"), noon())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), "timeout");
}

/// Goal: a compression bomb stays packed; the exhibit holds what came and says why.
#[tokio::test]
async fn bombs_stay_packed() {
    let site = Site::open().await;
    let bomb = gzip(&vec![b' '; 40_000_000]);
    site.page(
        "/",
        200,
        "Content-Type: text/html\r\nContent-Encoding: gzip\r\n",
        &bomb,
    );
    let captured = capturer().capture(&site.url("/"), noon()).await.unwrap();
    assert_eq!(
        captured.defects[0],
        "the body is kept compressed: too_large"
    );
    assert_eq!(captured.primary().unwrap().1, bomb);
}

/// Goal: media are taken within count, size and guard; the rest is told, not fetched.
#[tokio::test]
async fn media_are_taken_within_limits() {
    let site = Site::open().await;
    let port = site.at.port();
    let pictures: Vec<String> = (0..20)
        .map(|number| format!("<img src=/p{number}.png>"))
        .collect();
    let pictures = pictures.concat();
    for number in 0..20 {
        site.page(
            &format!("/p{number}.png"),
            200,
            "Content-Type: image/png\r\n",
            PICTURE,
        );
    }
    site.html(
        "/many",
        &format!("<img src=http://127.9.9.9:{port}/x.png>{pictures}"),
    );
    let capturer = capturer_with(
        |egress| egress.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()],
        |_| {},
    );
    let captured = capturer.capture(&site.url("/many"), noon()).await.unwrap();
    assert_eq!(captured.media().count(), 5);
    assert_eq!(captured.capture_status, CaptureStatus::Partial);
    assert_eq!(
        captured.defects,
        [
            "1 of the page's media could not be read: refused_address",
            "15 of the page's media were left out by a limit",
        ]
    );
    assert_eq!(site.asked().len(), 6);

    let endless = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n".to_vec();
    site.put("/endless.png", Answer::Flood(endless, vec![0; 4096]));
    site.html("/big", "<img src=/endless.png><img src=/p1.png>");
    let captured = capturer.capture(&site.url("/big"), noon()).await.unwrap();
    let sizes: Vec<_> = captured
        .records
        .iter()
        .filter(|record| record.role == RecordRole::Requisite)
        .map(|record| record.size_bytes)
        .collect();
    assert_eq!(sizes, [256 * 1024, PICTURE.len() as u64]);
    assert_eq!(captured.capture_status, CaptureStatus::Partial);
}

/// Goal: a page in no known encoding, and one that is nothing but brackets, are still exhibits.
#[tokio::test]
async fn unreadable_pages_are_exhibits() {
    let site = Site::open().await;
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    site.page(
        "/bytes",
        200,
        html,
        b"<title>caf\xe9</title><p>\xff\xfe\x00 plain",
    );
    let captured = capturer()
        .capture(&site.url("/bytes"), noon())
        .await
        .unwrap();
    assert_eq!(captured.title.as_deref(), Some("caf\u{fffd}"));
    assert_eq!(
        captured.defects,
        ["the page holds bytes that its encoding does not"]
    );

    site.page("/deep", 200, html, &b"<div><table><a><b>".repeat(20_000));
    let captured = capturer()
        .capture(&site.url("/deep"), noon())
        .await
        .unwrap();
    assert_eq!(captured.text.as_deref(), Some(""));
    assert_eq!(
        captured.defects,
        ["only the beginning of the page was read"]
    );
}
