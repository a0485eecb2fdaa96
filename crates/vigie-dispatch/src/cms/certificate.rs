//! What a signature needs of a certificate: issuer, number, validity, public key.
//!
//! Source: RFC 5280, section 4.1. Whether anybody trusts it is for whoever verifies.

use vigie_domain::Timestamp;

use super::der::{element, take, take_tag};

/// Years below this belong to the next century in a `UTCTime`. Source: RFC 5280, 4.1.2.5.1.
const CENTURY_SPLIT: u32 = 50;

/// The unit's own certificate.
pub(super) struct Certificate {
    /// The issuer's name, as its element.
    pub(super) issuer: Vec<u8>,
    /// The serial number, as its element.
    pub(super) serial: Vec<u8>,
    pub(super) not_before: Timestamp,
    pub(super) not_after: Timestamp,
    /// The bits of the public key.
    pub(super) public_key: Vec<u8>,
}

impl Certificate {
    pub(super) fn parse(der: &[u8]) -> Option<Self> {
        let mut rest = der;
        let mut outer = take_tag(&mut rest, 0x30)?.value;
        let mut fields = take_tag(&mut outer, 0x30)?.value;
        let first = take(&mut fields)?;
        // Certificates of version 1 have no version.
        let serial = if first.tag == 0xa0 {
            take(&mut fields)?
        } else {
            first
        };
        if serial.tag != 0x02 {
            return None;
        }
        take_tag(&mut fields, 0x30)?;
        let issuer = take_tag(&mut fields, 0x30)?;
        let mut validity = take_tag(&mut fields, 0x30)?.value;
        let not_before = take(&mut validity)?;
        let not_after = take(&mut validity)?;
        take_tag(&mut fields, 0x30)?;
        let mut key = take_tag(&mut fields, 0x30)?.value;
        take_tag(&mut key, 0x30)?;
        // The first byte of a bit string counts unused bits: none in a key.
        let (unused, public_key) = take_tag(&mut key, 0x03)?.value.split_first()?;
        if *unused != 0 {
            return None;
        }
        Some(Self {
            issuer: issuer.whole.to_vec(),
            serial: serial.whole.to_vec(),
            not_before: parse_time(not_before.tag, not_before.value)?,
            not_after: parse_time(not_after.tag, not_after.value)?,
            public_key: public_key.to_vec(),
        })
    }
}

/// `UTCTime` or `GeneralizedTime`, both to the second and in UTC.
fn parse_time(tag: u8, value: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(value).ok()?.strip_suffix('Z')?;
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match (tag, text.len()) {
        (0x17, 12) => {
            let year: u32 = text.get(..2)?.parse().ok()?;
            let century = if year < CENTURY_SPLIT { 2_000 } else { 1_900 };
            (century + year, text.get(2..)?)
        }
        (0x18, 14) => (text.get(..4)?.parse().ok()?, text.get(4..)?),
        _ => return None,
    };
    let part = |at: usize| rest.get(at..at + 2);
    Timestamp::parse_rfc3339(&format!(
        "{year:04}-{}-{}T{}:{}:{}Z",
        part(0)?,
        part(2)?,
        part(4)?,
        part(6)?,
        part(8)?
    ))
}

/// An instant as a signature states it: `UTCTime` until 2049, `GeneralizedTime` after it.
pub(super) fn time_der(at: Timestamp) -> Option<Vec<u8>> {
    let text = at.rfc3339_seconds();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 14 || !text.ends_with('Z') {
        return None;
    }
    let year: u32 = digits.get(..4)?.parse().ok()?;
    Some(if (1_950..2_050).contains(&year) {
        element(0x17, format!("{}Z", digits.get(2..)?).as_bytes())
    } else {
        element(0x18, format!("{digits}Z").as_bytes())
    })
}
