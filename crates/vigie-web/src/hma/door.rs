//! Who may come in: an address of the list acts in the name of one key, anybody else sends a key.

use std::net::{IpAddr, SocketAddr};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use ipnet::IpNet;
use vigie_desk::Desk;
use vigie_desk::user::{authenticate_key, authenticate_key_id};
use vigie_domain::{Actor, ApiKeyId};

use super::Service;
use super::reply::No;
use crate::config::HmaConfig;

/// How long what a key may is believed: a key that is withdrawn stops within this time.
const BELIEVED: Duration = Duration::from_secs(1);

/// The door of the service.
pub(super) struct Door {
    allowed: Vec<IpNet>,
    key: Option<ApiKeyId>,
    /// The actor of the key, and when it was looked up.
    known: RwLock<Option<(Instant, Option<Actor>)>>,
}

impl Door {
    pub(super) fn new(config: &HmaConfig) -> Self {
        Self {
            allowed: config.allow_from.clone(),
            key: config.acts_as_key.as_deref().and_then(|id| id.parse().ok()),
            known: RwLock::default(),
        }
    }

    fn lets_in(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.allowed.iter().any(|net| net.contains(&address))
    }

    /// The actor in whose name listed addresses come.
    async fn actor(&self, desk: &Desk) -> Result<Option<Actor>, No> {
        let Some(key) = self.key else {
            return Ok(None);
        };
        {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((at, actor)) = &*known
                && at.elapsed() < BELIEVED
            {
                return Ok(actor.clone());
            }
        }
        let actor = authenticate_key_id(desk, key).await?;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        *known = Some((Instant::now(), actor.clone()));
        Ok(actor)
    }
}

/// Whoever was let in.
pub(super) struct Admitted(pub(super) Actor);

impl FromRequestParts<Service> for Admitted {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, No> {
        if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
            let secret = value
                .to_str()
                .ok()
                .and_then(|line| line.strip_prefix("Bearer "))
                .ok_or_else(No::stranger)?;
            let actor = authenticate_key(&service.desk, secret.trim()).await?;
            return actor.map(Self).ok_or_else(No::stranger);
        }
        // Only the socket counts: nothing a client writes about itself is believed here.
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        if !peer.is_some_and(|peer| service.door.lets_in(peer.0.ip())) {
            return Err(No::stranger());
        }
        let actor = service.door.actor(&service.desk).await?;
        actor.map(Self).ok_or_else(No::no_name)
    }
}
