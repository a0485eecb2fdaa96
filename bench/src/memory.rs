//! How long a server takes to be ready, and what it holds while nobody asks anything.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::DeskRun;
use crate::server::Server;
use crate::table::{Sample, Table};

/// How long a server is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(2);

pub(crate) async fn measure(
    run: &DeskRun,
    program: &Path,
    folder: &Path,
    name: &str,
    table: &mut Table,
) -> Result<()> {
    let (mut ready, mut all, mut own) = (Sample::default(), Sample::default(), Sample::default());
    for _ in 0..run.runs {
        let server = Server::start(program, folder).await?;
        ready.push(server.ready_ms);
        tokio::time::sleep(IDLE).await;
        let (all_mib, own_mib) = server.resident_mib()?;
        all.push(all_mib);
        own.push(own_mib);
        server.stop().await?;
    }
    table.add(format!("ready to serve, {name}"), "ms", ready, "< 300");
    table.add(format!("resident when idle, {name}"), "MiB", all, "< 60");
    table.add(format!("of it not backed by files, {name}"), "MiB", own, "");
    Ok(())
}
