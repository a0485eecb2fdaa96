//! Items known already are keyed anew when the rules change.
//!
//! ```text
//! setting "key_rules" {edition, after} ─▶ page of items ─▶ keys and scopes ─▶ {edition, after'}
//! ```
//!
//! Page by page, so that a worker that dies goes on where it was. The old key stays as another
//! name of the item: what was reported under it is still found. Where two items now have one key,
//! both stay as they are and are counted: which of two cases goes on is a person's question.

use serde::{Deserialize, Serialize};
use vigie_domain::{Actor, AuditEvent, Item, ItemId, UrlScope};
use vigie_format::key::KeyRules;
use vigie_store::Tx;

use crate::desk::Desk;
use crate::error::DeskError;

/// The setting that says under which rules the items are keyed.
const SETTING: &str = "key_rules";
/// Items looked at in one transaction.
const PAGE_ITEMS: u32 = 500;
/// Pages of one round of work, so that a large desk goes on working meanwhile.
const PAGES_PER_ROUND: u32 = 20;

/// How far the keys are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    /// The rules the items before `after` are keyed by.
    edition: String,
    /// The last item done; `None` when all are.
    after: Option<ItemId>,
}

/// What a round came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rekeyed {
    /// Items looked at.
    pub looked: u32,
    /// Items whose key or scope changed.
    pub changed: u32,
    /// Items whose new key is another item's.
    pub shared: u32,
}

/// Keys items anew where the rules in use are not those they were keyed by.
///
/// Asks the store only when this process has reason to: its rules changed, or
/// [`Desk::doubt_keys`] was called when it started.
///
/// # Errors
///
/// [`DeskError::Broken`] when the store fails; whole pages are done or not.
pub async fn rekey_items(desk: &Desk) -> Result<Rekeyed, DeskError> {
    let rules = desk.keys();
    let edition = rules.edition();
    if desk.is_keyed_by(&edition) {
        return Ok(Rekeyed::default());
    }
    let mut done = Rekeyed::default();
    let mut progress = match desk.store().setting(desk.id, SETTING).await? {
        Some(value) => serde_json::from_value(value)?,
        None => Progress::default(),
    };
    let is_begun = progress.edition == edition;
    if is_begun && progress.after.is_none() {
        desk.note_keyed_by(edition);
        return Ok(done);
    }
    if !is_begun {
        progress = Progress {
            edition: edition.clone(),
            after: None,
        };
    }
    for _ in 0..PAGES_PER_ROUND {
        let items = desk
            .store()
            .items_after(desk.id, progress.after, PAGE_ITEMS)
            .await?;
        if items.is_empty() && progress.after.is_none() {
            // A desk without items has nothing to write down.
            desk.note_keyed_by(edition);
            break;
        }
        let is_last = items.len() < PAGE_ITEMS as usize;
        progress.after = items.last().map(|item| item.id).filter(|_| !is_last);
        let page = rekey_page(desk, &rules, &items, &progress, is_last).await?;
        done.looked += page.looked;
        done.changed += page.changed;
        done.shared += page.shared;
        if is_last {
            desk.note_keyed_by(edition);
            break;
        }
    }
    if done.shared > 0 {
        tracing::warn!(
            items.shared = done.shared,
            "items have one key under the new rules; both stay"
        );
    }
    Ok(done)
}

async fn rekey_page(
    desk: &Desk,
    rules: &KeyRules,
    items: &[Item],
    progress: &Progress,
    is_last: bool,
) -> Result<Rekeyed, DeskError> {
    let mut page = Rekeyed::default();
    let mut events = Vec::new();
    let mut tx = desk.begin(&Actor::job(desk.id)).await?;
    for item in items {
        page.looked += 1;
        // Most items keep their keys: nothing is locked for them.
        if !new_keys(rules, item).any(|(_, change)| change.is_some()) {
            continue;
        }
        let Some(item) = tx.item_for_update(item.id).await? else {
            continue;
        };
        if rekey_item(desk, rules, &mut tx, item, &mut page).await? {
            events.push(AuditEvent::ItemRekeyed {
                item: items[page.looked as usize - 1].id,
            });
        }
    }
    tx.put_setting(SETTING, &serde_json::to_value(progress)?)
        .await?;
    if is_last || events.is_empty() {
        let setting = format!("{SETTING} {}", progress.edition);
        events.push(AuditEvent::DeskConfigured { setting });
    }
    tx.commit_all(events).await?;
    Ok(page)
}

/// Gives one item its new keys; whether anything changed.
async fn rekey_item(
    desk: &Desk,
    rules: &KeyRules,
    tx: &mut Tx<'_>,
    mut item: Item,
    page: &mut Rekeyed,
) -> Result<bool, DeskError> {
    let changes: Vec<(usize, (String, UrlScope))> = new_keys(rules, &item)
        .filter_map(|(at, change)| Some((at, change?)))
        .collect();
    let mut is_changed = false;
    for (at, (key, scope)) in changes {
        let owner = tx.item_by_key(desk.id, &key).await?;
        if owner.is_some_and(|owner| owner.id != item.id) {
            page.shared += 1;
            continue;
        }
        let locator = &mut item.locators[at];
        locator.key = key;
        locator.scope = scope;
        is_changed = true;
    }
    if is_changed {
        item.updated_at = desk.now();
        tx.put_item(&item).await?;
        page.changed += 1;
    }
    Ok(is_changed)
}

/// For each locator its new key and scope, where one of them is new.
///
/// A host's own word that an address is a collection outlives a rule that only sees its shape.
fn new_keys<'a>(
    rules: &'a KeyRules,
    item: &'a Item,
) -> impl Iterator<Item = (usize, Option<(String, UrlScope)>)> + 'a {
    item.locators.iter().enumerate().map(|(at, locator)| {
        let Ok(parsed) = rules.parse_locator(&locator.url) else {
            return (at, None);
        };
        let is_same_key = parsed.key.as_str() == locator.key;
        let keeps_scope = is_same_key && locator.scope == UrlScope::Collection;
        let scope = if keeps_scope {
            locator.scope
        } else {
            parsed.scope
        };
        let is_changed = !is_same_key || scope != locator.scope;
        (at, is_changed.then_some((parsed.key.0, scope)))
    })
}
