//! Who is at the other end: the address limits are counted by. Never logged.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;

use crate::state::Web;

/// The address of the caller; for IPv6 its /64, because that is what one subscriber is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl FromRequestParts<Web> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        let socket = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        // Without a socket there is a test; it shares one address.
        let direct = socket.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        Ok(Self(find_caller(
            direct,
            &parts.headers,
            &web.config.trusted_proxies,
        )))
    }
}

impl Peer {
    /// The unit that limits are counted by.
    pub(crate) fn bucket(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                let prefix = u128::from(address) & (u128::MAX << 64);
                IpAddr::V6(Ipv6Addr::from(prefix))
            }
        }
    }
}

/// Walks `X-Forwarded-For` from its end while the hops are trusted proxies.
fn find_caller(direct: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
    let mut caller = direct.to_canonical();
    let hops = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut hops: Vec<&str> = hops
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    while is_trusted(caller) {
        let Some(before) = hops.pop().and_then(|hop| hop.parse::<IpAddr>().ok()) else {
            break;
        };
        caller = before.to_canonical();
    }
    caller
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a caller cannot choose the address it is counted by. Method: header against trust.
    #[test]
    fn only_trusted_hops_are_skipped() {
        #[track_caller]
        fn case(direct: &str, header: &str, expected: &str) {
            let trusted = ["10.0.0.0/8".parse().unwrap()];
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", header.parse().unwrap());
            let found = find_caller(direct.parse().unwrap(), &headers, &trusted);
            assert_eq!(found, expected.parse::<IpAddr>().unwrap());
        }
        case("198.51.100.7", "203.0.113.9", "198.51.100.7");
        case("10.0.0.1", "203.0.113.9", "203.0.113.9");
        case(
            "10.0.0.1",
            "192.0.2.1, 203.0.113.9, 10.0.0.2",
            "203.0.113.9",
        );
        case("10.0.0.1", "not an address", "10.0.0.1");
        case("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9");
    }

    /// Goal: one IPv6 subscriber is one bucket, two IPv4 callers are two.
    #[test]
    fn buckets_follow_what_a_subscriber_gets() {
        let bucket = |text: &str| Peer(text.parse().unwrap()).bucket();
        assert_eq!(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:2:ffff::9"));
        assert_ne!(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:3::1"));
        assert_ne!(bucket("192.0.2.1"), bucket("192.0.2.2"));
    }
}
