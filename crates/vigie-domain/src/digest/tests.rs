//! Digests as text.

use super::*;

/// Goal: exactly as many hexadecimal digits as the digest has, and nothing else.
#[test]
fn hexadecimal_is_read_strictly() {
    #[track_caller]
    fn case(text: &str, expected: Option<[u8; 16]>) {
        assert_eq!(Md5::parse_hex(text).map(|digest| digest.0), expected);
    }
    let bytes = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xA0, 0xB0, 0xC0, 0xD0, 0xE0, 0xFF,
    ];
    case("0001020304050607 8090a0b0c0d0e0f", None);
    case("00010203040506070809a0b0c0d0e0ff", Some(bytes));
    case("00010203040506070809A0B0C0D0E0FF", Some(bytes));
    case("00010203040506070809a0b0c0d0e0f", None);
    case("00010203040506070809a0b0c0d0e0fff0", None);
    case("0001020304050607+809a0b0c0d0e0ff", None);
    case("", None);
    case("éééééééééééééééé", None);
}

/// Goal: written in lower case, read back, and named in debug output.
#[test]
fn digests_are_read_back() {
    let digest = Sha256([0xAB; 32]);
    let text = digest.to_string();
    assert_eq!(text, "ab".repeat(32));
    assert_eq!(Sha256::parse_hex(&text), Some(digest));
    assert_eq!(
        format!("{:?}", Sha1([0; 20])),
        format!("Sha1({})", "00".repeat(20))
    );
    let json = serde_json::to_string(&digest).unwrap();
    assert_eq!(serde_json::from_str::<Sha256>(&json).unwrap(), digest);
    let error = serde_json::from_str::<Sha256>("\"ab\"")
        .unwrap_err()
        .to_string();
    assert!(error.contains("Sha256 takes hexadecimal digits"), "{error}");
}
