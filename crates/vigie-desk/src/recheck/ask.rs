//! A look that a person asks for, now: at an address alone, or at everything watched of an item.

use url::Url;
use vigie_capture::{Expected, Probe};
use vigie_domain::{Actor, ItemId, Observation, PageState, Permission, Recheck, Sign, Timestamp};

use super::run::look_now;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Newest observations of an item among which its looks are found again.
const NEWEST_READ: u32 = 100;

/// What a look showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// At which address.
    pub url: String,
    /// When.
    pub at: Timestamp,
    /// From where, in the desk's own words.
    pub vantage: String,
    /// What.
    pub state: PageState,
    /// Why it is read so, what decided first.
    pub signs: Vec<Sign>,
    /// HTTP status, where there was one.
    pub status: Option<u16>,
    /// Whether it is on record: a look at what is watched is, a look out of curiosity is not.
    pub is_kept: bool,
}

impl Look {
    fn unkept(probe: Probe, vantage: &str) -> Self {
        Self {
            url: probe.url.into(),
            at: probe.at,
            vantage: vantage.to_owned(),
            state: probe.state,
            signs: probe.signs,
            status: probe.status,
            is_kept: false,
        }
    }
}

impl From<Observation> for Look {
    fn from(seen: Observation) -> Self {
        Self {
            url: seen.url,
            at: seen.at,
            vantage: seen.vantage,
            state: seen.state,
            signs: seen.signs,
            status: seen.status,
            is_kept: true,
        }
    }
}

/// Looks at an address and writes nothing down.
///
/// # Errors
///
/// [`DeskError::Refused`] for what is no web address. What fails on the way is what the look shows.
pub async fn look_at_locator(desk: &Desk, url: &str) -> Result<Look, DeskError> {
    let parsed = Url::parse(url).ok();
    let url = parsed.filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.ok_or_else(|| {
        DeskError::input(
            "nothing_to_look_at",
            "give an address that begins with http:// or https://",
        )
    })?;
    let capturer = &desk.rooms.capturer;
    let probe = capturer.probe(&url, desk.now(), &Expected::default()).await;
    Ok(Look::unkept(probe, &desk.config.vantage))
}

/// Looks at everything that is watched of an item, and writes it down as any look; at its own
/// address, unwritten, when nothing of it is watched.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right, [`DeskError::NotFound`] without such an item,
/// [`DeskError::Busy`] while another look at its host is under way or its pause is not over.
pub async fn look_at_item(desk: &Desk, actor: &Actor, id: ItemId) -> Result<Vec<Look>, DeskError> {
    actor.require(Permission::AddItem)?;
    let store = desk.store();
    let item = store.item(id).await?.filter(|item| item.desk == desk.id);
    let item = item.or_not_found("item")?;
    let mut watches = store.rechecks_of_item(id).await?;
    watches.retain(|watch| watch.next_at.is_some());
    if watches.is_empty() {
        let url = item.primary_locator().map(|locator| locator.url.as_str());
        return match url {
            Some(url) => Ok(vec![look_at_locator(desk, url).await?]),
            None => Err(DeskError::input(
                "nothing_to_look_at",
                "this item was handed over without an address; there is nothing to look at",
            )),
        };
    }
    let mut looks = Vec::with_capacity(watches.len());
    for watch in watches {
        looks.push(look_at_watch(desk, watch).await?);
    }
    Ok(looks)
}

async fn look_at_watch(desk: &Desk, watch: Recheck) -> Result<Look, DeskError> {
    let store = desk.store();
    let (item, url, host) = (watch.item, watch.url.clone(), watch.host.clone());
    if !look_now(desk, watch).await? {
        let free_at = store.host_next_free(&host).await?.unwrap_or(desk.now());
        let retry_after_ms = free_at.since_ms(desk.now()).max(0);
        return Err(DeskError::Busy { retry_after_ms });
    }
    let newest = store.observations_of(item, NEWEST_READ).await?;
    let seen = newest.into_iter().find(|seen| seen.url == url);
    Ok(seen.or_not_found("observation")?.into())
}
