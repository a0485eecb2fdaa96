//! The provider's forms: whoever holds the link may send one, and a person judges it.
//!
//! A link may be forwarded, so a form is a claim: it stops no clock before a person accepts it. What
//! it says of times counts then, not when it was accepted.

use vigie_dispatch::{Token, defang};
use vigie_domain::order::{AnswerForm, AnswerStanding, OrderAnswer};
use vigie_domain::{
    Actor, ActorKind, AuditEvent, Clock, Language, Order, OrderCommand, OrderState, Timestamp,
};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound};
use crate::referral::digest_of;

/// What the page of an order's link shows.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderAnswerView {
    /// The reference.
    pub reference: String,
    /// Who issued it.
    pub authority: String,
    /// To whom.
    pub addressee: String,
    /// In which language it was written.
    pub language: Language,
    /// The exact addresses, and each so written that nothing opens it by accident.
    pub locations: Vec<(String, String)>,
    /// Where it stands.
    pub state: OrderState,
    /// When it was signed.
    pub issued_at: Timestamp,
    /// How long the provider has, in milliseconds.
    pub execute_within_ms: i64,
    /// The clocks, as the desk counts them.
    pub clocks: Vec<Clock>,
    /// The forms that came so far: which, when, what became of them.
    pub answers: Vec<(&'static str, Timestamp, &'static str)>,
}

/// Shows what a link is about. Changes nothing, however often it is fetched.
///
/// # Errors
///
/// [`DeskError::NotFound`] for a link that never was.
pub async fn open_order_answer(desk: &Desk, token: &str) -> Result<OrderAnswerView, DeskError> {
    let order = by_token(desk, token).await?;
    let answers = order.answers.iter();
    Ok(OrderAnswerView {
        reference: order.reference().to_owned(),
        authority: order.form.authority.name.clone(),
        addressee: order.form.addressee.name.clone(),
        language: order.form.language,
        locations: order
            .form
            .locations
            .iter()
            .map(|location| (location.url.clone(), defang(&location.url)))
            .collect(),
        issued_at: order.form.issued_at.unwrap_or(order.created_at),
        execute_within_ms: order.form.execute_within_ms,
        clocks: order.clocks(desk.now()),
        answers: answers
            .map(|answer| (answer.form.name(), answer.at, answer.standing.name()))
            .collect(),
        state: order.state,
    })
}

/// Takes in a form. The same form twice is one.
///
/// # Errors
///
/// [`DeskError::NotFound`] for a link that never was; [`DeskError::Refused`] for times that cannot
/// be, another order's form, or more forms than a person can read.
pub async fn record_order_answer(
    desk: &Desk,
    token: &str,
    form: AnswerForm,
    via: &str,
) -> Result<(), DeskError> {
    let id = by_token(desk, token).await?.id;
    let holder = Actor {
        kind: ActorKind::LinkHolder,
        desk: desk.id,
        roles: Vec::new(),
        scope: None,
    };
    let mut tx = desk.begin(&holder).await?;
    let order = tx.order_for_update(id).await?.or_not_found("link")?;
    if order.answers.iter().any(|answer| answer.form == form) {
        return Ok(());
    }
    let answered = AuditEvent::OrderAnswered {
        order: id,
        says: form.name().to_owned(),
        via: via.to_owned(),
    };
    let answer = OrderAnswer {
        at: desk.now(),
        via: via.to_owned(),
        form,
        standing: AnswerStanding::Claimed,
    };
    let order = order.apply(OrderCommand::RecordAnswer(Box::new(answer)), desk.now())?;
    tx.put_order(&order).await?;
    tx.commit(answered).await?;
    Ok(())
}

async fn by_token(desk: &Desk, token: &str) -> Result<Order, DeskError> {
    let token = Token::parse(token.trim()).or_not_found("link")?;
    let found = desk.store().order_by_answer_token(digest_of(token)).await?;
    found
        .filter(|order| order.desk == desk.id && order.state.has_left())
        .or_not_found("link")
}
