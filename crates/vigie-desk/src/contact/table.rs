//! The contact register as a list: out for another desk or an auditor, in for a person to confirm.
//!
//! What comes in is found, not confirmed, whatever the list says of itself. A contact that somebody
//! confirmed is never changed by a list.

use vigie_domain::{
    Actor, AuditEvent, Contact, ContactId, Language, Permission, Provider, ProviderId,
};
use vigie_format::Defect;
use vigie_format::contact_list::{ContactRow, parse_contact_list, render_contact_list};
use vigie_store::Tx;

use super::add::is_mail_address;
use super::confirm::Confirmation;
use crate::desk::Desk;
use crate::error::{DeskError, Require};

/// Longest name of a provider, in characters.
const NAME_CHARS_MAX: usize = 120;

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactImport {
    /// Contacts that were not known before; each waits for a person.
    pub added: u32,
    /// Unconfirmed contacts that now say more.
    pub changed: u32,
    /// Contacts left as they are: confirmed here, or the same already.
    pub kept: u32,
    /// Rows that were not taken.
    pub defects: Vec<Defect>,
}

/// A contact with the provider it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredContact {
    /// Whose it is.
    pub provider: Provider,
    /// The contact.
    pub contact: Contact,
    /// Login of whoever confirmed it.
    pub confirmed_by: Option<String>,
}

/// Every contact of the desk, by provider and address.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn list_register(
    desk: &Desk,
    actor: &Actor,
) -> Result<Vec<RegisteredContact>, DeskError> {
    actor.require(Permission::ReadProvider)?;
    let mut register = Vec::new();
    let mut providers = desk.store().providers(desk.id).await?;
    providers.sort_by_key(|provider| provider.name.to_lowercase());
    for provider in providers {
        let mut contacts = desk.store().contacts_of(provider.id).await?;
        contacts.sort_by(|a, b| a.address.cmp(&b.address));
        for contact in contacts {
            let confirmed_by = match contact.confirmed {
                Some((user, _)) => desk.store().user(user).await?.map(|user| user.login),
                None => None,
            };
            register.push(RegisteredContact {
                provider: provider.clone(),
                contact,
                confirmed_by,
            });
        }
    }
    Ok(register)
}

/// The register as CSV.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right.
pub async fn export_contacts(desk: &Desk, actor: &Actor) -> Result<String, DeskError> {
    let register = list_register(desk, actor).await?;
    let rows: Vec<ContactRow> = register.into_iter().map(row_of).collect();
    Ok(render_contact_list(&rows))
}

fn row_of(registered: RegisteredContact) -> ContactRow {
    let RegisteredContact {
        provider,
        contact,
        confirmed_by,
    } = registered;
    ContactRow {
        provider: provider.name,
        country: provider.country,
        address: contact.address,
        scope: contact.scope,
        language: Some(contact.language),
        zone: Some(contact.zone),
        hours: contact.hours,
        source: contact.source,
        verified_by: confirmed_by,
        verified_at: contact.confirmed.map(|(_, at)| at),
        bounces: contact.bounces,
        is_set_aside: contact.quarantined_at.is_some(),
    }
}

/// Takes in a list; all of it in one act, save for rows that are no contact.
///
/// # Errors
///
/// [`DeskError::Forbidden`] without the right, [`DeskError::Refused`] for a list without a usable row.
pub async fn import_contacts(
    desk: &Desk,
    actor: &Actor,
    bytes: &[u8],
) -> Result<ContactImport, DeskError> {
    actor.require(Permission::ConfirmContact)?;
    let (rows, defects) = parse_contact_list(bytes);
    let mut import = ContactImport {
        defects,
        ..ContactImport::default()
    };
    if rows.is_empty() {
        let what = import.defects.first().map(|defect| defect.what.to_string());
        let detail = what.unwrap_or_else(|| "the list holds no contact".to_owned());
        return Err(DeskError::input("list_unusable", detail));
    }
    let mut tx = desk.begin(actor).await?;
    let mut events = Vec::new();
    for row in &rows {
        if let Err(what) = check(desk, row) {
            // The reader named lines; what only the desk can tell is named by its provider's row.
            import.defects.push(Defect::at_field("address", what));
            continue;
        }
        let provider = keep_provider(desk, &mut tx, row, &mut events).await?;
        keep_row(desk, &mut tx, provider, row, &mut import, &mut events).await?;
    }
    if events.is_empty() {
        return Ok(import);
    }
    tx.commit_all(events).await?;
    Ok(import)
}

fn check(desk: &Desk, row: &ContactRow) -> Result<(), String> {
    if !is_mail_address(&row.address) {
        return Err("an address is no mail address".to_owned());
    }
    let confirmation = confirmation_of(row);
    confirmation.check(desk).map_err(|error| error.to_string())
}

fn confirmation_of(row: &ContactRow) -> Confirmation {
    Confirmation {
        language: row.language.unwrap_or(Language::En),
        zone: row.zone.clone().unwrap_or_else(|| "UTC".to_owned()),
        hours: row.hours.clone(),
    }
}

async fn keep_provider(
    desk: &Desk,
    tx: &mut Tx<'_>,
    row: &ContactRow,
    events: &mut Vec<AuditEvent>,
) -> Result<ProviderId, DeskError> {
    let words: Vec<&str> = row.provider.split_whitespace().collect();
    let name: String = words.join(" ").chars().take(NAME_CHARS_MAX).collect();
    if let Some(known) = tx.provider_by_name(desk.id, &name).await? {
        return Ok(known.id);
    }
    let id: ProviderId = desk.new_id();
    tx.put_provider(&Provider {
        id,
        desk: desk.id,
        name,
        domains: Vec::new(),
        asns: Vec::new(),
        country: row.country.clone(),
        created_at: desk.now(),
    })
    .await?;
    events.push(AuditEvent::ProviderAdded { provider: id });
    Ok(id)
}

async fn keep_row(
    desk: &Desk,
    tx: &mut Tx<'_>,
    provider: ProviderId,
    row: &ContactRow,
    import: &mut ContactImport,
    events: &mut Vec<AuditEvent>,
) -> Result<(), DeskError> {
    let known = tx.contact_by_address(provider, &row.address).await?;
    let is_new = known.is_none();
    let mut contact = known.clone().unwrap_or_else(|| Contact {
        id: desk.new_id::<ContactId>(),
        desk: desk.id,
        provider,
        address: row.address.clone(),
        source: "import".to_owned(),
        scope: row.scope,
        language: Language::En,
        zone: "UTC".to_owned(),
        hours: None,
        confirmed: None,
        bounces: 0,
        quarantined_at: None,
        created_at: desk.now(),
    });
    if contact.confirmed.is_none() {
        contact.scope = row.scope;
        confirmation_of(row).apply(&mut contact);
    }
    if known.as_ref() == Some(&contact) || contact.confirmed.is_some() {
        import.kept += 1;
        return Ok(());
    }
    tx.put_contact(&contact).await?;
    if is_new {
        import.added += 1;
    } else {
        import.changed += 1;
    }
    events.push(AuditEvent::ContactFound {
        contact: contact.id,
        provider,
        source: "import".to_owned(),
    });
    Ok(())
}
