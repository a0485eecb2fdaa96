//! The manners of the terminal: data to stdout, words to stderr, `--json` for programs.

use std::io::Write as _;

use serde::Serialize;

/// Where a command's answer goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// Whether a program reads it.
    pub(crate) is_json: bool,
}

impl Output {
    /// One line of data: `text` for people, `value` as one line of JSON for programs.
    pub(crate) fn line(self, text: &str, value: &impl Serialize) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        let written = if self.is_json {
            serde_json::to_writer(&mut out, value)?;
            out.write_all(b"\n")
        } else {
            writeln!(out, "{text}")
        };
        forgive_closed_pipe(written)
    }

    /// Bytes, as they are.
    pub(crate) fn bytes(bytes: &[u8]) -> anyhow::Result<()> {
        forgive_closed_pipe(std::io::stdout().lock().write_all(bytes))
    }
}

/// A word for the person, on stderr.
pub(crate) fn say(line: impl std::fmt::Display) {
    // Nobody listens to stderr: nothing to do about it.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// A reader that has seen enough (`| head`) is no error.
fn forgive_closed_pipe(written: std::io::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// A progress bar on stderr, when a person watches.
pub(crate) fn progress(length: usize, what: &'static str) -> indicatif::ProgressBar {
    if !std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new(length as u64);
    let style = indicatif::ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.with_message(what)
}
