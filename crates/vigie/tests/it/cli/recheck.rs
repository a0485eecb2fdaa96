//! `vigie recheck URL|ID`: what is read, and by which sign.

use crate::support::{Cli, Page, WebServer};

fn site() -> WebServer {
    WebServer::serving([
        (
            "/there",
            Page::of("text/html", "<title>A page</title><p>plain words"),
        ),
        (
            "/soft",
            Page::of(
                "text/html",
                "<title>Page not found</title><p>Try the search.",
            ),
        ),
    ])
}

/// Goal: the state, the status and the sign of each look; exit code 1 when something is there.
#[test]
fn a_look_says_why() {
    let (cli, site) = (Cli::with_desk().allowing_loopback(), site());
    let look = |path: &str| cli.run(&["recheck", "--json", &site.url(path)]);

    let there = look("/there").expect_code(1).json()[0].clone();
    assert_eq!(
        (&there["state"], &there["is_kept"]),
        (&"up".into(), &false.into())
    );
    let soft = look("/soft").expect_code(0).json()[0].clone();
    assert_eq!(soft["state"], "soft_gone");
    assert_eq!(soft["signs"][0], "error_title");
    let gone = look("/nothing").expect_code(0).json()[0].clone();
    assert_eq!(
        (&gone["state"], &gone["status"]),
        (&"gone".into(), &404.into())
    );
    let text = cli.run(&["recheck", &site.url("/nothing")]).expect_code(0);
    assert!(text.lines()[0].starts_with("gone\t404\tstatus\t"), "{text}");
}

/// Goal: what cannot be looked at is said so.
#[test]
fn what_is_no_address_is_refused() {
    let cli = Cli::with_desk();
    cli.run(&["recheck", "not an address"])
        .expect_error("begins with http:// or https://");
    cli.run(&["recheck", "00000000-0000-7000-8000-000000000001"])
        .expect_error("no such item");
    let inward = cli
        .run(&["recheck", "--json", "http://10.0.0.1/"])
        .expect_code(0);
    assert_eq!(inward.json()[0]["state"], "unknown");
}
