//! Labelled digests as archives write them: `sha1:BASE32`, `sha256:hex`.

use sha2::Digest;

/// What comparing a stated digest with the bytes gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestCheck {
    /// No digest is stated.
    Absent,
    /// The bytes have the stated digest.
    Verified,
    /// They have not.
    Mismatch,
    /// The algorithm or the form of the digest is not known here.
    Unreadable,
}

/// Compares a stated digest with some bytes given in parts.
pub(super) fn check(stated: Option<&str>, parts: &[&[u8]]) -> DigestCheck {
    let Some(stated) = stated else {
        return DigestCheck::Absent;
    };
    let Some((algorithm, value)) = stated.trim().split_once(':') else {
        return DigestCheck::Unreadable;
    };
    let found = match algorithm.to_ascii_lowercase().replace('-', "").as_str() {
        "sha1" => compute::<sha1::Sha1>(parts),
        "sha256" => compute::<sha2::Sha256>(parts),
        "sha512" => compute::<sha2::Sha512>(parts),
        "md5" => compute::<md5::Md5>(parts),
        _ => return DigestCheck::Unreadable,
    };
    match decode(value, found.len()) {
        None => DigestCheck::Unreadable,
        Some(stated) if stated == found => DigestCheck::Verified,
        Some(_) => DigestCheck::Mismatch,
    }
}

fn compute<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hasher = D::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().to_vec()
}

/// Reads hexadecimal, base32 or base64, whichever has the right length.
fn decode(value: &str, size: usize) -> Option<Vec<u8>> {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
    let bare = value.trim_end_matches('=');
    if bare.len() == size * 2 {
        return hex::decode(bare).ok();
    }
    if bare.len() == (size * 8).div_ceil(5) {
        return decode_base32(bare, size);
    }
    let engine = if bare.contains(['-', '_']) {
        URL_SAFE_NO_PAD
    } else {
        STANDARD_NO_PAD
    };
    engine.decode(bare).ok().filter(|bytes| bytes.len() == size)
}

fn decode_base32(text: &str, size: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(size);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a',
            b'2'..=b'7' => byte - b'2' + 26,
            _ => return None,
        };
        bits = (bits << 5 | u32::from(value)) & 0xffff;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    (bytes.len() == size).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the forms other programs write are all read. The digests are those of "abc".
    #[test]
    fn each_form_is_read() {
        #[track_caller]
        fn case(stated: &str, expected: DigestCheck) {
            assert_eq!(check(Some(stated), &[b"a", b"bc"]), expected);
        }
        case(
            "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5",
            DigestCheck::Verified,
        );
        case(
            "sha1:a9993e364706816aba3e25717850c26c9cd0d89d",
            DigestCheck::Verified,
        );
        case(
            "SHA-256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            DigestCheck::Verified,
        );
        case(
            "sha256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ====",
            DigestCheck::Verified,
        );
        case(
            "sha256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
            DigestCheck::Verified,
        );
        case(
            "md5:900150983cd24fb0d6963f7d28e17f72",
            DigestCheck::Verified,
        );
        case(
            "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE6",
            DigestCheck::Mismatch,
        );
        case("crc:00", DigestCheck::Unreadable);
        case("sha1:!", DigestCheck::Unreadable);
        case("nothing", DigestCheck::Unreadable);
        assert_eq!(check(None, &[]), DigestCheck::Absent);
    }
}
