//! WHOIS answers on port 43 (RFC 3912): free text without a grammar, read for known lines only.
//!
//! What holders and administrative contacts published is neither taken out nor kept, as with RDAP:
//! nothing tells a person's line from another, so what is unknown is left out.

use url::Url;

use crate::Defect;
use crate::channel::parse_email;

/// Bytes of an answer that are read.
const SIZE_BYTES_MAX: usize = 1024 * 1024;
/// Lines of an answer that are read.
const LINES_MAX: usize = 20_000;
/// Values kept of one kind, and defects named.
const VALUES_MAX: usize = 16;
/// Characters kept of one value.
const VALUE_CHARS_MAX: usize = 254;
/// Where WHOIS servers listen. Source: RFC 3912.
const PORT: u16 = 43;

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhoisAnswer {
    /// The name asked for, lower case.
    pub domain: Option<String>,
    /// Who registered the name for its holder.
    pub registrar: Option<String>,
    /// The registrar's IANA number.
    pub registrar_number: Option<u32>,
    /// Addresses for reports of abuse, in the order of the answer.
    pub abuse_emails: Vec<String>,
    /// Telephone numbers for reports of abuse.
    pub abuse_phones: Vec<String>,
    /// The server that knows more.
    pub referral: Option<WhoisServer>,
    /// Name of the block of addresses.
    pub network_name: Option<String>,
    /// Organisation the block is registered to.
    pub organisation: Option<String>,
    /// Country of registration, two letters.
    pub country: Option<String>,
    /// Status values.
    pub status: Vec<String>,
}

/// A WHOIS server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhoisServer {
    /// Host name or address, without brackets.
    pub host: String,
    /// Port, 43 unless stated.
    pub port: u16,
}

/// Reads an answer in any encoding; linear in its size. A known line that cannot be read is a defect.
pub fn parse_whois(bytes: &[u8]) -> (WhoisAnswer, Vec<Defect>) {
    let text = text_of(bytes);
    let mut answer = WhoisAnswer::default();
    let mut defects = Vec::new();
    walk(&text, |passage| {
        if let Passage::Statement {
            number,
            field,
            value,
            ..
        } = passage
            && let Err(what) = answer.take(field, value)
            && defects.len() < VALUES_MAX
        {
            defects.push(Defect::at_line(number, what));
        }
    });
    (answer, defects)
}

/// The known lines of an answer, and whether others were left out.
///
/// Reading what is kept gives the same answer as reading the whole.
pub fn minimise_whois(bytes: &[u8]) -> (Vec<u8>, bool) {
    let text = text_of(bytes);
    let mut kept = String::new();
    let mut is_minimised = bytes.len() > SIZE_BYTES_MAX;
    walk(&text, |passage| match passage {
        Passage::Statement { lines, .. } => {
            for line in lines.into_iter().flatten() {
                kept.push_str(line.trim_end());
                kept.push('\n');
            }
        }
        Passage::Other => is_minimised = true,
    });
    (kept.into_bytes(), is_minimised)
}

/// A server as answers and configurations write it: `whois.example`, `whois.example:4343`,
/// `whois://whois.example/`.
pub fn parse_whois_server(text: &str) -> Option<WhoisServer> {
    let bare = text
        .trim()
        .trim_start_matches("whois://")
        .trim_end_matches('/');
    let url = Url::parse(&format!("whois://{bare}")).ok()?;
    let host = url
        .host_str()?
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_ascii_lowercase();
    let is_plain = url.path().is_empty() && url.username().is_empty() && url.query().is_none();
    (is_plain && host.contains(['.', ':'])).then(|| WhoisServer {
        host,
        port: url.port().unwrap_or(PORT),
    })
}

/// What a known line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Domain,
    Registrar,
    RegistrarNumber,
    AbuseEmail,
    AbusePhone,
    Referral,
    NetworkName,
    Organisation,
    Country,
    Status,
    /// About the domain, its registrar or its network: kept as evidence, not read.
    Kept,
}

impl Field {
    fn of(key: &str) -> Option<Self> {
        Some(match key {
            "domain" | "domain name" => Self::Domain,
            "registrar" | "registrar name" | "sponsoring registrar" => Self::Registrar,
            "registrar iana id" => Self::RegistrarNumber,
            "registrar abuse contact email"
            | "abuse contact email"
            | "abuse-mailbox"
            | "orgabuseemail"
            | "abuse email"
            | "abuse-email"
            | "abuse e-mail" => Self::AbuseEmail,
            "registrar abuse contact phone"
            | "abuse contact phone"
            | "orgabusephone"
            | "abuse phone" => Self::AbusePhone,
            "registrar whois server" | "whois server" | "whois" | "refer" | "referralserver" => {
                Self::Referral
            }
            "netname" => Self::NetworkName,
            "orgname" | "org-name" => Self::Organisation,
            "country" => Self::Country,
            "status" | "domain status" | "state" => Self::Status,
            "registry domain id"
            | "registrar handle"
            | "registrar url"
            | "name server"
            | "nserver"
            | "nserver name"
            | "dnssec"
            | "creation date"
            | "created"
            | "updated date"
            | "changed"
            | "registry expiry date"
            | "expiry date"
            | "paid-till"
            | "source"
            | "inetnum"
            | "netrange" => Self::Kept,
            _ => return None,
        })
    }
}

/// A part of an answer.
enum Passage<'t> {
    /// A known field with a value, on one line or two; the number is that of the value.
    Statement {
        number: u64,
        field: Field,
        value: &'t str,
        lines: [Option<&'t str>; 2],
    },
    /// A line that is not known.
    Other,
}

/// Goes through the lines once. Some registries write the value on the line after its key.
fn walk<'t>(text: &'t str, mut take: impl FnMut(Passage<'t>)) {
    let mut open: Option<(Field, &str)> = None;
    for (number, line) in (1..).zip(text.lines().take(LINES_MAX)) {
        let key_line = open.take();
        let statement = |field, value, lines| Passage::Statement {
            number,
            field,
            value,
            lines,
        };
        if let Some(email) = stated_in_remark(line) {
            take(statement(Field::AbuseEmail, email, [Some(line), None]));
        } else if line.starts_with(['%', '#', '>']) {
            take(Passage::Other);
        } else if let Some((key, value)) = split_key(line) {
            match Field::of(&key) {
                None => take(Passage::Other),
                Some(field) if value.is_empty() => {
                    open = Some((field, line));
                    if key_line.is_some() {
                        take(Passage::Other);
                    }
                    continue;
                }
                Some(field) => take(statement(field, value, [Some(line), None])),
            }
        } else {
            let value = line.trim();
            match key_line {
                Some((field, key_line)) if !value.is_empty() => {
                    take(statement(field, value, [Some(key_line), Some(line)]));
                    continue;
                }
                None if value.is_empty() => continue,
                _ => take(Passage::Other),
            }
        }
        if key_line.is_some() {
            take(Passage::Other);
        }
    }
    if open.is_some() {
        take(Passage::Other);
    }
}

/// `key: value`; an address of the web is no key.
fn split_key(line: &str) -> Option<(String, &str)> {
    let (key, value) = line.split_once(':')?;
    let value = value.trim();
    let key = key.trim().trim_end_matches('.').to_ascii_lowercase();
    (!value.starts_with("//")).then_some((key, value))
}

/// RIPE's remark: `% Abuse contact for '192.0.2.0 - 192.0.2.255' is 'abuse@hoster.test'`.
fn stated_in_remark(line: &str) -> Option<&str> {
    let rest = line
        .strip_prefix('%')?
        .trim_start()
        .strip_prefix("Abuse contact for ")?;
    rest.rsplit('\'').nth(1)
}

impl WhoisAnswer {
    fn take(&mut self, field: Field, value: &str) -> Result<(), &'static str> {
        let plain = || -> String {
            let plain = value.chars().filter(|c| !c.is_control());
            plain.take(VALUE_CHARS_MAX).collect()
        };
        match field {
            Field::Domain => {
                self.domain.get_or_insert_with(|| plain().to_lowercase());
            }
            Field::Registrar => _ = self.registrar.get_or_insert_with(plain),
            Field::RegistrarNumber => {
                let number = value
                    .parse()
                    .map_err(|_| "the registrar's number cannot be read")?;
                self.registrar_number.get_or_insert(number);
            }
            Field::AbuseEmail => {
                let email = parse_email(value).ok_or("the address for abuse cannot be read")?;
                push(&mut self.abuse_emails, email);
            }
            Field::AbusePhone => push(&mut self.abuse_phones, plain()),
            Field::Referral => {
                let server =
                    parse_whois_server(value).ok_or("the server referred to cannot be read")?;
                self.referral.get_or_insert(server);
            }
            Field::NetworkName => _ = self.network_name.get_or_insert_with(plain),
            Field::Organisation => _ = self.organisation.get_or_insert_with(plain),
            Field::Country => {
                let country = value.to_ascii_uppercase();
                if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
                    return Err("the country is not two letters");
                }
                self.country.get_or_insert(country);
            }
            Field::Status => push(&mut self.status, plain()),
            Field::Kept => {}
        }
        Ok(())
    }
}

fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(&bytes[..bytes.len().min(SIZE_BYTES_MAX)])
}

fn push(values: &mut Vec<String>, value: String) {
    if values.len() < VALUES_MAX && !values.contains(&value) {
        values.push(value);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::for_each_fixture;

    /// Goal: each fixture gives its answer, and neither answer nor rest holds anything of the holder.
    #[test]
    fn fixtures_are_read() {
        for_each_fixture("whois", "txt", |bytes| {
            let (answer, defects) = parse_whois(bytes);
            let defects: Vec<String> = defects.iter().map(ToString::to_string).collect();
            let (kept, is_minimised) = minimise_whois(bytes);
            let kept = String::from_utf8(kept).unwrap();
            assert_eq!(parse_whois(kept.as_bytes()).0, answer);
            let text = format!(
                "{answer:#?}\ndefects: {defects:#?}\nis_minimised: {is_minimised}\nkept:\n{kept}"
            );
            assert!(!text.contains("Private Person") && !text.contains("person@"));
            text
        });
    }

    /// Goal: a referral is a host and perhaps a port, nothing else.
    #[test]
    fn referrals_are_hosts() {
        #[track_caller]
        fn case(text: &str, expected: Option<(&str, u16)>) {
            let expected = expected.map(|(host, port)| WhoisServer {
                host: host.to_owned(),
                port,
            });
            assert_eq!(parse_whois_server(text), expected);
        }
        case("whois.nic.io", Some(("whois.nic.io", 43)));
        case("whois://Whois.NIC.io/", Some(("whois.nic.io", 43)));
        case("127.0.0.1:4343", Some(("127.0.0.1", 4343)));
        case("[2001:db8::1]:4343", Some(("2001:db8::1", 4343)));
        case("rwhois://rwhois.host.test:4321", None);
        case("a@b.example", None);
        case("whois.nic.io/path", None);
        case("", None);
    }

    /// Goal: a value belongs to the key right above it, never to one further up.
    #[test]
    fn a_blank_line_closes_a_key() {
        let text = b"Registrar:\n\nA Private Person\nStatus:\nRegistrar: Names Zeta\n";
        let (answer, _) = parse_whois(text);
        assert_eq!(answer.registrar.as_deref(), Some("Names Zeta"));
        let (kept, is_minimised) = minimise_whois(text);
        assert_eq!(
            (kept.as_slice(), is_minimised),
            (&b"Registrar: Names Zeta\n"[..], true)
        );
        assert!(!minimise_whois(b"Registrar: Z\n\n").1);
    }

    proptest! {
        /// Goal: no bytes make the reader panic.
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = (parse_whois(&bytes), minimise_whois(&bytes));
        }

        /// Goal: what is kept says what the whole says.
        #[test]
        fn what_is_kept_says_the_same(lines in prop::collection::vec(
            prop::sample::select(vec![
                "", "Registrar:", "Registrar: Z", "a person", "  a@b.test", "refer: w.test", "Status:", "x: y", "https://x.test",
                "% Abuse contact for 'x' is 'a@b.test'", "% Registrar: Q", "> z", "netname: N\u{1}", "abuse email:", "country: xx",
            ]), 0..12)) {
            let text = lines.join("\n");
            let (kept, _) = minimise_whois(text.as_bytes());
            prop_assert_eq!(parse_whois(&kept).0, parse_whois(text.as_bytes()).0);
        }
    }
}
