//! The system's own resolvers and fixed names: `/etc/resolv.conf` and `/etc/hosts`.

use std::net::{IpAddr, SocketAddr};

/// Size of either file that is looked at.
const FILE_BYTES_MAX: usize = 1024 * 1024;
/// Resolvers taken from the file (glibc takes three).
const RESOLVERS_MAX: usize = 3;

/// Port of DNS (RFC 1035).
pub(crate) const DNS_PORT: u16 = 53;

/// The resolvers of `/etc/resolv.conf`, or this machine's when it names none.
pub(super) fn resolvers() -> Vec<SocketAddr> {
    let found = parse_resolvers(&read("/etc/resolv.conf"));
    if found.is_empty() {
        return vec![SocketAddr::from(([127, 0, 0, 1], DNS_PORT))];
    }
    found
}

/// The addresses `/etc/hosts` gives to `name`.
pub(crate) fn find_in_hosts(name: &str) -> Vec<IpAddr> {
    parse_hosts(&read("/etc/hosts"), name)
}

fn read(path: &str) -> String {
    let bytes = std::fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(&bytes[..bytes.len().min(FILE_BYTES_MAX)]).into_owned()
}

fn parse_resolvers(text: &str) -> Vec<SocketAddr> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("nameserver"))
        .filter_map(|rest| rest.trim().parse::<IpAddr>().ok())
        .map(|address| SocketAddr::new(address, DNS_PORT))
        .take(RESOLVERS_MAX)
        .collect()
}

fn parse_hosts(text: &str, name: &str) -> Vec<IpAddr> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split('#').next()?.split_whitespace();
            let address = words.next()?.parse().ok()?;
            words
                .any(|word| word.eq_ignore_ascii_case(name))
                .then_some(address)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the two files as Debian and container runtimes write them.
    #[test]
    fn the_systems_files_are_read() {
        let resolvers = parse_resolvers(
            "# made by hand\nsearch example.org\nnameserver 192.0.2.1\nnameserver 2001:db8::1\n\
             nameserver nonsense\n options edns0\n",
        );
        assert_eq!(
            resolvers,
            [
                "192.0.2.1:53".parse().unwrap(),
                "[2001:db8::1]:53".parse().unwrap()
            ]
        );

        let hosts = "127.0.0.1 localhost\n192.0.2.9\tmail.example Mail # relay\n::1 localhost\n";
        assert_eq!(
            parse_hosts(hosts, "mail"),
            ["192.0.2.9".parse::<IpAddr>().unwrap()]
        );
        assert_eq!(parse_hosts(hosts, "localhost").len(), 2);
        assert!(parse_hosts(hosts, "relay").is_empty());
    }
}
