//! Things handed over: files, pasted posts, other people's archives, and what only looks like one.

use url::Url;
use vigie_capture::{CaptureError, Captured, Supplied, SuppliedForm};
use vigie_domain::{CaptureStatus, CustodyOrigin, RecordRole, UserId};
use vigie_format::warc::{RecordKind, WarcLimits, parse_warc};

use crate::capture::gzip;
use crate::site::{PICTURE, Site, capturer, noon};

async fn hand_over(form: SuppliedForm) -> Result<Captured, CaptureError> {
    let taken_by = Some(UserId::from_u128(7));
    let url = Some(Url::parse("http://site.test/item").unwrap());
    capturer()
        .take_in(
            Supplied {
                form,
                by: "a partner".to_owned(),
                taken_by,
                url,
            },
            noon(),
        )
        .await
}

fn file(name: &str, bytes: &[u8]) -> SuppliedForm {
    SuppliedForm::File {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    }
}

/// Goal: a file becomes a resource with custody "supplied by", and its claims stay claims.
#[tokio::test]
async fn a_file_is_taken_in() {
    let taken = hand_over(file("C:\\shots\\shot\u{7}.png", PICTURE))
        .await
        .unwrap();
    let expected = CustodyOrigin::Supplied {
        by: "a partner".to_owned(),
        taken_by: Some(UserId::from_u128(7)),
    };
    assert_eq!(taken.origin, expected);
    assert_eq!(
        (taken.content_type.as_str(), taken.status),
        ("image/png", None)
    );
    assert_eq!(taken.url_final, None);
    assert_eq!(
        taken.media().map(|(_, _, bytes)| bytes).collect::<Vec<_>>(),
        [PICTURE]
    );
    assert_eq!(taken.records[0].method, "upload");
    assert!(taken.records[0].url.starts_with("urn:sha256:"));
    let (records, defects) = parse_warc(&taken.warc, &WarcLimits::default());
    assert!(defects.is_empty());
    assert!(records.iter().all(|record| record.verify().is_sound()));
    assert_eq!(records[1].kind, RecordKind::Resource);
    assert_eq!(records[1].block, PICTURE);
    let facts: serde_json::Value = serde_json::from_slice(&records[2].block).unwrap();
    assert_eq!(facts["file_name"], "shot.png");
    assert_eq!(facts["claimed_url"], "http://site.test/item");
}

/// Goal: a pasted post and an uploaded page give their text.
#[tokio::test]
async fn texts_are_taken_in() {
    let post = hand_over(SuppliedForm::Text("جملة بسيطة".to_owned()))
        .await
        .unwrap();
    assert_eq!(post.text.as_deref(), Some("جملة بسيطة"));
    assert_eq!(post.records.len(), 1);
    let page = hand_over(file("a.html", b"<!doctype html><title>T</title><p>One"))
        .await
        .unwrap();
    assert_eq!(
        (page.title.as_deref(), page.text.as_deref()),
        (Some("T"), Some("One"))
    );
    assert_eq!(page.records[1].role, RecordRole::Derived);
}

/// Goal: somebody's archive is kept byte for byte, listed, and its contradictions are told.
#[tokio::test]
async fn archives_are_kept_and_listed() {
    let site = Site::open().await;
    site.redirect("/", "/item");
    site.html("/item", "<title>T</title><p>One<img src=/a.png>");
    site.page("/a.png", 200, "Content-Type: image/png\r\n", PICTURE);
    let made = capturer().capture(&site.url("/"), noon()).await.unwrap();

    let taken = hand_over(file("theirs.warc.gz", &made.warc)).await.unwrap();
    assert!(taken.warc == made.warc, "kept byte for byte");
    assert_eq!(taken.capture_status, CaptureStatus::Complete);
    let roles: Vec<_> = taken.records.iter().map(|record| record.role).collect();
    let expected = [
        RecordRole::Redirect,
        RecordRole::Primary,
        RecordRole::Requisite,
        RecordRole::Derived,
    ];
    assert_eq!(roles, expected);
    assert_eq!(
        (taken.title.as_deref(), taken.text.as_deref()),
        (Some("T"), Some("One"))
    );
    assert!(taken.records[1].collector.ends_with("(as stated)"));
    for (listed, original) in taken.records.iter().zip(&made.records) {
        assert_eq!(listed.sha256, original.sha256);
        assert_eq!(listed.warc_offset_bytes, original.warc_offset_bytes);
    }
    assert_eq!(taken.media().count(), 1);

    let plain: Vec<u8> = {
        use std::io::Read;
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(&*made.warc)
            .read_to_end(&mut plain)
            .unwrap();
        plain
    };
    let position = plain
        .windows(6)
        .position(|bytes| bytes == b"<p>One")
        .unwrap();
    let mut forged = plain.clone();
    forged[position + 3] = b'T';
    let taken = hand_over(file("theirs.warc", &forged)).await.unwrap();
    assert_eq!(taken.defects, ["1 records contradict their own digests"]);
    assert_eq!(taken.capture_status, CaptureStatus::Partial);

    let cut = hand_over(file("cut.warc.gz", &made.warc[..made.warc.len() * 2 / 3]))
        .await
        .unwrap();
    assert!(!cut.defects.is_empty());
    assert_eq!(cut.capture_status, CaptureStatus::Partial);
}

/// Goal: what is only packed like an archive is a file like any other; bombs and nothing end.
#[tokio::test]
async fn other_packages_are_files() {
    for bytes in [
        gzip(b"not an archive"),
        gzip(&vec![0; 20_000_000]),
        b"PK\x03\x04rest".to_vec(),
    ] {
        let taken = hand_over(file("a.gz", &bytes)).await.unwrap();
        assert_eq!(taken.primary().unwrap().1, bytes);
        assert_eq!(taken.records.len(), 1);
    }
    let bomb = gzip(&[b"WARC/1.0\r\n".as_slice(), &vec![b'x'; 20_000_000]].concat());
    let taken = hand_over(file("bomb.warc.gz", &bomb)).await.unwrap();
    assert!(!taken.defects.is_empty());
    assert!(taken.warc == bomb);

    let empty = hand_over(file("a", b"")).await.unwrap_err();
    assert_eq!(empty.kind(), "upload_empty");
    let large = hand_over(file("a", &vec![0; 1024 * 1024 + 1]))
        .await
        .unwrap_err();
    assert_eq!(large.kind(), "upload_too_large");
}

/// A zip archive of stored files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    let short = |value: usize| u16::try_from(value).unwrap().to_le_bytes();
    let long = |value: usize| u32::try_from(value).unwrap().to_le_bytes();
    for (name, bytes) in files {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let common = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &crc.sum().to_le_bytes(),
            &long(bytes.len()),
            &long(bytes.len()),
            &short(name.len()),
            &[0, 0],
        ]
        .concat();
        let tail = [&[0; 10][..], &long(archive.len()), name.as_bytes()].concat();
        directory.extend([b"PK\x01\x02\x14\0".as_slice(), &common, &tail].concat());
        archive.extend([b"PK\x03\x04".as_slice(), &common, name.as_bytes(), bytes].concat());
    }
    let count = short(files.len());
    let end = [&long(directory.len())[..], &long(archive.len()), &[0, 0]].concat();
    [
        &archive[..],
        &directory,
        b"PK\x05\x06\0\0\0\0",
        &count,
        &count,
        &end,
    ]
    .concat()
}

/// Goal: a WACZ is kept whole, its WARC files listed, its first page taken as what it is about.
#[tokio::test]
async fn a_wacz_is_kept_and_listed() {
    let site = Site::open().await;
    site.html("/one", "<title>One</title>");
    site.html("/two", "<title>Two</title>");
    let one = capturer().capture(&site.url("/one"), noon()).await.unwrap();
    let two = capturer().capture(&site.url("/two"), noon()).await.unwrap();
    let pages = format!(
        "{{\"format\":\"json-pages-1.0\",\"id\":\"pages\"}}\n\
         {{\"url\":\"{}\",\"ts\":\"2026-03-01T12:00:00Z\"}}\n",
        site.url("/two")
    );
    let wacz = zip(&[
        ("archive/one.warc.gz", &one.warc),
        ("archive/two.warc.gz", &two.warc),
        ("pages/pages.jsonl", pages.as_bytes()),
        (
            "datapackage.json",
            br#"{"profile":"data-package","software":"a crawler 1.0"}"#,
        ),
    ]);
    let form = file("theirs.wacz", &wacz);
    let supplied = Supplied {
        form,
        by: "a partner".to_owned(),
        taken_by: None,
        url: None,
    };
    let taken = capturer().take_in(supplied, noon()).await.unwrap();
    assert!(taken.warc == wacz, "kept byte for byte");
    assert_eq!(taken.title.as_deref(), Some("Two"));
    assert_eq!(taken.url_final, Some(site.url("/two")));
    assert!(
        taken
            .records
            .iter()
            .all(|record| record.warc_offset_bytes.is_none())
    );
    assert_eq!(
        taken.primary().unwrap().0.sha256,
        two.primary().unwrap().0.sha256
    );
    assert_eq!(taken.records.len(), one.records.len() + two.records.len());
}
