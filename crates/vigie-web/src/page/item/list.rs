//! `GET /queue`: most urgent first; every filter stands in the address.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use vigie_desk::Desk;
use vigie_desk::item::{QueueCursor, QueueFilter, count_queue, list_queue};
use vigie_domain::item::ITEM_STATES;
use vigie_domain::{Item, ItemId, PriorityReason};

use crate::failure::Failure;
use crate::page::people::People;
use crate::session::Session;
use crate::state::Web;
use crate::view::{Page, render};

/// States in which a person of the desk has something to do, shown when nothing is asked for.
const WORK: [&str; 7] = [
    "new",
    "triaged",
    "captured",
    "capture_failed",
    "disputed",
    "actionable",
    "escalated",
];

/// Languages a text can be read as, the desk's own first.
const LANGUAGES: [&str; 8] = ["ar", "fr", "en", "ar-Latn", "fa", "ur", "ckb", "unknown"];
/// Labels a text can stand out by.
const LABELS: [&str; 6] = [
    "call_to_violence",
    "threat",
    "glorification",
    "recruitment",
    "instruction",
    "dehumanisation",
];

/// The filters of the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    state: String,
    host: String,
    text: String,
    matched: String,
    language: String,
    label: String,
    cluster: String,
    after: String,
}

/// A state with its count.
struct Chip {
    state: &'static str,
    count: u64,
    href: String,
    is_current: bool,
}

/// One item with who works on it.
struct Row {
    item: Item,
    claimed_by: Option<String>,
    /// Items of this state with nearly the same text, this one among them; 0 when it is alone.
    copies: u64,
}

#[derive(Template)]
#[template(path = "item/list.html")]
struct QueuePage {
    page: Page,
    asked: Asked,
    chips: Vec<Chip>,
    work: u64,
    all: u64,
    rows: Vec<Row>,
    next: Option<String>,
}

/// # Errors
///
/// Not allowed.
pub(crate) async fn show(
    State(web): State<Web>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (desk, actor) = (&web.desk, &session.actor);
    let filter = filter_of(&asked);
    let after = parse_cursor(&asked.after);
    let page = list_queue(desk, actor, &filter, after, web.config.queue_page_items).await?;
    let counts = count_queue(desk, actor).await?;
    let count_of = |state: &str| {
        counts
            .iter()
            .find(|(name, _)| name == state)
            .map_or(0, |c| c.1)
    };
    let chips = ITEM_STATES
        .iter()
        .filter(|state| count_of(state) > 0 || asked.state == **state);
    let chips = chips
        .map(|state| Chip {
            state,
            count: count_of(state),
            href: href(&Asked {
                state: (*state).to_owned(),
                after: String::new(),
                ..asked.clone()
            }),
            is_current: asked.state == *state,
        })
        .collect();
    let next = page.next.map(|cursor| {
        href(&Asked {
            after: render_cursor(cursor),
            ..asked.clone()
        })
    });
    Ok(render(&QueuePage {
        work: WORK.iter().map(|state| count_of(state)).sum(),
        all: counts.iter().map(|(_, count)| count).sum(),
        rows: rows(desk, page.rows).await?,
        page: session.page,
        chips,
        next,
        asked,
    }))
}

async fn rows(desk: &Arc<Desk>, items: Vec<Item>) -> Result<Vec<Row>, Failure> {
    let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let claims = desk.store().item_claims(&ids, desk.now()).await;
    let claims = claims.map_err(vigie_desk::DeskError::from)?;
    // As a rule nobody is on any of them, and no name is needed.
    let people = if claims.is_empty() {
        People::default()
    } else {
        People::of(desk).await?
    };
    let copies = desk.store().copies_of(desk.id(), &items).await;
    let copies = copies.map_err(vigie_desk::DeskError::from)?;
    let row = |item: Item| Row {
        claimed_by: claims.get(&item.id).map(|user| people.name(user)),
        copies: item
            .reading
            .as_ref()
            .and_then(|reading| reading.cluster)
            .and_then(|cluster| copies.get(&(cluster, item.state.name().to_owned())))
            .copied()
            .unwrap_or(0),
        item,
    };
    Ok(items.into_iter().map(row).collect())
}

fn filter_of(asked: &Asked) -> QueueFilter {
    let states = match asked.state.as_str() {
        "" => WORK.to_vec(),
        "all" => Vec::new(),
        one => ITEM_STATES
            .iter()
            .copied()
            .filter(|state| *state == one)
            .collect(),
    };
    let text = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
    QueueFilter {
        // A key that is searched for is wanted wherever it stands.
        states: if text(&asked.text).is_some() && asked.state.is_empty() {
            Vec::new()
        } else {
            states
        },
        host: text(&asked.host).map(|host| host.to_lowercase()),
        matched: match asked.matched.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        text: text(&asked.text),
        language: text(&asked.language),
        label: text(&asked.label),
        cluster: asked.cluster.parse().ok(),
        folds_copies: true,
        ..QueueFilter::default()
    }
}

fn href(asked: &Asked) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let pairs = [
        ("state", &asked.state),
        ("host", &asked.host),
        ("text", &asked.text),
        ("matched", &asked.matched),
        ("language", &asked.language),
        ("label", &asked.label),
        ("cluster", &asked.cluster),
        ("after", &asked.after),
    ];
    for (name, value) in pairs {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    format!("/queue?{}", query.finish())
}

/// Where a page ended, as an address holds it: `place.id`.
pub(crate) fn render_cursor(cursor: QueueCursor) -> String {
    format!("{}.{}", cursor.place, cursor.id)
}

/// Reads where a page ended; what cannot be read begins at the beginning.
pub(crate) fn parse_cursor(text: &str) -> Option<QueueCursor> {
    let (place, id) = text.split_once('.')?;
    Some(QueueCursor {
        place: place.parse().ok()?,
        id: id.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use vigie_domain::ItemId;

    use super::*;

    /// Goal: a page goes on exactly where the last one ended.
    #[test]
    fn cursors_round_trip() {
        let cursor = QueueCursor {
            place: -1_790_000_000_123,
            id: ItemId::from_u128(7),
        };
        assert_eq!(parse_cursor(&render_cursor(cursor)), Some(cursor));
        for bad in ["", "1", "1.2", "x.2.3", "1.not-an-id"] {
            assert!(parse_cursor(bad).is_none(), "{bad}");
        }
    }

    /// Goal: what is typed into a filter stays one value of the address.
    #[test]
    fn filters_are_kept_whole() {
        let asked = Asked {
            host: "a&state=all".to_owned(),
            ..Asked::default()
        };
        assert_eq!(href(&asked), "/queue?host=a%26state%3Dall");
        assert_eq!(filter_of(&Asked::default()).states, WORK);
        assert!(
            filter_of(&Asked {
                state: "all".to_owned(),
                ..Asked::default()
            })
            .states
            .is_empty()
        );
    }
}
