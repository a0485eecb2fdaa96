//! `vigie item add` with a list as long as a real one.

use std::fmt::Write as _;

use crate::support::Cli;

/// Goal: of 100,000 lines one is bad: it is named, and the others go in.
/// Method: a CSV file whose line 50,000 is no address of an item; the answers are counted.
#[test]
fn one_bad_line_stops_no_other() {
    const LINES: usize = 100_000;
    const BAD: usize = 50_000;
    let cli = Cli::with_desk().env("VIGIE_DESK__INTAKE__LIST_CHUNK_ITEMS", "5000");
    let mut list = String::from("url\n");
    for line in 2..=LINES {
        if line == BAD {
            list.push_str("javascript:alert(1)\n");
        } else {
            writeln!(list, "https://pages.example/{line}").unwrap();
        }
    }
    let file = cli.write("list.csv", list);

    let ran = cli.run(&["item", "add", "--file", &file]);

    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let lines = ran.lines();
    assert_eq!(
        lines.len(),
        LINES - 1,
        "one answer for each line under the header"
    );
    let refused: Vec<(usize, &&str)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.starts_with("refused"))
        .collect();
    let refusal = (
        BAD - 2,
        &"refused\tjavascript:alert(1)\tthe scheme `javascript:` cannot be reported; \
          give the http or https URL of the item",
    );
    assert_eq!(refused, [refusal]);
    let said = format!(
        "{file}:50000: the scheme `javascript:` cannot be reported; give the http or https URL \
         of the item\n99998 added, 0 known, 1 refused\n"
    );
    assert_eq!(ran.stderr, said);
    // The first and the last went in.
    for (line, known) in [("2", "known"), ("100000", "known"), ("100001", "added")] {
        let ran = cli.run(&["item", "add", &format!("https://pages.example/{line}")]);
        assert!(ran.stdout.starts_with(known), "{ran}");
    }
}
