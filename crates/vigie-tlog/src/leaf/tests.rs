//! Leaves: one spelling, no secrets, and a seal that holds without what it seals.

use proptest::prelude::*;

use super::*;

fn record() -> PublicRecord {
    PublicRecord {
        kind: "referral_approved".to_owned(),
        at_minute: Timestamp::parse_rfc3339("2026-11-23T17:15:33.120Z").unwrap(),
        desk: "unit-1".to_owned(),
        instrument: Some("referral".to_owned()),
        legal_basis: Some("terms of service".to_owned()),
        outcome: None,
        case_pseudonym: Some("00ff".to_owned()),
        extra: BTreeMap::from([("category".to_owned(), "e".to_owned())]),
    }
}

/// Goal: the bytes for all time; whoever changes them must change the version.
#[test]
fn a_leaf_is_written_as_decided() {
    let leaf = Leaf::new(record(), Sha256([0xab; 32])).unwrap();
    let expected = format!(
        concat!(
            r#"{{"at":"2026-11-23T17:15:00Z","case":"00ff","commitment":"{}","desk":"unit-1","#,
            r#""extra":{{"category":"e"}},"instrument":"referral","kind":"referral_approved","#,
            r#""legal_basis":"terms of service","v":1}}"#
        ),
        "ab".repeat(32)
    );
    assert_eq!(String::from_utf8(leaf.render()).unwrap(), expected);
    assert_eq!(Leaf::parse(expected.as_bytes()).unwrap(), leaf);
    let least = PublicRecord {
        kind: "a".to_owned(),
        desk: "d".to_owned(),
        ..Default::default()
    };
    let least = Leaf::new(least, Sha256([0; 32])).unwrap().render();
    let expected = format!(
        r#"{{"at":"1970-01-01T00:00:00Z","commitment":"{}","desk":"d","kind":"a","v":1}}"#,
        "00".repeat(32)
    );
    assert_eq!(String::from_utf8(least).unwrap(), expected);
}

/// Goal: no second spelling of the same leaf is accepted, and none of another shape.
#[test]
fn other_spellings_are_refused() {
    let text =
        String::from_utf8(Leaf::new(record(), Sha256([0xab; 32])).unwrap().render()).unwrap();
    let parse = |text: String| Leaf::parse(text.as_bytes()).unwrap_err();
    for other in [
        format!("{text}\n"),
        format!(" {text}"),
        text.replace(r#","v":1"#, r#", "v":1"#),
        text.replace(r#""v":1"#, r#""v":2"#),
        text.replace("17:15:00Z", "17:15:01Z"),
        text.replace("17:15:00Z", "18:15:00+01:00"),
        text.replace(&"ab".repeat(32), &"AB".repeat(32)),
        text.replace("unit-1", "unit\\u002d1"),
        text.replace(r#""v":1"#, r#""outcome":null,"v":1"#),
    ] {
        assert_eq!(parse(other.clone()), LeafError::NotCanonical, "{other}");
    }
    for other in [
        String::new(),
        "[]".to_owned(),
        text.replace(r#""v":1"#, r#""v":1,"w":1"#),
        text.replace(r#""v":1"#, r#""v":1,"v":1"#),
        text.replace(r#""desk":"unit-1","#, ""),
        text.replace(&"ab".repeat(32), "ab"),
        "[".repeat(100_000),
    ] {
        let refusal = parse(other);
        assert!(matches!(refusal, LeafError::Malformed { .. }), "{refusal}");
        assert!(!refusal.to_string().contains("unit-1"), "{refusal}");
    }
}

/// Goal: what does not belong in public is refused with the field's name.
#[test]
fn records_are_words_not_texts() {
    #[track_caller]
    fn case(change: impl FnOnce(&mut PublicRecord), expected: &LeafError) {
        let mut record = record();
        change(&mut record);
        assert_eq!(&Leaf::new(record, Sha256([0; 32])).unwrap_err(), expected);
    }
    case(|r| r.kind.clear(), &LeafError::Word { field: "kind" });
    case(
        |r| r.kind = "Kind".to_owned(),
        &LeafError::Word { field: "kind" },
    );
    case(|r| r.desk.clear(), &LeafError::Value { field: "desk" });
    case(
        |r| r.outcome = Some("x".repeat(1025)),
        &LeafError::Value { field: "outcome" },
    );
    case(
        |r| r.case_pseudonym = Some(String::new()),
        &LeafError::Value { field: "case" },
    );
    case(
        |r| r.extra = BTreeMap::from([("a b".to_owned(), "c".to_owned())]),
        &LeafError::Word { field: "extra" },
    );
    case(
        |r| r.extra = (0..33).map(|i| (format!("f{i}"), "c".to_owned())).collect(),
        &LeafError::TooManyFields { actual: 33 },
    );
    case(
        |r| r.at_minute = Timestamp::from_ms(i64::MAX),
        &LeafError::Time,
    );
}

/// Goal: the largest record allowed fits the 16-bit length of a bundle, escapes included.
#[test]
fn the_largest_leaf_fits_a_bundle() {
    let value = || "\"".repeat(VALUE_MAX_BYTES);
    let word = |i: usize| format!("{i:0>WORD_MAX_BYTES$}");
    let record = PublicRecord {
        kind: word(0),
        at_minute: Timestamp::from_ms(0),
        desk: value(),
        instrument: Some(value()),
        legal_basis: Some(value()),
        outcome: Some(value()),
        case_pseudonym: Some(value()),
        extra: (0..EXTRA_FIELDS_MAX).map(|i| (word(i), value())).collect(),
    };
    let bytes = Leaf::new(record, Sha256([0; 32])).unwrap().render();
    assert!(bytes.len() <= LEAF_MAX_BYTES, "{}", bytes.len());
}

/// Goal: the seal opens with its salt and record only, and is not a plain hash of either.
#[test]
fn a_commitment_opens_with_its_salt_only() {
    let (salt, private) = ([3; 32], br#"{"url":"hxxp://a.example"}"#);
    let commitment = commit_private(&salt, private);
    assert!(verify_commitment(&commitment, &salt, private));
    assert!(!verify_commitment(&commitment, &[4; 32], private));
    assert!(!verify_commitment(&commitment, &salt, b"{}"));
    // A byte moved from the record into the salt does not open it: the salt has one length.
    assert_ne!(
        commit_private(&[3; 32], b"\x03a"),
        commit_private(&[3; 32], b"a")
    );
    let plain = sha2::Sha256::new()
        .chain_update(salt)
        .chain_update(private)
        .finalize();
    assert_ne!(commitment.0, <[u8; 32]>::from(plain));
    // SHA-256("vigie/log/commitment/v1\n" ‖ 03×32 ‖ "x"), by another program.
    let known = "a5c8f7a94f8780d8192f1ea754b4f0aba4c3be73f2e131a6fe4e8639cdcb889b";
    assert_eq!(commit_private(&salt, b"x").to_string(), known);
}

/// Goal: a case keeps its name under one key, and has another under another.
#[test]
fn a_pseudonym_is_keyed_and_stable() {
    let item = ItemId::from_u128(1);
    let name = case_pseudonym(&[1; 32], item);
    // HMAC-SHA256(01×32, "vigie/log/case/v1\n00000000-0000-0000-0000-000000000001")[:16].
    assert_eq!(name, "48a18505cb8c6655781f127e49b64c99");
    assert_eq!(name, case_pseudonym(&[1; 32], item));
    assert_ne!(name, case_pseudonym(&[2; 32], item));
    assert_ne!(name, case_pseudonym(&[1; 32], ItemId::from_u128(2)));
}

proptest! {
    /// Goal: what is written is read back, in any script.
    #[test]
    fn leaves_come_back(
        kind in "[a-z0-9_]{1,64}",
        desk in "\\PC{1,80}",
        outcome in prop::option::of("\\PC{1,120}"),
        extra in prop::collection::btree_map("[a-z_]{1,9}", "\\PC{1,20}", 0..5),
        at_ms in 0i64..253_402_300_799_000,
        commitment: [u8; 32],
    ) {
        let at_minute = Timestamp::from_ms(at_ms);
        let record = PublicRecord { kind, at_minute, desk, outcome, extra, ..Default::default() };
        let leaf = Leaf::new(record, Sha256(commitment)).unwrap();
        let bytes = leaf.render();
        prop_assert_eq!(Leaf::parse(&bytes).unwrap(), leaf);
        prop_assert!(!bytes.contains(&b'\n'));
    }

    /// Goal: no bytes stop the parser.
    #[test]
    fn hostile_bytes_never_stop_the_line(bytes: Vec<u8>) {
        prop_assert!(Leaf::parse(&bytes).is_err());
    }
}
