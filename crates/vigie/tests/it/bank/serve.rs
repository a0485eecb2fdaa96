//! `vigie serve` with the lookup service: what another process banks is found.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Child;

use crate::support::Cli;

/// A server whose lookup service listens, ended when dropped.
struct Server {
    child: Child,
    lookups: String,
}

impl Server {
    fn start(cli: &Cli) -> Self {
        let mut child = cli.spawn(&["serve", "--listen", "127.0.0.1:0"]);
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut seen = String::new();
        let lookups = loop {
            let mut line = String::new();
            let read = said.read_line(&mut line).unwrap();
            assert_ne!(read, 0, "the server ended:\n{seen}");
            if let Some(address) = line.trim().strip_prefix("lookups http://") {
                break address.to_owned();
            }
            seen.push_str(&line);
        };
        // What it says later is read to its end, so that it never waits for a reader.
        std::thread::spawn(move || drop(said.read_to_string(&mut String::new())));
        Self { child, lookups }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the far end of a wire is not the house"
    )]
    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.lookups).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            self.lookups,
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
        (status, body)
    }

    /// Asks until the index is loaded; a bounded number of times.
    fn wait(&self) {
        for _ in 0..10_000 {
            if self.ask("GET", "/status", "").0 == 200 {
                return;
            }
        }
        panic!("the index was never loaded");
    }

    fn stop(mut self) -> Option<i32> {
        let asked = std::process::Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        assert!(asked.unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended already, as a rule.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Goal: the lookup service answers listed clients without a key, finds what it takes in at once
/// and what a command banks beside it, and ends politely with the server.
#[test]
fn lookups_are_served() {
    let cli = Cli::with_desk();
    cli.run(&["user", "add", "machine", "--role", "admin"])
        .expect_code(0);
    let key = cli.run(&[
        "--json",
        "key",
        "add",
        "machine",
        "--scope",
        "match_signal",
        "--scope",
        "curate_bank",
    ]);
    let key = key.expect_code(0).json()[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    cli.run(&["bank", "create", "ZETA"]).expect_code(0);
    let cli = cli
        .env("VIGIE_WEB__HMA__LISTEN", "127.0.0.1:0")
        .env("VIGIE_WEB__HMA__ACTS_AS_KEY", &key);
    let server = Server::start(&cli);
    server.wait();

    let look = |digit: &str| {
        let path = format!("/m/raw_lookup?signal_type=pdq&signal={}", digit.repeat(64));
        server.ask("GET", &path, "")
    };
    assert_eq!(look("a"), (200, "{\"matches\":[]}".to_owned()));
    let posted = format!("{{\"pdq\":\"{}\"}}", "a".repeat(64));
    assert_eq!(server.ask("POST", "/c/bank/ZETA/signal", &posted).0, 200);
    assert_eq!(look("a").1, "{\"matches\":[1]}");
    assert_eq!(server.ask("POST", "/c/banks", "{\"name\":\"X\"}").0, 403);

    cli.run(&["bank", "add", "ZETA", &format!("pdq:{}", "7".repeat(64))])
        .expect_code(0);
    let mut found = look("7").1;
    for _ in 0..10_000 {
        if found == "{\"matches\":[2]}" {
            break;
        }
        found = look("7").1;
    }
    assert_eq!(found, "{\"matches\":[2]}");
    // The key is the door: withdrawn, it closes.
    cli.run(&["key", "revoke", &key]).expect_code(0);
    let mut status = look("a").0;
    for _ in 0..100_000 {
        if status == 403 {
            break;
        }
        status = look("a").0;
    }
    assert_eq!(status, 403);
    assert_eq!(server.stop(), Some(0), "a polite end");
}
