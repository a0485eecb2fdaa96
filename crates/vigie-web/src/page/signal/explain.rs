//! `GET /items/{id}/matches/{place}` and `POST /items/{id}/banking`: a match explains itself; a
//! captured picture is banked.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use vigie_desk::Desk;
use vigie_desk::bank::bank_record;
use vigie_desk::signal::{MatchExplained, explain_match};
use vigie_domain::{EntryState, ExhibitId, ItemId, Permission, Stance};

use crate::failure::Failure;
use crate::field::Fields;
use crate::page::done;
use crate::page::people::People;
use crate::session::Session;
use crate::view::{Page, render};

#[derive(Template)]
#[template(path = "signal/explain.html")]
struct ExplainPage {
    page: Page,
    item: ItemId,
    explained: MatchExplained,
    people: People,
}

impl ExplainPage {
    /// The bits of both hashes, as 16 rows of 16: whether each differs.
    fn rows(&self) -> Vec<Vec<bool>> {
        let differs = |bit: usize| {
            let bits = &self.explained.differing_bits;
            bits.iter().any(|found| usize::from(*found) == bit)
        };
        (0..16)
            .map(|row| (0..16).map(|column| differs(row * 16 + column)).collect())
            .collect()
    }

    /// Which parts of the item's picture and of the banked one are alike: the name of each, and
    /// how much of it is left out in hundredths or by how many degrees it is tilted.
    fn parts(&self) -> Option<[(String, String); 2]> {
        let copy = self.explained.copy.as_ref()?;
        Some([copy.asked, copy.banked].map(|part| {
            let named = part.to_string();
            let (name, number) = named.split_once(':').unwrap_or((&named, ""));
            (name.to_owned(), number.to_owned())
        }))
    }

    fn is_picture(&self) -> bool {
        self.explained.profile != "exact"
    }
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn show(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path((item, place)): Path<(ItemId, usize)>,
) -> Result<Response, Failure> {
    let explained = explain_match(&desk, &session.actor, item, place).await?;
    Ok(render(&ExplainPage {
        people: People::of(&desk).await?,
        page: session.page,
        item,
        explained,
    }))
}

/// # Errors
///
/// Nothing there, or not allowed.
pub(crate) async fn bank(
    State(desk): State<Arc<Desk>>,
    session: Session,
    Path(item): Path<ItemId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let exhibit = fields.id::<ExhibitId>("exhibit")?;
    let record = fields
        .text("record")
        .parse()
        .map_err(|_| Failure::Malformed {
            detail: "the field `record` is no number; go back and send the form again".to_owned(),
        })?;
    let (bank, label) = (fields.text("bank"), fields.text("label"));
    bank_record(&desk, &session.actor, bank, (exhibit, record), label).await?;
    Ok(done(&format!("/items/{item}"), "banked").into_response())
}
