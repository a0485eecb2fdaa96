//! `vigie serve`: one server for one folder, and a polite end.

use crate::support::{Cli, Served};

/// What the server says before its address.
const SERVING: &str = "serving http://";

/// Goal: a second server on the same folder is refused in words; the first goes on, and commands
/// of an operator work beside it.
/// Method: `serve` twice, `item add` between.
#[test]
fn one_folder_has_one_server() {
    let cli = Cli::with_desk();
    let first = Served::start(&cli, SERVING);

    cli.run(&["serve", "--listen", "127.0.0.1:0"])
        .expect_error("another process already serves")
        .expect_said("stop it first");
    cli.run(&["item", "add", "https://pages.example/1"])
        .expect_code(0);

    assert_eq!(first.ask("GET", "/health/live", "").0, 200);
    assert_eq!(first.stop(), Some(0), "a polite end");
    let next = Served::start(&cli, SERVING);
    assert_eq!(next.stop(), Some(0), "the folder is free again");
}

/// Goal: a port that is taken is named, with what was tried.
/// Method: a second desk on the port of the first.
#[test]
fn a_taken_port_is_named() {
    let (cli, other) = (Cli::with_desk(), Cli::with_desk());
    let first = Served::start(&cli, SERVING);

    other
        .run(&["serve", "--listen", &first.address])
        .expect_error(&format!("{} cannot be listened on", first.address));
}
