//! A person asks for the `security.txt` of a provider the desk knows: a last resort, read by the
//! capturer like any page, on the provider's own domain only.

use url::Url;
use vigie_capture::Expected;
use vigie_domain::{
    Actor, AuditEvent, Contact, ContactId, ContactScope, Language, Permission, ProviderId,
};
use vigie_format::security_txt::{SecurityTxt, parse_security_txt};

use super::add::is_mail_address;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Contacts kept of one file.
const CONTACTS_MAX: usize = 4;

/// Reads the file and keeps its mail addresses as found; each waits for a person.
///
/// Never part of a trace: this one request goes to the provider itself.
///
/// # Errors
///
/// [`DeskError::Refused`] for a provider without a confirmed contact or a domain of its own, and
/// when no such file is there or it has expired.
pub async fn fetch_security_txt(
    desk: &Desk,
    actor: &Actor,
    id: ProviderId,
) -> Result<(SecurityTxt, u32), DeskError> {
    actor.require(Permission::ConfirmContact)?;
    let provider = desk
        .store()
        .provider(id)
        .await?
        .or_not_ours(desk, "provider")?;
    let contacts = desk.store().contacts_of(id).await?;
    // A name nobody vouched for may be the operator's own: he is not to hear of us.
    if !contacts.iter().any(|contact| contact.confirmed.is_some()) {
        let detail =
            "nobody confirmed a contact of this provider yet; its domain may be somebody else's";
        return Err(DeskError::input("provider_unconfirmed", detail));
    }
    let Some(domain) = provider.domains.first() else {
        let detail = "no domain of this provider's own is known";
        return Err(DeskError::input("domain_unknown", detail));
    };
    let url = Url::parse(&format!("https://{domain}/.well-known/security.txt"))
        .map_err(DeskError::broken)?;
    let nothing = Expected::default();
    let probe = desk.rooms.capturer.probe(&url, desk.now(), &nothing).await;
    let (read, _) = parse_security_txt(&probe.payload);
    let is_there = probe.status == Some(200) && !(read.emails.is_empty() && read.urls.is_empty());
    if !is_there {
        let detail = format!("`{domain}` has no security.txt with a contact");
        return Err(DeskError::input("security_txt_absent", detail));
    }
    if read.expires_at.is_some_and(|at| at < desk.now()) {
        let detail = format!("the security.txt of `{domain}` has expired");
        return Err(DeskError::input("security_txt_expired", detail));
    }
    let added = keep(desk, actor, id, &read).await?;
    Ok((read, added))
}

async fn keep(
    desk: &Desk,
    actor: &Actor,
    provider: ProviderId,
    read: &SecurityTxt,
) -> Result<u32, DeskError> {
    let mut tx = desk.begin(actor).await?;
    let mut events = Vec::new();
    let language = read.languages.iter().find_map(|code| Language::parse(code));
    for address in read.emails.iter().take(CONTACTS_MAX) {
        if !is_mail_address(address) || tx.contact_by_address(provider, address).await?.is_some() {
            continue;
        }
        let contact: ContactId = desk.new_id();
        let source = "security.txt".to_owned();
        tx.put_contact(&Contact {
            id: contact,
            desk: desk.id,
            provider,
            address: address.clone(),
            source: source.clone(),
            scope: ContactScope::Security,
            language: language.unwrap_or(Language::En),
            zone: "UTC".to_owned(),
            hours: None,
            confirmed: None,
            bounces: 0,
            quarantined_at: None,
            created_at: desk.now(),
        })
        .await?;
        events.push(AuditEvent::ContactFound {
            contact,
            provider,
            source,
        });
    }
    let added = u32::try_from(events.len()).unwrap_or(u32::MAX);
    if !events.is_empty() {
        tx.commit_all(events).await?;
    }
    Ok(added)
}
