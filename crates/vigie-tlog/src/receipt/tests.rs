//! Proofs somebody keeps: both forms, and every change that must not pass.

use super::*;
use crate::sample::{SampleLog, entry, key};
use crate::{CHECKPOINT_PATH, TileHashes};

fn proof_of(index: u64, size: u64) -> InclusionProof {
    let log = SampleLog::grown(&[size]);
    InclusionProof {
        index,
        size,
        leaf_hash: leaf_hash(&entry(index)),
        hashes: TileHashes::new(&log.files, size)
            .inclusion_proof(index, size)
            .unwrap(),
        checkpoint: String::from_utf8(log.files[CHECKPOINT_PATH].clone()).unwrap(),
    }
}

/// Goal: both forms come back and are verified, from a log of one entry on.
#[test]
fn both_forms_come_back() {
    for (index, size) in [(0, 1), (1, 2), (255, 256), (256, 257), (299, 300)] {
        let proof = proof_of(index, size);
        assert_eq!(
            InclusionProof::parse_json(&proof.render_json()).unwrap(),
            proof
        );
        let text = proof.render_text();
        assert!(
            text.starts_with(&format!("c2sp.org/tlog-proof@v1\nindex {index}\n")),
            "{text}"
        );
        let read = InclusionProof::parse_text(&text, &entry(index)).unwrap();
        assert_eq!(read, proof);
        let head = read
            .verify_leaf(key().verifier_key(), &entry(index))
            .unwrap();
        assert_eq!(head.size, size);
        let extra = text.replacen("\nindex", "\nextra QUJD\nindex", 1);
        assert_eq!(
            InclusionProof::parse_text(&extra, &entry(index)).unwrap(),
            proof
        );
    }
}

/// Goal: a flipped bit anywhere in the text form, or in the entry, does not pass.
#[test]
fn a_flipped_bit_anywhere_is_found() {
    let proof = proof_of(1, 5);
    let text = proof.render_text().into_bytes();
    let passes = |text: &[u8], entry: &[u8]| {
        let text = std::str::from_utf8(text).ok();
        let proof = text.and_then(|text| InclusionProof::parse_text(text, entry).ok());
        proof.is_some_and(|proof| proof.verify_leaf(key().verifier_key(), entry).is_ok())
    };
    assert!(passes(&text, &entry(1)));
    for place in 0..text.len() {
        for bit in 0..8 {
            let mut other = text.clone();
            other[place] ^= 1 << bit;
            assert!(!passes(&other, &entry(1)), "byte {place}, bit {bit}");
        }
    }
    assert!(!passes(&text, &entry(2)));
}

/// Goal: each false claim is refused for what is false about it.
#[test]
fn false_claims_are_refused() {
    let refusal = |change: fn(&mut InclusionProof)| {
        let mut proof = proof_of(3, 10);
        change(&mut proof);
        proof
            .verify_leaf(key().verifier_key(), &entry(3))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refusal(|p| p.index = 4),
        "the proof does not lead to the root"
    );
    assert_eq!(refusal(|p| p.index = 10), "10 is beyond a tree of 10");
    assert_eq!(
        refusal(|p| p.size = 11),
        "the proof is for 11 leaves, its checkpoint for 10"
    );
    let other_entry = "the entry is not the one the proof is about";
    assert_eq!(refusal(|p| p.leaf_hash = leaf_hash(b"x")), other_entry);
    let short = "the proof has 3 hashes, which does not fit its sizes";
    assert_eq!(refusal(|p| p.hashes.truncate(3)), short);
    let unsigned = "the signature of `desk.example/log` does not fit the note";
    assert_eq!(
        refusal(|p| p.checkpoint = p.checkpoint.replace("\n10\n", "\n11\n")),
        unsigned
    );
}

/// Goal: what is not a proof says what is missing.
#[test]
fn other_texts_are_not_proofs() {
    let parse = |text: &str| {
        InclusionProof::parse_text(text, b"")
            .unwrap_err()
            .to_string()
    };
    let blank = "the proof is malformed: no blank line before the checkpoint";
    assert_eq!(parse(""), blank);
    let header = "the proof is malformed: the first line is not c2sp.org/tlog-proof@v1";
    assert_eq!(parse("x\n\ny"), header);
    let index = "the proof is malformed: no index line";
    assert_eq!(parse("c2sp.org/tlog-proof@v1\nindex 01\n\na\n1\n"), index);
    let hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n".repeat(65);
    let many = format!("c2sp.org/tlog-proof@v1\nindex 1\n{hash}\na\n1\n");
    assert_eq!(parse(&many), "the proof is malformed: more than 64 hashes");
    assert!(InclusionProof::parse_json("{}").is_err());
    let json = proof_of(0, 2)
        .render_json()
        .replace(r#""index":0"#, r#""index":-1"#);
    assert!(InclusionProof::parse_json(&json).is_err());
}
