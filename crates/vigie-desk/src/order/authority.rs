//! Section E to G of the form, from what the desk says of itself.

use vigie_domain::clock::ClockKind;
use vigie_domain::order::form::{Authority, FormContact, Redress};
use vigie_domain::{Designation, Instrument, Language, LegalBasis};

use super::wording::words;
use crate::desk::Desk;
use crate::error::DeskError;

/// Who issues. What is not configured is a blank that the form names.
pub(super) fn authority_of(desk: &Desk, designations: &[Designation], file: &str) -> Authority {
    let (unit, order) = (&desk.config.unit, &desk.config.order);
    let power = designations
        .iter()
        .find(|one| one.instrument == Instrument::TcoRemovalOrder && one.is_valid(desk.now()));
    Authority {
        kind: order.authority_kind,
        name: power.map_or_else(|| unit.name.clone(), |power| power.authority.clone()),
        designation: power
            .map(|power| format!("{}, {}", power.article, power.document))
            .unwrap_or_default(),
        file_number: file.to_owned(),
        address: order.address.clone(),
        phone: unit.phone.clone().unwrap_or_default(),
        email: unit.sender_address.clone(),
    }
}

/// Whom to tell and to ask.
pub(super) fn feedback_contact(desk: &Desk) -> FormContact {
    let unit = &desk.config.unit;
    FormContact {
        name: unit.name.clone(),
        email: unit.sender_address.clone(),
        phone: unit.phone.clone(),
    }
}

/// What can be done against an order, in easy words.
pub(super) fn redress_of(
    desk: &Desk,
    basis: &LegalBasis,
    language: Language,
) -> Result<Redress, DeskError> {
    let order = &desk.config.order;
    let span = basis.span(ClockKind::Appeal)?;
    // A law that counts appeals in months or weeks: the form's own number is in days.
    let within_days =
        u32::from(span.days) + 7 * u32::from(span.weeks) + 30 * u32::from(span.months);
    let within = within_days.to_string();
    let fill = |what| {
        words(
            what,
            language,
            &[("body", &order.redress_body), ("days", &within)],
        )
    };
    Ok(Redress {
        body: order.redress_body.clone(),
        within_days,
        counted_from: fill("redress-from"),
        for_provider: fill("redress-provider"),
        for_author: fill("redress-author"),
        law_url: order.redress_law_url.clone(),
    })
}
