//! Signals read from lists, and distances between them.

use super::*;
use crate::sample::pdq;

/// Goal: distance counts bits, is symmetric, and exists between PDQ hashes only.
#[test]
fn distance_counts_bits() {
    for bits in [0, 1, 31, 32, 255, 256] {
        let distance = u32::try_from(bits).ok();
        assert_eq!(pdq(0, 100).distance_bits(&pdq(bits, 0)), distance);
        assert_eq!(pdq(bits, 100).distance_bits(&pdq(0, 0)), distance);
    }
    let url = Signal::Url("archive:item:zeta".to_owned());
    assert_eq!(pdq(0, 100).distance_bits(&url), None);
    assert_eq!(url.distance_bits(&url), None);
}

/// Goal: below quality 50 a PDQ says nothing.
#[test]
fn poor_hashes_say_nothing() {
    assert!(!pdq(0, PDQ_QUALITY_MIN - 1).is_pdq());
    assert!(pdq(0, PDQ_QUALITY_MIN).is_pdq());
    assert!(!Signal::Url("a".to_owned()).is_pdq());
}

/// Goal: a value is read as its type says, in either case, and written in lower case.
#[test]
fn values_are_read_back() {
    #[track_caller]
    fn case(kind: SignalType, text: &str, value: Option<&str>) {
        let read = Signal::parse(kind, text);
        assert_eq!(read.as_ref().map(Signal::value).as_deref(), value);
        if let Some(read) = read {
            assert_eq!(read.signal_type(), kind);
        }
    }
    let (hex64, hex32) = ("0f".repeat(32), "0f".repeat(16));
    case(SignalType::Pdq, &hex64.to_uppercase(), Some(&hex64));
    case(SignalType::Sha256, &format!(" {hex64}\n"), Some(&hex64));
    case(SignalType::Md5, &hex32, Some(&hex32));
    case(
        SignalType::Url,
        " archive:item:zeta ",
        Some("archive:item:zeta"),
    );
    case(SignalType::Pdq, &hex32, None);
    case(SignalType::Sha256, &hex64[1..], None);
    case(SignalType::Sha256, &format!("{}zz", &hex64[2..]), None);
    case(SignalType::Md5, &hex64, None);
    case(SignalType::Md5, "٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩٠١", None);
    case(SignalType::Url, "  ", None);
    case(
        SignalType::Url,
        &"a".repeat(8_192),
        Some(&"a".repeat(8_192)),
    );
    case(SignalType::Url, &"a".repeat(8_193), None);
}

/// Goal: what people type is what is stored.
#[test]
fn types_are_read_back() {
    for kind in SignalType::ALL {
        assert_eq!(SignalType::parse(kind.name()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
    assert_eq!(SignalType::parse("sha512"), None);
}
