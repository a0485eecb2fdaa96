//! `vigie config`, and how a configuration is read.

use crate::support::Cli;

/// Goal: an empty file is a working configuration.
/// Method: `check` without a file and with an empty one.
#[test]
fn nothing_is_needed() {
    let cli = Cli::new();
    let empty = cli.write("empty.toml", "");

    cli.run(&["config", "check"]).expect_code(0);
    cli.run(&["--config", &empty, "config", "check"])
        .expect_code(0);
}

/// Goal: a misspelt key is an error that names the right one, in the file and in the environment.
/// Method: one letter too many, in three places; a section that does not exist.
#[test]
fn a_misspelt_key_is_explained() {
    let cli = Cli::new();
    let table = [
        ("[store]\ndata_dirr = 'x'\n", "did you mean `data_dir`?"),
        (
            "[desk.recheck]\nhost_interval = 5\n",
            "did you mean `host_interval_ms`?",
        ),
        ("[stores]\ndata_dir = 'x'\n", "did you mean `store`?"),
    ];

    for (file, piece) in table {
        let file = cli.write("vigie.toml", file);
        cli.run(&["config", "check"]).expect_error(piece);
        std::fs::remove_file(file).unwrap();
    }
    let cli = cli.env("VIGIE_EGRESS__PORTS_ALOWED", "[80]");
    cli.run(&["config", "check"])
        .expect_error("did you mean `ports_allowed`?");
}

/// Goal: what is no TOML, not there, or of the wrong kind is said to be so.
/// Method: each once.
#[test]
fn a_broken_file_is_named() {
    let cli = Cli::new();
    let broken = cli.write("broken.toml", "[store\n");
    let wrong = cli.write("wrong.toml", "[store]\nconnections_max = 'many'\n");

    cli.run(&["--config", &broken, "config", "check"])
        .expect_error("broken.toml` is no TOML");
    cli.run(&["--config", &wrong, "config", "check"])
        .expect_error("the configuration is wrong");
    cli.run(&["--config", "absent.toml", "config", "check"])
        .expect_error("absent.toml` cannot be read");
}

/// Goal: the environment wins over the file, and `show` prints what counts.
/// Method: one key in both.
#[test]
fn the_environment_wins() {
    let cli = Cli::new().env("VIGIE_DESK__UNIT__NAME", "Unit Eta");
    cli.write(
        "vigie.toml",
        "[desk.unit]\nname = 'Unit Zeta'\nphone = '1'\n",
    );

    let shown = cli.run(&["config", "show", "--json"]).expect_code(0);
    let text = cli.run(&["config", "show"]).expect_code(0);

    assert_eq!(shown.json()[0]["desk"]["unit"]["name"], "Unit Eta");
    assert_eq!(shown.json()[0]["desk"]["unit"]["phone"], "1");
    assert!(text.stdout.contains("name = \"Unit Eta\""), "{text}");
}

/// Goal: what `show` prints is itself a configuration that says the same.
/// Method: printed, read back, printed.
#[test]
fn what_is_shown_can_be_read() {
    let cli = Cli::new();
    let shown = cli.run(&["config", "show"]).expect_code(0);
    let file = cli.write("shown.toml", &shown.stdout);

    let again = cli
        .run(&["--config", &file, "config", "show"])
        .expect_code(0);

    assert_eq!(shown.stdout, again.stdout);
}

/// Goal: a password in an address of a database is not printed.
/// Method: one in the environment.
#[test]
fn secrets_are_not_shown() {
    let cli = Cli::new().env(
        "VIGIE_STORE__DATABASE_URL",
        "postgres://desk:plain-words@db.example/desk",
    );

    let shown = cli.run(&["config", "show"]).expect_code(0);

    assert!(shown.stdout.contains("db.example"), "{shown}");
    assert!(!shown.stdout.contains("plain-words"), "{shown}");
}

/// Goal: a file that a section names and that is not there is found by `check`.
/// Method: a password file, rules of keys.
#[test]
fn check_reads_the_files_it_names() {
    let rules = Cli::new().env("VIGIE_KEYS__RULES_FILE", "absent.txt");
    let password = Cli::new()
        .env("VIGIE_DISPATCH__SMTP_HOST", "mail.example")
        .env("VIGIE_DISPATCH__SMTP_USER", "desk")
        .env("VIGIE_DISPATCH__SMTP_PASSWORD_FILE", "absent.txt");

    rules.run(&["config", "check"]).expect_error("absent.txt");
    password
        .run(&["config", "check"])
        .expect_error("absent.txt");
}
