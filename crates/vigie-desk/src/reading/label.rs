//! Every decision of the desk is a label: appended with the decision, gone with the exhibit.

use std::collections::HashMap;

use vigie_domain::{
    Category, Conclusion, ExhibitId, Item, ItemId, LabelSource, ModelStanding, PriorityReason,
    TextLabel,
};
use vigie_store::Tx;

use crate::desk::Desk;
use crate::error::DeskError;

/// Labels read at a time.
const PAGE_LABELS: u32 = 2_000;
/// Labels of a desk that are read at most: of more, the oldest are enough to learn from.
const LABELS_MAX: usize = 500_000;

/// What was decided.
pub(crate) struct Decided {
    pub(crate) exhibit: ExhibitId,
    pub(crate) source: LabelSource,
    pub(crate) conclusion: Conclusion,
    pub(crate) categories: Vec<Category>,
}

/// Appends a decision to what the desk's models learn from, where the exhibit has a text.
pub(crate) async fn note_decision(
    desk: &Desk,
    tx: &mut Tx<'_>,
    item: &Item,
    decided: Decided,
) -> Result<(), DeskError> {
    let Some(ranks) = tx.read_rank(decided.exhibit).await? else {
        return Ok(());
    };
    let models = tx.text_models(desk.id).await?;
    let of = |standing| {
        let model = models.iter().find(|model| model.standing == standing);
        model.map(|model| model.hash.clone())
    };
    let label = TextLabel {
        exhibit: decided.exhibit,
        item: item.id,
        at: desk.now(),
        source: decided.source,
        conclusion: decided.conclusion,
        categories: decided.categories,
        is_sampled: item.priority_reasons.contains(&PriorityReason::Sample),
        rank: ranks.rank,
        shadow_rank: ranks.shadow_rank,
        // Without a model of its own a desk reads by the program's.
        model: match of(ModelStanding::Current) {
            Some(hash) => hash,
            None => super::gauge::embedded()?.hash().to_owned(),
        },
        shadow: of(ModelStanding::Shadow),
    };
    tx.add_text_label(desk.new_id(), &label).await?;
    Ok(())
}

/// What stands of each item: its last label, in the order of the first.
pub(super) async fn standing_labels(desk: &Desk) -> Result<Vec<TextLabel>, DeskError> {
    let mut labels: Vec<TextLabel> = Vec::new();
    let mut places: HashMap<ItemId, usize> = HashMap::new();
    let mut after = None;
    loop {
        let (page, last) = desk
            .store()
            .text_labels(desk.id, after.as_ref(), PAGE_LABELS)
            .await?;
        if page.is_empty() || labels.len() >= LABELS_MAX {
            return Ok(labels);
        }
        for label in page {
            if let Some(place) = places.get(&label.item) {
                labels[*place] = label;
            } else {
                places.insert(label.item, labels.len());
                labels.push(label);
            }
        }
        after = last;
    }
}
