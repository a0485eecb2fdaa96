//! `vigie text train | model | terms | search` on a desk.

use crate::support::Cli;

/// Goal: lists are written, shown and withdrawn; a bad line is named and nothing of it is used.
#[test]
fn lists_are_kept() {
    let cli = Cli::with_desk();
    let list = || {
        cli.run(&["text", "terms", "list", "--json"])
            .expect_code(0)
            .json()
    };
    assert_eq!(list().len(), 3);
    let good = cli.write(
        "good.txt",
        "name: choirs\nowner: second desk\ncategory: threat\n---\nchoir\n",
    );
    let bad = cli.write("bad.txt", "name: choirs\nowner second desk\n---\nchoir\n");
    cli.run(&["text", "terms", "save", &bad])
        .expect_code(2)
        .expect_error("line 2");
    assert_eq!(list().len(), 3);
    for version in ["1", "2"] {
        let saved = cli.run(&["text", "terms", "save", &good]).expect_code(0);
        assert_eq!((saved.field(0), saved.field(1)), ("choirs", version));
    }
    let shown = cli.run(&["text", "terms", "show", "choirs"]).expect_code(0);
    assert_eq!(shown.lines()[1], "owner: second desk");
    cli.run(&["text", "terms", "withdraw", "choirs"])
        .expect_code(0);
    cli.run(&["text", "terms", "withdraw", "choirs"])
        .expect_code(2);
    cli.run(&["text", "terms", "withdraw", "nothing"])
        .expect_code(1);
}

/// Goal: a desk without decisions says that there is nothing to learn from, promote or go back to;
/// a file is learned from only with a place for the model.
#[test]
fn a_new_desk_reads_by_the_programs_model() {
    let cli = Cli::with_desk();
    let models = cli
        .run(&["text", "model", "list", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(models.len(), 1);
    assert_eq!(models[0]["standing"], "current");
    cli.run(&["text", "train"])
        .expect_code(2)
        .expect_error("text");
    cli.run(&["text", "model", "promote", "ab"])
        .expect_code(2)
        .expect_error("beside");
    cli.run(&["text", "model", "rollback", "--reason", "none"])
        .expect_code(2);
    let recall = cli.run(&["text", "model", "recall"]).expect_code(0);
    assert_eq!(recall.field(0), "no estimate yet");
    cli.run(&["text", "search", "zeta"]).expect_code(1);
    cli.run(&["text", "search", "…"])
        .expect_code(2)
        .expect_error("word");
    let texts = cli.write("texts.json", "{\"text\": \"a\"}\n");
    cli.run(&["text", "train", &texts])
        .expect_code(2)
        .expect_error("--out");
}
