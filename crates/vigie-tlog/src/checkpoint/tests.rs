//! Checkpoints: the form, a second library's reading, and what is refused.

use super::*;
use crate::hash::EMPTY_ROOT;

fn key() -> LogKey {
    LogKey::from_seed(&[7; 32], "desk.example/log").unwrap()
}

/// Goal: the file as the specification shows it, and back.
#[test]
fn a_checkpoint_is_signed_and_read() {
    let note = key().sign_checkpoint(0, &EMPTY_ROOT);
    let head = "desk.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    assert!(
        note.starts_with(&format!("{head}\n— desk.example/log ")),
        "{note}"
    );
    let read = Checkpoint::verify(note.as_bytes(), key().verifier_key()).unwrap();
    assert_eq!(
        read,
        Checkpoint {
            origin: "desk.example/log".to_owned(),
            size: 0,
            root: EMPTY_ROOT
        }
    );
    let theirs = tlog_tiles::Checkpoint::from_bytes(head.as_bytes()).unwrap();
    assert_eq!((theirs.origin(), theirs.size()), ("desk.example/log", 0));
    assert_eq!(theirs.hash().0, EMPTY_ROOT.0);
}

/// Goal: signed texts that are no checkpoints, or another log's, each with its refusal.
#[test]
fn a_signature_does_not_make_a_checkpoint() {
    let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let verify =
        |text: &str| Checkpoint::verify(key().sign_note(text).as_bytes(), key().verifier_key());
    for text in [
        "one\n".to_owned(),
        format!("desk.example/log\n00\n{root}\n"),
        format!("desk.example/log\n+1\n{root}\n"),
        format!("desk.example/log\n-1\n{root}\n"),
        format!("desk.example/log\n18446744073709551616\n{root}\n"),
        "desk.example/log\n1\nAAAA\n".to_owned(),
        format!("desk.example/log\n1\n{root}=\n"),
        format!("\n1\n{root}\n"),
        format!("desk.example/log\n1\n{root}\n\nextension\n"),
    ] {
        assert_eq!(verify(&text), Err(CheckpointError::Malformed), "{text}");
    }
    let foreign = verify(&format!("other.example/log\n1\n{root}\n"))
        .unwrap_err()
        .to_string();
    assert_eq!(
        foreign,
        "the checkpoint is of log `other.example/log`, not of `desk.example/log`"
    );
    assert_eq!(
        verify(&format!("desk.example/log\n1\n{root}\nextension\n"))
            .unwrap()
            .size,
        1
    );
}
