//! WHOIS answers on port 43: free text without a grammar, read for a few known lines only.
//!
//! What holders and administrative contacts published is not taken out, as with RDAP.

/// Bytes of an answer that are read.
const SIZE_BYTES_MAX: usize = 1024 * 1024;
/// Lines of an answer that are read.
const LINES_MAX: usize = 20_000;
/// Values kept of one kind.
const VALUES_MAX: usize = 16;
/// Characters kept of one value.
const VALUE_CHARS_MAX: usize = 254;

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhoisAnswer {
    /// Who registered the name for its holder.
    pub registrar: Option<String>,
    /// Addresses for reports of abuse, in the order of the answer.
    pub abuse_emails: Vec<String>,
    /// Telephone numbers for reports of abuse.
    pub abuse_phones: Vec<String>,
    /// The server that knows more, as a bare host name.
    pub referral: Option<String>,
    /// Name of the block of addresses.
    pub network_name: Option<String>,
    /// Country of registration, two letters.
    pub country: Option<String>,
    /// Status values.
    pub status: Vec<String>,
}

/// Reads an answer in any encoding; linear in its size.
pub fn parse_whois(bytes: &[u8]) -> WhoisAnswer {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SIZE_BYTES_MAX)]);
    let mut answer = WhoisAnswer::default();
    // Some registries write the value on the line after its key.
    let mut open_key: Option<String> = None;
    for line in text.lines().take(LINES_MAX) {
        if let Some(email) = stated_in_remark(line) {
            push(&mut answer.abuse_emails, email);
            continue;
        }
        if line.starts_with(['%', '#', '>']) {
            continue;
        }
        match line.split_once(':') {
            Some((key, value)) if !value.trim_start().starts_with("//") => {
                let key = key.trim().trim_end_matches('.').to_ascii_lowercase();
                let value = value.trim();
                if value.is_empty() {
                    open_key = Some(key);
                } else {
                    open_key = None;
                    answer.take(&key, value);
                }
            }
            _ => {
                let value = line.trim();
                if let Some(key) = open_key.take_if(|_| !value.is_empty()) {
                    answer.take(&key, value);
                }
            }
        }
    }
    answer
}

impl WhoisAnswer {
    fn take(&mut self, key: &str, value: &str) {
        let value: String = value
            .chars()
            .filter(|c| !c.is_control())
            .take(VALUE_CHARS_MAX)
            .collect();
        match key {
            "registrar" | "registrar name" | "sponsoring registrar" => {
                self.registrar.get_or_insert(value);
            }
            "registrar abuse contact email"
            | "abuse contact email"
            | "abuse-mailbox"
            | "orgabuseemail"
            | "abuse email"
            | "abuse-email"
            | "abuse e-mail" => {
                if let Some(email) = plain_email(&value) {
                    push(&mut self.abuse_emails, email);
                }
            }
            "registrar abuse contact phone"
            | "abuse contact phone"
            | "orgabusephone"
            | "abuse phone" => push(&mut self.abuse_phones, value),
            "registrar whois server" | "whois server" | "whois" | "refer" | "referralserver" => {
                if let Some(host) = bare_host(&value) {
                    self.referral.get_or_insert(host);
                }
            }
            "netname" => _ = self.network_name.get_or_insert(value),
            "country" => {
                let country = value.trim().to_ascii_uppercase();
                if country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()) {
                    self.country.get_or_insert(country);
                }
            }
            "status" | "domain status" | "state" => push(&mut self.status, value),
            _ => {}
        }
    }
}

/// RIPE's remark: `% Abuse contact for '192.0.2.0 - 192.0.2.255' is 'abuse@hoster.test'`.
fn stated_in_remark(line: &str) -> Option<String> {
    let rest = line
        .strip_prefix('%')?
        .trim_start()
        .strip_prefix("Abuse contact for ")?;
    plain_email(rest.rsplit('\'').nth(1)?)
}

fn plain_email(text: &str) -> Option<String> {
    let (local, domain) = text.trim().rsplit_once('@')?;
    let is_plain = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| !c.is_whitespace() && !matches!(c, '<' | '>' | ',' | ';' | '@'))
    };
    (is_plain(local) && is_plain(domain) && domain.contains('.'))
        .then(|| format!("{local}@{}", domain.to_ascii_lowercase()))
}

/// `whois.example`, `whois://whois.example:43/`.
fn bare_host(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = rest.split([':', '/', ' ']).next()?.to_ascii_lowercase();
    let is_host = host.contains('.')
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    is_host.then_some(host)
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

    /// Goal: each fixture gives its answer, and nothing of the holder.
    #[test]
    fn fixtures_are_read() {
        for_each_fixture("whois", "txt", |bytes| {
            let text = format!("{:#?}\n", parse_whois(bytes));
            assert!(!text.contains("Private Person") && !text.contains("person@"));
            text
        });
    }

    proptest! {
        /// Goal: no bytes make the reader panic.
        #[test]
        fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse_whois(&bytes);
        }
    }
}
