//! `vigie bank`: set up, curated, given out.

use crate::support::Cli;

/// A hash of `digit` throughout.
fn hash(digit: char) -> String {
    digit.to_string().repeat(64)
}

/// The id of the only entry of a bank.
fn entry(cli: &Cli) -> String {
    let listed = cli
        .run(&["bank", "entries", "zeta", "--json"])
        .expect_code(0);
    listed.json()[0]["id"].as_str().unwrap().to_owned()
}

/// Goal: a bank is set up by words; what cannot be is refused with a sentence and changes nothing.
#[test]
fn a_bank_is_set_up() {
    let cli = Cli::with_desk();
    cli.run(&[
        "bank",
        "create",
        "zeta",
        "--owner",
        "Training Organisation Zeta",
        "--distance",
        "20",
    ])
    .expect_code(0);
    cli.run(&[
        "bank",
        "set",
        "zeta",
        "--sharing",
        "green",
        "--ratio",
        "0.25",
        "--flood-floor",
        "9",
    ])
    .expect_code(0);
    for (arguments, sentence) in [
        (["--distance", "64"], "at most 63 bits"),
        (["--ratio", "1.5"], "a number from 0 to 1"),
        (
            ["--sharing", "purple"],
            "no label `purple`; there are red, amber, green, clear",
        ),
        (["--role", "x"], "no role `x`; there are known, negative"),
        (["--rename", "a b"], "letters, digits"),
    ] {
        let mut all = vec!["bank", "set", "zeta"];
        all.extend(arguments);
        cli.run(&all).expect_error(sentence);
    }
    let shown = cli
        .run(&["bank", "show", "zeta", "--json"])
        .expect_code(0)
        .json();
    let bank = &shown[0]["bank"];
    assert_eq!(bank["distance_bits_max"], 20);
    assert_eq!(bank["enabled_ratio"], 250_000);
    assert_eq!(bank["sharing"], "green");
    cli.run(&["bank", "close", "zeta"]).expect_code(0);
    cli.run(&["bank", "show", "zeta"])
        .expect_error("there is no such bank");
}

/// Goal: an entry lives its life from the command line; one person is not two.
#[test]
fn an_entry_lives_its_life() {
    let cli = Cli::with_desk();
    let value = hash('a');
    let signal = format!("pdq:{value}");
    cli.run(&["bank", "create", "zeta", "--activation", "two_people"])
        .expect_code(0);
    cli.run(&["bank", "add", "zeta", &signal, "--label", "poster"])
        .expect_code(0);
    let id = entry(&cli);
    cli.run(&["bank", "activate", "zeta", &id])
        .expect_error("somebody else must do it");
    cli.run(&["match", "--type", "pdq", &value]).expect_code(1);
    cli.run(&["bank", "set", "zeta", "--activation", "one_person"])
        .expect_code(0);
    cli.run(&["bank", "activate", "zeta", &id]).expect_code(0);
    cli.run(&["match", "--type", "pdq", &value]).expect_code(0);
    // Dark and light exchanged, it is the same picture.
    let inverted = cli
        .run(&["match", "--type", "pdq", &hash('5')])
        .expect_code(0);
    assert!(inverted.stdout.contains("after invert"), "{inverted}");

    cli.run(&["bank", "contest", "zeta", &id, "--reason", "a flag"])
        .expect_code(0);
    cli.run(&["match", "--type", "pdq", &value]).expect_code(1);
    cli.run(&["bank", "uphold", "zeta", &id])
        .expect_error("somebody else must do it");
    cli.run(&["bank", "release", "zeta", &id])
        .expect_error("it cannot do this in its present state");
    cli.run(&["bank", "withdraw", "zeta", &id, "--reason", " "])
        .expect_error("say why");
    cli.run(&["bank", "withdraw", "zeta", &id, "--reason", "a flag"])
        .expect_code(0);
    cli.run(&["bank", "propose", "zeta", &id]).expect_code(0);
    cli.run(&["bank", "activate", "zeta", &id]).expect_code(0);
    cli.run(&["match", "--type", "pdq", &value]).expect_code(0);
    cli.run(&["bank", "opinion", "zeta", &id, "maybe"])
        .expect_error("no stance `maybe`; there are agree, disagree");
    for wrong in ["pdq", "pdq:12", "colour:12", "url:x"] {
        cli.run(&["bank", "add", "zeta", wrong]).expect_code(2);
    }
}

/// Goal: what changed is fetched from where the last fetch ended, tombstones and opinions with it.
#[test]
fn changes_are_fetched_since() {
    let cli = Cli::with_desk();
    cli.run(&["bank", "create", "zeta"]).expect_code(0);
    cli.run(&["bank", "add", "zeta", &format!("pdq:{}", hash('a'))])
        .expect_code(0);
    let id = entry(&cli);
    let fetch = |since: &str| {
        let ran = cli.run(&["bank", "export", "zeta", "--since", since]);
        ran.expect_code(0).json()
    };
    let first = fetch("0");
    assert_eq!(first.len(), 2, "{first:?}");
    assert_eq!(first[0]["is_tombstone"], false);
    let next = first[1]["next"].as_str().unwrap().to_owned();
    assert_eq!(fetch(&next).len(), 1, "nothing new");
    cli.run(&["bank", "opinion", "zeta", &id, "agree", "--note", "seen"])
        .expect_code(0);
    let later = fetch(&next);
    assert_eq!(later[0]["opinions"][0]["note"], "seen");
    cli.run(&["bank", "withdraw", "zeta", &id, "--reason", "a flag"])
        .expect_code(0);
    let last = fetch(later[1]["next"].as_str().unwrap());
    assert_eq!(last[0]["is_tombstone"], true);
    assert_eq!(last[0]["label"], serde_json::Value::Null);
    cli.run(&["bank", "export", "zeta", "--since", "x"])
        .expect_error("`since` is 0 for everything");
    cli.run(&["bank", "set", "zeta", "--sharing", "red"])
        .expect_code(0);
    cli.run(&["bank", "export", "zeta", "--since", "0"])
        .expect_error("labelled red");
    cli.run(&["bank", "export", "zeta"])
        .expect_error("labelled red");
}

/// Goal: lists of python-threatexchange come in and go out in both forms.
#[test]
fn lists_of_the_library() {
    let cli = Cli::with_desk();
    cli.run(&["bank", "create", "zeta"]).expect_code(0);
    let list = format!(
        "pdq {}\nvideo_md5 {}\nraw_text words\n",
        hash('a'),
        "b".repeat(32)
    );
    let import = ["bank", "import", "zeta", "-", "--type", "tx"];
    let ran = cli.run_with(&import, list.as_bytes()).expect_code(1);
    assert_eq!(ran.stdout, "2 added, 0 known, 1 refused\n");
    let lines = cli
        .run(&["bank", "export", "zeta", "--format", "tx"])
        .expect_code(0);
    let expected = format!("pdq {}\nvideo_md5 {}\n", hash('a'), "b".repeat(32));
    assert_eq!(lines.stdout, expected);
    let csv = cli
        .run(&["bank", "export", "zeta", "--format", "tx_csv"])
        .expect_code(0);
    assert!(
        csv.stdout
            .starts_with("signal_type,signal_str,collab,category,tags\r\npdq,")
    );
    cli.run(&["bank", "create", "back"]).expect_code(0);
    let import = ["bank", "import", "back", "-", "--type", "tx"];
    let ran = cli.run_with(&import, csv.stdout.as_bytes()).expect_code(0);
    assert_eq!(ran.stdout, "2 added, 0 known, 0 refused\n");
    cli.run(&["bank", "export", "zeta", "--format", "x"])
        .expect_error("no format `x`; there are csv, tx, tx_csv");
}
