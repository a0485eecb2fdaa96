//! Which server answers for a name, an address or a number. Source: RFC 9224.

use std::collections::HashMap;
use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value;

use crate::Defect;

/// Longest file read.
const SIZE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Why a bootstrap file is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BootstrapError {
    /// Longer than any published file.
    #[error("the bootstrap file is larger than {SIZE_BYTES_MAX} bytes")]
    TooLarge,
    /// Not JSON, or without services.
    #[error("the bootstrap file is not JSON with a list of `services`")]
    NotServices,
}

/// The services of one or more bootstrap files: domains, addresses, autonomous systems.
#[derive(Debug, Clone, Default)]
pub struct Bootstrap {
    /// When the file was published, as it says itself.
    pub published: Option<String>,
    domains: HashMap<String, Vec<String>>,
    networks: Vec<(IpNet, Vec<String>)>,
    numbers: Vec<(u32, u32, Vec<String>)>,
}

impl Bootstrap {
    /// Reads a file as IANA publishes it (`dns.json`, `ipv4.json`, `ipv6.json`, `asn.json`), or its
    /// bare list of services.
    ///
    /// # Errors
    ///
    /// [`BootstrapError`] when there is nothing to read; an unreadable key is a defect.
    pub fn parse(bytes: &[u8]) -> Result<(Self, Vec<Defect>), BootstrapError> {
        if bytes.len() > SIZE_BYTES_MAX {
            return Err(BootstrapError::TooLarge);
        }
        let value: Value =
            serde_json::from_slice(bytes).map_err(|_| BootstrapError::NotServices)?;
        let services = if value.is_array() {
            &value
        } else {
            &value["services"]
        };
        let services = services.as_array().ok_or(BootstrapError::NotServices)?;
        let mut bootstrap = Self {
            published: value["publication"].as_str().map(str::to_owned),
            ..Self::default()
        };
        let mut defects = Vec::new();
        for service in services {
            let urls = service_urls(&service[1]);
            let keys = service[0].as_array().map_or(&[][..], Vec::as_slice);
            if urls.is_empty() || keys.is_empty() {
                defects.push(Defect::at_field(
                    "services",
                    "a service has no keys or no address",
                ));
                continue;
            }
            for key in keys {
                if !key.as_str().is_some_and(|key| bootstrap.add(key, &urls)) {
                    defects.push(Defect::at_field(
                        "services",
                        "the key of a service cannot be read",
                    ));
                }
            }
        }
        // Longest prefix first, so that the first that fits is the answer.
        bootstrap
            .networks
            .sort_by_key(|(net, _)| std::cmp::Reverse(net.prefix_len()));
        Ok((bootstrap, defects))
    }

    /// Adds the services of another file; its own come first where both know a key.
    pub fn merge(&mut self, other: Self) {
        self.domains.extend(other.domains);
        self.networks.splice(0..0, other.networks);
        self.networks
            .sort_by_key(|(net, _)| std::cmp::Reverse(net.prefix_len()));
        self.numbers.splice(0..0, other.numbers);
        self.published = other.published.or(self.published.take());
    }

    /// Servers for a domain name: of the longest suffix known, https first.
    pub fn find_domain(&self, name: &str) -> Option<&[String]> {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let mut suffix = name.as_str();
        loop {
            if let Some(urls) = self.domains.get(suffix) {
                return Some(urls);
            }
            suffix = suffix.split_once('.')?.1;
        }
    }

    /// Servers for an address: of the longest prefix known, https first.
    pub fn find_address(&self, ip: IpAddr) -> Option<&[String]> {
        self.networks
            .iter()
            .find(|(net, _)| net.contains(&ip))
            .map(|(_, urls)| &urls[..])
    }

    /// Servers for an autonomous system, https first.
    pub fn find_autnum(&self, number: u32) -> Option<&[String]> {
        self.numbers
            .iter()
            .filter(|(start, end, _)| (*start..=*end).contains(&number))
            .min_by_key(|(start, end, _)| end - start)
            .map(|(_, _, urls)| &urls[..])
    }

    /// How many keys are known.
    pub fn len(&self) -> usize {
        self.domains.len() + self.networks.len() + self.numbers.len()
    }

    /// Whether no key is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn add(&mut self, key: &str, urls: &[String]) -> bool {
        let key = key.trim();
        if let Ok(net) = key.parse::<IpNet>() {
            self.networks.push((net, urls.to_vec()));
            return true;
        }
        if let Some((start, end)) = number_range(key) {
            self.numbers.push((start, end, urls.to_vec()));
            return start <= end;
        }
        let name = key.trim_matches('.').to_ascii_lowercase();
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        if is_name {
            self.domains.insert(name, urls.to_vec());
        }
        is_name
    }
}

/// `64496-64511`, or one number.
fn number_range(key: &str) -> Option<(u32, u32)> {
    let (start, end) = key.split_once('-').unwrap_or((key, key));
    Some((start.trim().parse().ok()?, end.trim().parse().ok()?))
}

/// Addresses of servers, each with a closing slash, https first.
fn service_urls(value: &Value) -> Vec<String> {
    let urls = value.as_array().map_or(&[][..], Vec::as_slice);
    let mut urls: Vec<String> = urls
        .iter()
        .filter_map(Value::as_str)
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
        .map(|url| {
            if url.ends_with('/') {
                url.to_owned()
            } else {
                format!("{url}/")
            }
        })
        .collect();
    urls.sort_by_key(|url| !url.starts_with("https://"));
    urls
}
