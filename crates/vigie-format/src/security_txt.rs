//! `security.txt`: whom a site wants told of vulnerabilities, a last resort for anything else.
//!
//! Source: RFC 9116. A signed file is read inside its armour; the signature is not checked.

use vigie_domain::Timestamp;

use crate::Defect;
use crate::lines::lines;

/// Lines read of one file.
const LINES_MAX: usize = 1_000;
/// Contacts read of one file.
const CONTACTS_MAX: usize = 16;
/// Longest file read, in bytes.
const FILE_BYTES_MAX: usize = 64 * 1024;

/// What a site says in its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SecurityTxt {
    /// Mail addresses, preferred first.
    pub emails: Vec<String>,
    /// Pages and forms, preferred first.
    pub urls: Vec<String>,
    /// When the file stops being true.
    pub expires_at: Option<Timestamp>,
    /// Codes of languages it may be written to in.
    pub languages: Vec<String>,
    /// Whether it stands in a signature's armour.
    pub is_signed: bool,
}

/// Reads a file; a page that is none has no contact, and says so.
pub fn parse_security_txt(bytes: &[u8]) -> (SecurityTxt, Vec<Defect>) {
    let mut read = SecurityTxt::default();
    let mut defects = Vec::new();
    let bytes = &bytes[..bytes.len().min(FILE_BYTES_MAX)];
    for (number, line) in lines(bytes, Some('#')).take(LINES_MAX) {
        let Ok(line) = line else { continue };
        if line.starts_with("-----BEGIN PGP SIGNED") {
            read.is_signed = true;
        }
        if line.starts_with("-----BEGIN PGP SIGNATURE") {
            break;
        }
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "contact" => add_contact(&mut read, value),
            "expires" => match Timestamp::parse_rfc3339(value) {
                Some(at) => read.expires_at = Some(at),
                None => defects.push(Defect::at_line(number, "the expiry is no date")),
            },
            "preferred-languages" => {
                read.languages = value
                    .split(',')
                    .map(|code| code.trim().to_owned())
                    .take(8)
                    .collect();
            }
            _ => {}
        }
    }
    if read.emails.is_empty() && read.urls.is_empty() {
        defects.push(Defect::at_field("Contact", "no contact stands in it"));
    }
    if read.expires_at.is_none() {
        defects.push(Defect::at_field(
            "Expires",
            "it does not say until when it holds",
        ));
    }
    (read, defects)
}

fn add_contact(read: &mut SecurityTxt, value: &str) {
    if read.emails.len() + read.urls.len() >= CONTACTS_MAX {
        return;
    }
    let is_mail = |text: &str| text.contains('@') && !text.contains(['/', ' ', '<']);
    match value.strip_prefix("mailto:") {
        Some(address) => {
            let address = address.split('?').next().unwrap_or_default();
            if is_mail(address) {
                read.emails.push(address.to_ascii_lowercase());
            }
        }
        None if value.starts_with("https://") => read.urls.push(value.to_owned()),
        // Many write the bare address, which the standard does not allow and everybody means.
        None if is_mail(value) => read.emails.push(value.to_ascii_lowercase()),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: a signed file is read in its order; what is no file of this kind has no contact.
    #[test]
    fn files_are_read() {
        let (read, defects) = parse_security_txt(
            b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n# a word\nContact: mailto:Security@zeta.example?subject=x\n\
              contact: https://zeta.example/report\nContact: tel:+33-1\nExpires: 2027-01-01T00:00:00Z\n\
              Preferred-Languages: fr, ar\n-----BEGIN PGP SIGNATURE-----\nContact: mailto:evil@evil.example\n",
        );
        assert_eq!(read.emails, ["security@zeta.example"]);
        assert_eq!(read.urls, ["https://zeta.example/report"]);
        assert_eq!(read.languages, ["fr", "ar"]);
        assert!(read.is_signed && read.expires_at.is_some() && defects.is_empty());

        let (read, defects) = parse_security_txt(b"<!doctype html><p>not here");
        assert_eq!(read, SecurityTxt::default());
        assert_eq!(defects.len(), 2);
    }
}
