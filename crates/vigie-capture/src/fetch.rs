//! Reading addresses one after the other, every hop under the rule for content.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use url::Url;
use vigie_domain::{RecordRole, Timestamp};
use vigie_egress::{Egress, EgressError, Exchange, Limits, Request, Rule};

use crate::captured::Hop;
use crate::config::Config;
use crate::error::CaptureError;

/// One exchange, and what it was for.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) url: Url,
    pub(crate) role: RecordRole,
    pub(crate) at: Timestamp,
    pub(crate) exchange: Exchange,
}

impl Fetched {
    pub(crate) fn hop(&self) -> Hop {
        Hop {
            url: self.url.clone(),
            status: self.exchange.status,
            location: self
                .exchange
                .header("location")
                .map(std::borrow::Cow::into_owned),
            peer: self.exchange.peer,
            at: self.at,
        }
    }
}

/// What one capture may still spend, and the clock it is stamped by.
pub(crate) struct Fetcher<'a> {
    egress: &'a Egress,
    config: &'a Config,
    now: Timestamp,
    started: Instant,
    bytes_left: usize,
}

impl<'a> Fetcher<'a> {
    pub(crate) fn new(egress: &'a Egress, config: &'a Config, now: Timestamp) -> Self {
        let bytes_left = config.capture_bytes_max;
        Self {
            egress,
            config,
            now,
            started: Instant::now(),
            bytes_left,
        }
    }

    /// The caller's `now`, and the time that has passed since.
    pub(crate) fn at(&self) -> Timestamp {
        let passed_ms = self.started.elapsed().as_millis();
        self.now
            .plus_ms(i64::try_from(passed_ms).unwrap_or(i64::MAX))
    }

    /// Follows redirects from `url` until something answers for itself.
    ///
    /// Shape: every hop in its order; the last has `role`, those before it are redirects.
    pub(crate) async fn follow(
        &mut self,
        url: &Url,
        role: RecordRole,
        body_bytes_max: usize,
    ) -> Result<Vec<Fetched>, CaptureError> {
        let hops_max = self.egress.config().redirects_max;
        let mut hops: Vec<Fetched> = Vec::new();
        let mut next = without_fragment(url);
        loop {
            if hops.iter().any(|hop| hop.url == next) {
                return Err(CaptureError::RedirectLoop { hops: hops.len() });
            }
            if hops.len() > hops_max {
                return Err(CaptureError::TooManyRedirects { hops_max });
            }
            let mut fetched = self.fetch(&next, hops.len(), body_bytes_max).await?;
            let target = redirect_target(&fetched)
                .map_err(|()| CaptureError::BadRedirect { hop: hops.len() })?;
            fetched.role = if target.is_some() {
                RecordRole::Redirect
            } else {
                role
            };
            hops.push(fetched);
            match target {
                Some(target) => next = target,
                None => return Ok(hops),
            }
        }
    }

    async fn fetch(
        &mut self,
        url: &Url,
        hop: usize,
        body_bytes_max: usize,
    ) -> Result<Fetched, CaptureError> {
        let limits = self.limits(body_bytes_max);
        let deadline = self.started + Duration::from_millis(self.config.capture_timeout_ms);
        let request = Request::get(url.clone())
            .with_header("User-Agent", &self.config.user_agent)
            .with_header("Accept", "*/*")
            .with_header("Accept-Language", &self.config.accept_language)
            // What is kept is what a person would see, without a compression in between.
            .with_header("Accept-Encoding", "identity");
        let at = self.at();
        let exchanging = self
            .egress
            .exchange_partial(&request, Rule::Content, limits);
        let exchange: Result<Exchange, EgressError> = timeout_at(deadline, exchanging)
            .await
            .map_err(|_| CaptureError::Timeout {
                limit_ms: self.config.capture_timeout_ms,
            })?;
        let exchange = exchange.map_err(|source| CaptureError::Egress { hop, source })?;
        self.bytes_left = self.bytes_left.saturating_sub(exchange.wire_body.len());
        Ok(Fetched {
            url: url.clone(),
            role: RecordRole::Primary,
            at,
            exchange,
        })
    }

    /// Limits of the next exchange: its own, and what the capture has left.
    fn limits(&self, body_bytes_max: usize) -> Limits {
        let limits = self.egress.limits();
        let passed_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let left_ms = self
            .config
            .capture_timeout_ms
            .saturating_sub(passed_ms)
            .max(1);
        Limits {
            exchange_timeout_ms: limits.exchange_timeout_ms.min(left_ms),
            body_bytes_max: limits
                .body_bytes_max
                .min(body_bytes_max)
                .min(self.bytes_left),
            ..limits
        }
    }

    /// Whether anything may still be read.
    pub(crate) fn has_budget(&self) -> bool {
        let passed_ms = self.started.elapsed().as_millis();
        self.bytes_left > 0 && passed_ms < u128::from(self.config.capture_timeout_ms)
    }
}

pub(crate) fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// Where an answer sends us, if it does.
fn redirect_target(fetched: &Fetched) -> Result<Option<Url>, ()> {
    if !matches!(fetched.exchange.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    // Without a target it is an answer like any other.
    let Some(location) = fetched.exchange.header("location") else {
        return Ok(None);
    };
    let target = fetched.url.join(location.trim()).map_err(|_| ())?;
    Ok(Some(without_fragment(&target)))
}
