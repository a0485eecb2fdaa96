//! What every handler may ask for: the desk, the settings, the limits, the counters.

use std::sync::Arc;

use axum::extract::FromRef;
use vigie_desk::Desk;

use crate::config::Config;
use crate::limit::Limits;
use crate::metrics::Metrics;

/// The state of the router; cheap to clone.
#[derive(Clone)]
pub(crate) struct Web {
    pub(crate) desk: Arc<Desk>,
    pub(crate) config: Arc<Config>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) metrics: Arc<Metrics>,
}

impl Web {
    pub(crate) fn new(desk: Arc<Desk>, config: &Config) -> Self {
        Self {
            limits: Arc::new(Limits::new(config, desk.config())),
            metrics: Arc::new(Metrics::new()),
            config: Arc::new(config.clone()),
            desk,
        }
    }

    /// Whether cookies are for TLS only.
    pub(crate) fn cookie_secure(&self) -> bool {
        let is_https = self.desk.config().public_url.starts_with("https://");
        self.config.cookie_secure.unwrap_or(is_https)
    }
}

impl FromRef<Web> for Arc<Desk> {
    fn from_ref(web: &Web) -> Self {
        Self::clone(&web.desk)
    }
}
