//! Notes and keys against a second library, and everything that must be refused.

use signed_note::{Note, StandardVerifier, VerifierList};

use super::*;

fn key() -> LogKey {
    LogKey::from_seed(&[7; 32], "desk.example/log").unwrap()
}

/// Goal: the public key of RFC 8032's first test, in the note's spelling.
#[test]
fn a_seed_gives_its_known_key() {
    let seed = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let key = LogKey::from_seed(&seed.unwrap().try_into().unwrap(), "a.example").unwrap();
    let expected = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    assert_eq!(hex::encode(key.verifier_key().key.as_bytes()), expected);
}

/// Goal: another library opens our note with our key string, and we open one it signed.
#[test]
fn a_second_library_agrees() {
    let key = key();
    let theirs = StandardVerifier::new(&key.verifier_key().to_string()).unwrap();
    let known = VerifierList::new(vec![Box::new(theirs)]);
    let note = key.sign_note("one\ntwo\n");
    let (verified, unverified) = Note::from_bytes(note.as_bytes())
        .unwrap()
        .verify(&known)
        .unwrap();
    assert_eq!((verified.len(), unverified.len()), (1, 0));

    let private = [&[ED25519][..], &[7; 32]].concat();
    let private = STANDARD.encode(private);
    let id = hex::encode(key.verifier_key().id);
    let signer =
        signed_note::StandardSigner::new(&format!("PRIVATE+KEY+desk.example/log+{id}+{private}"));
    let mut note = Note::new(b"one\n\ntwo\n", &[]).unwrap();
    note.add_sigs(&[&signer.unwrap()]).unwrap();
    assert_eq!(
        key.verifier_key().open_note(&note.to_bytes()).unwrap(),
        "one\n\ntwo\n"
    );
}

/// Goal: a key string comes back, and each way to break it has its sentence.
#[test]
fn verifier_keys_are_parsed_strictly() {
    let text = key().verifier_key().to_string();
    assert_eq!(
        &VerifierKey::parse(&format!("{text}\n")).unwrap(),
        key().verifier_key()
    );
    let refusal = |text: &str| VerifierKey::parse(text).unwrap_err();
    assert_eq!(refusal(""), KeyError::Format);
    assert_eq!(refusal("desk.example/log"), KeyError::Format);
    assert_eq!(refusal(&text.replace("desk", "disk")), KeyError::Hash);
    assert_eq!(refusal(&text.replace("desk", "de sk")), KeyError::Name);
    assert_eq!(refusal("a+00000000+!"), KeyError::Format);
    assert_eq!(refusal("a+00000000+"), KeyError::Algorithm);
    assert_eq!(refusal("a+00000000+AgAA"), KeyError::Algorithm);
    // The identity point: under it, anybody can sign anything.
    let weak = STANDARD.encode([&[1, 1][..], &[0; 31]].concat());
    assert_eq!(refusal(&format!("a+00000000+{weak}")), KeyError::Algorithm);
    for name in ["", "a b", "a+b", "a\u{a0}b", "a\u{7}b", &"a".repeat(256)] {
        assert_eq!(
            LogKey::from_seed(&[1; 32], name).unwrap_err(),
            KeyError::Name,
            "{name:?}"
        );
    }
}

/// Goal: a flipped bit anywhere in a note is found.
#[test]
fn a_flipped_bit_anywhere_is_found() {
    let key = key();
    let note = key.sign_note("desk.example/log\n12\nAAAA\n").into_bytes();
    assert!(key.verifier_key().open_note(&note).is_ok());
    for place in 0..note.len() {
        for bit in 0..8 {
            let mut other = note.clone();
            other[place] ^= 1 << bit;
            assert!(
                key.verifier_key().open_note(&other).is_err(),
                "byte {place}, bit {bit}"
            );
        }
    }
}

/// Goal: witnesses may add lines, before or after; a false line in our name spoils the note.
#[test]
fn lines_of_unknown_keys_are_passed_over() {
    let key = key();
    let other = LogKey::from_seed(&[8; 32], "witness.example").unwrap();
    let namesake = LogKey::from_seed(&[9; 32], "desk.example/log").unwrap();
    let text = "one\n";
    let line = |key: &LogKey| key.sign_note(text).split_off(text.len() + 1);
    let open = |lines: &[String]| {
        let note = format!("{text}\n{}", lines.concat());
        key.verifier_key()
            .open_note(note.as_bytes())
            .map(str::to_owned)
    };
    assert_eq!(open(&[line(&other), line(&key)]).unwrap(), text);
    assert_eq!(open(&[line(&key), line(&namesake)]).unwrap(), text);
    let unsigned = NoteError::Unsigned {
        key: "desk.example/log".to_owned(),
    };
    assert_eq!(
        open(&[line(&other), line(&namesake)]).unwrap_err(),
        unsigned
    );
    let wrong = key.sign_note("two\n").split_off(text.len() + 1);
    let spoilt = NoteError::WrongSignature {
        key: "desk.example/log".to_owned(),
    };
    assert_eq!(open(&[line(&key), wrong]).unwrap_err(), spoilt);
    assert_eq!(
        open(&vec![line(&other); 101]).unwrap_err(),
        NoteError::Malformed
    );
}

/// Goal: what is not a note is refused as such, however long.
#[test]
fn other_bytes_are_not_notes() {
    let key = key();
    let note = key.sign_note("one\n");
    let long = key.sign_note(&"long\n".repeat(20_000));
    for bytes in [
        &b""[..],
        b"\n",
        b"\n\n",
        b"one\n\n",
        b"one\n\nx\n",
        note.trim_end().as_bytes(),
        note.replace('—', "-").as_bytes(),
        note.replace("one", "o\te").as_bytes(),
        b"one\n\n\xff\n",
        long.as_bytes(),
    ] {
        assert_eq!(
            key.verifier_key().open_note(bytes),
            Err(NoteError::Malformed)
        );
    }
}

/// Goal: a key printed by accident tells no secret.
#[test]
fn debug_does_not_tell_the_seed() {
    let text = format!("{:?}", LogKey::from_seed(&[0xab; 32], "a.example").unwrap());
    assert!(
        !text.to_lowercase().contains("abab") && !text.contains("171, 171"),
        "{text}"
    );
}
