//! `vigie item`: added one by one, listed, shown, uploaded.

use crate::support::{Cli, pattern_png, redacted};

/// Goal: one line for each address, in order, whatever became of it.
/// Method: a new one, the same in another shape, a bad one.
#[test]
fn each_address_has_its_line() {
    let _redacted = redacted();
    let cli = Cli::with_desk();

    let ran = cli.run(&[
        "item",
        "add",
        "https://pages.example/one?utm_source=mail",
        "hxxps://www.pages[.]example/one",
        "ftp://pages.example/one",
    ]);

    insta::assert_snapshot!(ran, @r"
    exit 1
    ── stdout
    added	[id]	web:url:pages.example/one
    known	[id]	web:url:pages.example/one
    refused	ftp://pages.example/one	the scheme `ftp:` cannot be reported; give the http or https URL of the item
    ── stderr
    1 added, 1 known, 1 refused
    ");
}

/// Goal: addresses come by file, by standard input and as CSV as well.
/// Method: one list in three coats; each line is counted.
#[test]
fn lists_come_in_three_coats() {
    let cli = Cli::with_desk();
    let list = "# reported on Monday\nhttps://pages.example/1\n\nhttps://pages.example/2\n";
    let file = cli.write("list.txt", list);
    let csv = cli.write(
        "list.csv",
        "reference,url,note\nA-1,https://pages.example/3,\"seen twice, at least\"\n",
    );

    let by_file = cli.run(&["item", "add", "--file", &file]).expect_code(0);
    let by_input = cli
        .run_with(&["item", "add"], list.as_bytes())
        .expect_code(0);
    let by_csv = cli
        .run(&["item", "add", "--json", "--file", &csv])
        .expect_code(0);

    assert_eq!(by_file.stderr, "2 added, 0 known, 0 refused\n");
    assert_eq!(by_input.stderr, "0 added, 2 known, 0 refused\n");
    let added = &by_csv.json()[0];
    assert_eq!(added["result"], "added");
    let shown = cli.run(&["item", "show", "--json", added["id"].as_str().unwrap()]);
    let item = &shown.expect_code(0).json()[0]["item"];
    assert_eq!(item["external_id"], "A-1");
    assert_eq!(item["note"], "seen twice, at least");
}

/// Goal: a list that uses one reference twice loses no line and tells what it did.
/// Method: two addresses under one reference, then the same list again.
#[test]
fn one_reference_is_one_item() {
    let cli = Cli::with_desk();
    let list = "reference,url\nA-1,https://pages.example/1\nA-1,https://pages.example/2\n\
                A-2,https://pages.example/3\n";

    let first = cli
        .run_with(&["item", "add"], list.as_bytes())
        .expect_code(0);
    let again = cli
        .run_with(&["item", "add"], list.as_bytes())
        .expect_code(0);

    assert_eq!(first.stderr, "2 added, 1 known, 0 refused\n", "{first}");
    assert_eq!(again.stderr, "0 added, 3 known, 0 refused\n", "{again}");
}

/// Goal: an empty list is a mistake, not a success.
/// Method: nothing on standard input; a file that is not there.
#[test]
fn an_empty_list_is_refused() {
    let cli = Cli::with_desk();

    cli.run(&["item", "add"])
        .expect_error("the list is empty; write one address a line");
    cli.run(&["item", "add", "--file", "absent.txt"])
        .expect_error("`absent.txt` cannot be read");
}

/// Goal: every kind of bad address is refused with what to do, and nothing is taken in.
/// Method: a table; the queue is empty afterwards.
#[test]
fn bad_addresses_are_refused_in_words() {
    let cli = Cli::with_desk();
    let enormous = format!("https://pages.example/{}", "a".repeat(10 << 10));
    let table = [
        (
            "file:///etc/hostname",
            "the scheme `file:` cannot be reported",
        ),
        (
            "javascript:alert(1)",
            "the scheme `javascript:` cannot be reported",
        ),
        (
            "data:text/plain,hello",
            "the scheme `data:` cannot be reported",
        ),
        ("/only/a/path", "this is a relative address"),
        ("../up", "this is a relative address"),
        (
            "https://name:word@pages.example/",
            "carries a user name or password",
        ),
        ("https://", "the URL has no host"),
        (
            "https://pages.example:99999/",
            "the port of the URL is not a number",
        ),
        (
            "https://pages..example/",
            "the host of the URL is not a valid name",
        ),
        (
            "https://pages.example/a b",
            "white space or control characters",
        ),
        (enormous.as_str(), "bytes long; the limit is"),
        ("   ", "the locator is empty"),
    ];

    for (url, piece) in table {
        let ran = cli.run(&["item", "add", url]).expect_code(1);
        assert!(ran.stdout.starts_with("refused\t"), "{ran}");
        assert!(ran.stdout.contains(piece), "`{piece}` is missing:\n{ran}");
        assert!(
            ran.stdout.len() < 1_000,
            "an enormous address is not repeated"
        );
    }

    let queue = cli.run(&["item", "list"]).expect_code(1);
    assert_eq!(queue.stdout, "");
}

/// Goal: a name in any script is taken, under the form that resolvers know.
/// Method: three scripts.
#[test]
fn names_in_any_script_are_taken() {
    let cli = Cli::with_desk();

    for (url, host) in [
        ("https://bücher.example/1", "xn--bcher-kva.example"),
        ("https://موقع.example/1", "xn--4gbrim.example"),
        ("https://例え.example/1", "xn--r8jz45g.example"),
    ] {
        let added = cli.run(&["item", "add", "--json", url]).expect_code(0);
        let id = added.json()[0]["id"].as_str().unwrap().to_owned();
        let shown = cli.run(&["item", "show", "--json", &id]).expect_code(0);
        assert_eq!(
            shown.json()[0]["item"]["locators"][0]["host"],
            host,
            "{shown}"
        );
    }
}

/// Goal: the queue is most urgent first and says when there is nothing.
/// Method: empty, then two items; a state that does not exist.
#[test]
fn the_queue_is_listed() {
    let cli = Cli::with_desk();

    cli.run(&["item", "list"]).expect_code(1);
    cli.run(&[
        "item",
        "add",
        "https://pages.example/1",
        "https://pages.example/2",
    ])
    .expect_code(0);
    // Reported again: more urgent than what was reported once.
    cli.run(&["item", "add", "https://pages.example/2#again"])
        .expect_code(1 - 1);

    let listed = cli.run(&["item", "list", "--json"]).expect_code(0).json();
    assert_eq!(listed.len(), 2);
    assert!(
        listed
            .iter()
            .all(|item| item["state"]["state"] == "new" || item["state"] == "new")
    );
    let first = cli.run(&["item", "list", "--limit", "1"]).expect_code(0);
    assert_eq!(first.lines().len(), 1);
    cli.run(&["item", "list", "--matched"]).expect_code(1);
    cli.run(&["item", "list", "--state", "lost"])
        .expect_error("no state `lost`; there are new,");
}

/// Goal: what is not there is said not to be there, with where to look.
/// Method: an id of nobody, and no id at all.
#[test]
fn an_absent_item_is_named() {
    let cli = Cli::with_desk();

    cli.run(&["item", "show", "01890000-0000-7000-8000-000000000000"])
        .expect_error("there is no such item")
        .expect_said("hint: `vigie item list`");
    cli.run(&["item", "show", "one"])
        .expect_code(2)
        .expect_said("one");
}

/// Goal: a file handed over is evidence at once, under the name of who gave it.
/// Method: a picture is uploaded; an empty one is refused.
#[test]
fn a_file_is_handed_over() {
    let cli = Cli::with_desk();
    let picture = cli.write("pattern.png", pattern_png(1));
    let empty = cli.write("empty.png", "");

    let added = cli
        .run(&[
            "item",
            "upload",
            &picture,
            "--by",
            "a teacher",
            "--url",
            "https://pages.example/1",
        ])
        .expect_code(0);
    cli.run(&["item", "upload", &empty, "--by", "a teacher"])
        .expect_error("the file is empty; choose another");

    let shown = cli
        .run(&["item", "show", "--json", added.field(1)])
        .expect_code(0);
    let view = &shown.json()[0];
    assert_eq!(view["exhibits"].as_array().unwrap().len(), 1, "{shown}");
    let custody = view["exhibits"][0].to_string();
    assert!(custody.contains("a teacher"), "{custody}");
}
