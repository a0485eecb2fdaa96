//! Defanging: writing a URL so that no program follows it, and reading such text back.

use std::borrow::Cow;

/// The URL as mail and documents may carry it: `hxxps://archive[.]org/…`.
///
/// Only scheme and host change, so that a reader can still compare the path.
pub fn defang(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.replacen(':', "[:]", 1);
    };
    let scheme = match scheme {
        "http" => "hxxp",
        "https" => "hxxps",
        other => other,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    format!("{scheme}://{}{path}", authority.replace('.', "[.]"))
}

/// Undoes defanging and removes what copying adds: direction marks, quotes, angle brackets.
///
/// Arabic text brings direction marks along when a URL is copied out of it. Joiners stay: they
/// are letters of Persian words.
pub fn refang(text: &str) -> Cow<'_, str> {
    let text = trim_wrapping(text);
    let is_visible = text.is_ascii() || !text.contains(is_invisible);
    if is_visible && !looks_defanged(text) {
        return text.into();
    }
    let mut text: String = text.chars().filter(|&c| !is_invisible(c)).collect();
    if !looks_defanged(&text) {
        return text.into();
    }
    for (written, meant) in [("[://]", "://"), ("[:]", ":"), ("[.]", "."), ("[dot]", ".")] {
        text = text.replace(written, meant);
    }
    text = refang_scheme(text);
    // Round brackets are common in paths, so they are undone in the host only.
    let start = text.find("://").map_or(0, |at| at + 3);
    let end = text[start..]
        .find(['/', '?', '#'])
        .map_or(text.len(), |at| start + at);
    let host = ["(.)", "{.}", "(dot)", "{dot}", "[DOT]", "(DOT)"]
        .iter()
        .fold(text[start..end].to_owned(), |host, written| {
            host.replace(written, ".")
        });
    text.replace_range(start..end, &host);
    text.into()
}

fn trim_wrapping(text: &str) -> &str {
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    [('<', '>'), ('"', '"'), ('\'', '\''), ('«', '»'), ('“', '”')]
        .iter()
        .find_map(|&(open, close)| text.strip_prefix(open)?.strip_suffix(close))
        .unwrap_or(text)
        .trim()
}

/// Direction marks and zero-width spaces. Source: Unicode, `Bidi_Control`, and U+200B, U+2060, U+FEFF.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}

fn looks_defanged(text: &str) -> bool {
    let head = text.as_bytes().get(..4).unwrap_or_default();
    head.eq_ignore_ascii_case(b"hxxp")
        || head.eq_ignore_ascii_case(b"h**p")
        || head.eq_ignore_ascii_case(b"htxp")
        || text.contains(['[', '(', '{'])
}

fn refang_scheme(mut text: String) -> String {
    let end = text.find("://").unwrap_or(0);
    let scheme = text[..end].to_ascii_lowercase();
    let meant = match scheme.as_str() {
        "hxxp" | "h**p" | "htxp" | "hxtp" => "http",
        "hxxps" | "h**ps" | "htxps" | "hxtps" => "https",
        _ => return text,
    };
    text.replace_range(..end, meant);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: what people and tools write instead of a URL is read as the URL.
    #[test]
    fn defanged_text_is_read() {
        #[track_caller]
        fn case(text: &str, expected: &str) {
            assert_eq!(refang(text), expected);
        }
        case(
            "hxxps://archive[.]org/details/a",
            "https://archive.org/details/a",
        );
        case(
            "HXXP://a(.)example(dot)org/x(.)y",
            "http://a.example.org/x(.)y",
        );
        case("h**p[:]//a[dot]example", "http://a.example");
        case(
            "\u{200f}https://a.example/\u{202b}x\u{200e} ",
            "https://a.example/x",
        );
        case("<https://a.example/x>", "https://a.example/x");
        case("https://[2001:db8::1]/x", "https://[2001:db8::1]/x");
        case(
            "https://a.example/نمی\u{200c}شود",
            "https://a.example/نمی\u{200c}شود",
        );
    }

    /// Goal: a defanged URL is not a URL any more, and comes back whole.
    #[test]
    fn defanging_is_undone() {
        for url in [
            "https://a.b.example/x.y?z=1",
            "http://a.example:8080/",
            "magnet:?xt=urn:btih:0",
        ] {
            assert_ne!(defang(url), url);
            assert_eq!(refang(&defang(url)), url);
        }
        assert_eq!(defang("https://a.example/x.y"), "hxxps://a[.]example/x.y");
    }
}
