//! Copies wait together: one look may serve them all, and each keeps a finding of its own.
//!
//! ```text
//! item ─ its cluster, in its state ─▶ same words, same pictures? ─▶ offered with their number
//!                                                                      │ a person chooses
//!      each: every rule asked again, its own record, its own second person ◀┘
//! ```
//!
//! Only what is the same word for word is offered: a text that quotes another and condemns it is
//! nearly the same text. Near copies stay in the queue, one row, each looked at by itself.

use std::collections::BTreeSet;

use vigie_domain::{
    Actor, Exhibit, ExhibitId, FindingForm, Item, ItemId, ItemState, Permission, Sha256,
};
use vigie_match::text::exact_key;
use vigie_store::QueueFilter;

use super::learn::text_of;
use crate::assessment::record_assessment;
use crate::desk::Desk;
use crate::error::{DeskError, Require};
use crate::review::record_review;

/// Copies that one act can serve; those behind them are offered on the next of them.
pub const COPIES_MAX: u32 = 200;

/// An item that says and shows the same as another, and waits for the same step.
#[derive(Debug, Clone)]
pub struct TextCopy {
    /// The item.
    pub item: Item,
    /// The capture its case rests on.
    pub exhibit: ExhibitId,
}

/// What became of the finding on one copy.
#[derive(Debug)]
pub struct CarriedFinding {
    /// The copy.
    pub item: ItemId,
    /// Recorded, or why not; nothing was written then.
    pub outcome: Result<(), DeskError>,
}

/// The copies of an item that wait for the same finding, and may be served by the same look.
///
/// Shape: at most [`COPIES_MAX`], most urgent first; none for an item that waits for no finding.
/// Where a second finding is waited for, the person's own first findings are not among them.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right to see items and what was captured of them.
pub async fn list_copies(
    desk: &Desk,
    actor: &Actor,
    item: &Item,
) -> Result<Vec<TextCopy>, DeskError> {
    actor.require(Permission::ReadItem)?;
    actor.require(Permission::ReadExhibit)?;
    let cluster = item.reading.as_ref().and_then(|reading| reading.cluster);
    let (Some(cluster), Some(exhibit)) = (cluster, waiting_on(&item.state)) else {
        return Ok(Vec::new());
    };
    let Some(own) = contents(desk, exhibit).await? else {
        return Ok(Vec::new());
    };
    let is_second = matches!(item.state, ItemState::Assessed { .. });
    let filter = QueueFilter {
        states: vec![item.state.name()],
        cluster: Some(cluster),
        exclude_assessed_by: actor.user().filter(|_| is_second),
        ..QueueFilter::default()
    };
    // Its own row may be among them.
    let page = desk
        .store()
        .queue(desk.id, &filter, None, COPIES_MAX + 1)
        .await?;
    let mut copies = Vec::new();
    for other in page.rows {
        let Some(exhibit) = waiting_on(&other.state).filter(|_| other.id != item.id) else {
            continue;
        };
        if contents(desk, exhibit).await?.as_ref() == Some(&own) {
            copies.push(TextCopy {
                item: other,
                exhibit,
            });
        }
    }
    copies.truncate(COPIES_MAX as usize);
    Ok(copies)
}

/// Records the same first finding on each of these copies.
///
/// `note` says in the words of the desk from which item the finding comes; it stands in the record.
pub async fn assess_copies(
    desk: &Desk,
    actor: &Actor,
    copies: &[TextCopy],
    form: &FindingForm,
    note: &str,
) -> Vec<CarriedFinding> {
    let form = carried(form, note);
    let mut outcomes = Vec::with_capacity(copies.len());
    for copy in copies {
        let (item, exhibit) = (copy.item.id, copy.exhibit);
        let recorded = record_assessment(desk, actor, item, exhibit, form.clone()).await;
        let outcome = recorded.map(drop);
        outcomes.push(CarriedFinding { item, outcome });
    }
    outcomes
}

/// Records the same second finding on each of these copies; each is set beside its own first.
///
/// `note` as in [`assess_copies`].
pub async fn review_copies(
    desk: &Desk,
    actor: &Actor,
    copies: &[TextCopy],
    form: &FindingForm,
    note: &str,
) -> Vec<CarriedFinding> {
    let form = carried(form, note);
    let mut outcomes = Vec::with_capacity(copies.len());
    for copy in copies {
        let (item, exhibit) = (copy.item.id, copy.exhibit);
        let recorded = record_review(desk, actor, item, exhibit, form.clone()).await;
        let outcome = recorded.map(drop);
        outcomes.push(CarriedFinding { item, outcome });
    }
    outcomes
}

/// The finding with what tells colleagues where it was made.
fn carried(form: &FindingForm, note: &str) -> FindingForm {
    let mut form = form.clone();
    if !form.context.is_empty() {
        form.context.push('\n');
    }
    form.context.push_str(note);
    form
}

/// The capture a finding is waited for on.
fn waiting_on(state: &ItemState) -> Option<ExhibitId> {
    match state {
        ItemState::Captured { exhibit } | ItemState::Assessed { exhibit, .. } => Some(*exhibit),
        _ => None,
    }
}

/// What an exhibit says and shows.
#[derive(Debug, PartialEq, Eq)]
struct Contents {
    /// Its texts, folded, without addresses and names.
    texts: BTreeSet<[u8; 32]>,
    /// Its pictures, sounds and videos, byte for byte.
    media: BTreeSet<Sha256>,
}

/// `None` where not everything in it could be read: then nothing is the same as it.
async fn contents(desk: &Desk, id: ExhibitId) -> Result<Option<Contents>, DeskError> {
    let exhibit = desk.store().exhibit(id).await?;
    let Some(exhibit) = exhibit.filter(|own| own.erased_at.is_none() && own.desk == desk.id) else {
        return Ok(None);
    };
    let item = desk.store().item(exhibit.item).await?;
    let is_read = item
        .and_then(|item| item.reading)
        .is_some_and(|reading| reading.exhibit == id && reading.unread == 0);
    if !is_read {
        return Ok(None);
    }
    let mut texts = BTreeSet::new();
    for reading in desk.store().readings_of(id).await? {
        let Some(text) = text_of(desk, id, &reading).await? else {
            return Ok(None);
        };
        let text = vigie_text::comparable(&String::from_utf8_lossy(&text));
        texts.insert(exact_key(&text));
    }
    let media = media_of(&exhibit);
    Ok((!texts.is_empty()).then_some(Contents { texts, media }))
}

fn media_of(exhibit: &Exhibit) -> BTreeSet<Sha256> {
    let shown = exhibit.records.iter().filter(|record| {
        let kind = record.content_type.split('/').next().unwrap_or_default();
        matches!(kind, "image" | "audio" | "video")
    });
    shown.map(|record| record.sha256).collect()
}
