//! What the server accepts from a child.

use proptest::prelude::*;

use super::*;
use crate::sandbox::LandlockStatus;

fn answer(still_bytes: u32, still_blurred_bytes: u32) -> Answer {
    Answer::Decoded(Header {
        kind: MediaKind::Png,
        width: 3,
        height: 2,
        pdq: PdqResult {
            hash: vigie_match::PdqHash::default(),
            quality: 7,
        },
        still_bytes,
        still_blurred_bytes,
        sandbox: SandboxReport {
            landlock: LandlockStatus::Full,
            seccomp: true,
        },
    })
}

fn written(answer: &Answer, stills: [&[u8]; 2]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_answer(&mut bytes, answer, stills).unwrap();
    bytes
}

/// Goal: what one side writes the other reads.
#[test]
fn round_trips() {
    let bytes = written(&answer(2, 3), [b"ab", b"cde"]);
    let expected = (answer(2, 3), b"ab".to_vec(), b"cde".to_vec());
    assert_eq!(parse_answer(&bytes), Ok(expected));

    let request = Request {
        input_bytes: 1,
        pixels_max: 2,
        memory_bytes_max: 3,
        cpu_seconds_max: 4,
        still_side_px_max: 5,
        sandbox: SandboxMode::Required,
    };
    let mut bytes = frame(&request).unwrap();
    bytes.push(b'x');
    let mut input = bytes.as_slice();
    assert_eq!(read_request(&mut input).unwrap(), request);
    assert_eq!(input, b"x", "the file is not touched");
}

/// Goal: sizes that do not add up are named.
#[test]
fn refuses_answers_that_do_not_add_up() {
    #[track_caller]
    fn case(bytes: &[u8], expected: &str) {
        assert_eq!(parse_answer(bytes), Err(expected));
    }
    case(b"", "no answer");
    case(b"\xff\xff\xff\xff", "size of the header");
    case(b"\x08\0\0\0{}", "end of the header");
    case(b"\x02\0\0\0{}", "header");
    case(
        &written(&answer(STILL_BYTES_MAX + 1, 0), [b"", b""]),
        "size of a still",
    );
    case(&written(&answer(9, 0), [b"ab", b""]), "end of the still");
    case(
        &written(&answer(2, 2), [b"ab", b"c"]),
        "end of the blurred still",
    );
    case(
        &written(&answer(2, 0), [b"ab", b"c"]),
        "end of the blurred still",
    );
    let mut huge = &b"\xff\xff\xff\xff"[..];
    assert_eq!(
        read_request(&mut huge).unwrap_err().kind(),
        io::ErrorKind::InvalidData
    );
}

proptest! {
    /// Goal: any bytes get an answer, and so does any part of a good one.
    #[test]
    fn never_panics(bytes: Vec<u8>, end in 0_usize..400) {
        let _ = parse_answer(&bytes);
        let good = written(&answer(2, 3), [b"ab", b"cde"]);
        let end = end.min(good.len());
        prop_assert_eq!(parse_answer(&good[..end]).is_ok(), end == good.len());
    }
}
