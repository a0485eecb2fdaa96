//! What passes between server and worker.

use std::io;

use vigie_match::PdqResult;

use super::*;
use crate::config::Config;
use crate::kind::MediaKind;
use crate::picture::{PictureFacts, PictureTask};

/// Goal: what one side writes the other reads, and the file behind it is not touched.
#[test]
fn round_trips() {
    let request = Request {
        number: 1,
        input_bytes: 1,
        task: Task::Picture(PictureTask::whole(&Config::for_testing())),
    };
    let mut bytes = frame(&request).unwrap();
    bytes.push(b'x');
    let mut input = bytes.as_slice();
    assert_eq!(read_head(&mut input).unwrap(), Some(request));
    assert_eq!(input, b"x");
}

/// Goal: an answer announces exactly the parts that follow it.
#[test]
fn an_answer_announces_its_parts() {
    let product = Product::Picture(PictureFacts {
        kind: MediaKind::Png,
        width: 3,
        height: 2,
        pdq: PdqResult {
            hash: vigie_match::PdqHash::default(),
            quality: 7,
        },
        profile: vigie_match::PdqProfile::Full,
        upright: None,
        frames: Vec::new(),
        copies: Vec::new(),
    });
    let mut bytes = Vec::new();
    let parts = vec![b"ab".to_vec(), b"cde".to_vec()];
    write_answer(&mut bytes, 9, Ok((product.clone(), parts))).unwrap();
    let mut input = bytes.as_slice();
    let answer: Answer = read_head(&mut input).unwrap().unwrap();
    assert_eq!(
        (answer.number, answer.outcome, answer.part_bytes),
        (9, Ok(product), vec![2, 3])
    );
    assert_eq!(input, b"abcde");
}

/// Goal: hanging up between heads is an end, within one an error; sizes are bounded.
#[test]
fn ends_only_between_heads() {
    #[track_caller]
    fn case(mut bytes: &[u8], expected: io::ErrorKind) {
        assert_eq!(read_head::<Setup>(&mut bytes).unwrap_err().kind(), expected);
    }
    assert_eq!(read_head::<Setup>(&mut &b""[..]).unwrap(), None);
    case(b"\x08\0", io::ErrorKind::UnexpectedEof);
    case(b"\x08\0\0\0{", io::ErrorKind::UnexpectedEof);
    case(b"\x02\0\0\0{}", io::ErrorKind::InvalidData);
    case(b"\xff\xff\xff\xff", io::ErrorKind::InvalidData);
    let long = "x".repeat(300 << 10);
    assert!(frame(&long).is_err());
}
