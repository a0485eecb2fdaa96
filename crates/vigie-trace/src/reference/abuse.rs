//! Abuse contacts by network from imported tables: what is offered where no registry gave one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;
use vigie_domain::Sha256;
use vigie_domain::provider::ProviderRole;
use vigie_format::abuse_table::{AbuseSubject, parse_abuse_table};

use super::import_day;
use super::manifest::Manifest;
use crate::chain::{ContactChannel, ContactRole, FoundContact, Link};
use crate::error::ReferenceError;

/// Tables of abuse contacts, searched by prefix from the narrowest to the widest.
#[derive(Debug, Default)]
pub(crate) struct AbuseContacts {
    by_prefix: HashMap<IpNet, Entry>,
    by_asn: HashMap<u32, Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    address: String,
    source: String,
    table_sha256: Sha256,
}

impl AbuseContacts {
    pub(crate) fn load(manifest: &Manifest, dir: &Path) -> Result<Self, ReferenceError> {
        let mut all = Self::default();
        let tables = manifest
            .tables
            .iter()
            .filter(|info| info.table.starts_with("abuse/"));
        for info in tables {
            let bytes = std::fs::read(dir.join(&info.file))
                .map_err(|source| ReferenceError::io(format!("reading `{}`", info.file), source))?;
            let (rows, _) = parse_abuse_table(&bytes);
            for (subject, address) in rows {
                let entry = Entry {
                    address,
                    source: format!("{} {}", info.table, import_day(info.imported_at)),
                    table_sha256: info.sha256,
                };
                match subject {
                    AbuseSubject::Asn(asn) => _ = all.by_asn.entry(asn).or_insert(entry),
                    AbuseSubject::Prefix(net) => _ = all.by_prefix.entry(net).or_insert(entry),
                }
            }
        }
        Ok(all)
    }

    /// Only for those who hold or announce the address, and only where nothing was found.
    pub(crate) fn add_to(&self, link: &mut Link) {
        let is_holder = matches!(
            link.role,
            ProviderRole::HostingProvider | ProviderRole::Network
        );
        if !is_holder || !link.contacts.is_empty() {
            return;
        }
        let by_asn = || link.asn.and_then(|asn| self.by_asn.get(&asn));
        let found = link
            .address
            .and_then(|address| self.find(address))
            .or_else(by_asn)
            .map(|entry| FoundContact {
                channel: ContactChannel::Email(entry.address.clone()),
                role: ContactRole::Abuse,
                source: entry.source.clone(),
                answer_sha256: entry.table_sha256,
            });
        link.contacts.extend(found);
    }

    fn find(&self, address: IpAddr) -> Option<&Entry> {
        let bits = if address.is_ipv4() { 32 } else { 128 };
        if self.by_prefix.is_empty() {
            return None;
        }
        (0..=bits).rev().find_map(|length| {
            let net = IpNet::new(address, length).ok()?.trunc();
            self.by_prefix.get(&net)
        })
    }
}
