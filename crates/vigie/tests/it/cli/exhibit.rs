//! `vigie exhibit`.

use crate::support::{Cli, pattern_png};

/// Goal: what goes out is byte for byte what was sealed; on the disk lies no plain byte of it.
/// Method: a picture is handed over and exported; its hash is the row's; the folder is searched.
#[test]
fn an_export_is_what_was_sealed() {
    let cli = Cli::with_desk();
    let exhibit = cli.exhibit_of(&pattern_png(1));

    let shown = &cli
        .run(&["exhibit", "show", "--json", &exhibit])
        .expect_code(0)
        .json()[0];
    cli.run(&["exhibit", "export", &exhibit, "--out", "out.warc.gz"])
        .expect_code(0);
    let piped = cli.run(&["hash", "out.warc.gz"]).expect_code(0);

    let sealed = shown["warc_sha256"].as_str().unwrap();
    assert_eq!(piped.json()[0]["signals"][0]["value"], sealed, "{piped}");
    let warc = std::fs::read(cli.path("out.warc.gz")).unwrap();
    let piece = &warc[warc.len() / 2..][..48];
    for file in crate::support::files_below(&cli.desk()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(
            !bytes.windows(piece.len()).any(|window| window == piece),
            "{}",
            file.display()
        );
    }
}

/// Goal: an export is an act: it stands in the history of the item.
/// Method: `item show` after it.
#[test]
fn an_export_is_written_down() {
    let cli = Cli::with_desk();
    let exhibit = cli.exhibit_of(&pattern_png(1));
    cli.run(&["exhibit", "export", &exhibit, "--out", "out.warc.gz"])
        .expect_code(0);

    let item = cli.run(&["exhibit", "show", "--json", &exhibit]).json()[0]["item"].clone();
    let shown = cli
        .run(&["item", "show", item.as_str().unwrap()])
        .expect_code(0);

    assert!(shown.stdout.contains("exhibit.exported"), "{shown}");
}

/// Goal: what was erased is gone and says so; what never was is not found.
/// Method: erased with a reason; without one it is refused.
#[test]
fn what_was_erased_is_gone() {
    let cli = Cli::with_desk();
    let exhibit = cli.exhibit_of(&pattern_png(1));

    cli.run(&["exhibit", "erase", &exhibit])
        .expect_code(2)
        .expect_said("--reason");
    cli.run(&["exhibit", "erase", &exhibit, "--reason", " "])
        .expect_error("say why");
    cli.run(&["exhibit", "export", &exhibit, "--out", "before.warc.gz"])
        .expect_code(0);
    cli.run(&[
        "exhibit",
        "erase",
        &exhibit,
        "--reason",
        "asked for by a court",
    ])
    .expect_code(0);

    cli.run(&["exhibit", "export", &exhibit, "--out", "after.warc.gz"])
        .expect_error("erased");
    assert!(!cli.path("after.warc.gz").exists());
    cli.run(&["exhibit", "show", "01890000-0000-7000-8000-000000000000"])
        .expect_code(1)
        .expect_said("no such exhibit");
}
