//! Who lives where on loopback: providers, their networks, and the hosts' addresses.

use std::net::{Ipv4Addr, SocketAddr};

/// A made-up company or institution of the small internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provider {
    /// Display name.
    pub name: &'static str,
    /// Its own domain.
    pub domain: &'static str,
    /// What it is in the chain of responsibility.
    pub role: ProviderRole,
    /// Its autonomous system, from the range kept for documentation (RFC 5398).
    pub asn: u32,
    /// First two octets of its network, a /16.
    pub network: [u8; 2],
    /// Where its abuse desk reads mail, as RDAP publishes it.
    pub abuse_mail: &'static str,
    /// The language its abuse desk writes in: `ar`, `fr` or `en`.
    pub language: &'static str,
    /// Country in its registration.
    pub country: &'static str,
    /// Time zone of its office, an IANA name.
    pub zone: &'static str,
}

/// What a provider is; the desk has its own words and maps these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderRole {
    /// Stores what users give it and shows it to the public.
    Host,
    /// Stands before a host and passes on.
    Proxy,
    /// Publishes its own work.
    Publisher,
    /// Keeps names and numbers.
    Registry,
}

impl Provider {
    /// The network in CIDR notation.
    pub fn prefix(&self) -> String {
        format!("{}.{}.0.0/16", self.network[0], self.network[1])
    }

    /// The address of its `n`th machine.
    pub const fn machine(&self, n: u8) -> Ipv4Addr {
        Ipv4Addr::new(self.network[0], self.network[1], 0, n)
    }

    /// Whether `ip` lies in its network.
    pub fn holds(&self, ip: Ipv4Addr) -> bool {
        ip.octets()[..2] == self.network
    }
}

macro_rules! providers {
    ($($(#[$doc:meta])* $const:ident = $name:literal, $domain:literal, $role:ident, $asn:literal,
       $second:literal, $abuse:literal, $language:literal, $country:literal, $zone:literal;)*) => {
        $($(#[$doc])* pub const $const: Provider = Provider {
            name: $name, domain: $domain, role: ProviderRole::$role, asn: $asn,
            network: [127, $second], abuse_mail: $abuse, language: $language,
            country: $country, zone: $zone,
        };)*
        /// Every provider of the small internet.
        pub const PROVIDERS: &[Provider] = &[$($const),*];
    };
}

providers! {
    /// Keeps items of several files, with a metadata call.
    ARCHIVE_HARBOUR = "Archive Harbour", "archive-harbour.test", Host, 64500, 20,
        "abuse@archive-harbour.test", "en", "US", "America/Los_Angeles";
    /// A content delivery network: its edge stands before other people's servers.
    SHIELDNET = "ShieldNet", "shieldnet.test", Proxy, 64501, 21,
        "abuse@shieldnet.test", "en", "US", "America/New_York";
    /// Rents out servers; the origin of a site behind ShieldNet is one of them.
    NORTHBYTE = "Northbyte Hosting", "northbyte.test", Host, 64502, 22,
        "abuse@northbyte.test", "en", "NL", "Europe/Amsterdam";
    /// A social network.
    PLAZAA = "Plazaa", "plazaa.test", Host, 64503, 23,
        "abuse@plazaa.test", "fr", "FR", "Europe/Paris";
    /// Another social network.
    MURMUR = "Murmur", "murmur.test", Host, 64504, 24,
        "abuse@murmur.test", "ar", "TN", "Africa/Tunis";
    /// A link shortener.
    SHORTY = "Shorty", "shorty.test", Host, 64505, 25,
        "abuse@shorty.test", "en", "IE", "Europe/Dublin";
    /// A newspaper.
    MERIDIAN_GAZETTE = "Meridian Gazette", "meridian-gazette.test", Publisher, 64506, 26,
        "editors@meridian-gazette.test", "fr", "BE", "Europe/Brussels";
    /// A public library.
    OPEN_STACKS = "Open Stacks Library", "open-stacks.test", Publisher, 64507, 27,
        "librarian@open-stacks.test", "en", "IE", "Europe/Dublin";
    /// Free pages; its published abuse address does not work.
    QUIETPAGES = "Quietpages", "quietpages.test", Host, 64508, 28,
        "abuse@quietpages.test", "en", "PA", "America/Panama";
    /// Free pages; nobody answers.
    STILLWATER = "Stillwater Pages", "stillwater.test", Host, 64509, 29,
        "abuse@stillwater.test", "en", "CA", "America/Toronto";
    /// The registry of `.test`: names, RDAP, the mail relay.
    NAMEWRIGHT = "Namewright Registry", "namewright.test", Registry, 64510, 53,
        "abuse@namewright.test", "en", "CH", "Europe/Zurich";
}

/// The two name servers, for a desk that compares the answers of two.
pub(crate) const DNS_SERVERS: [Ipv4Addr; 2] = [NAMEWRIGHT.machine(1), NAMEWRIGHT.machine(2)];
/// A name server that answers everything with an address nobody may be sent to.
pub(crate) const LYING_DNS_SERVER: Ipv4Addr = NAMEWRIGHT.machine(66);
/// The RDAP server.
pub(crate) const RDAP_SERVER: Ipv4Addr = NAMEWRIGHT.machine(43);
/// The mail relay.
pub(crate) const MAIL_RELAY: Ipv4Addr = NAMEWRIGHT.machine(25);
/// ShieldNet's edge.
pub(crate) const EDGE: Ipv4Addr = SHIELDNET.machine(10);
/// The server at Northbyte that ShieldNet's edge asks.
pub(crate) const ORIGIN: Ipv4Addr = NORTHBYTE.machine(10);

/// Each web host name with the address it answers at (for a site behind the edge: the edge).
pub(crate) const WEB_HOSTS: &[(&str, Ipv4Addr)] = &[
    ("archive-harbour.test", ARCHIVE_HARBOUR.machine(10)),
    ("zeta-voice.test", EDGE),
    ("site.zeta-voice.test", EDGE),
    ("walls.test", NORTHBYTE.machine(20)),
    ("plazaa.test", PLAZAA.machine(10)),
    ("murmur.test", MURMUR.machine(10)),
    ("shorty.test", SHORTY.machine(10)),
    ("meridian-gazette.test", MERIDIAN_GAZETTE.machine(10)),
    ("open-stacks.test", OPEN_STACKS.machine(10)),
    ("quietpages.test", QUIETPAGES.machine(10)),
    ("stillwater.test", STILLWATER.machine(10)),
];

/// Where the parts of a running small internet listen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// The name servers that tell the truth, to be configured as resolvers.
    pub dns: [SocketAddr; 2],
    /// A name server that answers every question with the metadata address 169.254.169.254.
    pub lying_dns: SocketAddr,
    /// The port of every web host, to be allowed beside 80 and 443.
    pub http_port: u16,
    /// Base URL of the RDAP server, with a slash at its end.
    pub rdap_base_url: String,
    /// The mail relay that takes mail for every `.test` address, without TLS.
    pub smtp: SocketAddr,
}

/// The provider whose network holds `ip`.
pub fn find_provider_by_ip(ip: Ipv4Addr) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.holds(ip))
}

/// The provider whose abuse desk reads `address`.
pub fn find_provider_by_mail(address: &str) -> Option<&'static Provider> {
    PROVIDERS
        .iter()
        .find(|provider| provider.abuse_mail.eq_ignore_ascii_case(address))
}
