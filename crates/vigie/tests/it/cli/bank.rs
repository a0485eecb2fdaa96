//! `vigie bank` and `vigie match`.

use crate::support::{Cli, pattern_png};

/// The PDQ of a picture, from the program itself.
fn pdq(cli: &Cli, file: &str) -> String {
    let hashed = cli.run(&["hash", file]).expect_code(0).json();
    let pdq = &hashed[0]["signals"][0];
    assert_eq!(pdq["type"], "pdq");
    assert!(pdq["quality"].as_u64().unwrap() >= 50, "{pdq}");
    pdq["value"].as_str().unwrap().to_owned()
}

/// Goal: a list comes in and goes out as it came; a bad line is named and stops no other.
/// Method: three lines, the second no hash; exported, and imported again elsewhere.
#[test]
fn a_list_comes_in_and_goes_out() {
    let cli = Cli::with_desk();
    let (one, two) = ("0f".repeat(32), "f0".repeat(32));
    let list = format!(
        "hash,bank,source,label\n{one},zeta,teachers,\"a banner, blue\"\nnonsense,zeta,,\n{two},zeta,,\n"
    );
    let file = cli.write("list.csv", list);
    cli.run(&["bank", "create", "zeta", "--description", "made up"])
        .expect_code(0);

    let ran = cli.run(&["bank", "import", "zeta", &file]).expect_code(1);
    assert_eq!(ran.stdout, "2 added, 0 known, 1 refused\n");
    assert_eq!(
        ran.stderr,
        format!("{file}:3: is no pdq value; write its hexadecimal digits\n")
    );

    let exported = cli.run(&["bank", "export", "zeta"]).expect_code(0);
    // Two entries of one instant have no order among them.
    let mut lines = exported.lines();
    lines[1..].sort_unstable();
    assert_eq!(
        lines,
        [
            "hash,bank,source,label",
            &format!("{one},zeta,teachers,\"a banner, blue\""),
            &format!("{two},zeta,import,"),
        ]
    );

    cli.run(&["bank", "create", "other"]).expect_code(0);
    let again = cli.run_with(
        &["bank", "import", "other", "-"],
        exported.stdout.as_bytes(),
    );
    assert_eq!(again.expect_code(0).stdout, "2 added, 0 known, 0 refused\n");
    let known = cli.run_with(
        &["bank", "import", "other", "-"],
        exported.stdout.as_bytes(),
    );
    assert_eq!(known.expect_code(0).stdout, "0 added, 2 known, 0 refused\n");
}

/// Goal: a list of plain hexadecimal lines is a list; one of rubbish is refused line by line.
/// Method: both, and binary.
#[test]
fn lists_in_other_coats() {
    let cli = Cli::with_desk();
    cli.run(&["bank", "create", "zeta"]).expect_code(0);

    let plain = cli.run_with(&["bank", "import", "zeta", "-"], "ab".repeat(32).as_bytes());
    plain.expect_code(0);
    let rubbish = cli
        .run_with(&["bank", "import", "zeta", "-"], b"one\ntwo\n")
        .expect_code(1);
    assert_eq!(rubbish.stdout, "0 added, 0 known, 2 refused\n");
    cli.run_with(&["bank", "import", "zeta", "-"], &pattern_png(1))
        .expect_code(1);
    cli.run(&["bank", "import", "zeta", "-", "--type", "colour"])
        .expect_error("no type `colour`; there are pdq, sha256, md5, url");
}

/// Goal: banks have names of their own, and an absent one is said to be absent.
/// Method: the same name twice, an empty name, an unknown one.
#[test]
fn banks_are_named_once() {
    let cli = Cli::with_desk();

    cli.run(&["bank", "list"]).expect_code(1);
    cli.run(&["bank", "create", "zeta"]).expect_code(0);
    cli.run(&["bank", "create", "zeta"]).expect_error("zeta");
    cli.run(&["bank", "create", " "]).expect_code(2);
    cli.run(&["bank", "export", "absent"])
        .expect_error("there is no such bank");
    let listed = cli.run(&["bank", "list"]).expect_code(0);
    assert_eq!(listed.lines().len(), 1, "{listed}");
}

/// Goal: a known picture is found (0), an unknown one is a clean no (1), rubbish is an error (2).
/// Method: one picture is banked; asked by file, by value and by address.
#[test]
fn a_match_has_three_answers() {
    let cli = Cli::with_desk();
    let known = cli.write("known.png", pattern_png(1));
    let other = cli.write("other.png", pattern_png(40));
    let value = pdq(&cli, &known);
    cli.run(&["bank", "create", "zeta"]).expect_code(0);
    let list = format!("hash,bank,source,label\n{value},zeta,test,banner\n");
    cli.run_with(&["bank", "import", "zeta", "-"], list.as_bytes())
        .expect_code(0);
    let urls = cli.run_with(
        &["bank", "import", "zeta", "-", "--type", "url"],
        b"https://pages.example/known?utm_source=x\n",
    );
    urls.expect_code(0);

    let by_file = cli.run(&["match", &known]).expect_code(0);
    assert_eq!(by_file.stdout, format!("{known}\tpdq\t0\tzeta\tbanner\n"));
    cli.run(&["match", "--type", "pdq", &value]).expect_code(0);
    cli.run(&["match", "https://www.pages.example/known"])
        .expect_code(0);
    let json = cli.run(&["match", "--json", &known]).expect_code(0).json();
    assert_eq!(json[0]["distance_bits"], 0);

    for subject in [other.as_str(), "https://pages.example/other"] {
        let ran = cli.run(&["match", subject]).expect_code(1);
        assert_eq!(ran.stdout, "", "{ran}");
    }
    cli.run(&["match", "nothing"])
        .expect_error("is neither a file nor an address");
    cli.run(&["match", "--type", "pdq", "zz"])
        .expect_error("`zz` is no pdq value");
    cli.run(&["match", "--distance", "64", &known])
        .expect_error("at most 63 bits");
}
