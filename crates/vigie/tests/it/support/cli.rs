//! Runs the program as a person at a terminal would, in a folder of its own.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::PROGRAM;

/// A folder in which the program is run with a clean environment.
pub(crate) struct Cli {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

/// What the program said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Cli {
    /// A folder without a desk.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            environment: Vec::new(),
        }
    }

    /// A folder with a fresh desk in `desk/`, which captures nothing by itself.
    pub(crate) fn with_desk() -> Self {
        let cli = Self::new().env("VIGIE_DESK__INTAKE__CAPTURES_AT_ONCE", "false");
        cli.run(&["init"]).expect_code(0);
        cli
    }

    /// The same with one more variable in the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Lets content lead to loopback, on every port: the allow-list of tests and demo.
    pub(crate) fn allowing_loopback(self) -> Self {
        self.env("VIGIE_EGRESS__ALLOW_ADDRESSES", "[\"127.0.0.0/8\"]")
            .env("VIGIE_EGRESS__PORTS_ALLOWED", "[\"1-65535\"]")
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where the desk lies.
    pub(crate) fn desk(&self) -> PathBuf {
        self.path("desk")
    }

    /// Writes a file into the folder; answers its path as an argument.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Runs one command without anything on its standard input.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, b"")
    }

    /// Runs one command with this on its standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self.spawn(arguments);
        let mut stdin = child.stdin.take().unwrap();
        // The program may stop reading early; what it says counts then. Written beside the
        // reading, so that neither waits for the other.
        let output = std::thread::scope(|scope| {
            scope.spawn(move || drop(stdin.write_all(input)));
            child.wait_with_output().unwrap()
        });
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Starts one command and leaves it running.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Child {
        Command::new(PROGRAM)
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("VIGIE_DATA", self.desk())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

impl Ran {
    /// Demands an exit code; answers itself.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// Demands a piece of what was said to the person.
    #[track_caller]
    pub(crate) fn expect_said(self, piece: &str) -> Self {
        assert!(self.stderr.contains(piece), "`{piece}` is missing:\n{self}");
        self
    }

    /// Demands exit 2, no data, an `error:` in words and nothing that only a programmer reads.
    #[track_caller]
    pub(crate) fn expect_error(self, piece: &str) -> Self {
        assert_eq!(self.code, 2, "{self}");
        assert!(
            self.stderr.lines().any(|line| line.starts_with("error: ")),
            "{self}"
        );
        assert!(!self.stderr.contains("panicked"), "{self}");
        assert!(
            !self.stderr.contains("an internal error occurred"),
            "{self}"
        );
        self.expect_said(piece)
    }

    /// The lines of data.
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.stdout.lines().collect()
    }

    /// The `n`th field of the only line of data.
    #[track_caller]
    pub(crate) fn field(&self, n: usize) -> &str {
        let lines = self.lines();
        assert_eq!(lines.len(), 1, "{self}");
        lines[0].split('\t').nth(n).unwrap()
    }

    /// The lines of data, each read as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        let parse = |line: &str| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}\n{self}"))
        };
        self.stdout.lines().map(parse).collect()
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit {}", self.code)?;
        if !self.stdout.is_empty() {
            write!(f, "\n── stdout\n{}", self.stdout.trim_end())?;
        }
        if !self.stderr.is_empty() {
            write!(f, "\n── stderr\n{}", self.stderr.trim_end())?;
        }
        Ok(())
    }
}

/// Every file below a folder, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

impl Cli {
    /// Hands a file over; answers the id of its exhibit.
    pub(crate) fn exhibit_of(&self, bytes: &[u8]) -> String {
        let file = self.write("handed-over.png", bytes);
        let added = self
            .run(&["item", "upload", &file, "--by", "a teacher"])
            .expect_code(0);
        let shown = self
            .run(&["item", "show", "--json", added.field(1)])
            .expect_code(0);
        shown.json()[0]["exhibits"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Runs a statement on the database behind the desk's back; answers how many rows it touched.
    pub(crate) async fn tamper(&self, sql: &'static str) -> u64 {
        use sqlx::Connection as _;
        let options =
            sqlx::sqlite::SqliteConnectOptions::new().filename(self.desk().join("vigie.db"));
        let mut connection = sqlx::SqliteConnection::connect_with(&options)
            .await
            .unwrap();
        let done = sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        done.rows_affected()
    }
}
