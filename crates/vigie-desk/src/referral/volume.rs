//! How many lines one provider may get in a day, and who may lift that.

use serde::{Deserialize, Serialize};
use vigie_domain::referral::check_batch;
use vigie_domain::time::DAY_MS;
use vigie_domain::{Actor, AuditEvent, Permission, ProviderId, Role, Timestamp};
use vigie_store::Reader;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Longest time a limit is lifted for.
const RELEASE_MS_MAX: i64 = 7 * DAY_MS;

/// The legal officer's word that an unusual number of lines is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Release {
    until: Timestamp,
    reason: String,
}

fn setting_of(provider: ProviderId) -> String {
    format!("volume_release:{provider}")
}

/// Lifts the daily limit of lines to a provider for a while: the legal officer looked.
///
/// # Errors
///
/// [`DeskError::Forbidden`] for anybody but a legal officer; [`DeskError::Refused`] without a
/// reason or for a time in the past or too far off.
pub async fn release_volume(
    desk: &Desk,
    actor: &Actor,
    provider: ProviderId,
    until: Timestamp,
    reason: String,
) -> Result<(), DeskError> {
    actor.require(Permission::SettleItem)?;
    if !actor.is(Role::LegalOfficer) {
        return Err(DeskError::Forbidden {
            permission: Permission::SettleItem,
        });
    }
    if reason.trim().is_empty() {
        return Err(DeskError::input(
            "reason_missing",
            "say why so many lines are right",
        ));
    }
    if until <= desk.now() || until.since_ms(desk.now()) > RELEASE_MS_MAX {
        let detail = "a limit is lifted for at most seven days from now";
        return Err(DeskError::input("release_time", detail));
    }
    let mut tx = desk.begin(actor).await?;
    tx.provider(provider).await?.or_not_ours(desk, "provider")?;
    let setting = setting_of(provider);
    let value = serde_json::to_value(Release { until, reason })?;
    tx.put_setting(&setting, &value).await?;
    tx.commit(AuditEvent::DeskConfigured { setting }).await?;
    Ok(())
}

/// The guards on a batch of `lines` to a provider.
pub(super) async fn check_volume(
    desk: &Desk,
    rows: &Reader,
    provider: ProviderId,
    lines: usize,
) -> Result<(), DeskError> {
    let since = desk.now().plus_ms(-DAY_MS);
    let release = rows.setting(desk.id, &setting_of(provider)).await?;
    let release: Option<Release> = release.map(serde_json::from_value).transpose()?;
    let is_released = release.is_some_and(|release| desk.now() < release.until);
    let lines_today = if is_released {
        0
    } else {
        rows.lines_to_provider_since(provider, since).await?
    };
    Ok(check_batch(lines, lines_today, &desk.config.referral)?)
}
