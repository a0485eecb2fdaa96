//! What follows from a letter's fate: receipt, watches, ledger, reminders; or a bounce.

use url::Url;
use vigie_domain::recheck::{JITTER_PERMILLE, next_look};
use vigie_domain::{
    AuditEvent, Disclosure, ItemCommand, ItemId, ItemState, Recheck, Referral, ReferralId, Sha256,
    Timestamp, Watch,
};
use vigie_store::Tx;

use crate::desk::{Desk, draw};
use crate::error::{DeskError, OrNotFound};
use crate::job::JobKind;

/// Everything that begins with a receipt. The referral's state says already that it was sent.
pub(super) async fn begin_watch(
    desk: &Desk,
    tx: &mut Tx<'_>,
    referral: &Referral,
    message_sha256: Sha256,
    receipt_at: Timestamp,
) -> Result<AuditEvent, DeskError> {
    let known = tx.rechecks_of(referral.id).await?;
    let mut items = Vec::new();
    for line in referral.open_lines() {
        items.push(line.item);
        let mut item = tx
            .item_for_update(line.item)
            .await?
            .filter(|item| item.desk == desk.id)
            .or_not_found("item")?;
        // After a bounce the item is watched already.
        if let ItemState::Acting { .. } = item.state {
            item.state = item.state.apply(ItemCommand::Send)?;
            item.updated_at = desk.now();
            tx.put_item(&item).await?;
        }
        let known = known.iter().find(|recheck| recheck.line == line.id);
        let recheck = Recheck {
            id: known.map_or_else(|| desk.new_id(), |recheck| recheck.id),
            desk: desk.id,
            line: line.id,
            referral: referral.id,
            item: line.item,
            url: line.url.clone(),
            host: host_of(&line.url),
            sent_at: receipt_at,
            last_up: None,
            gone_vantages: Vec::new(),
            watch: Watch::Watching,
            next_at: next_look(receipt_at, desk.now(), jitter()),
            looks: known.map_or(0, |recheck| recheck.looks),
        };
        tx.put_recheck(&recheck).await?;
        end_earlier_watches(tx, referral.id, line.item).await?;
    }
    tx.add_disclosure(&Disclosure {
        desk: desk.id,
        referral: referral.id,
        items: items.clone(),
        provider: referral.provider,
        contact: referral.contact,
        kind: "referral".to_owned(),
        at: receipt_at,
        message_sha256,
    })
    .await?;
    if let Some((at, _)) = referral.next_nudge() {
        tx.enqueue(
            JobKind::Nudge {
                referral: referral.id,
            }
            .job(at),
        )
        .await?;
    }
    Ok(AuditEvent::ReferralSent {
        referral: referral.id,
        instrument: referral.instrument.name().to_owned(),
        items: u32::try_from(items.len()).unwrap_or(u32::MAX),
    })
}

/// One watch for each item: the newest referral's.
async fn end_earlier_watches(
    tx: &mut Tx<'_>,
    newest: ReferralId,
    item: ItemId,
) -> Result<(), DeskError> {
    for mut recheck in tx.rechecks_of_item(item).await? {
        if recheck.referral != newest && recheck.next_at.take().is_some() {
            tx.put_recheck(&recheck).await?;
        }
    }
    Ok(())
}

/// Stops looking on account of a letter that did not arrive: what goes now is not its effect.
pub(crate) async fn pause_watches(tx: &mut Tx<'_>, id: ReferralId) -> Result<(), DeskError> {
    for mut recheck in tx.rechecks_of(id).await? {
        if recheck.next_at.take().is_some() {
            tx.put_recheck(&recheck).await?;
        }
    }
    Ok(())
}

/// A share of the interval, to each side, in thousandths.
pub(crate) fn jitter() -> i64 {
    let width = u32::try_from(2 * JITTER_PERMILLE + 1).unwrap_or(1);
    i64::from(draw(width)) - JITTER_PERMILLE
}

fn host_of(url: &str) -> String {
    let parsed = Url::parse(url).ok();
    parsed
        .and_then(|url| url.host_str().map(str::to_ascii_lowercase))
        .unwrap_or_default()
}
