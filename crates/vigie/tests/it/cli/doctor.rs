//! `vigie doctor`.

use crate::support::Cli;

fn states<'a>(findings: &'a [serde_json::Value], what: &str) -> Vec<&'a str> {
    let of = |finding: &&serde_json::Value| finding["what"] == what;
    findings
        .iter()
        .filter(of)
        .filter_map(|finding| finding["state"].as_str())
        .collect()
}

/// Goal: an empty folder is told from a desk, with what to do.
/// Method: exit 1 and the words.
#[test]
fn an_empty_folder_is_no_desk() {
    let ran = Cli::new().run(&["doctor"]).expect_code(1);

    assert!(
        ran.stdout
            .lines()
            .any(|line| line.starts_with("fail") && line.contains("run `vigie init`"))
    );
}

/// Goal: a good desk is well; what an administrator still has to do is a warning, with the words.
/// Method: a fresh desk, which has no tables and cannot send.
#[test]
fn a_good_desk_is_well() {
    let cli = Cli::with_desk();

    let findings = cli.run(&["doctor", "--json"]).expect_code(0).json();

    assert_eq!(states(&findings, "desk"), ["ok"]);
    assert_eq!(states(&findings, "work"), ["ok"]);
    assert_eq!(states(&findings, "sandbox"), ["ok"]);
    assert_eq!(states(&findings, "mail"), ["warn"]);
    assert_eq!(states(&findings, "guard"), ["ok"]);
    assert!(
        states(&findings, "tables").contains(&"warn"),
        "tables are missing"
    );
}

/// Goal: an allow-list is never forgotten.
/// Method: the loopback is allowed.
#[test]
fn an_allow_list_is_said_loudly() {
    let cli = Cli::with_desk().allowing_loopback();

    let findings = cli.run(&["doctor", "--json"]).expect_code(0).json();

    assert_eq!(states(&findings, "guard"), ["warn"]);
}

/// Goal: a damaged desk fails the examination instead of stopping it.
/// Method: the database is overwritten; without its journal, which may hold every page of it.
#[test]
fn a_damaged_desk_is_found() {
    let cli = Cli::with_desk();
    std::fs::write(cli.desk().join("vigie.db"), "not a database".repeat(100)).unwrap();
    for journal in ["vigie.db-wal", "vigie.db-shm"] {
        // Gone already when the program before had time to tidy up.
        drop(std::fs::remove_file(cli.desk().join(journal)));
    }

    let findings = cli.run(&["doctor", "--json"]).expect_code(1).json();

    assert_eq!(states(&findings, "desk"), ["fail"]);
}
