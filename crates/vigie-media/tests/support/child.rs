//! The decoding child as the tests see it: the real one, and ones that misbehave.
//!
//! ```text
//! decode            the real child
//! probe ACT         does ACT unconfined: the proof that the probes can succeed
//! probe-calls ACT   does ACT under the filter of system calls
//! probe-files ACT   does ACT under landlock alone
//! -nostdin …        stands where `ffmpeg` would, and complains of every act it could do
//! answer ACT        reads the setup, enters the sandbox as the real one does, then misbehaves
//! ```
//! A probe exits with 0 when the act succeeded, 1 when the kernel refused it.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use vigie_media::SandboxMode;
use vigie_media::sandbox::{Limits, confine_files, enter, filter_calls};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments.as_slice() {
        ["decode"] => vigie_media::run_child(),
        ["probe", act] => probe(act),
        ["probe-files", act] => match confine_files() {
            Ok(_) => probe(act),
            Err(_) => ExitCode::from(3),
        },
        ["probe-calls", act] => match filter_calls() {
            Ok(()) => probe(act),
            Err(_) => ExitCode::from(3),
        },
        ["answer", act, ref rest @ ..] => misbehave(act, rest),
        ["-nostdin", ..] => pose_as_ffmpeg(),
        _ => ExitCode::from(4),
    }
}

/// Tries one thing a decoder must never do.
fn probe(act: &str) -> ExitCode {
    let is_done = match act {
        "read" => std::fs::read("/etc/passwd").is_ok(),
        "list" => std::fs::read_dir("/").is_ok(),
        "write" => write_and_remove().is_ok(),
        "socket" => std::net::UdpSocket::bind("127.0.0.1:0").is_ok(),
        "execute" => std::process::Command::new("/bin/true").status().is_ok(),
        "thread" => std::thread::Builder::new().spawn(|| {}).is_ok(),
        "trace" => trace_me(),
        "executable-memory" => map_executable(),
        "memory" => !vec![1_u8; 8 << 20].is_empty(),
        _ => return ExitCode::from(4),
    };
    if is_done {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Says which acts succeed, as a complaint `ffmpeg` could make.
fn pose_as_ffmpeg() -> ExitCode {
    let acts = [
        "read", "list", "write", "socket", "execute", "trace", "memory",
    ];
    let mut done: Vec<&str> = acts
        .into_iter()
        .filter(|act| probe(act) == ExitCode::SUCCESS)
        .collect();
    if std::fs::read("/proc/self/fd/0").is_ok_and(|input| input.ends_with(b"mp42")) {
        done.push("input");
    }
    let complaint = format!("[error] did: {}\n", done.join(", "));
    let _ = io::stderr().write_all(complaint.as_bytes());
    ExitCode::SUCCESS
}

fn write_and_remove() -> io::Result<()> {
    let path = format!("/tmp/vigie-media-probe-{}", std::process::id());
    std::fs::write(&path, b"")?;
    std::fs::remove_file(path)
}

#[expect(unsafe_code, reason = "PTRACE_TRACEME takes no pointer it reads")]
fn trace_me() -> bool {
    unsafe { libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0) == 0 }
}

#[expect(
    unsafe_code,
    reason = "a fresh anonymous mapping that nothing else refers to"
)]
fn map_executable() -> bool {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    let protection = libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC;
    let at = unsafe { libc::mmap(std::ptr::null_mut(), 4096, protection, flags, -1, 0) };
    at != libc::MAP_FAILED
}

/// A worker taken over by its file: it sits in the sandbox, has the request, and does as it likes.
fn misbehave(act: &str, rest: &[&str]) -> ExitCode {
    match (act, rest) {
        ("hang", [pid_file]) => {
            let _ = std::fs::write(pid_file, std::process::id().to_string());
            loop {
                std::thread::park();
            }
        }
        ("environment", _) => {
            let count = std::env::vars_os().count();
            return say(&format!(
                r#"{{"no_sandbox":{{"missing":"{count} variables"}}}}"#
            ));
        }
        ("unconfined", _) => return say(&ready("absent")),
        _ => {}
    }
    let limits = Limits {
        memory_bytes_max: 64 << 20,
        cpu_seconds_max: 1,
        files_max: 1,
    };
    if hear().is_err() || enter(limits, SandboxMode::Required).is_err() {
        return ExitCode::from(3);
    }
    say(&ready("full"));
    let Ok(request) = hear() else {
        return ExitCode::from(3);
    };
    if act == "interrupt" {
        return say(&decoded(1));
    }
    let mut file = Vec::new();
    let file_bytes = request["input_bytes"].as_u64().unwrap_or(0);
    if io::stdin().take(file_bytes).read_to_end(&mut file).is_err() {
        return ExitCode::from(3);
    }
    match act {
        "breach" => probe("socket"),
        "spin" => loop {
            std::hint::spin_loop();
        },
        "devour" => {
            let mut held = Vec::new();
            for _ in 0..1024 {
                held.push(vec![1_u8; 1 << 20]);
            }
            ExitCode::from(u8::from(held.is_empty()))
        }
        "babble" => loop {
            if io::stdout().write_all(&[b'x'; 4096]).is_err() {
                return ExitCode::SUCCESS;
            }
        },
        "nothing" => ExitCode::SUCCESS,
        "lie" => say(&decoded(1)),
        "mix-up" => say(&decoded(2)),
        _ => ExitCode::from(4),
    }
}

fn ready(landlock: &str) -> String {
    format!(r#"{{"ready":{{"sandbox":{{"landlock":"{landlock}","seccomp":true}}}}}}"#)
}

/// An answer to file `number` that promises a picture and brings empty stills.
fn decoded(number: u32) -> String {
    let hash = "0".repeat(64);
    format!(
        r#"{{"number":{number},"part_bytes":[0,0],"outcome":{{"Ok":{{"picture":
        {{"kind":"png","width":1,"height":1,"pdq":{{"hash":"{hash}","quality":1}},
        "profile":"full","upright":null,"frames":[],"copies":[]}}}}}}}}"#
    )
}

fn say(json: &str) -> ExitCode {
    let size = u32::try_from(json.len()).unwrap_or(0).to_le_bytes();
    let mut output = io::stdout().lock();
    let is_said = output.write_all(&size).is_ok()
        && output.write_all(json.as_bytes()).is_ok()
        && output.flush().is_ok();
    if is_said {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The next head on standard input.
fn hear() -> io::Result<serde_json::Value> {
    let mut size = [0; 4];
    let mut input = io::stdin().lock();
    input.read_exact(&mut size)?;
    let mut json = Vec::new();
    input
        .take(u32::from_le_bytes(size).into())
        .read_to_end(&mut json)?;
    Ok(serde_json::from_slice(&json)?)
}
