//! The program as a child process: started, asked whether it is ready, ended by its own id.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http::Connection;

/// Longest wait for a server to be ready, and for one to end.
const WAIT_MAX: Duration = Duration::from_secs(30);
/// Pause between two questions.
const POLL: Duration = Duration::from_micros(500);

/// The program to be measured.
pub(crate) fn program(named: Option<&Path>) -> Result<PathBuf> {
    let program = match named {
        Some(path) => path.to_owned(),
        None => std::env::current_exe()?.with_file_name("vigie"),
    };
    if !program.is_file() {
        bail!(
            "{} is not there; build it, or name it with --vigie",
            program.display()
        );
    }
    Ok(program)
}

/// A server that was started here and ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process to its first "ready".
    pub(crate) ready_ms: f64,
}

impl Server {
    /// Starts `vigie serve` on a free port of loopback and waits until it says it is ready.
    pub(crate) async fn start(program: &Path, folder: &Path) -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(program);
        command
            .arg("--data")
            .arg(folder)
            .args(["serve", "--listen", &address.to_string()])
            // All people of the measurement sign in from one address, at once.
            .env("VIGIE_WEB__SIGN_INS_PER_ADDRESS_PER_MINUTE", "100000")
            .current_dir(folder);
        Self::spawn(command, address, WAIT_MAX, is_ready).await
    }

    /// Starts what serves at `address`, and asks it again and again whether it is ready.
    pub(crate) async fn spawn(
        mut command: Command,
        address: SocketAddr,
        wait_max: Duration,
        is_ready: impl AsyncFn(SocketAddr) -> bool,
    ) -> Result<Self> {
        let begun = Instant::now();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} could not be started", command.get_program().display()))?;
        let mut server = Self {
            child,
            address,
            ready_ms: 0.0,
        };
        while !is_ready(address).await {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended before it was ready: {status}");
            }
            if begun.elapsed() > wait_max {
                bail!("the server was not ready after {} s", wait_max.as_secs());
            }
            tokio::time::sleep(POLL).await;
        }
        server.ready_ms = begun.elapsed().as_secs_f64() * 1e3;
        Ok(server)
    }

    /// Memory that is in RAM, in mebibytes: all of it, and the part no other process could share.
    pub(crate) fn resident_mib(&self) -> Result<(f64, f64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kib = |key: &str| -> Option<f64> {
            let line = status.lines().find(|line| line.starts_with(key))?;
            line.split_whitespace().nth(1)?.parse().ok()
        };
        let all = kib("VmRSS:").context("no VmRSS")?;
        let own = kib("RssAnon:").context("no RssAnon")?;
        Ok((all / 1024.0, own / 1024.0))
    }

    /// Asks the process to end, and waits for it.
    pub(crate) async fn stop(mut self) -> Result<()> {
        signal(self.child.id(), libc::SIGTERM)?;
        let begun = Instant::now();
        while self.child.try_wait()?.is_none() {
            if begun.elapsed() > WAIT_MAX {
                bail!("the server did not end when asked");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }
}

async fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut connection) = Connection::open(address).await else {
        return false;
    };
    let answer = connection.get("/health/ready", "").await;
    answer.is_ok_and(|answer| answer.status == 200)
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended: nothing to kill, and nothing to say.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[expect(
    unsafe_code,
    reason = "the standard library sends no other signal than SIGKILL"
)]
fn signal(pid: u32, number: i32) -> Result<()> {
    let pid = libc::pid_t::try_from(pid)?;
    // SAFETY: takes two integers and touches no memory of ours; the child is not yet reaped.
    let sent = unsafe { libc::kill(pid, number) };
    if sent != 0 {
        bail!(
            "signal {number} could not be sent: {}",
            std::io::Error::last_os_error()
        );
    }
    Ok(())
}

pub(crate) fn free_address() -> Result<SocketAddr> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    Ok(listener.local_addr()?)
}
