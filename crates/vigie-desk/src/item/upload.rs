//! A file, a picture, a pasted text, a web archive is handed over: an exhibit with custody "supplied by".

use url::Url;
use vigie_capture::{Supplied, SuppliedForm};
use vigie_domain::item::priority;
use vigie_domain::{Actor, AuditEvent, IntakeChannel, Item, ItemState, Permission, Side};

use super::account::account_pseudonym;
use super::add::{Added, locator};
use crate::desk::Desk;
use crate::error::{DeskError, Require};
use crate::exhibit::seal_supplied;

/// What is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadKind {
    /// A file: picture, screenshot, document, video, or a web archive made by somebody else.
    File,
    /// The text of a post.
    Text,
}

/// Something handed over.
#[derive(Debug, Clone)]
pub struct Upload {
    /// What it is.
    pub kind: UploadKind,
    /// Name of the file, as given.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Where it is said to come from.
    pub url: Option<String>,
    /// Who hands it over, in words.
    pub supplied_by: String,
    /// What they say about it.
    pub note: Option<String>,
}

/// Takes in what is handed over.
///
/// # Errors
///
/// [`DeskError::Refused`] when it is empty, too large, or not what it is said to be.
pub async fn upload_item(desk: &Desk, actor: &Actor, upload: Upload) -> Result<Added, DeskError> {
    actor.require(Permission::AddItem)?;
    let bytes_max = desk.config.intake.upload_bytes_max;
    if upload.bytes.is_empty() {
        return Err(DeskError::input(
            "upload_empty",
            "the file is empty; choose another",
        ));
    }
    if upload.bytes.len() > bytes_max {
        let detail = format!(
            "{} bytes, at most {bytes_max} can be taken",
            upload.bytes.len()
        );
        return Err(DeskError::input("upload_too_large", detail));
    }
    let parsed = match &upload.url {
        Some(url) => Some(desk.keys().parse_locator(url)?),
        None => None,
    };
    let now = desk.now();
    let note = upload.note.clone();
    let captured = desk
        .rooms
        .capturer
        .take_in(supplied(upload, actor), now)
        .await
        .map_err(|error| DeskError::input("upload_refused", error.to_string()))?;
    let item = Item {
        id: desk.new_id(),
        desk: desk.id,
        side: Side::Unit,
        locators: parsed.iter().map(|parsed| locator(parsed, now)).collect(),
        channel: IntakeChannel::Upload,
        external_id: None,
        batch: None,
        note,
        state: ItemState::New,
        priority: priority(&[]),
        priority_reasons: Vec::new(),
        account_pseudonym: parsed.as_ref().and_then(|one| account_pseudonym(desk, one)),
        reupload_of: None,
        reading: None,
        created_at: now,
        updated_at: now,
    };
    let key = parsed
        .as_ref()
        .map(|parsed| parsed.key.to_string())
        .unwrap_or_default();
    let mut tx = desk.begin(actor).await?;
    // A known address keeps its item: the upload becomes one more exhibit of it.
    let known = match &parsed {
        Some(parsed) => tx.item_by_key(desk.id, parsed.key.as_str()).await?,
        None => None,
    };
    let (id, is_new) = if let Some(known) = known {
        (known.id, false)
    } else {
        tx.put_item(&item).await?;
        (item.id, true)
    };
    let channel = IntakeChannel::Upload.name().to_owned();
    let event = if is_new {
        AuditEvent::ItemAdded { item: id, channel }
    } else {
        AuditEvent::ItemReportedAgain { item: id, channel }
    };
    tx.commit(event).await?;
    seal_supplied(desk, actor, id, &captured).await?;
    Ok(Added {
        item: id,
        key,
        is_new,
    })
}

fn supplied(upload: Upload, actor: &Actor) -> Supplied {
    let form = match upload.kind {
        UploadKind::File => SuppliedForm::File {
            name: upload.file_name,
            bytes: upload.bytes,
        },
        UploadKind::Text => SuppliedForm::Text(String::from_utf8_lossy(&upload.bytes).into_owned()),
    };
    let url = upload.url.as_deref().and_then(|url| Url::parse(url).ok());
    Supplied {
        form,
        by: upload.supplied_by,
        taken_by: actor.user(),
        url,
    }
}
