//! A locator arrives, in somebody's name. The same thing twice is one item.

use vigie_domain::item::priority;
use vigie_domain::{
    Actor, AuditEvent, BatchId, IntakeChannel, Item, ItemId, ItemState, Locator, Permission,
    PriorityReason, Side,
};
use vigie_format::key::ParsedLocator;

use super::account::account_pseudonym;
use crate::desk::Desk;
use crate::error::{DeskError, Require};
use crate::job::JobKind;

/// Longest note kept of a reporter, in characters.
const NOTE_CHARS_MAX: usize = 4_000;

/// What is taken in.
#[derive(Debug, Clone)]
pub struct NewItem {
    /// The locator as it was given.
    pub url: String,
    /// The caller's own id for it: the same one twice is the same item.
    pub external_id: Option<String>,
    /// What the reporter wrote.
    pub note: Option<String>,
    /// How it came.
    pub channel: IntakeChannel,
    /// Whether the reporter says that life is in danger.
    pub is_threat_to_life: bool,
}

impl NewItem {
    /// A locator and nothing else.
    pub fn url(url: impl Into<String>, channel: IntakeChannel) -> Self {
        Self {
            url: url.into(),
            external_id: None,
            note: None,
            channel,
            is_threat_to_life: false,
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The item.
    pub item: ItemId,
    /// Its canonical key.
    pub key: String,
    /// Whether it was not known before.
    pub is_new: bool,
}

/// Takes in one locator.
///
/// # Errors
///
/// [`DeskError::Refused`] with the sentence for a locator that cannot be an item.
pub async fn add_item(desk: &Desk, actor: &Actor, new: NewItem) -> Result<Added, DeskError> {
    actor.require(Permission::AddItem)?;
    add_checked(desk, actor, new).await
}

/// The same, for doors whose actor has no role: the public form.
pub(crate) async fn add_checked(
    desk: &Desk,
    actor: &Actor,
    new: NewItem,
) -> Result<Added, DeskError> {
    let parsed = desk.keys().parse_locator(&new.url)?;
    let now = desk.now();
    let mut tx = desk.begin(actor).await?;
    let known = match &new.external_id {
        Some(external_id) => tx.item_by_external_id(desk.id, external_id).await?,
        None => None,
    };
    let known = match known {
        Some(id) => Some(id),
        None => tx.item_by_key(desk.id, parsed.key.as_str()).await?,
    };
    if let Some(mut item) = known {
        let id = item.id;
        // The caller repeats itself: nothing happened.
        let is_repeat = new.external_id.is_some() && item.external_id == new.external_id;
        if is_repeat {
            return Ok(Added {
                item: id,
                key: key_of(&item),
                is_new: false,
            });
        }
        note_sighting(&mut item, &parsed, now);
        item.priority = priority(&item.priority_reasons);
        item.updated_at = now;
        tx.put_item(&item).await?;
        let channel = new.channel.name().to_owned();
        tx.commit(AuditEvent::ItemReportedAgain { item: id, channel })
            .await?;
        return Ok(Added {
            item: id,
            key: key_of(&item),
            is_new: false,
        });
    }
    let item = make_item(desk, &parsed, &new, None);
    tx.put_item(&item).await?;
    if desk.config.intake.captures_at_once {
        tx.enqueue(JobKind::Capture { item: item.id }.job(now))
            .await?;
    }
    let channel = new.channel.name().to_owned();
    tx.commit(AuditEvent::ItemAdded {
        item: item.id,
        channel,
    })
    .await?;
    Ok(Added {
        item: item.id,
        key: parsed.key.to_string(),
        is_new: true,
    })
}

fn key_of(item: &Item) -> String {
    item.primary_locator()
        .map(|locator| locator.key.clone())
        .unwrap_or_default()
}

/// One more report, and the address it gave where that is a new one.
pub(crate) fn note_sighting(item: &mut Item, parsed: &ParsedLocator, now: vigie_domain::Timestamp) {
    /// Addresses kept of one item; a platform has a dozen shapes, an attacker has millions.
    const LOCATORS_MAX: usize = 64;
    let url = parsed.url.as_str();
    let is_known = item.locators.iter().any(|locator| locator.url == url);
    if !is_known && item.locators.len() < LOCATORS_MAX {
        item.locators.push(locator(parsed, now));
    }
    let reports = item
        .priority_reasons
        .iter_mut()
        .find_map(|reason| match reason {
            PriorityReason::Reports { count } => Some(count),
            _ => None,
        });
    match reports {
        Some(count) => *count = count.saturating_add(1),
        None => item
            .priority_reasons
            .push(PriorityReason::Reports { count: 2 }),
    }
}

pub(crate) fn locator(parsed: &ParsedLocator, now: vigie_domain::Timestamp) -> Locator {
    Locator {
        url: parsed.url.clone(),
        key: parsed.key.to_string(),
        scope: parsed.scope,
        host: parsed.host.clone(),
        first_seen: now,
    }
}

pub(crate) fn make_item(
    desk: &Desk,
    parsed: &ParsedLocator,
    new: &NewItem,
    batch: Option<BatchId>,
) -> Item {
    let now = desk.now();
    let priority_reasons = if new.is_threat_to_life {
        vec![PriorityReason::ThreatToLife]
    } else {
        Vec::new()
    };
    Item {
        id: desk.new_id(),
        desk: desk.id,
        side: Side::Unit,
        locators: vec![locator(parsed, now)],
        channel: new.channel,
        external_id: new.external_id.clone(),
        batch,
        note: new
            .note
            .as_ref()
            .map(|note| note.chars().take(NOTE_CHARS_MAX).collect()),
        state: ItemState::New,
        priority: priority(&priority_reasons),
        priority_reasons,
        account_pseudonym: account_pseudonym(desk, parsed),
        reupload_of: None,
        reading: None,
        created_at: now,
        updated_at: now,
    }
}
