//! `vigie serve`: one server for one folder, and a polite end.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Child;

use crate::support::Cli;

/// A server that runs, ended when dropped.
struct Server {
    child: Child,
    addr: String,
}

impl Server {
    fn start(cli: &Cli) -> Self {
        let mut child = cli.spawn(&["serve", "--listen", "127.0.0.1:0"]);
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut seen = String::new();
        let addr = loop {
            let mut line = String::new();
            assert_ne!(
                said.read_line(&mut line).unwrap(),
                0,
                "the server ended:\n{seen}"
            );
            if let Some(addr) = line.trim().strip_prefix("serving http://") {
                break addr.to_owned();
            }
            seen.push_str(&line);
        };
        // What it says later is read to its end, so that it never waits for a reader.
        std::thread::spawn(move || drop(said.read_to_string(&mut String::new())));
        Self { child, addr }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the far end of a wire is not the house"
    )]
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.addr).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.addr
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks it to end as a service manager does; answers its exit code.
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

/// Goal: a second server on the same folder is refused in words; the first goes on, and commands
/// of an operator work beside it.
/// Method: `serve` twice, `item add` between.
#[test]
fn one_folder_has_one_server() {
    let cli = Cli::with_desk();
    let first = Server::start(&cli);

    cli.run(&["serve", "--listen", "127.0.0.1:0"])
        .expect_error("another process already serves")
        .expect_said("stop it first");
    cli.run(&["item", "add", "https://pages.example/1"])
        .expect_code(0);

    assert!(
        first.get("/health/live").starts_with("HTTP/1.1 200"),
        "{}",
        first.get("/health/live")
    );
    assert_eq!(first.stop(), Some(0), "a polite end");
    let next = Server::start(&cli);
    assert_eq!(next.stop(), Some(0), "the folder is free again");
}

/// Goal: a port that is taken is named, with what was tried.
/// Method: a second desk on the port of the first.
#[test]
fn a_taken_port_is_named() {
    let (cli, other) = (Cli::with_desk(), Cli::with_desk());
    let first = Server::start(&cli);

    other
        .run(&["serve", "--listen", &first.addr])
        .expect_error(&format!("{} cannot be listened on", first.addr));
}
