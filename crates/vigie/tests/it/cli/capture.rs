//! `vigie capture URL --out FILE`: evidence without a desk; refused means no file.

use crate::support::{Cli, Page, WebServer};

fn site() -> WebServer {
    WebServer::serving([
        (
            "/page",
            Page::of("text/html", "<title>A page</title><p>plain words"),
        ),
        (
            "/inward",
            Page::leading_to("http://169.254.169.254/latest/"),
        ),
        ("/file", Page::leading_to("file:///etc/hostname")),
    ])
}

/// Goal: a page becomes a WARC file; the data name what was read.
/// Method: a page on loopback, allowed by configuration.
#[test]
fn a_page_becomes_a_file() {
    let (cli, site) = (Cli::new().allowing_loopback(), site());

    let ran = cli
        .run(&["capture", &site.url("/page"), "--out", "page.warc.gz"])
        .expect_code(0);

    assert!(ran.lines()[0].starts_with("200\t"), "{ran}");
    let file = std::fs::read(cli.path("page.warc.gz")).unwrap();
    assert!(file.starts_with(&[0x1f, 0x8b]), "gzip");
    let json = cli.run(&[
        "capture",
        "--json",
        &site.url("/page"),
        "--out",
        "again.warc.gz",
    ]);
    assert!(
        json.expect_code(0)
            .json()
            .iter()
            .any(|line| line["file"] == "again.warc.gz")
    );
}

/// Goal: where content may not lead, nothing is written, and the words say why.
/// Method: a table of addresses, with no allow-list; no file and no half-written one is left.
#[test]
fn what_may_not_be_fetched_leaves_no_file() {
    let (cli, site) = (
        Cli::new().env("VIGIE_EGRESS__PORTS_ALLOWED", "[\"1-65535\"]"),
        site(),
    );
    let enormous = format!("https://pages.example/{}", "a".repeat(10 << 10));
    let loopback = site.url("/page");
    let table = [
        (loopback.as_str(), "which a web address may not lead to"),
        ("http://[::1]/", "which a web address may not lead to"),
        ("http://10.0.0.1/", "which a web address may not lead to"),
        (
            "http://169.254.169.254/latest/",
            "which a web address may not lead to",
        ),
        (
            "http://[::ffff:127.0.0.1]/",
            "which a web address may not lead to",
        ),
        (
            "http://[64:ff9b::7f00:1]/",
            "which a web address may not lead to",
        ),
        ("http://2130706433/", "which a web address may not lead to"),
        (
            "file:///etc/hostname",
            "the scheme `file:` cannot be reported",
        ),
        (
            "javascript:alert(1)",
            "the scheme `javascript:` cannot be reported",
        ),
        ("/only/a/path", "this is a relative address"),
        (
            "http://name:word@127.0.0.1/",
            "carries a user name or password",
        ),
        (enormous.as_str(), "bytes long; the limit is"),
    ];

    for (url, piece) in table {
        let ran = cli
            .run(&["capture", url, "--out", "out.warc.gz"])
            .expect_error(piece);
        assert_eq!(ran.stdout, "", "{ran}");
    }

    let left: Vec<_> = std::fs::read_dir(cli.path(".")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Goal: the person at the terminal is told about the allow-list, where that is what is missing.
/// Method: the loopback without it.
#[test]
fn the_allow_list_is_hinted_at() {
    let (cli, site) = (
        Cli::new().env("VIGIE_EGRESS__PORTS_ALLOWED", "[\"1-65535\"]"),
        site(),
    );

    let ran = cli
        .run(&["capture", &site.url("/page"), "--out", "out.warc.gz"])
        .expect_code(2);

    let hint = ran.stderr.lines().find(|line| line.starts_with("hint: "));
    assert!(
        hint.is_some_and(|hint| hint.contains("allow_addresses")),
        "{ran}"
    );
}

/// Goal: a redirect is vetted like the first address.
/// Method: allowed pages that lead to a metadata address and to a file.
#[test]
fn redirects_are_vetted() {
    let (cli, site) = (Cli::new().allowing_loopback(), site());

    cli.run(&["capture", &site.url("/inward"), "--out", "out.warc.gz"])
        .expect_error("which a web address may not lead to");
    cli.run(&["capture", &site.url("/file"), "--out", "out.warc.gz"])
        .expect_error("scheme");

    assert!(!cli.path("out.warc.gz").exists());
}

/// Goal: a port outside the list is refused and the key that would allow it is named.
/// Method: the default ports.
#[test]
fn ports_are_on_a_list() {
    let (cli, site) = (
        Cli::new().env("VIGIE_EGRESS__ALLOW_ADDRESSES", "[\"127.0.0.0/8\"]"),
        site(),
    );

    cli.run(&["capture", &site.url("/page"), "--out", "out.warc.gz"])
        .expect_error("add it to `egress.ports_allowed`");

    assert!(!cli.path("out.warc.gz").exists());
}

/// Goal: an internationalised host is asked for under its resolvers' form.
/// Method: the name stands in the configuration and leads to the local server.
#[test]
fn an_internationalised_host_is_fetched() {
    let site = site();
    let port = site.url("").rsplit(':').next().unwrap().to_owned();
    let cli = Cli::new().allowing_loopback().env(
        "VIGIE_EGRESS__HOSTS",
        "{ \"xn--bcher-kva.example\" = \"127.0.0.1\" }",
    );

    let url = format!("http://bücher.example:{port}/page");
    let ran = cli
        .run(&["capture", &url, "--out", "page.warc.gz"])
        .expect_code(0);

    assert!(
        ran.stdout.contains("http://xn--bcher-kva.example:"),
        "{ran}"
    );
}

/// Goal: a place that cannot be written is named, and the page is not lost in silence.
/// Method: a folder that does not exist.
#[test]
fn a_place_that_cannot_be_written_is_named() {
    let (cli, site) = (Cli::new().allowing_loopback(), site());

    cli.run(&[
        "capture",
        &site.url("/page"),
        "--out",
        "no/such/folder/page.warc.gz",
    ])
    .expect_error("`no/such/folder/page.warc.gz` cannot be written");
}
