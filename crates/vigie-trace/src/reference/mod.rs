//! Reference tables: prefixes of proxies and clouds, networks, RDAP servers.
//!
//! ```text
//! folder ─import─▶ DIR/generation-N/{index.json, *.bin, lists.json, source/…}
//!                  DIR/current.json ─▶ this generation, and the one before for `rollback`
//! ```
//!
//! Loading reads a few hundred kilobytes; a large table comes into memory when it is first asked.

mod abuse;
mod compile;
mod generation;
mod history;
mod import;
mod lists;
mod manifest;
mod prefix;
mod range_file;
mod read;

use std::fs::File;
use std::net::IpAddr;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use vigie_domain::Timestamp;

use crate::chain::Link;
use crate::error::ReferenceError;
use crate::rdap::servers::Servers;

pub use generation::rollback;
pub use history::PastFact;
pub use import::import_folder;
pub use lists::{AddressTable, AsnRule, ListInfo, ListKind, SuffixRule};
pub(crate) use lists::{ListIndex, provider_name, table_rows};
pub use manifest::{ImportReport, Missing, TableInfo, TableStatus};

use abuse::AbuseContacts;
use history::History;
use manifest::Manifest;
use prefix::{Won, key_of};
use range_file::RangeFile;

/// The tables of the import in use.
#[derive(Debug)]
pub struct ReferenceData {
    manifest: Manifest,
    source_dir: Option<PathBuf>,
    asn: Families,
    names: Option<NameTable>,
    listed: [Families; 3],
    pub(crate) index: ListIndex,
    pub(crate) servers: Servers,
    history: History,
    abuse: AbuseContacts,
}

#[derive(Debug, Default)]
struct Families {
    v4: Option<RangeFile>,
    v6: Option<RangeFile>,
}

#[derive(Debug)]
struct NameTable {
    offsets: RangeFile,
    texts: File,
}

/// The network announcing an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsnHit {
    /// Autonomous system number.
    pub asn: u32,
    /// Its name, where the table has one.
    pub name: Option<String>,
    /// First address of the range.
    pub first: IpAddr,
    /// Last address of the range.
    pub last: IpAddr,
    /// The table and its date.
    pub source: String,
}

/// The list an address stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListHit {
    /// The list.
    pub list: ListInfo,
    /// The prefix that won.
    pub prefix: IpNet,
}

impl ReferenceData {
    /// No imported table; only what is built in. Never fails.
    pub fn empty() -> Self {
        Self {
            manifest: Manifest::default(),
            source_dir: None,
            asn: Families::default(),
            names: None,
            listed: Default::default(),
            index: ListIndex::built_in(),
            servers: Servers::default(),
            history: History::default(),
            abuse: AbuseContacts::default(),
        }
    }

    /// Opens the import in use below `dir`, and names the expected tables that are missing.
    ///
    /// # Errors
    ///
    /// [`ReferenceError::Damaged`] or [`ReferenceError::Io`] for a table that is there and cannot
    /// be read. A folder without any import is no error.
    pub fn load(dir: &Path) -> Result<(Self, Vec<Missing>), ReferenceError> {
        let Some(generation) = generation::find_current(dir)? else {
            let empty = Self::empty();
            let missing = empty.manifest.list_missing();
            return Ok((empty, missing));
        };
        let manifest: Manifest = generation::read_json(&generation.join(generation::INDEX_FILE))?;
        let open = |name: &str| -> Result<Option<RangeFile>, ReferenceError> {
            let path = generation.join(format!("{name}.bin"));
            if path.exists() {
                RangeFile::open(&path).map(Some)
            } else {
                Ok(None)
            }
        };
        let families = |name: &str| -> Result<Families, ReferenceError> {
            Ok(Families {
                v4: open(&format!("{name}-v4"))?,
                v6: open(&format!("{name}-v6"))?,
            })
        };
        let names = match open("asn-names")? {
            None => None,
            Some(offsets) => {
                let texts = File::open(generation.join("asn-names.txt"))
                    .map_err(|source| ReferenceError::io("opening table `asn-names`", source))?;
                Some(NameTable { offsets, texts })
            }
        };
        let [edge, cloud, special] = AddressTable::ALL.map(AddressTable::as_str);
        let missing = manifest.list_missing();
        let source_dir = generation.join(generation::SOURCE_FOLDER);
        let loaded = Self {
            asn: families("asn")?,
            names,
            listed: [families(edge)?, families(cloud)?, families(special)?],
            index: generation::read_json(&generation.join("lists.json"))?,
            servers: load_servers(&manifest, &source_dir)?,
            history: History::at(generation.join("history.tsv")),
            abuse: AbuseContacts::load(&manifest, &source_dir)?,
            source_dir: Some(source_dir),
            manifest,
        };
        Ok((loaded, missing))
    }

    /// The number of the network announcing `address`: two binary searches, nothing allocated.
    pub fn find_asn_number(&self, address: IpAddr) -> Result<Option<u32>, ReferenceError> {
        let address = address.to_canonical();
        let Some(table) = self.asn.of(address) else {
            return Ok(None);
        };
        Ok(table.find(key_of(address))?.map(|range| range.value))
    }

    /// The network announcing `address`, with its name.
    pub fn find_asn(&self, address: IpAddr) -> Result<Option<AsnHit>, ReferenceError> {
        let address = address.to_canonical();
        let Some(table) = self.asn.of(address) else {
            return Ok(None);
        };
        let Some(range) = table.find(key_of(address))? else {
            return Ok(None);
        };
        let table = if address.is_ipv4() {
            "asn/ip2asn-v4"
        } else {
            "asn/ip2asn-v6"
        };
        Ok(Some(AsnHit {
            asn: range.value,
            name: self.find_asn_name(range.value)?,
            first: address_of(range.first, address),
            last: address_of(range.last, address),
            source: self.describe(table),
        }))
    }

    /// The name of an autonomous system.
    pub fn find_asn_name(&self, asn: u32) -> Result<Option<String>, ReferenceError> {
        let Some(names) = &self.names else {
            return Ok(None);
        };
        let Some(row) = names.offsets.find(u128::from(asn))? else {
            return Ok(None);
        };
        let io = |source| ReferenceError::io("reading table `asn-names`", source);
        let offset = u64::from(row.value);
        let mut length = [0];
        names.texts.read_exact_at(&mut length, offset).map_err(io)?;
        let mut text = vec![0; usize::from(length[0])];
        names
            .texts
            .read_exact_at(&mut text, offset + 1)
            .map_err(io)?;
        Ok(Some(String::from_utf8_lossy(&text).into_owned()))
    }

    /// The list whose most specific prefix holds `address`, in one of the tables.
    pub fn find_listed(
        &self,
        table: AddressTable,
        address: IpAddr,
    ) -> Result<Option<ListHit>, ReferenceError> {
        let address = address.to_canonical();
        let Some(file) = self.listed[table as usize].of(address) else {
            return Ok(None);
        };
        let Some(range) = file.find(key_of(address))? else {
            return Ok(None);
        };
        let damaged = || ReferenceError::Damaged {
            table: table.as_str().to_owned(),
            reason: "a row points to no list".to_owned(),
        };
        let won = Won::from_value(range.value).ok_or_else(damaged)?;
        let list = self
            .index
            .lists
            .get(usize::from(won.list))
            .ok_or_else(damaged)?;
        let prefix = IpNet::new(address, won.prefix_bits)
            .map_err(|_| damaged())?
            .trunc();
        Ok(Some(ListHit {
            list: list.clone(),
            prefix,
        }))
    }

    /// What was recorded of a host earlier: past addresses, names on the same certificates.
    ///
    /// # Errors
    ///
    /// [`ReferenceError::Io`] for a table that is there and cannot be read.
    pub fn find_past(&self, host: &str) -> Result<Vec<PastFact>, ReferenceError> {
        self.history.find(host)
    }

    /// Gives a link without contacts those of the offline table, by its address, then its network.
    pub(crate) fn add_abuse_contacts(&self, link: &mut Link) {
        self.abuse.add_to(link);
    }

    /// The bytes of an imported warning list (`university_domains`), for other rooms to read.
    pub fn read_warninglist(&self, stem: &str) -> Result<Option<Vec<u8>>, ReferenceError> {
        let Some(info) = self.manifest.find(&format!("warninglists/{stem}")) else {
            return Ok(None);
        };
        let Some(dir) = &self.source_dir else {
            return Ok(None);
        };
        std::fs::read(dir.join(&info.file))
            .map(Some)
            .map_err(|source| ReferenceError::io(format!("reading list `{stem}`"), source))
    }

    /// Every imported table with its age.
    pub fn list(&self, now: Timestamp, age_days_max: u32) -> Vec<TableStatus> {
        self.manifest
            .tables
            .iter()
            .map(|info| TableStatus::of(info, now, age_days_max))
            .collect()
    }

    /// The expected tables that are missing.
    pub fn list_missing(&self) -> Vec<Missing> {
        self.manifest.list_missing()
    }

    /// Source and licence of each imported table, once: what an "About" page must show.
    pub fn list_attributions(&self) -> Vec<(String, String)> {
        let mut lines: Vec<(String, String)> = self
            .manifest
            .tables
            .iter()
            .map(|info| (info.source.clone(), info.licence.clone()))
            .collect();
        lines.sort();
        lines.dedup();
        lines
    }

    fn describe(&self, table: &str) -> String {
        self.manifest.find(table).map_or_else(
            || table.to_owned(),
            |info| {
                let date = info
                    .version
                    .clone()
                    .unwrap_or_else(|| import_day(info.imported_at));
                format!("{table} {date}")
            },
        )
    }
}

/// The kept bootstrap files, in the order of their names; the later one wins.
fn load_servers(manifest: &Manifest, source_dir: &Path) -> Result<Servers, ReferenceError> {
    let mut servers = Servers::default();
    let files = manifest
        .tables
        .iter()
        .filter(|info| info.table.starts_with("rdap/bootstrap/"));
    for info in files {
        let bytes = std::fs::read(source_dir.join(&info.file))
            .map_err(|source| ReferenceError::io(format!("reading `{}`", info.file), source))?;
        let (more, _) = Servers::parse(&bytes).map_err(|error| ReferenceError::Damaged {
            table: info.table.clone(),
            reason: error.to_string(),
        })?;
        servers.merge(more);
    }
    Ok(servers)
}

impl Families {
    fn of(&self, address: IpAddr) -> Option<&RangeFile> {
        if address.is_ipv4() {
            self.v4.as_ref()
        } else {
            self.v6.as_ref()
        }
    }
}

fn address_of(key: u128, like: IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => IpAddr::V4(u32::try_from(key).unwrap_or(u32::MAX).into()),
        IpAddr::V6(_) => IpAddr::V6(key.into()),
    }
}

/// `imported 2026-11-23`: the date of a list that gives itself none.
fn import_day(imported_at: Timestamp) -> String {
    let text = imported_at.rfc3339_seconds();
    format!("imported {}", text.get(..10).unwrap_or(&text))
}
