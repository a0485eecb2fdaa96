//! Chores of the house: `tidy` keeps the map true, `reference` writes the generated pages.

mod reference;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["tidy"] => tidy::run(&root()),
        ["reference"] => reference::write(&root()),
        ["reference", "--check"] => reference::check(&root()),
        _ => Err(anyhow::anyhow!(
            "usage: cargo xtask tidy | reference [--check]"
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprint(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), PathBuf::from)
}

#[expect(
    clippy::print_stderr,
    reason = "a chore talks to the person who runs it"
)]
pub(crate) fn eprint(line: &str) {
    eprintln!("{line}");
}
