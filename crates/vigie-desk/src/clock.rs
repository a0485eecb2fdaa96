//! The one place where the desk asks what time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use vigie_domain::Timestamp;

/// Tells the time. A desk can be run against a simulated one.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let ms = since.map_or(0, |elapsed| elapsed.as_millis());
        Timestamp::from_ms(i64::try_from(ms).unwrap_or(i64::MAX))
    }
}

/// A clock that stands in a file, in milliseconds since 1970: for drills and tests that need
/// weeks to pass between two commands.
#[derive(Debug, Clone)]
pub struct FileClock(std::path::PathBuf);

impl FileClock {
    /// A clock that shows what the file says.
    pub fn new(path: impl Into<std::path::PathBuf>) -> Self {
        Self(path.into())
    }
}

impl Clock for FileClock {
    fn now(&self) -> Timestamp {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        text.trim()
            .parse()
            .map_or_else(|_| SystemClock.now(), Timestamp::from_ms)
    }
}

/// A clock that somebody else moves.
#[derive(Debug, Clone)]
pub struct SimulatedClock(Arc<AtomicI64>);

impl SimulatedClock {
    /// A clock that stands at `start`.
    pub fn new(start: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(start.ms())))
    }

    /// A clock that shows whatever `shared` holds, in milliseconds since 1970.
    pub fn shared(shared: Arc<AtomicI64>) -> Self {
        Self(shared)
    }

    /// Moves the clock; it never goes back.
    pub fn advance_to(&self, at: Timestamp) {
        self.0.fetch_max(at.ms(), Ordering::SeqCst);
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.0.load(Ordering::SeqCst))
    }
}
