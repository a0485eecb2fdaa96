//! `vigie log`: checkpoint, proof, verification.

use crate::support::{Cli, files_below};

/// A desk whose log holds a few acts.
fn logged() -> Cli {
    let cli = Cli::with_desk().env("VIGIE_STORE__LOG_EMBARGO_MS", "0");
    cli.run(&[
        "item",
        "add",
        "https://pages.example/1",
        "https://pages.example/2",
    ])
    .expect_code(0);
    cli.run(&["worker", "--once"]).expect_code(0);
    cli
}

/// Goal: the checkpoint is a signed note of the desk's own key; the log under it is sound.
/// Method: `checkpoint`, `verify`, and `verify` as an outsider with the key and the folder.
#[test]
fn the_log_is_sound() {
    let cli = logged();

    let checkpoint = cli.run(&["log", "checkpoint"]).expect_code(0);
    let key = cli.run(&["log", "key"]).expect_code(0);
    let own = cli.run(&["log", "verify"]).expect_code(0);
    let folder = cli.desk().join("log");
    let outside = cli
        .run(&[
            "log",
            "verify",
            "--folder",
            folder.to_str().unwrap(),
            "--key",
            key.stdout.trim(),
        ])
        .expect_code(0);

    let lines = checkpoint.lines();
    assert_eq!(lines[0], "vigie.invalid/log");
    let size: u64 = lines[1].parse().unwrap();
    assert!(size >= 5, "desk, operator, two items, a batch: {size}");
    assert!(
        lines
            .last()
            .unwrap()
            .starts_with("\u{2014} vigie.invalid/log "),
        "{checkpoint}"
    );
    assert!(
        own.stdout.starts_with(&format!("{size} entries, ")),
        "{own}"
    );
    assert!(
        own.stdout.ends_with(&format!("{size} rows, 0 defects\n")),
        "{own}"
    );
    assert!(
        outside.stdout.starts_with(&format!("{size} entries, ")),
        "{outside}"
    );
}

/// Goal: an act can be proven to be in the log.
/// Method: the id of an event from the history of an item.
#[test]
fn an_act_is_proven() {
    let cli = logged();
    let item = cli.run(&["item", "list", "--json"]).json()[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let shown = cli
        .run(&["item", "show", "--json", &item])
        .expect_code(0)
        .json();
    let event = shown[0]["history"][0]["record"]["id"]
        .as_str()
        .unwrap()
        .to_owned();

    let text = cli.run(&["log", "prove", &event]).expect_code(0);
    let json = cli.run(&["log", "prove", "--json", &event]).expect_code(0);

    assert!(text.stdout.contains("vigie.invalid/log"), "{text}");
    assert_eq!(json.json().len(), 1);
    cli.run(&["log", "prove", "01890000-0000-7000-8000-000000000000"])
        .expect_error("there is no such");
    cli.run(&["log", "prove", "V-1999-000001"])
        .expect_error("there is no such");
}

/// Goal: a log has a checkpoint from the first hour: making the desk is its first entry.
/// Method: `checkpoint` right after `init`.
#[test]
fn the_first_hour_is_in_the_log() {
    let ran = Cli::with_desk().run(&["log", "checkpoint"]).expect_code(0);

    assert_eq!(ran.lines()[1], "2", "desk and operator: {ran}");
}

/// Goal: a write that a crash cut off is no damage: it never took the place of a tile.
#[test]
fn a_write_cut_off_is_no_damage() {
    let cli = logged();
    let key = cli.run(&["log", "key"]).expect_code(0).stdout;
    let folder = cli.desk().join("log");
    let files = files_below(&folder);
    let partial = files.iter().find(|file| {
        file.parent()
            .is_some_and(|p| p.extension().is_some_and(|e| e == "p"))
    });
    std::fs::write(partial.unwrap().with_file_name("65.new"), b"cut").unwrap();

    let folder = folder.to_str().unwrap();
    cli.run(&["log", "verify", "--folder", folder, "--key", key.trim()])
        .expect_code(0);
    cli.run(&["log", "verify"]).expect_code(0);
}

/// Goal: one changed byte anywhere in the log is found.
/// Method: each file of the log, first, middle and last byte; by the desk and by an outsider.
#[test]
fn any_changed_byte_is_found() {
    let cli = logged();
    let key = cli
        .run(&["log", "key"])
        .expect_code(0)
        .stdout
        .trim()
        .to_owned();
    let folder = cli.desk().join("log");
    let files = files_below(&folder);
    assert!(files.len() >= 3, "checkpoint, a tile, a bundle: {files:?}");

    for file in files {
        let sound = std::fs::read(&file).unwrap();
        for at in [0, sound.len() / 2, sound.len() - 1] {
            let mut changed = sound.clone();
            changed[at] ^= 1;
            std::fs::write(&file, &changed).unwrap();

            let own = cli.run(&["log", "verify"]);
            let outside = cli.run(&[
                "log",
                "verify",
                "--folder",
                folder.to_str().unwrap(),
                "--key",
                &key,
            ]);

            assert_ne!(own.code, 0, "byte {at} of {}\n{own}", file.display());
            assert_ne!(
                outside.code,
                0,
                "byte {at} of {}\n{outside}",
                file.display()
            );
        }
        std::fs::write(&file, &sound).unwrap();
    }
    cli.run(&["log", "verify"]).expect_code(0);
}

/// Goal: a row of the record that was changed behind the desk's back is found.
/// Method: the record of an act is rewritten in the database.
#[tokio::test]
async fn a_changed_record_is_found() {
    let cli = logged();

    let changed = cli
        .tamper("UPDATE audit_event SET record = replace(record, 'item.added', 'item.shown') WHERE kind = 'item.added'")
        .await;
    assert!(changed > 0);

    let ran = cli.run(&["log", "verify"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stderr.contains("defect: "), "{ran}");
}

/// Goal: an earlier checkpoint must be a beginning of the log, and another's key opens nothing.
/// Method: `--older` with a true one and one of another desk; a malformed key.
#[test]
fn an_older_checkpoint_is_a_beginning() {
    let cli = logged();
    let older = cli.run(&["log", "checkpoint"]).expect_code(0);
    let older = cli.write("older", &older.stdout);
    cli.run(&["item", "add", "https://pages.example/3"])
        .expect_code(0);
    cli.run(&["worker", "--once"]).expect_code(0);
    let key = cli
        .run(&["log", "key"])
        .expect_code(0)
        .stdout
        .trim()
        .to_owned();
    let foreign = logged()
        .run(&["log", "key"])
        .expect_code(0)
        .stdout
        .trim()
        .to_owned();
    let folder = cli.desk().join("log").to_str().unwrap().to_owned();
    let verify = |key: &str| {
        cli.run(&[
            "log", "verify", "--folder", &folder, "--key", key, "--older", &older,
        ])
    };

    verify(&key).expect_code(0);
    verify(&foreign).expect_code(2);
    verify("nonsense").expect_error("the key is malformed");
    cli.run(&["log", "verify", "--folder", &folder])
        .expect_code(2)
        .expect_said("--key");
}
