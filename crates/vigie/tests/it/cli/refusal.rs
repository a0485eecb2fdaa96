//! What the program refuses to work with: each with a sentence that says what to do.

use std::os::unix::fs::PermissionsExt as _;

use crate::support::Cli;

/// Goal: no desk, no work: every command says how to make one.
/// Method: a folder that is not there.
#[test]
fn without_a_desk_the_words_say_how_to_make_one() {
    let cli = Cli::new();

    for command in [
        &["item", "list"][..],
        &["serve", "--listen", "127.0.0.1:0"],
        &["worker", "--once"],
    ] {
        cli.run(command)
            .expect_error("make a desk with `vigie init`");
    }
    assert!(
        !cli.desk().join("vigie.db").exists(),
        "nothing is made on the way"
    );
}

/// Goal: another desk's key opens nothing and changes nothing.
/// Method: the master key is exchanged, removed, malformed, readable by others; then put back.
#[test]
fn a_wrong_key_is_refused() {
    let cli = Cli::with_desk();
    let path = cli.desk().join("keys/master.key");
    let right = std::fs::read(&path).unwrap();
    let put = |bytes: &[u8], mode: u32| {
        std::fs::write(&path, bytes).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    };

    put("ab".repeat(32).as_bytes(), 0o600);
    cli.run(&["item", "list"])
        .expect_error("is not this desk's: put back the key file");
    put(b"a word", 0o600);
    cli.run(&["item", "list"])
        .expect_error("it holds 64 hexadecimal digits and has mode 0600");
    put(&right, 0o644);
    cli.run(&["item", "list"])
        .expect_error("it holds 64 hexadecimal digits and has mode 0600");
    std::fs::remove_file(&path).unwrap();
    cli.run(&["item", "list"])
        .expect_error("there is no key at");

    put(&right, 0o600);
    cli.run(&["item", "list"]).expect_code(1);
}

/// Goal: a desk of a later release is left alone.
/// Method: a migration that this program does not know stands in the table.
#[tokio::test]
async fn a_newer_schema_is_refused() {
    let cli = Cli::with_desk();
    cli.tamper("INSERT INTO schema_migration (name, sha256) VALUES ('29990101T0000_later', 'x')")
        .await;

    cli.run(&["item", "list"])
        .expect_error("the database has schema `29990101T0000_later`")
        .expect_said("install the newer release, or restore a backup");
    cli.run(&["serve", "--listen", "127.0.0.1:0"])
        .expect_error("install the newer release");
}

/// Goal: a folder that cannot be written is found before the first act, with what to do.
/// Method: mode 0500; nothing to see where the tests run as root.
#[test]
fn a_read_only_folder_is_refused() {
    let cli = Cli::with_desk();
    let mode =
        |mode| std::fs::set_permissions(cli.desk(), std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o500);
    let is_enforced = std::fs::write(cli.desk().join("probe"), "").is_err();

    let ran = cli.run(&["item", "list"]);

    mode(0o700);
    if is_enforced {
        ran.expect_error("mount it read-write");
    } else {
        println!("skipped: this account writes read-only folders, too");
    }
}

/// Goal: a full disk stops the act, not the desk: nothing of it is written, all before it stays.
/// Method: a database that may not grow, and a list that does not fit.
#[test]
fn a_full_disk_stops_the_act_only() {
    let cli = Cli::with_desk();
    let lines: Vec<String> = (0..20_000)
        .map(|n| format!("https://pages.example/{n}"))
        .collect();
    let list = lines.join("\n");
    let full = cli.env("VIGIE_STORE__DATABASE_SIZE_BYTES_MAX", "8000000");

    full.run_with(&["item", "add"], list.as_bytes())
        .expect_error("the disk is full; free some space");

    let kept = full
        .run(&["item", "list", "--limit", "100000"])
        .expect_code(0)
        .lines()
        .len();
    assert!(
        kept > 0 && kept.is_multiple_of(1_000),
        "whole transactions stay: {kept}"
    );
    let room = full.env("VIGIE_STORE__DATABASE_SIZE_BYTES_MAX", "0");
    let ran = room
        .run_with(&["item", "add"], list.as_bytes())
        .expect_code(0);
    assert_eq!(
        ran.stderr,
        format!("{} added, {kept} known, 0 refused\n", 20_000 - kept)
    );
}

/// Goal: a command that does not exist, or lacks its argument, exits 2 with the usage.
/// Method: both.
#[test]
fn usage_is_shown() {
    let cli = Cli::new();

    cli.run(&["fly"]).expect_code(2).expect_said("Usage");
    cli.run(&["capture"]).expect_code(2).expect_said("Usage");
    cli.run(&[]).expect_code(2).expect_said("Usage");
    assert!(cli.run(&["--help"]).expect_code(0).stdout.contains("Usage"));
}
