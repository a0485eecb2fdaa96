//! A model is learned from the desk's decisions, on top of the one in use; it scores beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use vigie_domain::{
    Actor, AuditEvent, Category, ExhibitId, ModelStanding, Permission, TextLabel, TextModel,
    TextReading,
};
use vigie_text::train::{Example, Training};
use vigie_text::{Column, Model};

use super::label::standing_labels;
use super::sentinel::sentinel_precision;
use crate::desk::Desk;
use crate::digest::sha256;
use crate::error::{DeskError, Require};

/// What was learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trained {
    /// The model; it stands beside the one in use.
    pub model: TextModel,
    /// Sentinel precision of the one in use, in thousandths.
    pub sentinel_before: u16,
    /// Texts for and against each label that was learned.
    pub learned: Vec<(String, usize, usize)>,
}

/// Learns from every decision that stands, the last of each item.
///
/// # Errors
///
/// [`DeskError::Refused`] when there is too little to learn from, or nothing new in it.
pub async fn train_model(desk: &Desk, actor: &Actor) -> Result<Trained, DeskError> {
    actor.require(Permission::TeachText)?;
    let examples = examples(desk).await?;
    let labels = u32::try_from(examples.len()).unwrap_or(u32::MAX);
    let gauge = desk.gauge().await?;
    let prior = Arc::clone(&gauge.model);
    let work = move || {
        let training = Training {
            prior: Some(&prior),
            ..Training::default()
        };
        let model = training.run(&examples)?.with_columns_of(&prior);
        let sentinel = (sentinel_precision(&model), sentinel_precision(&prior));
        Ok::<_, vigie_text::TrainError>((model, sentinel))
    };
    let done = tokio::task::spawn_blocking(work).await;
    let (model, (sentinel, sentinel_before)) = done
        .map_err(DeskError::broken)?
        .map_err(|error| DeskError::input("too_little_to_learn", error.to_string()))?;
    let learned = learned(&model);
    let model = keep(desk, actor, &model, labels, sentinel).await?;
    Ok(Trained {
        model,
        sentinel_before,
        learned,
    })
}

fn learned(model: &Model) -> Vec<(String, usize, usize)> {
    let facts = model.facts().columns.iter();
    facts
        .filter(|facts| facts.column.is_label())
        .map(|facts| {
            (
                facts.column.name().to_owned(),
                facts.positives,
                facts.negatives,
            )
        })
        .collect()
}

/// Writes the model down; what stood beside before is past.
async fn keep(
    desk: &Desk,
    actor: &Actor,
    model: &Model,
    labels: u32,
    sentinel: u16,
) -> Result<TextModel, DeskError> {
    let file_sha256 = desk.store().blobs().put_plain(model.to_bytes()).await?;
    let mut tx = desk.begin(actor).await?;
    let known = tx.text_models(desk.id).await?;
    if known.iter().any(|own| own.hash == model.hash()) {
        let detail = "the decisions taught nothing new: this model is there already";
        return Err(DeskError::input("model_known", detail));
    }
    for mut shadow in known {
        if shadow.standing == ModelStanding::Shadow {
            shadow.standing = ModelStanding::Past;
            tx.put_text_model(&shadow).await?;
        }
    }
    let made = TextModel {
        hash: model.hash().to_owned(),
        prior: model.facts().prior.clone(),
        file_sha256: Some(file_sha256),
        labels,
        sentinel,
        standing: ModelStanding::Shadow,
        trained_at: desk.now(),
        changed_at: desk.now(),
    };
    tx.put_text_model(&made).await?;
    tx.commit(AuditEvent::TextModelTrained {
        model: made.hash.clone(),
        prior: made.prior.clone().unwrap_or_default(),
        labels,
    })
    .await?;
    Ok(made)
}

async fn examples(desk: &Desk) -> Result<Vec<Example>, DeskError> {
    let mut examples = Vec::new();
    for label in standing_labels(desk).await? {
        let labels = taught(&label);
        if labels.is_empty() {
            continue;
        }
        let readings = desk.store().readings_of(label.exhibit).await?;
        let Some(reading) = readings.into_iter().max_by_key(|reading| reading.rank) else {
            continue;
        };
        let Some(text) = text_of(desk, label.exhibit, &reading).await? else {
            continue;
        };
        let item = desk.store().item(label.item).await?;
        let account = item
            .as_ref()
            .and_then(|item| item.account_pseudonym.clone());
        let cluster = item.and_then(|item| item.reading?.cluster);
        examples.push(Example {
            text,
            labels,
            language: Some(reading.language),
            weight: f32::from(label.source.weight()),
            group: cluster.map(|cluster| number_of(&cluster.to_string())),
            author: account.as_deref().map(number_of),
        });
    }
    Ok(examples)
}

/// The bytes of a text that was read; `None` once its exhibit was erased.
pub(super) async fn text_of(
    desk: &Desk,
    exhibit: ExhibitId,
    reading: &TextReading,
) -> Result<Option<Vec<u8>>, DeskError> {
    let blobs = desk.store().blobs();
    match blobs.get_sealed(exhibit, reading.text_sha256).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(vigie_store::StoreError::Erased { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What a decision says of each label of the scheme; nothing where it names no category.
fn taught(label: &TextLabel) -> BTreeMap<Column, bool> {
    /// Categories say nothing of hatred that asks for no offence, and glorifying is one way to
    /// incite among others: neither is taught by a decision that found a category.
    const UNSAID: [Column; 2] = [Column::Glorification, Column::Dehumanisation];
    let all = Column::ALL.into_iter().filter(|column| column.is_label());
    match label.says() {
        None => BTreeMap::new(),
        Some(false) => all.map(|column| (column, false)).collect(),
        Some(true) if label.categories.is_empty() => BTreeMap::new(),
        Some(true) => {
            let named: Vec<Column> = label.categories.iter().copied().map(column_of).collect();
            all.filter(|column| !UNSAID.contains(column))
                .map(|column| (column, named.contains(&column)))
                .collect()
        }
    }
}

/// The label a category of Article 2(7) is nearest to.
const fn column_of(category: Category) -> Column {
    match category {
        Category::A | Category::B => Column::CallToViolence,
        Category::C => Column::Recruitment,
        Category::D => Column::Instruction,
        Category::E => Column::Threat,
    }
}

fn number_of(name: &str) -> u64 {
    let digest = sha256(name.as_bytes()).0;
    digest[..8]
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use vigie_domain::{Conclusion, ItemId, LabelSource, Timestamp};

    use super::*;

    fn label(conclusion: Conclusion, categories: Vec<Category>) -> TextLabel {
        TextLabel {
            exhibit: ExhibitId::from_u128(1),
            item: ItemId::from_u128(1),
            at: Timestamp::from_ms(0),
            source: LabelSource::Assessment,
            conclusion,
            categories,
            is_sampled: false,
            rank: 0,
            shadow_rank: None,
            model: String::new(),
            shadow: None,
        }
    }

    /// Goal: a finding teaches what it says and nothing else.
    #[test]
    fn findings_teach_what_they_say() {
        let threat = taught(&label(Conclusion::TerroristContent, vec![Category::E]));
        assert_eq!(threat.get(&Column::Threat), Some(&true));
        assert_eq!(threat.get(&Column::Recruitment), Some(&false));
        assert_eq!(threat.get(&Column::Glorification), None);
        let lawful = taught(&label(Conclusion::Lawful, Vec::new()));
        assert_eq!(lawful.len(), 6);
        assert!(lawful.values().all(|is| !is));
        for silent in [Conclusion::Undetermined, Conclusion::TosOnly] {
            assert!(taught(&label(silent, Vec::new())).is_empty());
        }
        assert!(taught(&label(Conclusion::IllegalOther, Vec::new())).is_empty());
    }
}
