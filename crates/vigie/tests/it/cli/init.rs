//! `vigie init`.

use crate::support::Cli;

/// Goal: a desk is made once; the second time says so and changes no key.
/// Method: `init` twice, keys compared byte for byte.
#[test]
fn a_desk_is_made_once() {
    let cli = Cli::new();
    let keys = |cli: &Cli| {
        ["master.key", "log.key", "pseudonym.key"]
            .map(|name| std::fs::read(cli.desk().join("keys").join(name)).unwrap())
    };

    let first = cli.run(&["init"]).expect_code(0);
    let made = keys(&cli);
    let second = cli.run(&["init"]).expect_code(0);

    assert!(first.stderr.contains("next: vigie user add"), "{first}");
    assert_eq!(
        second.stderr,
        "the desk was there already; nothing was changed\n"
    );
    assert_eq!(first.stdout, second.stdout, "the same log key");
    assert_eq!(keys(&cli), made);
}

/// Goal: key files are for their owner's eyes only.
/// Method: the modes after `init`.
#[test]
fn keys_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let cli = Cli::with_desk();

    for name in ["master.key", "log.key", "pseudonym.key"] {
        let file = std::fs::metadata(cli.desk().join("keys").join(name)).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600, "{name}");
    }
}

/// Goal: a program reads what was made.
/// Method: `--json` of both runs.
#[test]
fn a_program_can_read_it() {
    let cli = Cli::new();

    let first = &cli.run(&["init", "--json"]).expect_code(0).json()[0];
    let second = &cli.run(&["init", "--json"]).expect_code(0).json()[0];

    assert_eq!(first["is_new"], true);
    assert_eq!(second["is_new"], false);
    assert_eq!(first["log_key"], second["log_key"]);
}

/// Goal: what is no folder is no desk, and stays as it was.
/// Method: `--data` names a file.
#[test]
fn a_file_is_no_folder() {
    let cli = Cli::new();
    let file = cli.write("desk", "a letter");

    let ran = cli.run(&["--data", &file, "init"]).expect_code(2);

    assert!(
        ran.stderr.starts_with("error: ") && ran.stderr.contains(&file),
        "{ran}"
    );
    assert_eq!(std::fs::read(file).unwrap(), b"a letter");
}
