//! An issuer signs: the last person before an order leaves, and none of those who prepared it.
//!
//! ```text
//! guards asked again ─▶ form filled ─▶ printed ─▶ sealed ─▶ kept ─▶ [Signed + letters committed]
//! ```
//!
//! What is printed and signed lies in the vault before anybody is told; the copy to the home
//! authority is queued by the very transaction that signs.

use vigie_domain::order::{KeptFile, PriorInformation, Signing};
use vigie_domain::{
    Actor, AuditEvent, FormKind, ItemState, Order, OrderCommand, OrderId, OrderRefusal, Permission,
    Sha256,
};
use vigie_store::Reader;

use super::draft::check_lines;
use super::letter::OrderLetter;
use super::print::{OrderPaper, paper_of};
use crate::desk::Desk;
use crate::digest::sha256;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::job::JobKind;
use crate::legal::{LegalBook, is_attested};
use crate::referral::gather;

/// What an issuer writes besides the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSignature {
    /// The post held: title or grade.
    pub post: String,
    /// Grounds for not waiting after the first information, where there is an emergency.
    pub emergency: Option<String>,
}

/// Signs an order. It leaves, with its copy, once the signature is in the log.
///
/// # Errors
///
/// [`DeskError::Refused`] with the first rule that says no; nothing is signed then.
pub async fn sign_order(
    desk: &Desk,
    actor: &Actor,
    id: OrderId,
    signature: NewSignature,
) -> Result<Order, DeskError> {
    actor.require(Permission::SignOrder)?;
    let permission = Permission::SignOrder;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let store = desk.store();
    let now = desk.now();
    let before = store.order(id).await?.or_not_ours(desk, "order")?;
    let name = store.user(by).await?.or_not_ours(desk, "person")?.name;
    check_again(desk, store, &before).await?;
    let edition = before.form.edition.clone();
    let language = before.form.language;
    let signing = Signing {
        by,
        name,
        post: signature.post.trim().to_owned(),
        event: desk.new_id(),
        prior: prior_of(desk, store, &before).await?,
        emergency: signature
            .emergency
            .filter(|grounds| !grounds.trim().is_empty()),
        is_attested: is_attested(desk, store, FormKind::Order, language, &edition).await?,
    };
    // Printed before the transaction begins: typesetting takes its time, and nobody waits for it.
    let rehearsed = before.apply(OrderCommand::Sign(Box::new(signing.clone())), now)?;
    let paper = paper_of(desk, &rehearsed, true).await?;
    if paper.form_signature.is_none() {
        let detail = "no certificate of the unit is configured, and an order without a signature \
                      is none; set `certificate_file` and `key_file` of [dispatch.seal]";
        return Err(DeskError::input("no_certificate", detail));
    }
    let papers = keep(desk, &paper).await?;

    let mut tx = desk.begin(actor).await?;
    let order = tx.order_for_update(id).await?.or_not_ours(desk, "order")?;
    if order != before {
        let detail = "somebody changed this order while it was being printed; look at it again";
        return Err(DeskError::input("order_changed", detail));
    }
    check_again(desk, &tx, &order).await?;
    let event = tx.reserve_event_id()?;
    let command = OrderCommand::Sign(Box::new(Signing { event, ..signing }));
    let mut signed = order.apply(command, now)?;
    signed.papers = papers;
    tx.put_order(&signed).await?;
    let letter = |letter| JobKind::OrderLetter { order: id, letter }.job(now);
    tx.enqueue(letter(OrderLetter::Order)).await?;
    if signed.form.cross_border {
        tx.enqueue(letter(OrderLetter::Copy)).await?;
    }
    let outcome = if signed.emergency.is_some() {
        "emergency"
    } else {
        "ordinary"
    };
    tx.commit(AuditEvent::OrderSigned {
        order: id,
        instrument: signed.basis.instrument.name().to_owned(),
        legal_basis: format!("{} ({})", signed.basis.cite, signed.basis.reference()),
        provider: signed.provider,
        items: signed.lines.iter().map(|line| line.item).collect(),
        form_sha256: sha256(&paper.twin),
        outcome: outcome.to_owned(),
    })
    .await?;
    Ok(signed)
}

/// Every guard once more: the basis, the hold, the finding, the capture, the addressee, the power.
async fn check_again(desk: &Desk, rows: &Reader, order: &Order) -> Result<(), DeskError> {
    let book = LegalBook::read(desk, rows).await?;
    book.current
        .check_still(&order.basis.reference(), desk.now())?;
    let mut gathered = Vec::with_capacity(order.lines.len());
    for line in &order.lines {
        let item = rows.item(line.item).await?.or_not_ours(desk, "item")?;
        if let ItemState::Held { .. } = item.state {
            return Err(OrderRefusal::OnHold.into());
        }
        let one = gather(desk, rows, item).await?;
        if one.assessment.id != line.assessment || one.exhibit.id != line.exhibit {
            return Err(vigie_domain::ReferralRefusal::ObjectChanged.into());
        }
        gathered.push(one);
    }
    check_lines(desk, rows, &gathered, order.provider, &order.basis).await?;
    let contact = rows.contact(order.contact).await?.or_not_found("contact")?;
    contact.check()?;
    Ok(())
}

/// What the provider was told before.
async fn prior_of(
    desk: &Desk,
    rows: &Reader,
    order: &Order,
) -> Result<PriorInformation, DeskError> {
    if rows.has_orders_to(order.provider).await? {
        return Ok(PriorInformation::NotFirst);
    }
    let told = rows.first_information(desk.id, order.provider).await?;
    Ok(
        told.map_or(PriorInformation::Missing, |at| PriorInformation::Given {
            at,
        }),
    )
}

/// Puts what was printed and signed into the vault.
async fn keep(desk: &Desk, paper: &OrderPaper) -> Result<Vec<KeptFile>, DeskError> {
    let mut kept = Vec::new();
    for (name, bytes) in paper.files() {
        let sha256: Sha256 = desk.store().blobs().put_plain(bytes.to_vec()).await?;
        kept.push(KeptFile {
            name: name.to_owned(),
            sha256,
        });
    }
    Ok(kept)
}
