//! `vigie serve` as a process of its own, asked over loopback.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Child;

use super::Cli;

/// A server that runs, ended when dropped.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: String,
}

impl Served {
    /// Starts it, and answers once it says `announced` before an address.
    pub(crate) fn start(cli: &Cli, announced: &str) -> Self {
        let mut child = cli.spawn(&["serve", "--listen", "127.0.0.1:0"]);
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut seen = String::new();
        let address = loop {
            let mut line = String::new();
            let read = said.read_line(&mut line).unwrap();
            assert_ne!(read, 0, "the server ended:\n{seen}");
            if let Some(address) = line.trim().strip_prefix(announced) {
                break address.to_owned();
            }
            seen.push_str(&line);
        };
        // What it says later is read to its end, so that it never waits for a reader.
        std::thread::spawn(move || drop(said.read_to_string(&mut String::new())));
        Self { child, address }
    }

    /// Status and body of an answer.
    #[expect(
        clippy::disallowed_methods,
        reason = "the far end of a wire is not the house"
    )]
    pub(crate) fn ask(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer);
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
        (status, body)
    }

    /// Asks it to end as a service manager does; answers its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        let asked = std::process::Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        assert!(asked.unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Ended already, as a rule.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
