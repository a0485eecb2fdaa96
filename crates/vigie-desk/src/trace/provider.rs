//! What a chain names becomes a provider of the desk, with the contacts that were found.

use vigie_domain::{
    AuditEvent, Contact, ContactId, ContactScope, Grade, Language, Provider, ProviderId,
    ProviderRole,
};
use vigie_store::{Reader, Tx};
use vigie_trace::{ContactChannel, ContactRole, FoundContact, Link, Method, ProviderChain};

use crate::contact::is_mail_address;
use crate::desk::Desk;
use crate::error::DeskError;

/// Longest name kept of a provider, in characters: registries repeat what anybody typed.
const NAME_CHARS_MAX: usize = 120;
/// Contacts kept of one link.
const CONTACTS_MAX: usize = 8;

/// The provider that a link names, if the desk has met it.
///
/// By its name; for a platform by the domain it is known by; for a network by its number.
pub(crate) async fn find_provider(
    desk: &Desk,
    rows: &Reader,
    chain: &ProviderChain,
    link: &Link,
) -> Result<Option<Provider>, DeskError> {
    if let Some(known) = rows.provider_by_name(desk.id, &name_of(link)).await? {
        return Ok(Some(known));
    }
    if let Some(domain) = platform_domain(chain, link)
        && let Some(known) = rows.provider_by_domain(desk.id, domain).await?
    {
        return Ok(Some(known));
    }
    // Whoever announces the addresses of a small host is not that host.
    let asn = link.asn.filter(|_| link.role == ProviderRole::Network);
    let Some(asn) = asn else { return Ok(None) };
    let all = rows.providers(desk.id).await?;
    Ok(all
        .into_iter()
        .find(|provider| provider.asns.contains(&asn)))
}

/// Finds or makes the provider of a link, and keeps the contacts found for it.
pub(super) async fn keep_link(
    desk: &Desk,
    tx: &mut Tx<'_>,
    chain: &ProviderChain,
    link: &Link,
    events: &mut Vec<AuditEvent>,
) -> Result<(), DeskError> {
    let known = find_provider(desk, tx, chain, link).await?;
    let is_new = known.is_none();
    let mut provider = known.clone().unwrap_or_else(|| Provider {
        id: desk.new_id(),
        desk: desk.id,
        name: name_of(link),
        domains: Vec::new(),
        asns: Vec::new(),
        country: link.country.clone(),
        created_at: desk.now(),
    });
    if let Some(domain) = platform_domain(chain, link)
        && !provider.domains.iter().any(|known| known == domain)
    {
        provider.domains.push(domain.to_owned());
    }
    if let Some(asn) = link.asn.filter(|_| link.role == ProviderRole::Network)
        && !provider.asns.contains(&asn)
    {
        provider.asns.push(asn);
    }
    if known.as_ref() != Some(&provider) {
        tx.put_provider(&provider).await?;
        let id = provider.id;
        events.push(if is_new {
            AuditEvent::ProviderAdded { provider: id }
        } else {
            AuditEvent::ProviderChanged { provider: id }
        });
    }
    // A guess is shown; nobody is written to on it.
    if link.grade < Grade::Medium {
        return Ok(());
    }
    for found in link.contacts.iter().take(CONTACTS_MAX) {
        keep_contact(desk, tx, provider.id, found, events).await?;
    }
    Ok(())
}

async fn keep_contact(
    desk: &Desk,
    tx: &mut Tx<'_>,
    provider: ProviderId,
    found: &FoundContact,
    events: &mut Vec<AuditEvent>,
) -> Result<(), DeskError> {
    let ContactChannel::Email(address) = &found.channel else {
        return Ok(());
    };
    let address = address.trim().to_ascii_lowercase();
    if !is_mail_address(&address) || tx.contact_by_address(provider, &address).await?.is_some() {
        return Ok(());
    }
    let source = found
        .source
        .split_whitespace()
        .next()
        .unwrap_or("rdap")
        .to_ascii_lowercase();
    let id: ContactId = desk.new_id();
    tx.put_contact(&Contact {
        id,
        desk: desk.id,
        provider,
        address,
        source: source.clone(),
        scope: scope_of(found),
        language: Language::En,
        zone: "UTC".to_owned(),
        hours: None,
        confirmed: None,
        bounces: 0,
        quarantined_at: None,
        created_at: desk.now(),
    })
    .await?;
    events.push(AuditEvent::ContactFound {
        contact: id,
        provider,
        source,
    });
    Ok(())
}

/// What a found contact is published for.
const fn scope_of(found: &FoundContact) -> ContactScope {
    match found.role {
        ContactRole::Technical => ContactScope::Network,
        ContactRole::Registrar => ContactScope::Registrar,
        ContactRole::Abuse => ContactScope::Abuse,
    }
}

/// The domain under which a platform is known: only our own table of platforms vouches for one.
fn platform_domain<'a>(chain: &'a ProviderChain, link: &Link) -> Option<&'a str> {
    let is_platform = link.role == ProviderRole::HostingProvider
        && link
            .evidence
            .iter()
            .any(|evidence| evidence.method == Method::PlatformTable);
    chain.registrable_domain.as_deref().filter(|_| is_platform)
}

/// The name, on one line and of a length that a page can show.
fn name_of(link: &Link) -> String {
    let plain: String = link
        .provider_name
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = if name.is_empty() {
        link.provider_key.clone()
    } else {
        name
    };
    name.chars().take(NAME_CHARS_MAX).collect()
}
