//! One provider: its contacts, what happened between us, how it behaves by measure.

use vigie_domain::audit_event::Case;
use vigie_domain::scorecard::{NoticeRecord, Scorecard};
use vigie_domain::{
    Actor, AuditRecord, Contact, Permission, Provider, ProviderId, Referral, ReferralId, Timestamp,
};
use vigie_store::ReferralFilter;

use super::figures::notice_record;
use crate::contact::list_contacts;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Most referrals measured: the newest; above it the figures say since when they count.
const REFERRALS_MAX: usize = 2_000;
/// Referrals read at a time.
const PAGE_REFERRALS: u32 = 200;
/// Referrals whose acts stand on the timeline.
const TIMELINE_REFERRALS: usize = 25;
/// Acts of one referral on the timeline.
const TIMELINE_EVENTS: u32 = 60;

/// Something between us and a provider.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// Of which referral.
    pub referral: ReferralId,
    /// Its reference.
    pub reference: String,
    /// What happened.
    pub record: AuditRecord,
    /// Its place in the log.
    pub log_index: Option<u64>,
}

/// One provider with its behaviour.
#[derive(Debug, Clone)]
pub struct ProviderView {
    /// The provider.
    pub provider: Provider,
    /// Its contacts, usable ones first.
    pub contacts: Vec<Contact>,
    /// Its measured behaviour; [`super::DEFINITIONS`] says what each figure counts.
    pub figures: Scorecard,
    /// Since when the figures count; `None` when they count everything.
    pub figures_since: Option<Timestamp>,
    /// Its newest referrals, newest first.
    pub referrals: Vec<Referral>,
    /// What happened on them, newest first.
    pub timeline: Vec<TimelineEntry>,
}

/// Shows one provider.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn show_provider(
    desk: &Desk,
    actor: &Actor,
    id: ProviderId,
) -> Result<ProviderView, DeskError> {
    actor.require(Permission::ReadProvider)?;
    let store = desk.store();
    let provider = store
        .provider(id)
        .await?
        .filter(|provider| provider.desk == desk.id);
    let provider = provider.or_not_found("provider")?;
    let (mut referrals, is_cut) = referrals_of(desk, id).await?;
    let mut notices: Vec<NoticeRecord> = Vec::with_capacity(referrals.len());
    for referral in &referrals {
        if referral.state.has_left() {
            let watches = store.rechecks_of(referral.id).await?;
            notices.extend(notice_record(referral, &watches));
        }
    }
    let figures = Scorecard::measure(&notices, desk.now());
    let figures_since = referrals
        .last()
        .filter(|_| is_cut)
        .map(|oldest| oldest.created_at);
    referrals.truncate(TIMELINE_REFERRALS);
    let mut timeline = Vec::new();
    for referral in &referrals {
        for event in store
            .events_of(Case::Referral(referral.id), TIMELINE_EVENTS)
            .await?
        {
            let Some(record) = event.record else { continue };
            let (reference, log_index) = (referral.reference.clone(), event.log_index);
            timeline.push(TimelineEntry {
                referral: referral.id,
                reference,
                record,
                log_index,
            });
        }
    }
    timeline.sort_by_key(|entry| std::cmp::Reverse((entry.record.at, entry.log_index)));
    Ok(ProviderView {
        contacts: list_contacts(desk, actor, id).await?,
        provider,
        figures,
        figures_since,
        referrals,
        timeline,
    })
}

/// The referrals to a provider, newest first, and whether there are older ones.
async fn referrals_of(desk: &Desk, id: ProviderId) -> Result<(Vec<Referral>, bool), DeskError> {
    let filter = ReferralFilter {
        provider: Some(id),
        ..ReferralFilter::default()
    };
    let mut referrals = Vec::new();
    let mut after = None;
    loop {
        let page = desk
            .store()
            .referrals(desk.id, &filter, after, PAGE_REFERRALS)
            .await?;
        referrals.extend(page.rows);
        after = page.next;
        if after.is_none() || referrals.len() >= REFERRALS_MAX {
            return Ok((referrals, after.is_some()));
        }
    }
}
