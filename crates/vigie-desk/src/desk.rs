//! The desk: the rooms it was given, the clock, and the ways to make an id and begin an act.

use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;
use vigie_capture::Capturer;
use vigie_dispatch::Mailer;
use vigie_domain::{Actor, DeskId, Timestamp};
use vigie_egress::Egress;
use vigie_format::key::KeyRules;
use vigie_media::Decoder;
use vigie_store::{Act, Store, Tx};
use vigie_tlog::LogKey;
use vigie_trace::Tracer;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::DeskError;
use crate::key::KeyBook;
use crate::paper::Paper;
use crate::reading::gauge::GaugeBook;
use crate::reading::near::NearBook;
use crate::signal::captured::CapturedIndex;
use crate::signal::index::BankIndex;
use crate::signal::sketch::SketchIndex;

/// Everything a desk works with. One per process and desk, shared by an [`Arc`].
pub struct Rooms {
    /// Rows, blobs, jobs, log.
    pub store: Store,
    /// Reads the open web.
    pub capturer: Capturer,
    /// Decodes media in a sandboxed child.
    pub decoder: Decoder,
    /// Finds who is responsible; exchanged whole when reference tables are brought in.
    pub tracer: std::sync::RwLock<Arc<Tracer>>,
    /// Opens connections to what the configuration names.
    pub egress: Egress,
    /// Writes letters and hands them to the mail server.
    pub mailer: Mailer,
    /// Sets documents and signs them.
    pub paper: Paper,
    /// Rules of canonical keys, exchanged when their file changes.
    pub keys: KeyBook,
    /// Signs checkpoints of the log.
    pub log_key: LogKey,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// An organisational unit at work.
pub struct Desk {
    pub(crate) rooms: Rooms,
    pub(crate) config: Config,
    pub(crate) id: DeskId,
    /// What is banked, in memory.
    pub(crate) index: BankIndex,
    /// What was captured, in memory.
    pub(crate) captured: CapturedIndex,
    /// Banked videos, sounds and documents, in memory.
    pub(crate) sketches: SketchIndex,
    /// What texts are read by, in memory.
    pub(crate) gauges: GaugeBook,
    /// Texts that were read, by signature, in memory.
    pub(crate) near: NearBook,
    /// The rules this process knows all items to be keyed by; `None` when it must ask.
    keyed_by: Mutex<Option<String>>,
}

impl Desk {
    /// A desk over its rooms; `id` is the row [`crate::setup`] made.
    pub fn new(id: DeskId, config: Config, rooms: Rooms) -> Self {
        let edition = rooms.keys.rules(rooms.clock.now()).edition();
        Self {
            rooms,
            config,
            id,
            index: BankIndex::default(),
            captured: CapturedIndex::default(),
            sketches: SketchIndex::default(),
            gauges: GaugeBook::default(),
            near: NearBook::default(),
            keyed_by: Mutex::new(Some(edition)),
        }
    }

    /// Its id.
    pub fn id(&self) -> DeskId {
        self.id
    }

    /// Its settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Its rows, for reads that are nobody's act.
    pub fn store(&self) -> &Store {
        &self.rooms.store
    }

    /// The key that signs the log.
    pub fn log_key(&self) -> &LogKey {
        &self.rooms.log_key
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.rooms.clock.now()
    }

    /// The tracer over the reference tables of the moment.
    pub(crate) fn tracer(&self) -> Arc<Tracer> {
        let held = self.rooms.tracer.read();
        Arc::clone(&held.unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The rules of canonical keys of the moment.
    pub fn keys(&self) -> Arc<KeyRules> {
        self.rooms.keys.rules(self.now())
    }

    /// Has the next round of work ask by which rules the items are keyed: the rules may have
    /// changed while no worker ran.
    pub fn doubt_keys(&self) {
        *self.keyed_by.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether this process knows all items to be keyed by these rules.
    pub(crate) fn is_keyed_by(&self, edition: &str) -> bool {
        let known = self.keyed_by.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_deref() == Some(edition)
    }

    /// All items are keyed by these rules.
    pub(crate) fn note_keyed_by(&self, edition: String) {
        *self.keyed_by.lock().unwrap_or_else(PoisonError::into_inner) = Some(edition);
    }

    /// Begins an act in the name of `actor`.
    pub(crate) async fn begin(&self, actor: &Actor) -> Result<Tx<'_>, DeskError> {
        let act = Act {
            desk: self.id,
            side: vigie_domain::Side::Unit,
            actor: actor.kind.clone(),
            now: self.now(),
        };
        Ok(self.rooms.store.begin(act).await?)
    }

    /// What was committed to a bank until now is found by the next lookup.
    pub(crate) async fn refresh_index(&self) -> Result<(), DeskError> {
        let now = self.now();
        self.index.refresh(self.store(), self.id, now).await
    }

    /// The same, for a process that looked something up before: a command that only adds needs no
    /// index.
    pub(crate) async fn refresh_held_index(&self) -> Result<(), DeskError> {
        if self.index.status().is_some() {
            self.refresh_index().await?;
        }
        Ok(())
    }

    /// A fresh id, in the order of time.
    pub(crate) fn new_id<T: From<Uuid>>(&self) -> T {
        let ms = u64::try_from(self.now().ms()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(ms, &random::<10>())
            .into_uuid()
            .into()
    }
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // The kernel's generator cannot fail once the machine has booted; a desk that cannot draw a
    // token must not go on with a guessable one.
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A number drawn evenly from `0..bound`, for jitter and samples; `bound` is small.
pub(crate) fn draw(bound: u32) -> u32 {
    u32::from_le_bytes(random()) % bound.max(1)
}
