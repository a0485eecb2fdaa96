//! `vigie mail ingest`: anything may come in.

use crate::support::Cli;

/// Goal: a mail that belongs to no notice is kept, and the exit code says that nothing was found.
/// Method: a plain letter, binary rubbish, an empty file, a head without end.
#[test]
fn anything_may_come_in() {
    let cli = Cli::with_desk();
    let letter =
        b"From: somebody@pages.example\r\nTo: desk@unit.example\r\nSubject: hello\r\n\r\nwords\r\n";
    let endless = [b"X-Header: ".as_slice(), &vec![b'a'; 300_000]].concat();

    let ran = cli
        .run_with(&["mail", "ingest", "-"], letter)
        .expect_code(1);
    assert!(ran.stdout.ends_with("\t-\n"), "{ran}");
    for raw in [&[0xff, 0x00, 0x80, 0x0a][..], &endless] {
        let ran = cli.run_with(&["mail", "ingest", "-"], raw);
        assert!(ran.code == 1 || ran.code == 2, "{ran}");
        assert!(!ran.stderr.contains("panicked"), "{ran}");
    }
    cli.run(&["mail", "ingest", "-"])
        .expect_error("there is no message; give one raw mail");
    cli.run(&["mail", "ingest", "absent.eml"])
        .expect_error("`absent.eml` cannot be read");
}
