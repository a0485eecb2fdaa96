//! An order on paper: the form as PDF/A, its twin as JSON, a signature under each.

use vigie_document::Template;
use vigie_domain::{Actor, FormKind, Order, OrderId, Permission};

use crate::desk::Desk;
use crate::error::{DeskError, OrNotFound, OrNotOurs, Require};
use crate::legal::is_attested;
use crate::paper::Printed;

/// Name of the printed form.
const FORM_NAME: &str = "order.pdf";
/// Name of its twin for programs.
const TWIN_NAME: &str = "order.json";
/// Names of the signatures under them.
const FORM_SIGNATURE_NAME: &str = "order.pdf.p7s";
const TWIN_SIGNATURE_NAME: &str = "order.json.p7s";

/// Which file of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderFile {
    /// The printed form.
    Form,
    /// Its twin.
    Twin,
    /// The signature under the form.
    FormSignature,
    /// The signature under the twin.
    TwinSignature,
}

impl OrderFile {
    /// Every file.
    pub const ALL: [Self; 4] = [
        Self::Form,
        Self::Twin,
        Self::FormSignature,
        Self::TwinSignature,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Form => FORM_NAME,
            Self::Twin => TWIN_NAME,
            Self::FormSignature => FORM_SIGNATURE_NAME,
            Self::TwinSignature => TWIN_SIGNATURE_NAME,
        }
    }

    /// The file of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.name() == name)
    }

    /// Its media type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Form => "application/pdf",
            Self::Twin => "application/json",
            Self::FormSignature | Self::TwinSignature => "application/pkcs7-signature",
        }
    }
}

/// Everything that is printed of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPaper {
    /// The form, PDF/A.
    pub form: Vec<u8>,
    /// The same facts for programs, JSON.
    pub twin: Vec<u8>,
    /// The unit's signature under the form, DER; `None` before it was signed.
    pub form_signature: Option<Vec<u8>>,
    /// The unit's signature under the twin.
    pub twin_signature: Option<Vec<u8>>,
}

impl OrderPaper {
    /// The files there are, with their names.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        [
            (FORM_NAME, Some(self.form.as_slice())),
            (TWIN_NAME, Some(self.twin.as_slice())),
            (FORM_SIGNATURE_NAME, self.form_signature.as_deref()),
            (TWIN_SIGNATURE_NAME, self.twin_signature.as_deref()),
        ]
        .into_iter()
        .filter_map(|(name, bytes)| Some((name, bytes?)))
    }
}

/// One file of an order: what was kept when it was signed, else what would be printed now.
///
/// # Errors
///
/// [`DeskError::NotFound`] for a signature before there is one; [`DeskError::Refused`] when it
/// cannot be printed, in the printer's words.
pub async fn print_order(
    desk: &Desk,
    actor: &Actor,
    id: OrderId,
    file: OrderFile,
) -> Result<Vec<u8>, DeskError> {
    actor.require(Permission::ReadItem)?;
    actor.require(Permission::ReadProvider)?;
    let order = desk.store().order(id).await?.or_not_ours(desk, "order")?;
    if !order.papers.is_empty() {
        return kept_file(desk, &order, file).await;
    }
    let edition = &order.form.edition;
    let language = order.form.language;
    let attested = is_attested(desk, desk.store(), FormKind::Order, language, edition).await?;
    let paper = paper_of(desk, &order, attested).await?;
    let found = paper.files().find(|(name, _)| *name == file.name());
    found
        .map(|(_, bytes)| bytes.to_vec())
        .or_not_found("signature of this order yet")
}

/// A file that was kept when the order was signed.
pub(super) async fn kept_file(
    desk: &Desk,
    order: &Order,
    file: OrderFile,
) -> Result<Vec<u8>, DeskError> {
    let kept = order.papers.iter().find(|kept| kept.name == file.name());
    let sha256 = kept.or_not_found("file of this order")?.sha256;
    let bytes = desk.store().blobs().get_plain(sha256).await?;
    bytes.or_not_found("file of this order")
}

/// Prints an order, and signs what was printed once it bears its date.
pub(super) async fn paper_of(
    desk: &Desk,
    order: &Order,
    is_attested: bool,
) -> Result<OrderPaper, DeskError> {
    let mut twin = serde_json::to_vec_pretty(&order.form)?;
    twin.push(b'\n');
    let at = order.form.issued_at.unwrap_or(order.created_at);
    let form = desk
        .rooms
        .paper
        .set(Printed {
            template: Template::Order,
            language: order.form.language,
            at,
            data: serde_json::to_value(&order.form)?,
            is_attested,
            twin_name: TWIN_NAME,
            twin: twin.clone(),
        })
        .await?;
    let seal = |bytes: &[u8]| match order.form.issued_at {
        Some(at) => desk.rooms.paper.seal(bytes, at),
        None => Ok(None),
    };
    Ok(OrderPaper {
        form_signature: seal(&form)?,
        twin_signature: seal(&twin)?,
        form,
        twin,
    })
}
