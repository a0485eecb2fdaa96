//! `vigie protected`.

use crate::support::Cli;

/// Goal: the register comes with the desk, takes a domain in one form, and gives it back.
#[test]
fn the_register_is_kept() {
    let cli = Cli::with_desk();
    let list = || {
        cli.run(&["protected", "list", "--json"])
            .expect_code(0)
            .json()
    };
    let shipped = list();
    assert!(shipped.iter().any(|source| source["kind"] == "library"));
    let add = |domain: &str, note: &str| {
        cli.run(&[
            "protected",
            "add",
            domain,
            "--kind",
            "press",
            "--note",
            note,
        ])
    };
    assert_eq!(
        add("News.Example.", "a newspaper").expect_code(0).field(0),
        "news.example"
    );
    add("news.example", "a newspaper of made-up news").expect_code(0);
    let listed = list();
    assert_eq!(listed.len(), shipped.len() + 1);
    let entry = listed
        .iter()
        .find(|source| source["domain"] == "news.example")
        .unwrap();
    assert_eq!(entry["note"], "a newspaper of made-up news");

    cli.run(&["protected", "remove", "NEWS.example"])
        .expect_code(0);
    cli.run(&["protected", "remove", "news.example"])
        .expect_code(1)
        .expect_said("`news.example` is not on the register");
    assert_eq!(list(), shipped);
}

/// Goal: what is no domain, and what would protect everybody, is refused in words.
#[test]
fn bad_entries_are_refused() {
    let cli = Cli::with_desk();
    let before = cli.run(&["protected", "list"]).expect_code(0);
    let add = |domain: &str, kind: &str, note: &str| {
        cli.run(&["protected", "add", domain, "--kind", kind, "--note", note])
    };
    add("https://news.example/today", "press", "x").expect_error("write the domain alone");
    add("127.0.0.1", "press", "x").expect_error("write the domain alone");
    add("co.uk", "press", "x").expect_error("anybody can register under `co.uk`");
    add("news.example", "shop", "x").expect_error("write one of: archive, encyclopedia,");
    add("news.example", "press", " ").expect_error("write the reason in one line");
    assert_eq!(cli.run(&["protected", "list"]).expect_code(0), before);
}
