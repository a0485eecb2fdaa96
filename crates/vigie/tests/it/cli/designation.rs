//! `vigie designation`.

use crate::support::Cli;

/// The words of a made-up decree.
const WORDS: [&str; 6] = [
    "--authority",
    "Training Organisation Zeta",
    "--article",
    "Article 3 of the training code",
    "--document",
    "Decree 7 of 2026-01-01",
];

fn record(cli: &Cli, instrument: &str, dates: &[&str]) -> crate::support::Ran {
    let head = ["designation", "record", instrument];
    cli.run(&[&head[..], &WORDS, dates].concat())
}

/// Goal: a power is recorded with its dates, listed, ended once.
#[test]
fn a_power_is_recorded_and_ended() {
    let cli = Cli::with_desk();
    let list = || {
        cli.run(&["designation", "list", "--json"])
            .expect_code(0)
            .json()
    };
    assert!(list().is_empty());
    let order = "tco_removal_order";
    let recorded = record(&cli, order, &["--from", "2026-01-31"]).expect_code(0);
    let id = recorded.field(0).to_owned();
    let from = "2026-02-28T01:00:00+01:00";
    record(
        &cli,
        "dsa9_order",
        &["--from", from, "--until", "2026-03-01"],
    )
    .expect_code(0);

    let listed = list();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0]["id"], *id);
    assert_eq!(listed[0]["instrument"], order);
    assert_eq!(listed[0]["valid_from"], "2026-01-31T00:00:00Z");
    assert_eq!(listed[0]["valid_until"], serde_json::Value::Null);
    assert_eq!(listed[0]["document"], "Decree 7 of 2026-01-01");
    assert_eq!(listed[1]["valid_from"], "2026-02-28T00:00:00Z");
    assert_eq!(listed[1]["valid_until"], "2026-03-01T00:00:00Z");

    let end = ["designation", "end", &id, "--until", "2026-02-01"];
    cli.run(&end).expect_code(0);
    assert_eq!(list()[0]["valid_until"], "2026-02-01T00:00:00Z");
    assert_eq!(list()[0]["is_valid"], false);
    cli.run(&end).expect_error("over already");
}

/// Goal: what cannot be is refused in words, and nothing is written.
#[test]
fn bad_powers_are_refused() {
    let cli = Cli::with_desk();
    let order = "tco_removal_order";
    record(&cli, "takedown", &["--from", "2026-01-31"])
        .expect_error("no instrument `takedown`; there are tco_referral,");
    record(&cli, order, &["--from", "yesterday"]).expect_error("no date `yesterday`");
    record(&cli, order, &["--from", "2026-02-30"]).expect_error("no date `2026-02-30`");
    record(&cli, order, &["--from", "1789-07-14"]).expect_error("check its date");
    record(
        &cli,
        order,
        &["--from", "2026-01-31", "--until", "2026-01-31"],
    )
    .expect_error("ends after it begins");
    let long = "x".repeat(501);
    let dates = ["--from", "2026-01-31"];
    cli.run(
        &[
            &["designation", "record", order, "--authority", &long],
            &WORDS[2..],
            &dates,
        ]
        .concat(),
    )
    .expect_error("write the authority in one line");
    record(&cli, order, &[])
        .expect_code(2)
        .expect_said("--from");
    cli.run(&["designation", "end", "01990000-0000-7000-8000-000000000001"])
        .expect_error("there is no such designation");
    assert!(
        cli.run(&["designation", "list"])
            .expect_code(0)
            .lines()
            .is_empty()
    );
}
