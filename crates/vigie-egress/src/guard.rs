//! The decision itself: may this scheme, port and address be reached under this rule.

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

use crate::address::{AddressClass, Rule};
use crate::config::{Config, PortRange};
use crate::error::{EgressError, Part};

/// Length of a scheme repeated in a sentence.
const SCHEME_CHARS_MAX: usize = 24;

/// A host after every disguise is taken off it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Literal(IpAddr),
    Name(String),
}

/// Takes a host as people and pages write it: a name in any script, an address in any notation.
///
/// `0x7f.1`, `2130706433` and `017700000001` are one and the same address (WHATWG URL, host parser).
pub(crate) fn parse_host(host: &str) -> Result<Target, EgressError> {
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(Target::Literal(address));
    }
    match Host::parse(host) {
        Ok(Host::Ipv4(address)) => Ok(Target::Literal(address.into())),
        Ok(Host::Ipv6(address)) => Ok(Target::Literal(address.into())),
        Ok(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            if name.is_empty() || name.len() > 253 {
                return Err(EgressError::malformed(
                    Part::Host,
                    "its length is not a name's",
                ));
            }
            Ok(Target::Name(name))
        }
        Err(error) => Err(EgressError::malformed(Part::Host, error.to_string())),
    }
}

/// Host and port of a web address, once its scheme and form have passed.
pub(crate) fn check_url(url: &Url) -> Result<(&str, u16), EgressError> {
    if !matches!(url.scheme(), "http" | "https") {
        let scheme = url.scheme().chars().take(SCHEME_CHARS_MAX).collect();
        return Err(EgressError::RefusedScheme { scheme });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EgressError::RefusedUserinfo);
    }
    let host = url
        .host_str()
        .ok_or_else(|| EgressError::malformed(Part::Host, "there is none"))?;
    let port = url.port_or_known_default().unwrap_or(80);
    Ok((host, port))
}

/// Ports of the web, under either rule's own freedom.
pub(crate) fn check_web_port(config: &Config, port: u16, rule: Rule) -> Result<(), EgressError> {
    check_port(rule, port, &[&config.ports_allowed])
}

/// Ports of other protocols: those of the web, and the few named beside them.
pub(crate) fn check_raw_port(config: &Config, port: u16, rule: Rule) -> Result<(), EgressError> {
    check_port(
        rule,
        port,
        &[&config.ports_allowed, &config.raw_ports_allowed],
    )
}

fn check_port(rule: Rule, port: u16, lists: &[&Vec<PortRange>]) -> Result<(), EgressError> {
    let is_listed = || {
        lists
            .iter()
            .any(|list| list.iter().any(|range| range.contains(port)))
    };
    if port != 0 && (rule == Rule::Configured || is_listed()) {
        return Ok(());
    }
    Err(EgressError::RefusedPort { port })
}

/// Whether `address`, which `host` led to, may be reached.
pub(crate) fn check_address(
    config: &Config,
    host: &str,
    address: IpAddr,
    rule: Rule,
) -> Result<(), EgressError> {
    if is_allow_listed(config, address) {
        return Ok(());
    }
    let class = AddressClass::of(address);
    let passes = match rule {
        Rule::Content => class == AddressClass::Public,
        Rule::Configured => {
            class == AddressClass::Public
                || (config.allow_configured_private && class.is_inside_a_house())
        }
    };
    if passes {
        return Ok(());
    }
    Err(EgressError::RefusedAddress {
        host: host.to_owned(),
        address,
        class,
    })
}

/// Whether a name server that an answer named may be asked.
pub(crate) fn check_name_server(config: &Config, server: SocketAddr) -> Result<(), EgressError> {
    if config.resolvers.contains(&server) {
        return Ok(());
    }
    check_address(config, "name server", server.ip(), Rule::Content)?;
    if server.port() == crate::dns::DNS_PORT || is_allow_listed(config, server.ip()) {
        return Ok(());
    }
    Err(EgressError::RefusedPort {
        port: server.port(),
    })
}

fn is_allow_listed(config: &Config, address: IpAddr) -> bool {
    // An IPv4-mapped address is the IPv4 address, for the list as for the kernel.
    let address = address.to_canonical();
    config
        .allow_addresses
        .iter()
        .any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests;
