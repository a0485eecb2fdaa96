//! A peer: a program of others that has long been started and answers one line for each line it
//! is told.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};

/// A process with a pipe to it and a pipe from it; ends when its input does.
pub(crate) struct Peer {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts it; the pipes are added here.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the peer could not be started")?;
        let input = child.stdin.take().context("no input of the peer")?;
        let output = child.stdout.take().context("no output of the peer")?;
        Ok(Self {
            child,
            input,
            output: BufReader::new(output),
        })
    }

    /// Tells it a line, and answers with the next it says.
    pub(crate) fn ask(&mut self, line: &str) -> Result<String> {
        writeln!(self.input, "{line}")?;
        self.listen()
    }

    /// The next line it says.
    pub(crate) fn listen(&mut self) -> Result<String> {
        let mut line = String::new();
        let read = self.output.read_line(&mut line)?;
        ensure!(read > 0, "the peer ended");
        Ok(line.trim_end().to_owned())
    }

    /// Closes its input, and waits for it.
    pub(crate) fn end(mut self) {
        drop(self.input);
        let _ = self.child.wait();
    }
}
