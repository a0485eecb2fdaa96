//! A trace is run for an item and kept: the chain, the answers it rests on, whom it names.

use vigie_domain::{Actor, AuditEvent, Item, ItemId, Permission, RecordRole};
use vigie_format::warc::{Record, RecordKind, WarcLimits, parse_warc};
use vigie_store::Tx;
use vigie_trace::{ProviderChain, TraceError, TraceTarget};

use super::provider::keep_link;
use super::show::chain_of;
use super::statement::carry_statements;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, Require};

/// Names and values, in their order.
type Headers = Vec<(String, String)>;

/// Traces an address without an item: nothing is written.
///
/// # Errors
///
/// [`DeskError::Refused`] for an address that cannot be traced.
pub async fn trace_locator(desk: &Desk, url: &str) -> Result<ProviderChain, DeskError> {
    let parsed = desk.keys().parse_locator(url)?;
    ask(desk, &parsed.host, parsed.key.as_str(), &[]).await
}

/// Asks for another trace of an item.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right, [`DeskError::NotFound`] without such an item.
pub async fn request_trace(desk: &Desk, actor: &Actor, id: ItemId) -> Result<(), DeskError> {
    actor.require(Permission::AddItem)?;
    let item = desk
        .store()
        .item(id)
        .await?
        .filter(|item| item.desk == desk.id);
    keep_trace(desk, actor, &item.or_not_found("item")?)
        .await
        .map(|_| ())
}

/// The job behind every capture: an item that cannot be traced has no chain, and the job is done.
pub(crate) async fn trace_item(desk: &Desk, id: ItemId) -> Result<(), DeskError> {
    let item = desk
        .store()
        .item(id)
        .await?
        .filter(|item| item.desk == desk.id)
        .or_not_found("item")?;
    match keep_trace(desk, &Actor::job(desk.id), &item).await {
        Err(DeskError::Refused(refusal)) => {
            tracing::info!(item.id = %id, refusal.code = refusal.code(), "an item was not traced");
            Ok(())
        }
        done => done.map(|_| ()),
    }
}

/// Traces an item once more, just before a line of a notice leaves.
///
/// # Errors
///
/// [`DeskError::Refused`] for an address that cannot be traced any more.
pub(crate) async fn trace_again(desk: &Desk, item: &Item) -> Result<ProviderChain, DeskError> {
    keep_trace(desk, &Actor::job(desk.id), item).await
}

async fn keep_trace(desk: &Desk, actor: &Actor, item: &Item) -> Result<ProviderChain, DeskError> {
    let locator = item
        .primary_locator()
        .or_not_found("address of this item")?;
    let headers = captured_headers(desk, item).await?;
    let mut chain = ask(desk, &locator.host, &locator.key, &headers).await?;
    if let Some((_, before)) = chain_of(desk.store(), item.id).await? {
        carry_statements(&mut chain, &before);
    }
    // The answers first: a chain that names an answer nobody kept would prove nothing.
    for answer in chain
        .raw_answers
        .iter()
        .filter(|answer| !answer.bytes.is_empty())
    {
        desk.store().blobs().put_plain(answer.bytes.clone()).await?;
    }
    let mut tx = desk.begin(actor).await?;
    put_chain(desk, &mut tx, item.id, &chain).await?;
    let links = u32::try_from(chain.links.len()).unwrap_or(u32::MAX);
    let mut events = vec![AuditEvent::ItemTraced {
        item: item.id,
        links,
    }];
    for link in &chain.links {
        keep_link(desk, &mut tx, &chain, link, &mut events).await?;
    }
    tx.commit_all(events).await?;
    Ok(chain)
}

/// Writes a chain down; the answers it rests on were kept before.
pub(super) async fn put_chain(
    desk: &Desk,
    tx: &mut Tx<'_>,
    item: ItemId,
    chain: &ProviderChain,
) -> Result<(), DeskError> {
    let mut kept = chain.clone();
    for answer in &mut kept.raw_answers {
        // Their bytes lie among the blobs, by digest.
        answer.bytes = Vec::new();
    }
    tx.put_chain(item, &serde_json::to_value(&kept)?, desk.now())
        .await?;
    Ok(())
}

/// The headers of the last captured response: what a proxy says of itself, without asking it.
///
/// None where nothing was captured yet, or the exhibit cannot be read: they only support.
async fn captured_headers(desk: &Desk, item: &Item) -> Result<Headers, DeskError> {
    let exhibits = desk.store().exhibits_of(item.id).await?;
    let last = exhibits
        .into_iter()
        .filter(|exhibit| exhibit.erased_at.is_none())
        .max_by_key(|exhibit| exhibit.captured_at);
    let Some(exhibit) = last else {
        return Ok(Vec::new());
    };
    let primary = exhibit
        .records
        .iter()
        .find(|record| record.role == RecordRole::Primary);
    let sealed = desk
        .store()
        .blobs()
        .get_sealed(exhibit.id, exhibit.warc_sha256);
    let (Some(primary), Ok(warc)) = (primary, sealed.await) else {
        return Ok(Vec::new());
    };
    let (records, _) = parse_warc(&warc, &WarcLimits::default());
    let head = records
        .iter()
        .filter(|record| record.kind == RecordKind::Response)
        .find(|record| record.target_uri() == Some(&*primary.url))
        .and_then(Record::http);
    Ok(head.map(|head| head.fields).unwrap_or_default())
}

async fn ask(
    desk: &Desk,
    host: &str,
    key: &str,
    response_headers: &[(String, String)],
) -> Result<ProviderChain, DeskError> {
    let target = TraceTarget {
        host,
        platform_key: Some(key),
        response_headers,
    };
    desk.tracer()
        .trace(&target, desk.now())
        .await
        .map_err(|error| match error {
            TraceError::InvalidHost | TraceError::NotPublic => {
                DeskError::input("untraceable", error.to_string())
            }
            TraceError::Reference(_) => DeskError::broken(error),
        })
}
