//! Everything a person may see of one item, and nothing that would tell a reviewer the first finding.

use serde_json::Value;
use vigie_domain::{
    Actor, Assessment, AuditEvent, Case, Exhibit, Item, ItemId, ItemState, Match, Observation,
    Permission, Recheck, Review, Timestamp, UserId,
};

use vigie_store::LoggedEvent;

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Events shown in the history of an item.
const HISTORY_EVENTS_MAX: u32 = 500;
/// Observations shown of an item.
const OBSERVATIONS_MAX: u32 = 200;

/// One item with its evidence, its matches, its chain and its history.
#[derive(Debug, Clone)]
pub struct ItemView {
    /// The item.
    pub item: Item,
    /// Its exhibits, newest first; empty without the right to see evidence.
    pub exhibits: Vec<Exhibit>,
    /// Findings the reader may know.
    pub assessments: Vec<Assessment>,
    /// Second findings the reader may know.
    pub reviews: Vec<Review>,
    /// Whether there is a finding that is kept from this reader until hers is written.
    pub has_hidden_finding: bool,
    /// What is known near it, nearest first.
    pub matches: Vec<Match>,
    /// The traced chain, as stored, with its time.
    pub chain: Option<(Timestamp, Value)>,
    /// What was seen of it over time, newest first.
    pub observations: Vec<Observation>,
    /// The watch over it, where it was referred.
    pub rechecks: Vec<Recheck>,
    /// What happened, oldest first, each with its place in the log.
    pub history: Vec<LoggedEvent>,
    /// Who works on it.
    pub claimed_by: Option<UserId>,
}

/// Shows one item to one person.
///
/// # Errors
///
/// [`DeskError::Forbidden`] and [`DeskError::NotFound`].
pub async fn show_item(desk: &Desk, actor: &Actor, id: ItemId) -> Result<ItemView, DeskError> {
    actor.require(Permission::ReadItem)?;
    let store = desk.store();
    let item = store
        .item(id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    let mut exhibits = Vec::new();
    if actor.may(Permission::ReadExhibit) {
        exhibits = store.exhibits_of(id).await?;
        exhibits.sort_by_key(|exhibit| std::cmp::Reverse(exhibit.captured_at));
    }
    let all = store.assessments_of(id).await?;
    let found = all.len();
    let assessments: Vec<Assessment> = all
        .into_iter()
        .filter(|finding| may_know(actor, &item, finding))
        .collect();
    let has_hidden_finding = assessments.len() < found;
    let mut reviews = Vec::new();
    for finding in &assessments {
        reviews.extend(store.reviews_of(finding.id).await?);
    }
    let mut history = store.events_of(Case::Item(id), HISTORY_EVENTS_MAX).await?;
    history.reverse();
    if has_hidden_finding {
        history.retain(|logged| {
            logged
                .record
                .as_ref()
                .is_none_or(|one| !tells_finding(&one.event))
        });
    }
    let claim = store.item_claim(id, desk.now()).await?;
    let claimed_by = claim.map(|claim| claim.user);
    Ok(ItemView {
        exhibits,
        assessments,
        reviews,
        has_hidden_finding,
        matches: store.matches_of(id).await?,
        chain: store.chain_of(id).await?,
        observations: store.observations_of(id, OBSERVATIONS_MAX).await?,
        rechecks: store.rechecks_of_item(id).await?,
        history,
        claimed_by,
        item,
    })
}

/// A finding that waits for its second pair of eyes is known to its author and to oversight only.
fn may_know(actor: &Actor, item: &Item, finding: &Assessment) -> bool {
    let waits = matches!(
        item.state,
        ItemState::Assessed { assessment, .. } if assessment == finding.id
    );
    !waits || actor.user() == Some(finding.by) || actor.may(Permission::ReadAssessment)
}

fn tells_finding(event: &AuditEvent) -> bool {
    matches!(event, AuditEvent::ItemAssessed { .. })
}
