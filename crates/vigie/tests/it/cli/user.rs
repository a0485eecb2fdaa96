//! `vigie user`.

use crate::support::Cli;

/// Goal: people are added with roles that exist and passwords that are long enough.
/// Method: each mistake once; nobody is added by it.
#[test]
fn bad_people_are_refused() {
    let cli = Cli::with_desk();
    let before = cli.run(&["user", "list"]).expect_code(0).lines().len();
    let short = cli.write("short.txt", "eleven chrs\n");
    let binary = cli.write("binary.txt", [0xff, 0xfe, 0x00]);
    let add = ["user", "add", "amina"];
    let with = |more: &[&'static str]| [&add[..], more].concat();

    cli.run(&with(&["--role", "boss"]))
        .expect_error("no role `boss`; there are intake, analyst,");
    cli.run(&with(&[])).expect_code(2).expect_said("--role");
    cli.run(&with(&["--role", "analyst", "--language", "xx"]))
        .expect_error("no language `xx`");
    cli.run(&[
        "user",
        "add",
        "amina",
        "--role",
        "analyst",
        "--password-file",
        &short,
    ])
    .expect_error("a password takes at least 12 characters");
    cli.run(&[
        "user",
        "add",
        "amina",
        "--role",
        "analyst",
        "--password-file",
        &binary,
    ])
    .expect_error("the password is not UTF-8");
    cli.run(&["user", "add", "a mina", "--role", "analyst"])
        .expect_error("a login takes 1 to");
    cli.run(&["user", "add", "", "--role", "analyst"])
        .expect_error("a login takes 1 to");

    assert_eq!(cli.run(&["user", "list"]).lines().len(), before);
}

/// Goal: a login is made once, listed, closed.
/// Method: with a password on standard input.
#[test]
fn a_login_is_made_and_closed() {
    let cli = Cli::with_desk();
    let add = [
        "user",
        "add",
        "Amina",
        "--role",
        "analyst",
        "--role",
        "intake",
        "--password-file",
        "-",
    ];

    cli.run_with(&add, b"four plain made-up words\n")
        .expect_code(0);
    cli.run_with(&add, b"four plain made-up words\n")
        .expect_error("there is a login `amina` already");
    let listed = cli.run(&["user", "list", "--json"]).expect_code(0).json();
    let amina = listed.iter().find(|user| user["login"] == "amina").unwrap();
    assert_eq!(amina["roles"], serde_json::json!(["analyst", "intake"]));
    assert_eq!(amina["state"], "active");
    assert!(
        !listed
            .iter()
            .any(|user| user.to_string().contains("argon2")),
        "no hash is shown"
    );

    cli.run(&["user", "disable", "amina"]).expect_code(0);
    cli.run(&["user", "disable", "nobody"])
        .expect_code(1)
        .expect_said("no login `nobody`");
    let listed = cli.run(&["user", "list"]).expect_code(0);
    assert!(listed.stdout.contains("amina\tdisabled"), "{listed}");
}
