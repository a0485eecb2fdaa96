//! What a capture holds: every hop, the page, its media, its text, each with its digests.

use sha2::Digest;
use vigie_capture::COLLECTOR;
use vigie_domain::{CaptureStatus, CustodyOrigin, PageState, RecordRole, Sha256};
use vigie_format::warc::{RecordKind, WarcLimits, parse_warc};

use crate::site::{Answer, PICTURE, Site, capturer, capturer_with, noon};

fn digest(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// Goal: one WARC file with every hop, the page, its own media and its text, in that order.
#[tokio::test]
async fn a_page_is_captured_with_its_media() {
    let site = Site::open().await;
    site.redirect("/short", "/middle#part");
    site.redirect("/middle", "/item");
    let html = "<title>Zeta  review</title><h1>A pattern</h1><p>A plain sentence.</p>\
                <img src=a.png><img src='/moved.png'><a href=/file.zip>all files</a>";
    site.html("/item", html);
    site.page("/a.png", 200, "Content-Type: image/png\r\n", PICTURE);
    site.redirect("/moved.png", "/b.png");
    site.page("/b.png", 200, "", PICTURE);

    let captured = capturer()
        .capture(&site.url("/short#x"), noon())
        .await
        .unwrap();

    assert_eq!(captured.url_final, Some(site.url("/item")));
    assert_eq!(
        (captured.status, captured.state),
        (Some(200), PageState::Up)
    );
    assert_eq!(captured.capture_status, CaptureStatus::Complete);
    assert_eq!(captured.title.as_deref(), Some("Zeta review"));
    assert_eq!(
        captured.text.as_deref(),
        Some("A pattern\nA plain sentence.\nall files")
    );
    assert!(captured.defects.is_empty(), "{:?}", captured.defects);
    let hops: Vec<_> = captured
        .redirect_chain
        .iter()
        .map(|hop| hop.url.path())
        .collect();
    assert_eq!(hops, ["/short", "/middle", "/item"]);
    assert_eq!(
        site.asked(),
        [
            "/short",
            "/middle",
            "/item",
            "/a.png",
            "/moved.png",
            "/b.png"
        ]
    );

    let listed: Vec<_> = captured
        .records
        .iter()
        .map(|record| (record.role, record.status, record.content_type.as_str()))
        .collect();
    assert_eq!(
        listed,
        [
            (RecordRole::Redirect, Some(302), "application/octet-stream"),
            (RecordRole::Redirect, Some(302), "application/octet-stream"),
            (RecordRole::Primary, Some(200), "text/html"),
            (RecordRole::Requisite, Some(200), "image/png"),
            (RecordRole::Redirect, Some(302), "application/octet-stream"),
            (RecordRole::Requisite, Some(200), "image/png"),
            (RecordRole::Derived, None, "text/plain"),
        ]
    );
    let (primary, bytes) = captured.primary().unwrap();
    assert_eq!(
        (bytes, primary.sha256),
        (html.as_bytes(), digest(html.as_bytes()))
    );
    assert!(
        captured
            .records
            .iter()
            .all(|record| record.collector == COLLECTOR)
    );
    assert_eq!(captured.media().count(), 2);
    assert!(
        captured
            .media()
            .all(|(_, record, bytes)| { bytes == PICTURE && record.sha256 == digest(PICTURE) })
    );
    let expected = CustodyOrigin::Captured {
        collector: COLLECTOR.to_owned(),
        vantage: "a test".to_owned(),
    };
    assert_eq!(captured.origin, expected);
    assert_eq!(captured.warc_sha256, digest(&captured.warc));
}

/// Goal: the file itself: linked pairs, address, digests that hold, offsets that find records.
#[tokio::test]
async fn the_file_says_the_same() {
    let site = Site::open().await;
    site.html("/", "<p>A sentence<img src=/a.png>");
    let chunked = [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".as_slice(),
        format!("{:x}\r\n", PICTURE.len()).as_bytes(),
        PICTURE,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    site.put("/a.png", Answer::Wire(chunked.clone()));
    let captured = capturer().capture(&site.url("/"), noon()).await.unwrap();
    let (records, defects) = parse_warc(&captured.warc, &WarcLimits::default());
    assert!(defects.is_empty(), "{defects:?}");
    assert_eq!(records[0].kind, RecordKind::WarcInfo);
    assert!(String::from_utf8_lossy(&records[0].block).contains(COLLECTOR));
    assert!(records.iter().all(|record| record.verify().is_sound()));

    let responses: Vec<_> = records
        .iter()
        .filter(|record| record.kind == RecordKind::Response)
        .collect();
    assert_eq!(responses.len(), 2);
    for response in &responses {
        assert_eq!(response.ip(), Some(site.at.ip()));
        let request = records
            .iter()
            .find(|record| {
                record.kind == RecordKind::Request && record.concurrent_to() == response.id()
            })
            .unwrap();
        assert_eq!(request.target_uri(), response.target_uri());
        let listed = captured
            .records
            .iter()
            .find(|record| Some(record.url.as_str()) == response.target_uri())
            .unwrap();
        assert_eq!(listed.warc_offset_bytes, Some(response.offset_bytes));
        let at = response.at.unwrap();
        assert!(
            (0..60_000).contains(&at.since_ms(noon().floor_minute())),
            "{at}"
        );
    }
    assert_eq!(
        responses[1].block, chunked,
        "the wire is kept, chunks and all"
    );
    let picture = captured.media().next().unwrap();
    assert_eq!(picture.2, PICTURE);
    let facts = records
        .iter()
        .find(|record| record.kind == RecordKind::Metadata)
        .unwrap();
    let facts: serde_json::Value = serde_json::from_slice(&facts.block).unwrap();
    assert_eq!(facts["collector"], COLLECTOR);
    assert_eq!(facts["captured_at"], "2026-03-01T12:00:00.000Z");
}

/// Goal: a file is captured as it is, whatever it says it is; an error page is captured too.
#[tokio::test]
async fn other_things_are_captured() {
    let site = Site::open().await;
    site.page(
        "/file",
        200,
        "Content-Type: application/octet-stream\r\n",
        PICTURE,
    );
    let captured = capturer()
        .capture(&site.url("/file"), noon())
        .await
        .unwrap();
    assert_eq!(
        (captured.content_type.as_str(), captured.text),
        ("image/png", None)
    );
    assert_eq!(captured.records.len(), 1);

    let gone = capturer()
        .capture(&site.url("/nothing"), noon())
        .await
        .unwrap();
    assert_eq!(
        (gone.state, gone.capture_status),
        (PageState::Gone, CaptureStatus::Gone)
    );
    assert_eq!(gone.status, Some(404));

    site.page("/busy", 503, "Retry-After: 120\r\n", b"later");
    let busy = capturer()
        .capture(&site.url("/busy"), noon())
        .await
        .unwrap();
    assert_eq!(
        (busy.state, busy.retry_after_ms),
        (PageState::Busy, Some(120_000))
    );
    assert_eq!(busy.capture_status, CaptureStatus::Partial);
}

/// Goal: a page that came compressed although nobody asked is read, its wire kept as it came.
#[tokio::test]
async fn compressed_pages_are_read() {
    let site = Site::open().await;
    let packed = gzip(b"<title>Packed</title><p>A sentence");
    site.page(
        "/",
        200,
        "Content-Type: text/html\r\nContent-Encoding: gzip\r\n",
        &packed,
    );
    let captured = capturer().capture(&site.url("/"), noon()).await.unwrap();
    assert_eq!(captured.title.as_deref(), Some("Packed"));
    let (primary, bytes) = captured.primary().unwrap();
    assert_eq!(bytes, b"<title>Packed</title><p>A sentence");
    assert_eq!(primary.sha256, digest(bytes));
    let (records, _) = parse_warc(&captured.warc, &WarcLimits::default());
    let response = records
        .iter()
        .find(|record| record.kind == RecordKind::Response)
        .unwrap();
    assert_eq!(response.stored_body(), packed);
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Goal: an archive host's description comes with the item; its word outweighs its page.
#[tokio::test]
async fn a_hosts_description_comes_along() {
    let site = Site::open().await;
    let capturer = capturer_with(
        |_| {},
        |config| {
            config.metadata_hosts = vec!["127.0.0.1".to_owned()];
        },
    );
    site.html("/details/zeta-1", "<p>The item's page");
    let json = "Content-Type: application/json\r\n";
    site.page(
        "/metadata/zeta-1",
        200,
        json,
        br#"{"created":1,"metadata":{"identifier":"zeta-1","mediatype":"image"},
            "files":[{"name":"a.png","md5":"00112233445566778899aabbccddeeff"}]}"#,
    );
    let url = site.url("/details/zeta-1");
    let captured = capturer.capture(&url, noon()).await.unwrap();
    assert_eq!(captured.state, PageState::Up);
    assert_eq!(
        captured.host_metadata.as_ref().unwrap().files[0].name,
        "a.png"
    );
    assert!(
        captured
            .records
            .iter()
            .any(|record| record.role == RecordRole::Metadata)
    );

    site.page("/metadata/zeta-1", 200, json, br#"{"is_dark":true}"#);
    assert_eq!(
        capturer.capture(&url, noon()).await.unwrap().state,
        PageState::Gone
    );
    site.page("/metadata/zeta-1", 200, json, b"{}");
    assert_eq!(
        capturer.capture(&url, noon()).await.unwrap().state,
        PageState::Gone
    );
    site.page("/metadata/zeta-1", 503, json, b"{}");
    assert_eq!(
        capturer.capture(&url, noon()).await.unwrap().state,
        PageState::Up
    );
    site.page(
        "/details/zeta-1",
        200,
        "Cf-Mitigated: challenge\r\n",
        b"wait",
    );
    site.page("/metadata/zeta-1", 200, json, b"{}");
    assert_eq!(
        capturer.capture(&url, noon()).await.unwrap().state,
        PageState::Challenge
    );
}
