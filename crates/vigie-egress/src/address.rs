//! Kinds of addresses, and which of them a rule lets through.
//!
//! Everything that is not known to be public is refused: of IPv6 only `2000::/3`, less its special
//! parts, and the well-known NAT64 prefix around a public IPv4 address.
//! Source: IANA special-purpose address registries (RFC 6890 and its successors).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What a connection's target was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// From content, or from somebody's answer: private addresses are refused at every hop.
    Content,
    /// From the configuration or a verified contact: private addresses pass if the configuration
    /// says so.
    Configured,
}

/// What kind of address it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressClass {
    /// Anybody's, on the internet.
    Public,
    /// This machine.
    Loopback,
    /// A private network (RFC 1918, RFC 4193).
    Private,
    /// Shared by a carrier's customers (RFC 6598).
    CarrierShared,
    /// The wire itself.
    LinkLocal,
    /// A cloud's metadata service.
    Metadata,
    /// A group.
    Multicast,
    /// No host, or every host.
    Unspecified,
    /// Documentation, benchmarks, tunnels, future use.
    Reserved,
}

impl AddressClass {
    /// The kind of `address`, looking through IPv4 embedded in IPv6.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => class_of_v4(v4),
            IpAddr::V6(v6) => class_of_v6(v6),
        }
    }

    /// Whether an address from the configuration may be of this kind, if private ones are allowed.
    pub(crate) const fn is_inside_a_house(self) -> bool {
        matches!(self, Self::Loopback | Self::Private | Self::CarrierShared)
    }
}

impl std::fmt::Display for AddressClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::CarrierShared => "shared by a carrier",
            Self::LinkLocal => "link-local",
            Self::Metadata => "a cloud metadata service",
            Self::Multicast => "multicast",
            Self::Unspecified => "unspecified",
            Self::Reserved => "reserved",
        })
    }
}

/// Metadata services that lie in ranges which would pass, or be called something milder.
const METADATA_V4: [Ipv4Addr; 5] = [
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(169, 254, 170, 2),
    Ipv4Addr::new(100, 100, 100, 200),
    Ipv4Addr::new(168, 63, 129, 16),
    Ipv4Addr::new(192, 0, 0, 192),
];
const METADATA_V6: [Ipv6Addr; 2] = [
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
];

fn class_of_v4(address: Ipv4Addr) -> AddressClass {
    use AddressClass as C;
    if METADATA_V4.contains(&address) {
        return C::Metadata;
    }
    match address.octets() {
        [0, ..] | [255, 255, 255, 255] => C::Unspecified,
        [127, ..] => C::Loopback,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => C::Private,
        [100, 64..=127, ..] => C::CarrierShared,
        [169, 254, ..] => C::LinkLocal,
        [224..=239, ..] => C::Multicast,
        [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18..=19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _]
        | [240..=255, ..] => C::Reserved,
        _ => C::Public,
    }
}

fn class_of_v6(address: Ipv6Addr) -> AddressClass {
    use AddressClass as C;
    if METADATA_V6.contains(&address) {
        return C::Metadata;
    }
    let segments = address.segments();
    let low_v4 = || embedded(segments[6], segments[7]);
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 0] => C::Unspecified,
        [0, 0, 0, 0, 0, 0, 0, 1] => C::Loopback,
        // IPv4-mapped connects to the IPv4 address, and so does NAT64's well-known prefix
        // (RFC 6052); IPv4-compatible and IPv4-translated are abolished (RFC 4291).
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => low_v4(),
        [0, 0, 0, 0, 0 | 0xffff, 0, ..] => never_public(low_v4()),
        // NAT64's local prefix reaches whatever its network decided (RFC 8215).
        [0x64, 0xff9b, 1, ..] | [0xfc00..=0xfdff | 0xfec0..=0xfeff, ..] => C::Private,
        [0xfe80..=0xfebf, ..] => C::LinkLocal,
        [0xff00..=0xffff, ..] => C::Multicast,
        // Teredo hides a server and, inverted, a client (RFC 4380).
        [0x2001, 0, server_high, server_low, ..] => {
            let server = embedded(server_high, server_low);
            let client = embedded(!segments[6], !segments[7]);
            never_public(if server == C::Public { client } else { server })
        }
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => C::Reserved,
        // 6to4 hides the address of its gateway (RFC 3056).
        [0x2002, high, low, ..] => embedded(high, low),
        [0x2000..=0x3fff, _, _, _, interface @ ..] => match interface {
            // ISATAP hides an address in the interface identifier (RFC 5214).
            [0 | 0x200, 0x5efe, ..] => low_v4(),
            _ => C::Public,
        },
        _ => C::Reserved,
    }
}

fn embedded(high: u16, low: u16) -> AddressClass {
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    class_of_v4(Ipv4Addr::new(a, b, c, d))
}

/// Forms that lead nowhere today are not public even around a public address.
const fn never_public(class: AddressClass) -> AddressClass {
    match class {
        AddressClass::Public => AddressClass::Reserved,
        other => other,
    }
}

#[cfg(test)]
mod tests;
