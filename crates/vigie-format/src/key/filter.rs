//! Rewriting of captured ids to the one form a key uses.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Bitcoin's alphabet, used by content ids.
const BASE58_BTC: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// Flickr's alphabet, used by PeerTube's short ids.
const BASE58_FLICKR: &[u8; 58] = b"123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
/// RFC 4648 in lower case.
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// A content id of version 0: a SHA-256 multihash.
const CID_V0_SIZE_BYTES: usize = 34;

/// How a captured text is rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    /// Lower case.
    Lower,
    /// A content id as version 1 in base32: version 0 and 1 name the same bytes.
    Cid,
    /// An info hash as hexadecimal; it also comes as base32.
    Btih,
    /// A UUID in its long form; PeerTube also writes it in base58.
    Uuid,
    /// A host as translate.goog writes it: `-` for `.`, `--` for `-`.
    Goog,
    /// Text carried as base64, in either alphabet, padded or not.
    B64,
    /// The canonical key of the locator inside; the engine does this one.
    Key,
}

impl Filter {
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "lower" => Some(Self::Lower),
            "cid" => Some(Self::Cid),
            "btih" => Some(Self::Btih),
            "uuid" => Some(Self::Uuid),
            "goog" => Some(Self::Goog),
            "b64" => Some(Self::B64),
            "key" => Some(Self::Key),
            _ => None,
        }
    }

    /// The rewritten text; `None` when the text is not what the filter rewrites.
    pub(super) fn apply(self, text: &str) -> Option<Cow<'_, str>> {
        match self {
            Self::Lower if text.bytes().any(|b| b.is_ascii_uppercase()) => {
                Some(text.to_ascii_lowercase().into())
            }
            Self::Lower | Self::Key => Some(text.into()),
            Self::Cid => content_id(text),
            Self::Btih => info_hash(text).map(Cow::Owned),
            Self::Uuid => long_uuid(text).map(Cow::Owned),
            Self::B64 => base64_text(text).map(Cow::Owned),
            Self::Goog => Some(
                text.replace("--", "\0")
                    .replace('-', ".")
                    .replace('\0', "-")
                    .into(),
            ),
        }
    }
}

fn base64_text(text: &str) -> Option<String> {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let even = text
        .trim_end_matches('=')
        .replace('+', "-")
        .replace('/', "_");
    String::from_utf8(URL_SAFE_NO_PAD.decode(even).ok()?).ok()
}

fn content_id(text: &str) -> Option<Cow<'_, str>> {
    if !text.starts_with("Qm") {
        return Some(text.into());
    }
    let multihash = base58(text, BASE58_BTC, CID_V0_SIZE_BYTES)?;
    // Version 1, dag-pb (0x70), then the multihash; `b` announces base32.
    let mut bytes = vec![0x01, 0x70];
    bytes.extend_from_slice(&multihash);
    Some(format!("b{}", base32(&bytes)).into())
}

fn info_hash(text: &str) -> Option<String> {
    match text.len() {
        40 => text
            .bytes()
            .all(|b| b.is_ascii_hexdigit())
            .then(|| text.to_ascii_lowercase()),
        32 => {
            let mut hex = String::with_capacity(40);
            let (mut bits, mut held) = (0_u32, 0_u32);
            for byte in text.bytes() {
                let value = BASE32
                    .iter()
                    .position(|&b| b == byte.to_ascii_lowercase())?;
                bits = (bits << 5) | u32::try_from(value).ok()?;
                held += 5;
                while held >= 4 {
                    held -= 4;
                    write!(hex, "{:x}", bits >> held & 0xf).ok()?;
                }
            }
            Some(hex)
        }
        _ => None,
    }
}

fn long_uuid(text: &str) -> Option<String> {
    match text.len() {
        36 => uuid::Uuid::try_parse(text)
            .ok()
            .map(|uuid| uuid.to_string()),
        22 => {
            let bytes = base58(text, BASE58_FLICKR, 16)?;
            uuid::Uuid::from_slice(&bytes)
                .ok()
                .map(|uuid| uuid.to_string())
        }
        _ => None,
    }
}

/// Reads base58 into exactly `size` bytes.
fn base58(text: &str, alphabet: &[u8; 58], size: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0_u8; size];
    for digit in text.bytes() {
        let mut carry = alphabet.iter().position(|&b| b == digit)?;
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = u8::try_from(carry & 0xff).ok()?;
            carry >>= 8;
        }
        if carry != 0 {
            return None;
        }
    }
    Some(bytes)
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for &byte in bytes {
        bits = (bits << 8) | u32::from(byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(char::from(BASE32[(bits >> held & 31) as usize]));
        }
        bits &= (1 << held) - 1;
    }
    if held > 0 {
        text.push(char::from(BASE32[(bits << (5 - held) & 31) as usize]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: two spellings of one id become one.
    #[test]
    fn ids_have_one_form() {
        #[track_caller]
        fn case(filter: Filter, text: &str, expected: Option<&str>) {
            assert_eq!(filter.apply(text).as_deref(), expected);
        }
        // The pair is the example of the CID specification.
        case(
            Filter::Cid,
            "QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR",
            Some("bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi"),
        );
        case(Filter::Cid, "Qm0", None);
        case(
            Filter::Btih,
            "AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH",
            Some("0123456789abcdef0123456789abcdef01234567"),
        );
        case(Filter::Btih, "zz", None);
        case(
            Filter::B64,
            "aHR0cHM6Ly9hLmV4YW1wbGUvP3g_",
            Some("https://a.example/?x?"),
        );
        case(Filter::B64, "a", None);
        case(
            Filter::Goog,
            "my--site-example-com",
            Some("my-site.example.com"),
        );
        case(
            Filter::Uuid,
            "9C9DE5E8-0A1E-484A-B099-E80766180A6D",
            Some("9c9de5e8-0a1e-484a-b099-e80766180a6d"),
        );
        case(
            Filter::Uuid,
            "kkGMgK9ZtnKfYAgnEtQxbv",
            Some("9c9de5e8-0a1e-484a-b099-e80766180a6d"),
        );
    }
}
