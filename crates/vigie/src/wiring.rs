//! Opens the rooms a command needs and puts a desk in front of them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, RwLock};

use anyhow::{Context, Result};
use vigie_capture::Capturer;
use vigie_desk::key::KeyBook;
use vigie_desk::{Clock, Desk, FileClock, Paper, Rooms, SystemClock, setup};
use vigie_dispatch::Mailer;
use vigie_dispatch::cms::Sealer;
use vigie_domain::{Actor, DeskId};
use vigie_egress::Egress;
use vigie_format::key::KeyRules;
use vigie_media::Decoder;
use vigie_store::Store;
use vigie_trace::{ReferenceData, Tracer};

use crate::config::Config;

/// How a command holds the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// As the one server of the desk.
    Server,
    /// Beside a server that may be running.
    Beside,
}

/// A desk and the person at the machine.
pub(crate) struct Opened {
    /// The desk.
    pub(crate) desk: Arc<Desk>,
    /// Whoever runs the program on the desk's own machine.
    pub(crate) operator: Actor,
}

/// Opens the desk of the configuration.
pub(crate) async fn open(config: &Config, hold: Hold) -> Result<Opened> {
    open_at(config, hold, clock()).await
}

/// The clock of this process: the machine's, or the one in a file that was named for a drill.
pub(crate) fn clock() -> Arc<dyn Clock> {
    match SIMULATED_CLOCK.get() {
        None => Arc::new(SystemClock),
        Some(path) => Arc::new(FileClock::new(path)),
    }
}

/// The file of a simulated clock; set once, before anything is opened.
pub(crate) static SIMULATED_CLOCK: OnceLock<PathBuf> = OnceLock::new();

/// Opens the desk of the configuration on some clock.
pub(crate) async fn open_at(config: &Config, hold: Hold, clock: Arc<dyn Clock>) -> Result<Opened> {
    let store = match hold {
        Hold::Server => Store::open(&config.store).await?,
        Hold::Beside => Store::open_beside(&config.store).await?,
    };
    let id = setup::find_desk(&store, &config.desk.name).await?;
    build(config, store, id, clock, hold).await
}

/// Makes the folder of a new desk, or finds it made.
pub(crate) async fn create_at(config: &Config, clock: Arc<dyn Clock>) -> Result<Opened> {
    let store = if Store::exists(&config.store) {
        Store::open(&config.store).await?
    } else {
        Store::create(&config.store).await?
    };
    let now = clock.now();
    let id = setup::ensure_desk(&store, &config.desk.name, vigie_store::new_id(now)?, now).await?;
    build(config, store, id, clock, Hold::Beside).await
}

async fn build(
    config: &Config,
    store: Store,
    id: DeskId,
    clock: Arc<dyn Clock>,
    hold: Hold,
) -> Result<Opened> {
    let now = clock.now();
    let operator = setup::local_operator(&store, id, vigie_store::new_id(now)?, now).await?;

    let egress = egress(config)?;
    let mut capture = config.capture.clone();
    capture.vantage.clone_from(&config.desk.vantage);
    let reference = reference(config, hold)?;
    let rooms = Rooms {
        capturer: Capturer::new(egress.clone(), capture),
        decoder: decoder(config)?,
        tracer: RwLock::new(Arc::new(Tracer::new(
            egress.clone(),
            Arc::new(reference),
            config.trace.clone(),
        ))),
        mailer: Mailer::open(config.dispatch.clone()).context("section [dispatch]")?,
        paper: paper(config)?,
        egress,
        keys: keys(config)?,
        log_key: store.log_key()?,
        store,
        clock,
    };
    Ok(Opened {
        desk: Arc::new(Desk::new(id, config.desk.clone(), rooms)),
        operator,
    })
}

/// What is set on paper, and the certificate that signs it.
fn paper(config: &Config) -> Result<Paper> {
    let sealer = Sealer::open(&config.dispatch.seal).context("section [dispatch.seal]")?;
    Ok(Paper::new(config.document.clone(), sealer))
}

/// The door for outgoing connections.
pub(crate) fn egress(config: &Config) -> Result<Egress> {
    Egress::new(config.egress.clone()).context("section [egress]")
}

/// The sandboxed decoder: this very program as a child.
pub(crate) fn decoder(config: &Config) -> Result<Decoder> {
    Decoder::new(config.media.clone()).context("section [media]")
}

/// The rules of canonical keys.
pub(crate) fn keys(config: &Config) -> Result<KeyBook> {
    match &config.keys.rules_file {
        None => Ok(KeyRules::builtin().clone().into()),
        Some(path) => {
            KeyBook::open(path).with_context(|| format!("the rules `{}`", path.display()))
        }
    }
}

/// Where imported reference tables lie.
pub(crate) fn reference_dir(data_dir: &Path) -> std::path::PathBuf {
    data_dir.join("reference")
}

fn reference(config: &Config, hold: Hold) -> Result<ReferenceData> {
    let (data, missing) = ReferenceData::load(&reference_dir(&config.store.data_dir))?;
    // A command that traces nothing has nothing to warn of; `doctor` says it at any time.
    if !missing.is_empty() && hold == Hold::Server {
        tracing::warn!(
            tables.missing = missing.len(),
            "reference tables are missing; run `vigie data import FOLDER`, see `vigie doctor`"
        );
    }
    Ok(data)
}
