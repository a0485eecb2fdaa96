//! Defanging: an address that a person reads and nothing opens by accident.

use url::Url;

/// Rewrites `url` so that no program makes a link of it: `hxxps://archive[.]example/details/x`.
///
/// Shape: plain ASCII. The scheme loses its `t`s, every dot of the host is bracketed, and an
/// address carried inside the path or query is treated the same. For people only: the exact
/// address travels in the attachment.
pub fn defang(url: &str) -> String {
    let Ok(parsed) = Url::parse(url.trim()) else {
        return defang_text(&ascii(url));
    };
    let host = parsed.host_str().unwrap_or_default();
    let shown = parsed.as_str();
    let Some((before, after)) = (!host.is_empty()).then(|| shown.split_once(host)).flatten() else {
        return defang_text(&ascii(shown));
    };
    // Only an address in brackets (IPv6) has no dots to bracket.
    let host = if host.starts_with('[') {
        host.to_owned()
    } else {
        host.replace('.', "[.]")
    };
    let before = before.strip_suffix("://").map_or_else(
        || ascii(before),
        |scheme| format!("{}://", bland_scheme(scheme)),
    );
    format!("{before}{host}{}", defang_text(&ascii(after)))
}

/// Makes links inside running text harmless.
fn defang_text(text: &str) -> String {
    let mut defanged = text.replace("://", "[:]//");
    for lively in ["http", "HTTP"] {
        defanged = defanged.replace(lively, "hxxp");
    }
    defanged
}

fn bland_scheme(scheme: &str) -> String {
    scheme.replace("http", "hxxp").replace("ftp", "fxp")
}

/// Percent-encodes what is not printable ASCII, so that nothing can hide or turn the line around.
fn ascii(text: &str) -> String {
    use std::fmt::Write as _;
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_graphic() {
            plain.push(character);
            continue;
        }
        let mut bytes = [0; 4];
        for byte in character.encode_utf8(&mut bytes).bytes() {
            let _ = write!(plain, "%{byte:02X}");
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    //! Goal: nothing clickable remains, whatever the address holds.

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_addresses() {
        for (url, expected) in [
            (
                "https://archive.example/details/ID.v2",
                "hxxps://archive[.]example/details/ID.v2",
            ),
            (
                "http://a.b.example:8080/?q=1#f",
                "hxxp://a[.]b[.]example:8080/?q=1#f",
            ),
            ("http://203.0.113.7/x", "hxxp://203[.]0[.]113[.]7/x"),
            ("http://[2001:db8::1]/x", "hxxp://[2001:db8::1]/x"),
            ("ftp://files.example/a", "fxp://files[.]example/a"),
            (
                "https://r.example/?to=http://evil.example/a",
                "hxxps://r[.]example/?to=hxxp[:]//evil.example/a",
            ),
            (
                "https://موقع.example/صورة",
                "hxxps://xn--4gbrim[.]example/%D8%B5%D9%88%D8%B1%D8%A9",
            ),
            ("magnet:?xt=urn:btih:abc", "magnet:?xt=urn:btih:abc"),
            ("not an address", "not%20an%20address"),
        ] {
            assert_eq!(defang(url), expected, "{url}");
        }
    }

    proptest! {
        #[test]
        fn nothing_clickable_remains(url in "(https?|HTTP)://[a-z]{1,8}\\.[a-z]{2,4}/\\PC{0,60}") {
            let defanged = defang(&url);
            prop_assert!(defanged.is_ascii());
            prop_assert!(!defanged.to_ascii_lowercase().contains("http://"));
            prop_assert!(!defanged.to_ascii_lowercase().contains("https://"));
        }
    }
}
