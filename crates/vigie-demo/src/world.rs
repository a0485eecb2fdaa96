//! What changes in the small internet: the clock, what is gone, who asked for what.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::body::Bytes;
use vigie_domain::Timestamp;

use crate::clock::DemoClock;
use crate::content::Content;

/// Most distinct paths counted; a desk that asks for more is counted no further.
const COUNTED_PATHS_MAX: usize = 10_000;

/// The state every host of one small internet shares.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: DemoClock,
    pub(crate) http_port: u16,
    changing: Mutex<Changing>,
}

#[derive(Debug, Default)]
struct Changing {
    gone: HashMap<&'static str, Timestamp>,
    removal_counts: HashMap<&'static str, u32>,
    requests: HashMap<(String, String), u32>,
    edge_cache: HashMap<(String, String), CachedPage>,
}

/// A page as the edge remembers it.
#[derive(Debug, Clone)]
pub(crate) struct CachedPage {
    pub(crate) since: Timestamp,
    pub(crate) media_type: String,
    pub(crate) body: Bytes,
}

impl World {
    pub(crate) fn new(clock: DemoClock, http_port: u16) -> Self {
        Self {
            clock,
            http_port,
            changing: Mutex::default(),
        }
    }

    fn changing(&self) -> MutexGuard<'_, Changing> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the content is taken down.
    pub(crate) fn is_gone(&self, content: &Content) -> bool {
        self.changing().gone.contains_key(content.name)
    }

    /// Takes the content down; answers how often that has happened, `None` if it was down.
    pub(crate) fn remove(&self, content: &'static Content, at: Timestamp) -> Option<u32> {
        let mut changing = self.changing();
        if changing.gone.contains_key(content.name) {
            return None;
        }
        changing.gone.insert(content.name, at);
        let count = changing.removal_counts.entry(content.name).or_insert(0);
        *count += 1;
        Some(*count)
    }

    /// Puts the content there again; answers whether it was down.
    pub(crate) fn restore(&self, content: &Content) -> bool {
        self.changing().gone.remove(content.name).is_some()
    }

    /// Counts a request.
    pub(crate) fn record_request(&self, host: &str, path: &str) {
        let mut changing = self.changing();
        let key = (host.to_owned(), path.to_owned());
        let is_counted = changing.requests.contains_key(&key);
        if is_counted || changing.requests.len() < COUNTED_PATHS_MAX {
            *changing.requests.entry(key).or_insert(0) += 1;
        }
    }

    /// How often paths starting with `prefix` were asked for on `host`.
    pub(crate) fn count_requests(&self, host: &str, prefix: &str) -> u32 {
        self.changing()
            .requests
            .iter()
            .filter(|((asked, path), _)| asked == host && path.starts_with(prefix))
            .map(|(_, count)| count)
            .sum()
    }

    /// A page the edge holds and may still serve.
    pub(crate) fn find_cached(
        &self,
        host: &str,
        path: &str,
        lifetime_ms: i64,
    ) -> Option<CachedPage> {
        let now = self.clock.now();
        let key = (host.to_owned(), path.to_owned());
        let found = self.changing().edge_cache.get(&key).cloned()?;
        (now.since_ms(found.since) < lifetime_ms).then_some(found)
    }

    /// Keeps a page at the edge.
    pub(crate) fn cache(&self, host: &str, path: &str, page: CachedPage) {
        let mut changing = self.changing();
        if changing.edge_cache.len() < COUNTED_PATHS_MAX {
            changing
                .edge_cache
                .insert((host.to_owned(), path.to_owned()), page);
        }
    }
}
