//! Signatures judged by OpenSSL, and refusals.

use std::path::Path;
use std::process::{Command, Output};

use super::*;

/// 24 November 2026.
const NOW: Timestamp = Timestamp::from_ms(1_795_489_500_000);

fn openssl(dir: &Path, args: &[&str]) -> Output {
    let answer = Command::new("openssl").current_dir(dir).args(args).output();
    answer.expect("openssl judges our signatures: `script/setup test` installs it")
}

fn run(dir: &Path, args: &[&str]) {
    let answer = openssl(dir, args);
    let said = String::from_utf8_lossy(&answer.stderr);
    assert!(answer.status.success(), "openssl {args:?}: {said}");
}

/// A root and a unit's certificate under it, valid from now of this machine for thirty years.
fn certify(dir: &Path, kind: &[&str]) -> (Vec<u8>, Vec<u8>) {
    let new_key = |file: &'static str| {
        let mut args = vec!["genpkey", "-out", file];
        args.extend_from_slice(kind);
        run(dir, &args);
    };
    new_key("root.key");
    new_key("unit.key");
    let root = "req -x509 -new -key root.key -subj /O=Zeta/CN=Root -days 11000 -out root.pem";
    run(dir, &root.split(' ').collect::<Vec<_>>());
    let asked = "req -new -key unit.key -subj /O=Zeta/CN=Unit -out unit.csr";
    run(dir, &asked.split(' ').collect::<Vec<_>>());
    let signed = "x509 -req -in unit.csr -CA root.pem -CAkey root.key -CAcreateserial -days 10950 \
                  -out unit.pem";
    run(dir, &signed.split(' ').collect::<Vec<_>>());
    let mut chain = std::fs::read(dir.join("unit.pem")).unwrap();
    chain.extend(std::fs::read(dir.join("root.pem")).unwrap());
    (chain, std::fs::read(dir.join("unit.key")).unwrap())
}

const KINDS: [&[&str]; 2] = [
    &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
];

/// Goal: OpenSSL believes the signature, knows who and when, and believes no changed byte of the
/// content or of the signature. Method: both kinds of key; a content with line ends of both kinds.
#[test]
fn openssl_verifies() {
    for kind in KINDS {
        let dir = tempfile::tempdir().unwrap();
        let (chain, key) = certify(dir.path(), kind);
        let content = b"An order about a coloured pattern.\r\nZeta\n\0\xff".to_vec();
        let sealer = Sealer::new(&chain, &key).unwrap();
        // The certificate is made on this machine's clock: sign within its time.
        let at = sealer.certificate.not_before.plus_ms(DAY_MS);
        let signature = sealer.sign(&content, at).unwrap();
        assert!(sealer.days_left(at) > 10_000);
        let file = |name: &str, bytes: &[u8]| std::fs::write(dir.path().join(name), bytes).unwrap();
        file("content", &content);
        file("signature", &signature);
        let verify = "cms -verify -binary -inform DER -in signature -content content -CAfile \
                      root.pem -purpose any -out copy";
        let verify: Vec<&str> = verify.split(' ').collect();
        run(dir.path(), &verify);
        assert_eq!(std::fs::read(dir.path().join("copy")).unwrap(), content);
        let shown = openssl(
            dir.path(),
            &[
                "cms",
                "-cmsout",
                "-print",
                "-noout",
                "-inform",
                "DER",
                "-in",
                "signature",
            ],
        );
        let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
        assert!(
            shown.contains("id-smime-aa-signingCertificateV2"),
            "{shown}"
        );
        assert!(shown.contains("signingTime"), "{shown}");
        for changed in ["content", "signature"] {
            let good = std::fs::read(dir.path().join(changed)).unwrap();
            let mut bad = good.clone();
            let last = bad.len() - 1;
            bad[last] ^= 1;
            file(changed, &bad);
            let answer = openssl(dir.path(), &verify);
            assert!(
                !answer.status.success(),
                "{kind:?}: a changed {changed} is believed"
            );
            file(changed, &good);
        }
    }
}

/// Goal: each file that will not do is refused with its own reason.
#[test]
fn refusals() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (chain, key) = certify(dir.path(), KINDS[1]);
    let (_, stranger) = certify(other.path(), KINDS[1]);
    let refused = |chain: &[u8], key: &[u8]| Sealer::new(chain, key).unwrap_err();
    assert_eq!(refused(b"", &key), CmsError::Certificate);
    assert_eq!(
        refused(
            b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
            &key
        ),
        CmsError::Certificate
    );
    assert_eq!(refused(&chain, b"nothing"), CmsError::Key);
    assert_eq!(refused(&chain, &stranger), CmsError::OtherKey);
    let sealer = Sealer::new(&chain, &key).unwrap();
    let after = sealer.not_after().plus_ms(1_000);
    assert_eq!(sealer.sign(b"x", after), Err(CmsError::NotValid));
    assert_eq!(sealer.days_left(after), -1);
    let before = sealer.certificate.not_before.plus_ms(-1_000);
    assert_eq!(
        sign_detached(b"x", &chain, &key, before),
        Err(CmsError::NotValid)
    );
}

/// Goal: a certificate cut off anywhere is refused and nothing panics.
#[test]
fn certificates_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let (chain, _) = certify(dir.path(), KINDS[1]);
    let whole = CertificateDer::from_pem_slice(&chain)
        .unwrap()
        .as_ref()
        .to_vec();
    assert!(Certificate::parse(&whole).is_some());
    for end in 0..whole.len() {
        assert!(Certificate::parse(&whole[..end]).is_none(), "{end} bytes");
        let mut flipped = whole.clone();
        flipped[end] ^= 0x80;
        // Whatever it is read as, nothing panics.
        let _ = Certificate::parse(&flipped);
    }
}

/// Goal: only a pair of files is a configuration, and a missing one is named.
#[test]
fn files_of_the_configuration() {
    assert!(Sealer::open(&Seal::default()).unwrap().is_none());
    let half = Seal {
        certificate_file: Some("unit.pem".into()),
        key_file: None,
    };
    assert!(matches!(
        Sealer::open(&half),
        Err(DispatchError::BadConfig { .. })
    ));
    let absent = Seal {
        key_file: Some("/nowhere/unit.key".into()),
        certificate_file: Some("/nowhere/unit.pem".into()),
    };
    let said = Sealer::open(&absent).unwrap_err().to_string();
    assert_eq!(said, "cannot read `/nowhere/unit.pem`");
}

/// Goal: instants of both centuries are written as the standard asks.
#[test]
fn instants() {
    assert_eq!(time_der(NOW).unwrap(), element(0x17, b"261124030500Z"));
    let later = Timestamp::parse_rfc3339("2050-01-01T00:00:00Z").unwrap();
    assert_eq!(time_der(later).unwrap(), element(0x18, b"20500101000000Z"));
}
