//! `vigie backup` and `vigie restore`.

use crate::support::{Cli, pattern_png};

/// Goal: a desk comes back whole in an empty folder, evidence and log included.
/// Method: backed up, restored elsewhere, exported from there and verified.
#[test]
fn a_desk_comes_back() {
    let cli = Cli::with_desk();
    let exhibit = cli.exhibit_of(&pattern_png(1));
    cli.run(&["worker", "--once"]).expect_code(0);
    cli.run(&["exhibit", "export", &exhibit, "--out", "before.warc.gz"])
        .expect_code(0);
    cli.run(&["worker", "--once"]).expect_code(0);

    let made = cli.run(&["backup", "copy"]).expect_code(0);
    cli.run(&["--data", "second", "restore", "copy"])
        .expect_code(0);

    assert!(made.stderr.contains("keep them apart"), "{made}");
    let listed = |data: &str| {
        cli.run(&["--data", data, "item", "list", "--json"])
            .expect_code(0)
            .stdout
    };
    assert_eq!(listed("desk"), listed("second"));
    cli.run(&[
        "--data",
        "second",
        "exhibit",
        "export",
        &exhibit,
        "--out",
        "after.warc.gz",
    ])
    .expect_code(0);
    let read = |name: &str| std::fs::read(cli.path(name)).unwrap();
    assert_eq!(read("before.warc.gz"), read("after.warc.gz"));
    cli.run(&["--data", "second", "worker", "--once"])
        .expect_code(0);
    cli.run(&["--data", "second", "log", "verify"])
        .expect_code(0);
}

/// Goal: nothing is overwritten, on either side.
/// Method: a backup into a folder with something in it; a restore over a desk.
#[test]
fn nothing_is_overwritten() {
    let cli = Cli::with_desk();
    std::fs::create_dir(cli.path("full")).unwrap();
    cli.write("full/letter.txt", "a letter");
    cli.run(&["item", "add", "https://pages.example/1"])
        .expect_code(0);
    cli.run(&["backup", "copy"]).expect_code(0);
    cli.run(&["item", "add", "https://pages.example/2"])
        .expect_code(0);

    cli.run(&["backup", "full"])
        .expect_error("is not empty; choose another folder");
    cli.run(&["backup", "copy"])
        .expect_error("is not empty; choose another folder");
    cli.run(&["restore", "copy"])
        .expect_error("is not empty; choose another folder");

    assert_eq!(
        std::fs::read(cli.path("full/letter.txt")).unwrap(),
        b"a letter"
    );
    assert_eq!(cli.run(&["item", "list"]).expect_code(0).lines().len(), 2);
}

/// Goal: what was erased after a backup stays erased when the backup comes back.
/// Method: backed up, erased, restored with the ledger of destroyed keys of the living desk.
#[test]
fn what_was_erased_stays_erased() {
    let cli = Cli::with_desk();
    let exhibit = cli.exhibit_of(&pattern_png(1));
    cli.run(&[
        "exhibit",
        "erase",
        &exhibit,
        "--reason",
        "asked for by a court",
    ])
    .expect_code(0);
    cli.run(&["backup", "copy"]).expect_code(0);

    cli.run(&["--data", "second", "restore", "copy"])
        .expect_code(0);

    cli.run(&[
        "--data",
        "second",
        "exhibit",
        "export",
        &exhibit,
        "--out",
        "out.warc.gz",
    ])
    .expect_error("erased");
}

/// Goal: a backup that rotted is refused, and leaves no half desk.
/// Method: one byte of the copy of the database is changed; a folder that is no backup.
#[test]
fn a_rotten_backup_is_refused() {
    let cli = Cli::with_desk();
    cli.exhibit_of(&pattern_png(1));
    cli.run(&["backup", "copy"]).expect_code(0);
    let largest = crate::support::files_below(&cli.path("copy"))
        .into_iter()
        .max_by_key(|file| std::fs::metadata(file).unwrap().len())
        .unwrap();
    let mut bytes = std::fs::read(&largest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&largest, bytes).unwrap();

    cli.run(&["--data", "second", "restore", "copy"])
        .expect_error("is damaged");
    cli.run(&["--data", "third", "restore", "desk"])
        .expect_code(2);

    for name in ["second", "third"] {
        let ran = cli.run(&["--data", name, "item", "list"]).expect_code(2);
        assert!(ran.stderr.contains("vigie init"), "{ran}");
    }
}
