//! The index of one import: which tables, from whom, how many rows, since when.

use serde::{Deserialize, Serialize};
use vigie_domain::time::DAY_MS;
use vigie_domain::{Sha256, Timestamp};

/// Tables without which a trace says less than it could. Shown by `doctor` when absent.
pub(crate) const EXPECTED: [&str; 7] = [
    "asn/ip2asn-v4",
    "asn/ip2asn-v6",
    "asn/asn-names",
    "cdn/cdncheck-sources_data",
    "warninglists/cloudflare",
    "warninglists/fastly",
    "rdap/bootstrap",
];

/// One imported file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableInfo {
    /// Name without endings: `asn/ip2asn-v4`.
    pub table: String,
    /// Path inside the imported folder.
    pub file: String,
    /// Who made it, as `MANIFEST.tsv` says.
    pub source: String,
    /// Under which licence, with the attribution it asks for.
    pub licence: String,
    /// SHA-256 of the file as imported.
    pub sha256: Sha256,
    /// Size of the file as imported.
    pub size_bytes: u64,
    /// Usable rows.
    pub rows: u64,
    /// The date or version the file gives itself.
    pub version: Option<String>,
    /// When this file was last imported.
    pub imported_at: Timestamp,
}

/// The index written beside the compiled tables.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) imported_at: Timestamp,
    pub(crate) tables: Vec<TableInfo>,
}

impl Manifest {
    pub(crate) fn find(&self, table: &str) -> Option<&TableInfo> {
        self.tables.iter().find(|info| info.table == table)
    }

    pub(crate) fn list_missing(&self) -> Vec<Missing> {
        EXPECTED
            .iter()
            .filter(|expected| {
                !self.tables.iter().any(|info| {
                    info.table
                        .strip_prefix(**expected)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                })
            })
            .map(|table| Missing {
                table: (*table).to_owned(),
            })
            .collect()
    }
}

/// A table that is expected and not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Its name.
    pub table: String,
}

/// A table with its age, for `data list` and `doctor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableStatus {
    /// The table.
    #[serde(flatten)]
    pub info: TableInfo,
    /// Whole days since it was imported.
    pub age_days: i64,
    /// Whether it is older than the configuration allows.
    pub is_old: bool,
}

impl TableStatus {
    pub(crate) fn of(info: &TableInfo, now: Timestamp, age_days_max: u32) -> Self {
        let age_days = now.since_ms(info.imported_at).div_euclid(DAY_MS);
        Self {
            info: info.clone(),
            age_days,
            is_old: age_days > i64::from(age_days_max),
        }
    }
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// When.
    pub imported_at: Timestamp,
    /// Every table now in use.
    pub tables: Vec<TableInfo>,
    /// Files taken from the folder this time.
    pub files_taken: usize,
    /// Tables kept from the import before, because the folder has no newer one.
    pub tables_kept: usize,
    /// What was left out or looks wrong, a sentence each.
    pub warnings: Vec<String>,
    /// Expected tables that are still absent.
    pub missing: Vec<Missing>,
}
