//! scikit-learn in a process of its own: a request a line, an answer a line, both JSON.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, ensure};
use serde_json::Value;

use super::Arguments;

/// The peer, waiting.
pub(crate) struct Peer {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts it; `None` when no Python was named.
    pub(crate) fn start(arguments: &Arguments) -> anyhow::Result<Option<Self>> {
        let Some(python) = &arguments.python else {
            return Ok(None);
        };
        let mut child = Command::new(python)
            .arg(&arguments.peer)
            .arg(&arguments.data)
            // One core for either side.
            .env("OMP_NUM_THREADS", "1")
            .env("OPENBLAS_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the peer could not be started")?;
        let input = child.stdin.take();
        let output = child.stdout.take().context("the peer has no output")?;
        Ok(Some(Self {
            child,
            input,
            output: BufReader::new(output),
        }))
    }

    /// Asks, and waits for the answer.
    pub(crate) fn ask(&mut self, request: &Value) -> anyhow::Result<Value> {
        let input = self.input.as_mut().context("the peer was stopped")?;
        writeln!(input, "{request}")?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        ensure!(!line.is_empty(), "the peer ended; its words are above");
        Ok(serde_json::from_str(&line)?)
    }

    /// Asks for one number.
    pub(crate) fn ask_number(&mut self, request: &Value, key: &str) -> anyhow::Result<f64> {
        let answer = self.ask(request)?;
        answer[key]
            .as_f64()
            .with_context(|| format!("the peer answered {answer}"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Without input it ends by itself.
        self.input = None;
        let _ = self.child.wait();
    }
}
