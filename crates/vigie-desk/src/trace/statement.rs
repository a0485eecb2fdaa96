//! A provider says who hosts: the one way past a proxy, and the only grade `confirmed`.
//!
//! The statement is a link of the chain, written by a person who read the answer, and is carried
//! from trace to trace for as long as the proxy still stands before the host.

use std::net::IpAddr;

use vigie_domain::{Actor, AuditEvent, Grade, ItemId, Permission, ProviderRole};
use vigie_trace::{Evidence, HostStanding, Link, Method, ProviderChain, TraceTarget};

use super::provider::keep_link;
use super::run::put_chain;
use super::show::chain_of;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};

/// Writes down that a proxy named the address behind it, and whose that address is.
///
/// # Errors
///
/// [`DeskError::Refused`] when no proxy hides the host, no answer is named, or nobody is
/// registered for the address.
pub async fn record_host_statement(
    desk: &Desk,
    actor: &Actor,
    id: ItemId,
    address: IpAddr,
    answer: &str,
) -> Result<(), DeskError> {
    actor.require(Permission::ConfirmContact)?;
    if answer.trim().is_empty() {
        let detail = "name the answer that says so: a mail, a reference of the proxy";
        return Err(DeskError::input("answer_missing", detail));
    }
    desk.store().item(id).await?.or_not_ours(desk, "item")?;
    let (_, mut chain) = chain_of(desk.store(), id)
        .await?
        .or_not_found("chain of this item")?;
    let HostStanding::AskProxy { proxy } = chain.host_standing.clone() else {
        let detail = "no proxy hides the host of this item; there is nothing to be told";
        return Err(DeskError::input("no_proxy", detail));
    };
    let text = address.to_string();
    let behind = desk
        .tracer()
        .trace(&TraceTarget::host(&text), desk.now())
        .await
        .map_err(|error| DeskError::input("untraceable", error.to_string()))?;
    let holder = [ProviderRole::HostingProvider, ProviderRole::Network]
        .into_iter()
        .find_map(|role| behind.find_link(role));
    let Some(holder) = holder else {
        let detail = format!("nobody is registered for {address}; ask the proxy again");
        return Err(DeskError::input("address_unregistered", detail));
    };
    let link = Link {
        role: ProviderRole::HostingProvider,
        address: Some(address),
        evidence: vec![Evidence {
            method: Method::ProviderAnswer,
            source: proxy,
            detail: answer.trim().chars().take(200).collect(),
            grade: Grade::Confirmed,
            answer_sha256: None,
        }],
        grade: Grade::Confirmed,
        observed_at: desk.now(),
        ..holder.clone()
    };
    let mut tx = desk.begin(actor).await?;
    let mut events = Vec::new();
    keep_link(desk, &mut tx, &chain, &link, &mut events).await?;
    chain.links.insert(0, link);
    chain.host_standing = HostStanding::Known;
    put_chain(desk, &mut tx, id, &chain).await?;
    let links = u32::try_from(chain.links.len()).unwrap_or(u32::MAX);
    events.push(AuditEvent::ItemTraced { item: id, links });
    tx.commit_all(events).await?;
    Ok(())
}

/// Takes what a proxy said over into a fresh trace that meets the same proxy.
pub(super) fn carry_statements(fresh: &mut ProviderChain, before: &ProviderChain) {
    let HostStanding::AskProxy { proxy } = &fresh.host_standing else {
        return;
    };
    let stated: Vec<Link> = before
        .links
        .iter()
        .filter(|link| {
            link.evidence.iter().any(|evidence| {
                evidence.method == Method::ProviderAnswer && evidence.source == *proxy
            })
        })
        .cloned()
        .collect();
    if !stated.is_empty() {
        fresh.links.splice(0..0, stated);
        fresh.host_standing = HostStanding::Known;
    }
}
