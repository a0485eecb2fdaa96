//! `vigie serve` with the lookup service: what another process banks is found.

use crate::support::{Cli, Served};

/// Asks until the index is loaded; a bounded number of times.
fn wait_for_index(server: &Served) {
    for _ in 0..10_000 {
        if server.ask("GET", "/status", "").0 == 200 {
            return;
        }
    }
    panic!("the index was never loaded");
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
    let server = Served::start(&cli, "lookups http://");
    wait_for_index(&server);

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
