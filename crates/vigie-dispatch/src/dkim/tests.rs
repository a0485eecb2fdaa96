//! Goal: signatures that others verify, and keys that are refused with a reason.
//!
//! Whether a stranger's verifier agrees is seen by `script/peers/dkim.py` over the files that
//! `a_letter_for_other_verifiers` writes when `VIGIE_PEERS_DIR` names a folder.

use std::path::PathBuf;

use ring::signature::{ED25519, UnparsedPublicKey};
use vigie_domain::Language;

use super::*;
use crate::{Config, Mailer, sample};

fn pem(label: &str, der: &[u8]) -> String {
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        BASE64.encode(der)
    )
}

fn key_in(folder: &Path, domain: &str) -> DkimKey {
    let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    let key_file = folder.join("key.pem");
    std::fs::write(&key_file, pem("PRIVATE KEY", key.as_ref())).unwrap();
    DkimKey {
        domain: domain.to_owned(),
        selector: "s1".to_owned(),
        key_file,
    }
}

/// RFC 8463 appendix A: the body and its hash.
#[test]
fn the_body_hash_of_the_standard() {
    let body = b"Hi.\r\n\r\nWe lost the game. Are you hungry yet?\r\n\r\nJoe.\r\n";
    let hash = BASE64.encode(Hasher::digest(relaxed_body(body)));
    assert_eq!(hash, "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
}

/// RFC 6376 §3.4.5: the standard's own example of `relaxed`.
#[test]
fn the_canonical_form_of_the_standard() {
    let (head, body) = split(b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n");
    let fields: Vec<Vec<u8>> = relaxed_headers(head)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    assert_eq!(fields, [b"a:X".to_vec(), b"b:Y Z".to_vec()]);
    assert_eq!(relaxed_body(body), b" C\r\nD E\r\n");
    assert_eq!(relaxed_body(b""), b"");
    assert_eq!(relaxed_body(b"\r\n\r\n"), b"");
}

/// Method: take the header apart as RFC 6376 §3.7 says and check it with the public key of the
/// DNS record, then once more after each change.
#[test]
fn a_signature_holds_until_something_changes() {
    let folder = tempfile::tempdir().unwrap();
    let signer = Signer::open(&key_in(folder.path(), "unit.example")).unwrap();
    let letter = b"From: a@unit.example\r\nTo: b@host.example\r\nSubject:  x\r\n\r\nHello\r\n";
    let header = signer.sign(letter, sample::ISSUED_AT).unwrap();
    assert!(header.contains("h=from:to:subject:from:to:subject:\r\n\t date:message-id:reply-to;"));

    let record = signer.dns_record();
    let public = BASE64.decode(record.rsplit_once("p=").unwrap().1).unwrap();
    let public = UnparsedPublicKey::new(&ED25519, public);
    let holds = |from: &str, to: &str, subject: &str| {
        let (unsigned, signature) = header.trim_end().rsplit_once("b=").unwrap();
        let folded = unsigned.replace("\r\n\t", " ").replace("  ", " ");
        let folded = folded.strip_prefix("DKIM-Signature: ").unwrap();
        let data =
            format!("from:{from}\r\nto:{to}\r\nsubject:{subject}\r\ndkim-signature:{folded}b=");
        let signature = BASE64.decode(signature.replace("\r\n\t", "")).unwrap();
        public.verify(&Hasher::digest(data), &signature).is_ok()
    };
    assert!(holds("a@unit.example", "b@host.example", "x"));
    assert!(!holds("a@unit.example", "b@host.example", "y"));
    assert!(!holds("c@unit.example", "b@host.example", "x"));
}

#[test]
fn only_the_units_own_key_signs() {
    let folder = tempfile::tempdir().unwrap();
    let notice = sample::notice(Language::En);
    let compose = |domain: &str| {
        let dkim = vec![key_in(folder.path(), domain)];
        let mailer = Mailer::open(Config {
            dkim,
            ..Config::for_testing()
        })
        .unwrap();
        mailer.compose(&notice).map(|(_, letter)| letter.signed_by)
    };
    assert_eq!(
        compose("unit.example").unwrap(),
        ["s1._domainkey.unit.example"]
    );
    assert_eq!(compose("Example").unwrap(), ["s1._domainkey.example"]);
    for foreign in ["other.example", "it.example", "sub.unit.example"] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(
                compose(foreign).unwrap_err(),
                @"no key in `dispatch.dkim` may sign for `unit.example`: a letter is signed by the unit that issues it, or not sent"
            );
        }
    }
}

#[test]
fn what_is_no_key_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let open = |text: &str| {
        let key_file = folder.path().join("bad.pem");
        std::fs::write(&key_file, text).unwrap();
        let key = DkimKey {
            domain: "a.example".into(),
            selector: "s".into(),
            key_file,
        };
        Signer::open(&key)
            .unwrap_err()
            .to_string()
            .replace(&*folder.path().to_string_lossy(), "F")
    };
    assert_eq!(
        open(""),
        "`F/bad.pem` is not a signing key: it holds no private key in PEM"
    );
    assert_eq!(
        open(&pem("PRIVATE KEY", b"nonsense")),
        "`F/bad.pem` is not a signing key: it is neither ed25519 nor rsa of 2048 to 4096 bits"
    );
    assert_eq!(
        open(&pem("EC PRIVATE KEY", b"x")),
        "`F/bad.pem` is not a signing key: only ed25519 and rsa keys can sign mail"
    );
    let key_file = PathBuf::from("/nonexistent/key.pem");
    let key = DkimKey {
        domain: "a.example".into(),
        selector: "s".into(),
        key_file,
    };
    assert!(matches!(
        Signer::open(&key),
        Err(DispatchError::Unreadable { .. })
    ));
}

/// Method: letters in three languages, signed by a fresh ed25519 key and, where
/// `VIGIE_PEERS_RSA_KEY` names one, by an rsa key as well.
#[test]
fn a_letter_for_other_verifiers() {
    let folder = tempfile::tempdir().unwrap();
    let mut dkim = vec![key_in(folder.path(), "unit.example")];
    if let Some(key_file) = std::env::var_os("VIGIE_PEERS_RSA_KEY").map(PathBuf::from) {
        dkim.push(DkimKey {
            domain: "example".into(),
            selector: "rsa".into(),
            key_file,
        });
    }
    let keys = dkim.len();
    let mailer = Mailer::open(Config {
        dkim,
        ..Config::for_testing()
    })
    .unwrap();
    let records: Vec<String> = mailer
        .signers()
        .iter()
        .map(|signer| format!("{} {}\n", signer.dns_name(), signer.dns_record()))
        .collect();
    for language in Language::ALL {
        let (_, letter) = mailer.compose(&sample::notice(language)).unwrap();
        assert_eq!(letter.signed_by.len(), keys);
        if let Some(folder) = std::env::var_os("VIGIE_PEERS_DIR").map(PathBuf::from) {
            std::fs::write(
                folder.join(format!("{}.eml", language.code())),
                &letter.bytes,
            )
            .unwrap();
            std::fs::write(folder.join("dns.txt"), records.concat()).unwrap();
        }
    }
}
