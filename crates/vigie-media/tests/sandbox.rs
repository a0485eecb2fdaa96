//! What a confined child can no longer do, each layer by itself.
#![allow(clippy::unwrap_used, reason = "tests fail loudly")]

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};

/// Runs a probe and answers how it ended.
fn probe(layer: &str, act: &str) -> ExitStatus {
    Command::new(env!("CARGO_BIN_EXE_vigie-media-child"))
        .args([layer, act])
        .stderr(Stdio::null())
        .status()
        .unwrap()
}

/// Goal: the filter of system calls kills every way out. Method: each act first succeeds
/// unconfined, so that the probe is known to work.
#[test]
fn seccomp_kills_whoever_leaves() {
    for act in [
        "read",
        "list",
        "write",
        "socket",
        "execute",
        "thread",
        "trace",
        "executable-memory",
    ] {
        assert_eq!(probe("probe", act).code(), Some(0), "{act} unconfined");
        assert_eq!(
            probe("probe-calls", act).signal(),
            Some(libc::SIGSYS),
            "{act} confined"
        );
    }
    assert_eq!(
        probe("probe-calls", "memory").code(),
        Some(0),
        "a decoder needs memory"
    );
}

/// Goal: landlock alone refuses every file, in case a system call were missed.
#[test]
fn landlock_alone_refuses_files() {
    for act in ["read", "list", "write"] {
        assert_eq!(probe("probe-files", act).code(), Some(1), "{act}");
    }
    assert_eq!(probe("probe-files", "memory").code(), Some(0));
}
