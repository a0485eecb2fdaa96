//! Archives: round trips, others' files, damage and bombs.

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use uuid::Uuid;
use vigie_domain::Timestamp;

use super::*;

const NOON: Timestamp = Timestamp::from_ms(1_795_000_000_120);

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn exchange<'a>(head: &'a [u8], body: &'a [u8]) -> Exchange<'a> {
    Exchange {
        request_id: id(2),
        response_id: id(3),
        target_uri: "https://archive.zeta.test/details/a",
        at: NOON,
        ip: Some("192.0.2.7".parse().unwrap()),
        request_head: b"GET /details/a HTTP/1.1\r\nHost: archive.zeta.test\r\n\r\n",
        request_body: b"",
        response_head: head,
        response_body: body,
        truncated: None,
        extra: &[("WARC-Protocol", "http/1.1")],
    }
}

fn archive_of(head: &[u8], body: &[u8]) -> Vec<u8> {
    let mut writer = WarcWriter::new(Vec::new());
    let info = WarcInfo {
        id: id(1),
        at: NOON,
        filename: Some("a.warc.gz"),
        fields: &[("software", "Vigie"), ("format", "WARC File Format 1.1")],
    };
    writer.write_warcinfo(&info).unwrap();
    writer.write_exchange(&exchange(head, body)).unwrap();
    writer.finish().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn small() -> WarcLimits {
    WarcLimits {
        records_max: 10,
        header_size_bytes_max: 4096,
        block_size_bytes_max: 100_000,
        total_size_bytes_max: 1_000_000,
        payload_size_bytes_max: 50_000,
    }
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";

/// Goal: what is written is read, with its links, digests and offsets.
#[test]
fn an_exchange_round_trips() {
    let bytes = archive_of(OK, b"a plain sentence");
    let (records, defects) = parse_warc(&bytes, &small());
    assert_eq!(defects, []);
    let kinds: Vec<_> = records.iter().map(|record| record.kind).collect();
    assert_eq!(
        kinds,
        [
            RecordKind::WarcInfo,
            RecordKind::Response,
            RecordKind::Request
        ]
    );
    let response = &records[1];
    assert_eq!(response.id(), Some(id(3)));
    assert_eq!(response.concurrent_to(), Some(id(2)));
    assert_eq!(response.at, Some(NOON));
    assert_eq!(response.ip(), Some("192.0.2.7".parse().unwrap()));
    assert_eq!(
        response.target_uri(),
        Some("https://archive.zeta.test/details/a")
    );
    assert_eq!(response.header("warc-protocol"), Some("http/1.1"));
    assert_eq!(response.http().unwrap().status, Some(200));
    assert_eq!(
        &*response.payload(&small()).unwrap().bytes,
        b"a plain sentence"
    );
    assert_eq!(
        response.verify(),
        RecordCheck {
            block: DigestCheck::Verified,
            payload: DigestCheck::Verified
        }
    );
    // Each record is a member of its own: it can be read from its offset alone.
    let start = usize::try_from(response.offset_bytes).unwrap();
    let (alone, _) = parse_warc(&bytes[start..], &small());
    assert_eq!(alone[0].block, response.block);
}

/// Goal: a body read from a file gives the very bytes that a body in memory gives.
#[test]
fn a_spooled_body_is_the_same_record() {
    let body = vec![7_u8; 200_000];
    let mut one = WarcWriter::new(Vec::new());
    let in_memory = one.write_exchange(&exchange(OK, &body)).unwrap();
    let mut other = WarcWriter::new(Vec::new());
    let spooled = other
        .write_exchange_spooled(&exchange(OK, b""), &mut Cursor::new(&body))
        .unwrap();
    assert_eq!(in_memory, spooled);
    assert_eq!(one.finish().unwrap(), other.finish().unwrap());
}

/// Goal: every kind of record is read back.
#[test]
fn other_kinds_round_trip() {
    let mut writer = WarcWriter::new(Vec::new());
    let uri = "urn:vigie:upload:1";
    let written = writer
        .write_resource(&Resource {
            id: id(4),
            target_uri: uri,
            at: NOON,
            content_type: "image/png",
            body: b"not a picture",
            concurrent_to: None,
        })
        .unwrap();
    writer
        .write_metadata(&Metadata {
            id: id(5),
            target_uri: uri,
            at: NOON,
            content_type: "application/json",
            body: b"{}",
            refers_to: Some(id(4)),
        })
        .unwrap();
    writer
        .write_revisit(&Revisit {
            id: id(6),
            target_uri: "https://a.example/",
            at: NOON,
            ip: None,
            response_head: OK,
            payload: written.payload.unwrap(),
            refers_to: (id(3), "https://a.example/", NOON),
        })
        .unwrap();
    let size_bytes = writer.size_bytes();
    let bytes = writer.finish().unwrap();
    assert_eq!(size_bytes, bytes.len() as u64);
    let (records, defects) = parse_warc(&bytes, &small());
    assert_eq!(defects, []);
    assert_eq!(records[0].payload_sha256(), written.payload.unwrap());
    assert_eq!(
        records[1].header("WARC-Refers-To"),
        Some("<urn:uuid:00000000-0000-0000-0000-000000000004>")
    );
    assert_eq!(
        records[1].target_uri(),
        Some("urn:metadata:urn:vigie:upload:1")
    );
    assert_eq!(records[2].kind, RecordKind::Revisit);
    assert!(records.iter().all(|record| record.verify().is_sound()));
}

/// Goal: a value cannot add lines to a header.
#[test]
fn a_header_cannot_be_forged() {
    let mut writer = WarcWriter::new(Vec::new());
    writer
        .write_resource(&Resource {
            id: id(1),
            target_uri: "urn:a b\r\nWARC-Type: warcinfo",
            at: NOON,
            content_type: "text/plain\r\nX: y",
            body: b"",
            concurrent_to: None,
        })
        .unwrap();
    let (records, _) = parse_warc(&writer.finish().unwrap(), &small());
    assert_eq!(records[0].header("X"), None);
    assert_eq!(
        records[0].target_uri(),
        Some("urn:a%20b%0D%0AWARC-Type:%20warcinfo")
    );
}

/// Goal: a changed byte is found by the digests.
#[test]
fn a_changed_body_is_found() {
    let bytes = archive_of(OK, b"a plain sentence");
    let (mut records, _) = parse_warc(&bytes, &small());
    let last = records[1].block.len() - 1;
    records[1].block[last] ^= 1;
    assert_eq!(records[1].verify().payload, DigestCheck::Mismatch);
    assert_eq!(records[1].verify().block, DigestCheck::Mismatch);
}

/// Goal: the body a browser would show comes out of each coding.
#[test]
fn codings_are_undone() {
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "the table reads better")]
    fn case(fields: &str, body: &[u8], expected: Result<&[u8], PayloadError>) {
        let head = format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n");
        let bytes = archive_of(head.as_bytes(), body);
        let (records, _) = parse_warc(&bytes, &small());
        let payload = records[1].payload(&small());
        assert_eq!(
            payload.as_ref().map(|payload| &*payload.bytes),
            expected.as_ref().copied()
        );
    }
    let packed = gzip(b"a sentence");
    let mut chunked_packed = format!("{:x}\r\n", packed.len()).into_bytes();
    chunked_packed.extend_from_slice(&packed);
    chunked_packed.extend_from_slice(b"\r\n0\r\n\r\n");
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(b"a sentence").unwrap();
    let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    raw.write_all(b"a sentence").unwrap();

    case("X: y", b"a sentence", Ok(b"a sentence"));
    case("Content-Encoding: gzip", &packed, Ok(b"a sentence"));
    case("Content-Encoding: gzip", b"a sentence", Ok(b"a sentence"));
    case(
        "Content-Encoding: deflate",
        &zlib.finish().unwrap(),
        Ok(b"a sentence"),
    );
    case(
        "Content-Encoding: deflate",
        &raw.finish().unwrap(),
        Ok(b"a sentence"),
    );
    case(
        "Transfer-Encoding: chunked",
        b"2;x=y\r\na \r\n8\r\nsentence\r\n0\r\n\r\n",
        Ok(b"a sentence"),
    );
    case(
        "Transfer-Encoding: chunked",
        b"a sentence",
        Ok(b"a sentence"),
    );
    case(
        "Transfer-Encoding: chunked",
        b"ffffffffffffffff\r\na sentence",
        Ok(b"a sentence"),
    );
    case(
        "Transfer-Encoding: chunked\r\nContent-Encoding: gzip",
        &chunked_packed,
        Ok(b"a sentence"),
    );
    case(
        "Content-Encoding: zz",
        b"a",
        Err(PayloadError::UnknownCoding {
            coding: "zz".to_owned(),
        }),
    );
    case(
        "Content-Encoding: gzip",
        &gzip(&vec![0; 60_000]),
        Err(PayloadError::TooLarge {
            size_bytes_max: 50_000,
        }),
    );
    case(
        "Content-Encoding: deflate",
        b"\x07",
        Err(PayloadError::Damaged { coding: "deflate" }),
    );
}

/// Goal: what other programs write is read: plain, one member for all, folded fields, base32.
#[test]
fn foreign_archives_are_read() {
    let plain = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n\
        WARC-Date: 2016-08-09T12:00:00Z\r\nWARC-Target-URI: <http://a.example/>\r\nX-Folded: a\r\n b\r\n\
        Content-Type: application/http; msgtype=response\r\nWARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n\
        Content-Length: 22\r\n\r\nHTTP/1.0 200 OK\r\n\r\nabc\r\n\r\n";
    let twice = [&plain[..], &plain[..]].concat();
    let members = [gzip(plain), gzip(plain)].concat();
    for bytes in [twice.clone(), gzip(&twice), members] {
        let (records, defects) = parse_warc(&bytes, &small());
        assert_eq!(defects, []);
        assert_eq!(records.len(), 2);
        assert_eq!(records[1].target_uri(), Some("http://a.example/"));
        assert_eq!(records[1].header("x-folded"), Some("a b"));
        assert_eq!(records[1].stored_body(), b"abc");
        assert_eq!(records[1].verify().payload, DigestCheck::Verified);
    }
}

/// Goal: a reader that gets its bytes in small pieces finds the same records.
#[test]
fn pieces_of_any_size_are_read() {
    let bytes = archive_of(OK, b"a plain sentence");
    for size in [1, 2, 3, 7, 64] {
        let source = std::io::BufReader::with_capacity(size, &bytes[..]);
        let mut reader = WarcReader::new(source, small());
        let mut count = 0;
        while let Some(record) = reader.next_record() {
            assert!(record.verify().is_sound());
            count += 1;
        }
        assert_eq!((count, reader.defects()), (3, &[][..]), "pieces of {size}");
    }
}

/// Goal: a damaged member costs its record only, and is named by its place.
#[test]
fn damage_is_passed_over() {
    let bytes = archive_of(OK, b"a plain sentence");
    let (records, _) = parse_warc(&bytes, &small());
    let response_at = usize::try_from(records[1].offset_bytes).unwrap();
    let mut damaged = bytes.clone();
    damaged[response_at + 12] = 0xff;
    let (left, defects) = parse_warc(&damaged, &small());
    let kinds: Vec<_> = left
        .iter()
        .filter(|r| !r.is_cut_short)
        .map(|r| r.kind)
        .collect();
    assert!(kinds.contains(&RecordKind::WarcInfo) && kinds.contains(&RecordKind::Request));
    assert!(!defects.is_empty());

    let (cut, defects) = parse_warc(&bytes[..response_at + 200], &small());
    assert_eq!(cut.iter().filter(|record| !record.is_cut_short).count(), 1);
    assert!(!defects.is_empty());
}

/// Goal: limits hold, and what was left out is named.
#[test]
fn limits_hold() {
    #[track_caller]
    fn case(bytes: &[u8], limits: &WarcLimits, word: &str) {
        let (_, defects) = parse_warc(bytes, limits);
        assert!(
            defects.iter().any(|defect| defect.what.contains(word)),
            "{defects:?}"
        );
    }
    let one = archive_of(OK, b"a");
    case(&one.repeat(5), &small(), "more records");
    case(
        &archive_of(OK, &vec![0; 200_000]),
        &small(),
        "larger than allowed",
    );
    let bomb = gzip(&vec![b'x'; 3_000_000]);
    case(&bomb, &small(), "more than allowed");
    case(b"hello world", &small(), "not a WARC record");
    case(b"WARC/1.1\r\nA: b\r\n\r\n", &small(), "no length");
    let long = [b"WARC/1.1\r\nA: ", &vec![b'a'; 10_000][..], b"\r\n\r\n"].concat();
    case(&long, &small(), "header");
    case(
        b"WARC/1.1\r\nContent-Length: 18446744073709551615\r\n\r\nabc",
        &small(),
        "larger",
    );
    case(
        b"WARC/1.1\r\nContent-Length: 99\r\n\r\nabc",
        &small(),
        "ends early",
    );
}

/// A zip archive with one stored and one deflated member each way, written by hand.
fn zip_of(files: &[(&str, &[u8], bool)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for (name, content, deflated) in files {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let packed = if *deflated {
            let mut raw =
                flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
            raw.write_all(content).unwrap();
            raw.finish().unwrap()
        } else {
            content.to_vec()
        };
        let local = u32::try_from(bytes.len()).unwrap();
        let mut common = vec![20, 0, 0, 0, if *deflated { 8 } else { 0 }, 0, 0, 0, 0, 0];
        common.extend(crc.sum().to_le_bytes());
        common.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        common.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(name.as_bytes());
        bytes.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(local.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let at = u32::try_from(bytes.len()).unwrap();
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
    bytes.extend(u16::try_from(files.len()).unwrap().to_le_bytes().repeat(2));
    bytes.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    bytes.extend(at.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn wacz_of(warc: &[u8], stated: &str) -> Vec<u8> {
    let manifest = format!(
        r#"{{"profile":"data-package","wacz_version":"1.1.1","software":"a tool","created":"2026-01-02T03:04:05Z",
        "resources":[{{"name":"a","path":"archive/a.warc.gz","hash":"sha256:{stated}"}},
        {{"name":"p","path":"pages/pages.jsonl","hash":"sha256:bad"}}]}}"#
    );
    let pages = b"{\"format\":\"json-pages-1.0\",\"id\":\"pages\"}\n{\"url\":\"https://a.example/\",\"ts\":\"2026-01-02T03:04:05Z\"}\n";
    zip_of(&[
        ("archive/a.warc.gz", warc, false),
        ("pages/pages.jsonl", pages, true),
        ("datapackage.json", manifest.as_bytes(), true),
    ])
}

/// Goal: a WACZ is taken apart, and compared with its manifest.
#[test]
fn a_wacz_is_read() {
    use sha2::Digest as _;
    let warc = archive_of(OK, b"a plain sentence");
    let stated = hex::encode(sha2::Sha256::digest(&warc));
    let bytes = wacz_of(&warc, &stated);
    assert_eq!(sniff_archive(&bytes), Some(ArchiveFormat::Wacz));
    assert_eq!(sniff_archive(&warc), Some(ArchiveFormat::Warc));
    let (wacz, defects) = parse_wacz(&bytes, &small()).unwrap();
    assert_eq!(
        defects.len(),
        1,
        "the digest of the pages cannot be read: {defects:?}"
    );
    assert_eq!(wacz.archives[0].bytes, warc);
    assert_eq!(wacz.pages[0].url, "https://a.example/");
    assert_eq!(wacz.software.as_deref(), Some("a tool"));
    assert_eq!(parse_warc(&wacz.archives[0].bytes, &small()).0.len(), 3);

    let other = wacz_of(&warc, &"0".repeat(64));
    let (_, defects) = parse_wacz(&other, &small()).unwrap();
    assert!(defects.iter().any(|defect| defect.what.contains("differs")));

    assert_eq!(
        parse_wacz(b"PK\x03\x04", &small()).err(),
        Some(WaczError::NotZip)
    );
    assert_eq!(
        parse_wacz(&zip_of(&[("a.txt", b"a", false)]), &small()).err(),
        Some(WaczError::NoWarc)
    );
}

/// Goal: a zip bomb is left out.
#[test]
fn a_zip_bomb_is_left_out() {
    let bytes = zip_of(&[("archive/a.warc", &vec![0; 900_000], true)]);
    assert_eq!(parse_wacz(&bytes, &small()).err(), Some(WaczError::NoWarc));
}

/// Goal: one flipped bit anywhere never panics, and never passes for the original.
/// Method: every bit of a small archive.
#[test]
fn a_flipped_bit_is_noticed() {
    let bytes = archive_of(OK, b"a plain sentence");
    let (originals, _) = parse_warc(&bytes, &small());
    let mut unnoticed = Vec::new();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let (records, defects) = parse_warc(&changed, &small());
            let is_same = records.len() == originals.len()
                && records
                    .iter()
                    .zip(&originals)
                    .all(|(a, b)| a.block == b.block && a.headers == b.headers);
            let is_sound = records.iter().all(|record| record.verify().is_sound());
            if !is_same && defects.is_empty() && is_sound {
                unnoticed.push((at, bit));
            }
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:?}");
}

proptest! {
    /// Goal: no bytes make a reader panic.
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for start in [&b""[..], b"WARC/1.1\r\nContent-Length: 9\r\nContent-Type: application/http\r\n", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", b"PK\x03\x04"] {
            let bytes = [start, &bytes].concat();
            for record in parse_warc(&bytes, &small()).0 {
                let _ = (record.payload(&small()), record.verify(), record.http());
            }
            let _ = parse_wacz(&bytes, &small());
        }
    }

    /// Goal: any body round trips.
    #[test]
    fn any_body_round_trips(body in prop::collection::vec(any::<u8>(), 0..2000)) {
        let (records, defects) = parse_warc(&archive_of(OK, &body), &small());
        prop_assert_eq!(defects, []);
        prop_assert_eq!(records[1].stored_body(), &body[..]);
        prop_assert!(records.iter().all(|record| record.verify().is_sound()));
    }

    /// Goal: a damaged zip directory never panics.
    #[test]
    fn a_changed_wacz_is_answered(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = wacz_of(b"WARC/1.1\r\nContent-Length: 0\r\n\r\n", "00");
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = parse_wacz(&bytes, &small());
    }
}
