//! What a zone says beside its addresses: who serves and names it, whose tenant it is, where its
//! mail comes from.
//!
//! Every line is a hint by itself: mail is often another operator's, tokens are left behind, names
//! of addresses are stale. Asked of the resolvers like everything else; nobody else is called.

use std::net::{IpAddr, SocketAddr};

use vigie_egress::{DnsAnswer, DnsClient, RecordData, RecordType, ResponseCode};

use crate::chain::{DnsPicture, NamedAddress};
use crate::dns::keep;
use crate::host::is_under;
use crate::ledger::Ledger;

/// Addresses whose names are asked, and exchangers whose addresses are.
const LOOK_UPS_MAX: usize = 4;
/// Terms, tokens or issuers kept of one zone.
const TERMS_MAX: usize = 32;
/// Longest term kept, in bytes.
const TERM_BYTES_MAX: usize = 200;

/// Asks about the zone and about the names of addresses, one resolver after the other.
pub(crate) async fn look_aside(
    client: &DnsClient,
    zone: &str,
    picture: &mut DnsPicture,
    ledger: &mut Ledger,
) {
    let resolvers = client.resolvers().to_vec();
    let asker = Asker { client, resolvers };
    let (texts, issuers, start) = tokio::join!(
        asker.ask(zone, RecordType::Txt),
        asker.ask(zone, RecordType::Caa),
        asker.ask(zone, RecordType::Soa),
    );
    for answer in [texts, issuers, start].into_iter().flatten() {
        keep(&answer, ledger);
        for record in answer.records.iter().filter(|record| record.name == zone) {
            read_record(&record.data, picture);
        }
    }
    let addresses: Vec<IpAddr> = picture
        .addresses
        .iter()
        .copied()
        .take(LOOK_UPS_MAX)
        .collect();
    for address in addresses {
        let Some(answer) = asker.ask(&reverse_name(address), RecordType::Ptr).await else {
            continue;
        };
        keep(&answer, ledger);
        for record in answer.records.iter().take(TERMS_MAX) {
            if let RecordData::Ptr(name) = &record.data {
                add(
                    &mut picture.reverse_names,
                    NamedAddress {
                        address,
                        name: name.clone(),
                    },
                );
            }
        }
    }
    // Only exchangers of the zone's own: those of a mail house lead to the mail house.
    let own: Vec<String> = picture
        .mail_exchangers
        .iter()
        .filter(|name| is_under(name, zone))
        .take(LOOK_UPS_MAX)
        .cloned()
        .collect();
    for name in own {
        for record_type in [RecordType::A, RecordType::Aaaa] {
            let Some(answer) = asker.ask(&name, record_type).await else {
                continue;
            };
            keep(&answer, ledger);
            for address in answer.addresses() {
                let address = address.to_canonical();
                add(
                    &mut picture.mail_addresses,
                    NamedAddress {
                        address,
                        name: name.clone(),
                    },
                );
            }
        }
    }
}

struct Asker<'a> {
    client: &'a DnsClient,
    resolvers: Vec<SocketAddr>,
}

impl Asker<'_> {
    /// The first resolver that answers; that none does is no defect, these are hints.
    async fn ask(&self, name: &str, record_type: RecordType) -> Option<DnsAnswer> {
        for resolver in &self.resolvers {
            let answer = self.client.lookup(name, record_type, Some(*resolver)).await;
            if let Ok(answer) = answer
                && matches!(answer.code, ResponseCode::NoError | ResponseCode::NxDomain)
            {
                return Some(answer);
            }
        }
        None
    }
}

fn read_record(data: &RecordData, picture: &mut DnsPicture) {
    match data {
        RecordData::Soa { primary, .. } => picture.zone_primary = Some(primary.clone()),
        RecordData::Caa { tag, value } if tag.starts_with("issue") => {
            add(&mut picture.certificate_issuers, cut(value));
        }
        RecordData::Txt(text) => match text.strip_prefix("v=spf1 ") {
            Some(terms) => {
                for term in terms.split_whitespace().filter(|term| term.contains(':')) {
                    add(&mut picture.sender_terms, cut(term.trim_start_matches('+')));
                }
            }
            None => {
                if let Some(service) = service_of(text) {
                    add(&mut picture.tenant_tokens, cut(service));
                }
            }
        },
        _ => {}
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if list.len() < TERMS_MAX && !list.contains(&value) {
        list.push(value);
    }
}

fn cut(text: &str) -> String {
    text.chars()
        .take(TERM_BYTES_MAX)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// The service whose token a text is: what stands before the secret, never the secret.
fn service_of(text: &str) -> Option<&str> {
    let (name, value) = text.split_once(['=', ':'])?;
    let is_token = name.contains("verification") || name.contains("verify") || name == "MS";
    (is_token && !value.is_empty()).then(|| name.trim())
}

/// The addresses a sender policy names one by one; whole networks say nothing about one site.
pub(crate) fn sender_addresses(terms: &[String]) -> impl Iterator<Item = IpAddr> {
    terms.iter().filter_map(|term| {
        let (kind, value) = term.split_once(':')?;
        let single = match kind {
            "ip4" => value.strip_suffix("/32").unwrap_or(value),
            "ip6" => value.strip_suffix("/128").unwrap_or(value),
            _ => return None,
        };
        single.parse().ok()
    })
}

/// The name under which the names of an address are filed. Source: RFC 1035, 3.5; RFC 3596, 2.5.
pub(crate) fn reverse_name(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, d] = v4.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(v6) => {
            let mut name = String::with_capacity(72);
            for byte in v6.octets().iter().rev() {
                for nibble in [byte & 15, byte >> 4] {
                    name.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
                    name.push('.');
                }
            }
            name.push_str("ip6.arpa");
            name
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: addresses are filed as the standards say.
    #[test]
    fn addresses_have_reverse_names() {
        assert_eq!(
            reverse_name("192.0.2.10".parse().unwrap()),
            "10.2.0.192.in-addr.arpa"
        );
        assert_eq!(
            reverse_name("2001:db8::1".parse().unwrap()),
            format!("1.{}8.b.d.0.1.0.0.2.ip6.arpa", "0.".repeat(23))
        );
    }

    /// Goal: a token names its service and not its secret; a policy names single addresses only.
    #[test]
    fn texts_are_read() {
        let mut picture = DnsPicture::default();
        for text in [
            "v=spf1 ip4:192.0.2.9 ip4:198.51.100.0/24 +ip6:2001:db8::9/128 include:_spf.Post.example mx ~all",
            "google-site-verification=secret",
            "MS=ms123",
            "a remark: not a token",
            "site-verification=",
        ] {
            read_record(&RecordData::Txt(text.to_owned()), &mut picture);
        }
        assert_eq!(picture.tenant_tokens, ["google-site-verification", "ms"]);
        assert_eq!(picture.sender_terms.len(), 4);
        let single: Vec<String> = sender_addresses(&picture.sender_terms)
            .map(|address| address.to_string())
            .collect();
        assert_eq!(single, ["192.0.2.9", "2001:db8::9"]);
    }
}
