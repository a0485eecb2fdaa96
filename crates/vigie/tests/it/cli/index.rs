//! `vigie index …`: hashes in a file of their own, searched without a desk.

use std::io::{BufRead as _, BufReader, Write as _};

use crate::support::{Cli, Ran};

/// A hash of one digit repeated: two of them differ by a known number of bits.
fn hash(digit: char) -> String {
    digit.to_string().repeat(64)
}

/// The hash of zeros with its last digit changed: `1` is one bit away, `3` two, `f` four.
fn near_zero(digit: char) -> String {
    format!("{}{digit}", "0".repeat(63))
}

/// A folder with an index of these hashes.
fn with_index(hashes: &[String]) -> Cli {
    let cli = Cli::new();
    let list = cli.write("list.txt", hashes.join("\n"));
    cli.run(&["index", "build", "--from", &list, "--out", "hashes.vix"])
        .expect_code(0);
    cli
}

fn ask(cli: &Cli, distance: &str, hashes: &[String]) -> Ran {
    let asked = hashes.join("\n");
    let arguments = ["index", "query", "hashes.vix", "--distance", distance];
    cli.run_with(&arguments, asked.as_bytes())
}

/// Goal: each line in has a line out, as it is promised, with every entry within the distance,
/// positions in the order of the list, and the exit code says whether anything was found.
#[test]
fn queries_are_answered_line_by_line() {
    let cli = with_index(&[hash('0'), hash('f'), near_zero('3'), hash('0')]);

    insta::assert_snapshot!(ask(&cli, "2", &[near_zero('1'), hash('5'), hash('f')]), @r#"
    exit 0
    ── stdout
    {"query":0,"matches":[{"position":0,"distance":1},{"position":2,"distance":1},{"position":3,"distance":1}]}
    {"query":1,"matches":[]}
    {"query":2,"matches":[{"position":1,"distance":0}]}
    "#);
    ask(&cli, "0", &[near_zero('1')]).expect_code(1);
    let said = ask(&cli, "31", &[]).expect_code(1);
    assert_eq!(said.stderr, "no hash was asked for\n");
}

/// Goal: the distance is the one that was asked for, up to the largest, and no larger one is taken.
/// Method: an entry 63 bits away, 62 and 63 asked; then 64.
#[test]
fn distances_are_exact_up_to_their_limit() {
    // Fifteen digits of four bits, and one of three.
    let far = format!("{}{}7", "0".repeat(48), "f".repeat(15));
    let cli = with_index(&[hash('0')]);

    assert_eq!(
        ask(&cli, "63", std::slice::from_ref(&far))
            .expect_code(0)
            .stdout,
        "{\"query\":0,\"matches\":[{\"position\":0,\"distance\":63}]}\n"
    );
    ask(&cli, "62", std::slice::from_ref(&far)).expect_code(1);
    ask(&cli, "64", &[far]).expect_error("the distance 64 is too large: at most 63 bits");
    ask(&cli, "-1", &[hash('0')]).expect_code(2);
    ask(&cli, "x", &[hash('0')]).expect_code(2);
}

/// Goal: what is no hash is named with its line and place, and nothing is built or added.
#[test]
fn what_is_no_hash_is_named() {
    let cli = with_index(&[hash('0')]);
    let before = std::fs::read(cli.path("hashes.vix")).unwrap();
    let digit = format!("{}g{}", "0".repeat(9), "0".repeat(54));
    let (long, wide) = ("a".repeat(100_000), "é".repeat(32));
    let table: [(&[u8], &str, &str); 6] = [
        (digit.as_bytes(), "line 2", "byte 9 of the pdq hash is not"),
        (
            b"abc",
            "line 2",
            "has 64 hexadecimal digits, this text has 3",
        ),
        (b"", "line 2", "this text has 0 bytes"),
        (long.as_bytes(), "line 2", "has 64 hexadecimal digits"),
        (b"\xff\xfe\0", "line 2", "the line is not text"),
        (wide.as_bytes(), "line 2", "byte 0 of the pdq hash is not"),
    ];

    for (bad, line, piece) in table {
        let list = [hash('1').as_bytes(), bad, hash('2').as_bytes()].join(&b'\n');
        let list = cli.write("bad.txt", list);
        cli.run(&["index", "build", "--from", &list, "--out", "new.vix"])
            .expect_error(line)
            .expect_said(piece);
        cli.run(&["index", "add", "hashes.vix", "--from", &list])
            .expect_error(piece);
        let asked = cli.run(&["index", "query", "hashes.vix", "--from", &list]);
        assert_eq!(
            asked.lines().len(),
            1,
            "the line before is answered\n{asked}"
        );
        assert_eq!(asked.code, 2, "{asked}");
        asked.expect_said(line).expect_said(piece);
    }

    assert!(!cli.path("new.vix").exists(), "nothing is half-built");
    assert_eq!(std::fs::read(cli.path("hashes.vix")).unwrap(), before);
}

/// Goal: lists as other systems write them are read: capitals, carriage returns, no last line feed.
#[test]
fn lists_of_other_systems_are_read() {
    let cli = Cli::new();
    let list = format!("{}\r\n{}\r\n{}", hash('A'), hash('b'), hash('C'));

    cli.run_with(
        &["index", "build", "--from", "-", "--out", "hashes.vix"],
        list.as_bytes(),
    )
    .expect_code(0);

    assert_eq!(ask(&cli, "0", &[hash('c')]).lines().len(), 1);
    ask(&cli, "0", &[hash('a'), hash('B')]).expect_code(0);
}

/// Goal: what is added follows what was there, duplicates count each, and the file stays sound.
#[test]
fn additions_follow_what_was_there() {
    let cli = with_index(&[hash('0'), hash('f')]);
    let more = cli.write("more.txt", format!("{}\n{}\n", hash('f'), near_zero('1')));

    cli.run(&["index", "add", "hashes.vix", "--from", &more])
        .expect_code(0);

    let info = cli
        .run(&["--json", "index", "info", "hashes.vix"])
        .expect_code(0);
    assert_eq!(info.json()[0]["hashes"], 4);
    cli.run(&["index", "verify", "hashes.vix"]).expect_code(0);
    assert_eq!(
        ask(&cli, "1", &[hash('f'), hash('0')]).stdout,
        "{\"query\":0,\"matches\":[{\"position\":1,\"distance\":0},{\"position\":2,\"distance\":0}]}\n\
         {\"query\":1,\"matches\":[{\"position\":0,\"distance\":0},{\"position\":3,\"distance\":1}]}\n"
    );
}

/// Goal: an index without a hash is an index.
#[test]
fn an_empty_list_makes_an_empty_index() {
    let cli = with_index(&[]);

    let info = cli
        .run(&["--json", "index", "info", "hashes.vix"])
        .expect_code(0);
    assert_eq!(info.json()[0]["hashes"], 0);
    cli.run(&["index", "verify", "hashes.vix"]).expect_code(0);
    let asked = ask(&cli, "63", &[hash('0')]).expect_code(1);
    assert_eq!(asked.stdout, "{\"query\":0,\"matches\":[]}\n");
}

/// Goal: a program that asks one hash and waits gets its answer before it asks the next.
#[test]
fn an_answer_does_not_wait_for_the_next_question() {
    let cli = with_index(&[hash('0'), hash('f')]);
    let mut child = cli.spawn(&["index", "query", "hashes.vix"]);
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();

    for (number, asked) in [hash('0'), hash('f')].into_iter().enumerate() {
        writeln!(input, "{asked}").unwrap();
        let answer = output.next().unwrap().unwrap();
        assert!(
            answer.starts_with(&format!("{{\"query\":{number},")),
            "{answer}"
        );
    }

    drop(input);
    assert!(child.wait().unwrap().success());
}

/// Goal: any damaged byte is found by `verify`, and never carried on by `add`.
/// Method: one byte after the other over the whole file, a prime apart.
#[test]
fn a_damaged_byte_is_found() {
    const STEP: usize = 211;
    let cli = with_index(&[hash('0'), hash('f')]);
    let whole = std::fs::read(cli.path("hashes.vix")).unwrap();

    for at in (0..whole.len()).step_by(STEP) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        cli.write("damaged.vix", damaged);
        let ran = cli.run(&["index", "verify", "damaged.vix"]);
        assert_eq!(ran.code, 2, "byte {at}\n{ran}");
        assert!(!ran.stderr.contains("panicked"), "byte {at}\n{ran}");
    }

    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    cli.write("damaged.vix", &damaged);
    let list = cli.write("list.txt", hash('1'));
    for command in [
        &["index", "verify", "damaged.vix"][..],
        &["index", "add", "damaged.vix", "--from", &list],
    ] {
        cli.run(command)
            .expect_error("the index is damaged: build it again from the list it was made from");
    }
    assert_eq!(std::fs::read(cli.path("damaged.vix")).unwrap(), damaged);
}

/// Goal: what is no index, is cut off or comes from a newer program is named by what it is.
/// Method: every command that opens an index, on each.
#[test]
fn what_cannot_be_opened_is_named() {
    let cli = with_index(&[hash('0'), hash('f')]);
    let list = cli.write("list.txt", hash('1'));
    let whole = std::fs::read(cli.path("hashes.vix")).unwrap();
    let mut newer = whole.clone();
    newer[8..12].copy_from_slice(&9_u32.to_le_bytes());
    let mut longer = whole.clone();
    longer.push(0);
    let table = [
        ("empty.vix", Vec::new(), "this is not a hamming index"),
        (
            "words.vix",
            b"plain words\n".repeat(100),
            "this is not a hamming index",
        ),
        (
            "head.vix",
            whole[..100].to_vec(),
            "this is not a hamming index",
        ),
        (
            "cut.vix",
            whole[..whole.len() - 1].to_vec(),
            "the index is cut off",
        ),
        ("longer.vix", longer, "the index is cut off"),
        (
            "newer.vix",
            newer,
            "format version 9, this program reads up to 1: use a newer vigie",
        ),
    ];

    for (name, bytes, piece) in table {
        cli.write(name, bytes);
        for command in [
            &["index", "info", name][..],
            &["index", "verify", name],
            &["index", "query", name, "--from", &list],
            &["index", "add", name, "--from", &list],
        ] {
            cli.run(command).expect_error(piece).expect_said(name);
        }
    }
    cli.run(&["index", "info", "absent.vix"])
        .expect_error("absent.vix could not be opened");
    cli.run(&["index", "query", "hashes.vix", "--from", "absent.txt"])
        .expect_error("`absent.txt` cannot be read");
    cli.run(&["index", "build", "--from", &list, "--out", "absent/new.vix"])
        .expect_error("could not be written");
}

/// Goal: a folder is no index, and is called what it is.
#[test]
fn a_folder_is_called_a_folder() {
    let cli = Cli::new();
    cli.run(&["index", "verify", "."])
        .expect_error("is a directory");
}
