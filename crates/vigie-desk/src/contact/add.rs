//! A person adds a contact that no machine found, and vouches for it at once.

use vigie_domain::{Actor, AuditEvent, Contact, ContactId, ContactScope, Permission, ProviderId};

use super::confirm::Confirmation;
use crate::desk::Desk;
use crate::error::{DeskError, OrNotOurs, Require};

/// Longest mail address, in bytes. Source: RFC 5321, a path.
const ADDRESS_BYTES_MAX: usize = 254;

/// A contact as a person writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContact {
    /// Whose.
    pub provider: ProviderId,
    /// The mail address.
    pub address: String,
    /// Language, zone and hours.
    pub confirmation: Confirmation,
}

/// Adds a contact, confirmed by the person who adds it.
///
/// # Errors
///
/// [`DeskError::Refused`] for an address, a zone or hours that cannot be, or an address that is
/// known for this provider.
pub async fn add_contact(
    desk: &Desk,
    actor: &Actor,
    new: NewContact,
) -> Result<ContactId, DeskError> {
    actor.require(Permission::ConfirmContact)?;
    let permission = Permission::ConfirmContact;
    let by = actor.user().ok_or(DeskError::Forbidden { permission })?;
    let address = new.address.trim().to_ascii_lowercase();
    if !is_mail_address(&address) {
        let detail = "this is no mail address; write it like `abuse@host.example`";
        return Err(DeskError::input("address_malformed", detail));
    }
    new.confirmation.check(desk)?;
    let mut tx = desk.begin(actor).await?;
    let provider = tx
        .provider(new.provider)
        .await?
        .or_not_ours(desk, "provider")?
        .id;
    if tx.contact_by_address(provider, &address).await?.is_some() {
        let detail = "this address is known for the provider; confirm it instead";
        return Err(DeskError::input("contact_known", detail));
    }
    let id: ContactId = desk.new_id();
    let source = "operator".to_owned();
    let mut contact = Contact {
        id,
        desk: desk.id,
        provider,
        address,
        source: source.clone(),
        scope: ContactScope::default(),
        language: new.confirmation.language,
        zone: String::new(),
        hours: None,
        confirmed: Some((by, desk.now())),
        bounces: 0,
        quarantined_at: None,
        created_at: desk.now(),
    };
    new.confirmation.apply(&mut contact);
    tx.put_contact(&contact).await?;
    tx.commit_all(vec![
        AuditEvent::ContactFound {
            contact: id,
            provider,
            source,
        },
        AuditEvent::ContactConfirmed {
            contact: id,
            provider,
        },
    ])
    .await?;
    Ok(id)
}

/// Whether a text can be a mail address that every server takes: plain ASCII, one `@`.
pub fn is_mail_address(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&byte))
            && part.split('.').all(|atom| !atom.is_empty())
    };
    text.len() <= ADDRESS_BYTES_MAX
        && text.split_once('@').is_some_and(|(local, domain)| {
            let name = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
            plain(local) && plain(domain) && domain.bytes().all(name)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: what can end a line of SMTP, or hide a second address, is no address.
    #[test]
    fn addresses_are_plain() {
        for good in [
            "abuse@host.example",
            "a.b+c@xn--4gbrim.example",
            "root@localhost",
        ] {
            assert!(is_mail_address(good), "{good}");
        }
        let bad = [
            "",
            "abuse",
            "@host.example",
            "a@",
            "a@b@c",
            "a b@host.example",
            "a@b..c",
            "a@host.example\r\nRCPT TO:<x@y>",
            "<a@b.c>",
            "é@host.example",
            ".a@host.example",
            "a@host_x.example",
        ];
        for bad in bad {
            assert!(!is_mail_address(bad), "{bad}");
        }
    }
}
