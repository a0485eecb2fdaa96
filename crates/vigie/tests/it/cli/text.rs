//! `vigie text …`: lines of texts in, lines of answers out, whatever the lines are.

use std::io::{BufRead as _, BufReader, Write as _};

use crate::support::Cli;

/// The model that comes with the program.
const MODEL: &[u8] = include_bytes!("../../../../vigie-text/data/default.model");

/// A term list up to its first term.
const LIST_HEAD: &str = "name: made-up\nversion: 1\nowner: us\nlanguage: en\ncategory: threat\n\
                         note: neutral\n---\n";

/// Goal: every line is answered at its place; one that cannot be read says why and costs no other.
/// Method: broken JSON, no text, text of another kind, bytes that are no UTF-8, NUL, half a pair.
#[test]
fn bad_lines_are_answered_at_their_place() {
    let cli = Cli::new();
    let lines: [&[u8]; 10] = [
        br#"{"text":"h\u200barbour"}"#,
        b"",
        br#"{"text":""}"#,
        br#"{"text":7}"#,
        br#"{"id":1}"#,
        b"{",
        br#"{"text":"a\ud800b"}"#,
        b"{\"text\":\"\xff\xfe\"}",
        br#"{"text":"a\u0000b","id":[1]}"#,
        b"[[[[",
    ];

    let ran = cli
        .run_with(&["text", "fold", "-"], &lines.join(&b'\n'))
        .expect_code(2)
        .expect_said("4 lines could not be read; their answers say why");

    let answers = ran.json();
    let told = |answer: &serde_json::Value| match answer["folded"].as_str() {
        Some(folded) => folded.to_owned(),
        None => format!("line {}", answer["line"]),
    };
    let told: Vec<String> = answers.iter().map(told).collect();
    assert_eq!(
        told,
        [
            "harbour", "", "line 4", "line 5", "line 6", "ab", "", "ab", "line 10"
        ]
    );
    assert_eq!(answers[0]["invisible"], 1);
    assert_eq!(answers[6]["invalid"], 2);
    assert_eq!(answers[7]["id"], serde_json::json!([1]));
}

/// Goal: a program that sends one text and waits gets its answer before it sends the next.
#[test]
fn an_answer_does_not_wait_for_the_next_text() {
    let cli = Cli::new();
    let mut child = cli.spawn(&["text", "lang", "-"]);
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();

    for (text, language) in [
        ("the harbour opens at six in the morning", "en"),
        ("la mairie ouvre ses portes à dix heures", "fr"),
    ] {
        writeln!(input, "{}", serde_json::json!({"text": text})).unwrap();
        let answer = output.next().unwrap().unwrap();
        assert_eq!(answer, format!("{{\"lang\":\"{language}\"}}"));
    }

    drop(input);
    assert!(child.wait().unwrap().success());
}

/// Goal: a model that is none, is cut off, damaged or of another version is named; nothing is
/// scored with it.
#[test]
fn models_that_cannot_be_used_are_named() {
    let cli = Cli::new();
    let mut newer = MODEL.to_vec();
    newer[8] = 9;
    let mut damaged = MODEL.to_vec();
    damaged[MODEL.len() / 2] ^= 1;
    let table: [(&[u8], &str); 5] = [
        (b"", "this is no model file of vigie"),
        (b"plain words", "this is no model file of vigie"),
        (&MODEL[..MODEL.len() - 1], "bytes where"),
        (
            &newer,
            "the model file has version 9, this program reads version 1",
        ),
        (&damaged, "its checksum does not hold"),
    ];

    for (bytes, piece) in table {
        let model = cli.write("other.model", bytes);
        cli.run_with(&["text", "score", "--model", &model], b"{\"text\":\"x\"}\n")
            .expect_error(piece);
    }
    cli.run(&["text", "score", "--model", "absent.model"])
        .expect_error("`absent.model`");
    let explained = cli.run(&["text", "explain", "--label", "purple"]);
    explained
        .expect_code(2)
        .expect_said("`purple` is no label of the scheme");
}

/// Goal: a list that is too long or broken is refused as a whole, with the place.
#[test]
fn term_lists_that_cannot_be_used_are_named() {
    let cli = Cli::new();
    let table = [
        (
            format!("{LIST_HEAD}/((/\n"),
            "is broken: error: unclosed group",
        ),
        (
            format!("{LIST_HEAD}{}", "word\n".repeat(1_000_000)),
            "more than 100000 lines",
        ),
        (
            LIST_HEAD.replace("threat", "purple"),
            "line 5: `purple` is no label",
        ),
        ("plain words\n".to_owned(), "line 1"),
    ];

    for (list, piece) in table {
        let list = cli.write("terms.txt", list);
        cli.run_with(&["text", "score", "--terms", &list], b"{\"text\":\"x\"}\n")
            .expect_error(piece);
    }
}

/// Goal: ten megabytes of one word, or of marks on nothing, are answered like any other text.
#[test]
fn long_texts_are_answered() {
    const BYTES: usize = 10 << 20;
    let cli = Cli::new();
    for piece in ["word ", "\u{301}", "a", "\u{202e}"] {
        let text = piece.repeat(BYTES / piece.len());
        let line = serde_json::json!({"text": text}).to_string();
        for command in ["score", "fold"] {
            let ran = cli
                .run_with(&["text", command, "-"], line.as_bytes())
                .expect_code(0);
            assert_eq!(ran.json().len(), 1, "{command} of {piece:?}");
        }
    }
}
