//! The index of the banks, looked after while a process works: verified once, kept for the next.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use vigie_desk::signal::{keep_index, verify_index};
use vigie_desk::{Desk, DeskError};

/// How often the index is looked after.
const WATCH: Duration = Duration::from_secs(10);

/// Verifies the index that an earlier process left, and keeps it for the next, until the program is
/// asked to stop. Without it all is right, only slower: what fails is said and tried again.
pub(crate) async fn tend_index(desk: Arc<Desk>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        say_failure(tend_once(&desk).await);
        tokio::select! {
            () = tokio::time::sleep(WATCH) => {}
            _ = stopped.changed() => break,
        }
    }
}

fn say_failure(done: Result<(), DeskError>) {
    if let Err(error) = done {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "the index could not be kept");
    }
}

async fn tend_once(desk: &Desk) -> Result<(), DeskError> {
    let damaged = verify_index(desk).await?;
    if damaged > 0 {
        tracing::warn!(
            damaged,
            "index files were damaged; the index was made again from the rows"
        );
    }
    if keep_index(desk).await? {
        tracing::info!("the index is kept for the next start");
    }
    Ok(())
}
