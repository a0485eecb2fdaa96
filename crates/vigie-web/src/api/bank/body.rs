//! Bodies of banks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_desk::bank::{BankView, ImportReport, RefusedLine};

use crate::api::value::{Id, Time, bodies};

/// A bank to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankNew {
    /// Its name: 1 to 64 letters, digits, `-`, `_` and `.`.
    pub(super) name: String,
    /// What it is for.
    #[serde(default)]
    pub(super) description: String,
}

/// A bank that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BankMade {
    /// Its id.
    pub(super) id: Id,
    /// Its name.
    pub(super) name: String,
}

/// A bank.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BankBody {
    /// Its id.
    id: Id,
    /// Its name.
    name: String,
    /// What it is for.
    description: String,
    /// Whether it answers.
    is_enabled: bool,
    /// Its standing entries.
    entries: u64,
    /// When it was made.
    created_at: Time,
}

impl From<BankView> for BankBody {
    fn from(view: BankView) -> Self {
        Self {
            id: Id(view.bank.id.0),
            name: view.bank.name,
            description: view.bank.description,
            is_enabled: view.bank.is_enabled,
            entries: view.entries,
            created_at: view.bank.created_at.into(),
        }
    }
}

/// What became of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportBody {
    /// New entries.
    entries_added: u32,
    /// Entries known before.
    entries_known: u32,
    /// Lines refused; the others went in.
    refused: Vec<RefusedBody>,
}

impl From<ImportReport> for ImportBody {
    fn from(report: ImportReport) -> Self {
        Self {
            entries_added: report.entries_added,
            entries_known: report.entries_known,
            refused: bodies(report.refused),
        }
    }
}

/// A line that was refused.
#[derive(Debug, Serialize, ToSchema)]
struct RefusedBody {
    /// Its number, from 1.
    line: u64,
    /// What was wrong with it.
    detail: String,
}

impl From<RefusedLine> for RefusedBody {
    fn from(refused: RefusedLine) -> Self {
        Self {
            line: refused.line,
            detail: refused.why,
        }
    }
}
