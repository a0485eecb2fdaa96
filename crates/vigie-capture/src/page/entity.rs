//! Character references: numbers, and the names that text in our languages uses.

use std::borrow::Cow;

/// Length of a reference that is looked at.
const REFERENCE_BYTES_MAX: usize = 12;

/// Named references: those of the markup, of HTML 2's Latin-1, and of typography, by name.
#[rustfmt::skip] // A table to look up, not to read.
const NAMED: [(&str, char); 118] = [
    ("AElig", 'Æ'), ("Aacute", 'Á'), ("Acirc", 'Â'), ("Agrave", 'À'), ("Aring", 'Å'),
    ("Atilde", 'Ã'), ("Auml", 'Ä'), ("Ccedil", 'Ç'), ("ETH", 'Ð'), ("Eacute", 'É'),
    ("Ecirc", 'Ê'), ("Egrave", 'È'), ("Euml", 'Ë'), ("Iacute", 'Í'), ("Icirc", 'Î'),
    ("Igrave", 'Ì'), ("Iuml", 'Ï'), ("Ntilde", 'Ñ'), ("OElig", 'Œ'), ("Oacute", 'Ó'),
    ("Ocirc", 'Ô'), ("Ograve", 'Ò'), ("Oslash", 'Ø'), ("Otilde", 'Õ'), ("Ouml", 'Ö'),
    ("THORN", 'Þ'), ("Uacute", 'Ú'), ("Ucirc", 'Û'), ("Ugrave", 'Ù'), ("Uuml", 'Ü'),
    ("Yacute", 'Ý'), ("Yuml", 'Ÿ'), ("aacute", 'á'), ("acirc", 'â'), ("acute", '´'),
    ("aelig", 'æ'), ("agrave", 'à'), ("amp", '&'), ("apos", '\''), ("aring", 'å'),
    ("atilde", 'ã'), ("auml", 'ä'), ("bdquo", '„'), ("brvbar", '¦'), ("bull", '•'),
    ("ccedil", 'ç'), ("cedil", '¸'), ("cent", '¢'), ("copy", '©'), ("curren", '¤'),
    ("deg", '°'), ("divide", '÷'), ("eacute", 'é'), ("ecirc", 'ê'), ("egrave", 'è'),
    ("eth", 'ð'), ("euml", 'ë'), ("euro", '€'), ("frac12", '½'), ("frac14", '¼'),
    ("frac34", '¾'), ("gt", '>'), ("hellip", '…'), ("iacute", 'í'), ("icirc", 'î'),
    ("iexcl", '¡'), ("igrave", 'ì'), ("iquest", '¿'), ("iuml", 'ï'), ("laquo", '«'),
    ("ldquo", '“'), ("lrm", '\u{200e}'), ("lsquo", '‘'), ("lt", '<'), ("macr", '¯'),
    ("mdash", '—'), ("micro", 'µ'), ("middot", '·'), ("nbsp", '\u{a0}'), ("ndash", '–'),
    ("not", '¬'), ("ntilde", 'ñ'), ("oacute", 'ó'), ("ocirc", 'ô'), ("oelig", 'œ'),
    ("ograve", 'ò'), ("ordf", 'ª'), ("ordm", 'º'), ("oslash", 'ø'), ("otilde", 'õ'),
    ("ouml", 'ö'), ("para", '¶'), ("plusmn", '±'), ("pound", '£'), ("quot", '"'),
    ("raquo", '»'), ("rdquo", '”'), ("reg", '®'), ("rlm", '\u{200f}'), ("rsquo", '’'),
    ("sect", '§'), ("shy", '\u{ad}'), ("sup1", '¹'), ("sup2", '²'), ("sup3", '³'),
    ("szlig", 'ß'), ("thorn", 'þ'), ("times", '×'), ("uacute", 'ú'), ("ucirc", 'û'),
    ("ugrave", 'ù'), ("uml", '¨'), ("uuml", 'ü'), ("yacute", 'ý'), ("yen", '¥'),
    ("yuml", 'ÿ'), ("zwj", '\u{200d}'), ("zwnj", '\u{200c}'),
];

/// The text with its references replaced; one that is unknown stays as written. Linear.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, size) = read_reference(&rest[1..]).unwrap_or(('&', 0));
        decoded.push(character);
        rest = &rest[1 + size..];
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// The character a reference (after its `&`) stands for, and its length.
fn read_reference(text: &str) -> Option<(char, usize)> {
    let window = &text.as_bytes()[..text.len().min(REFERENCE_BYTES_MAX)];
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let end = window
        .iter()
        .position(|byte| !is_part(byte))
        .unwrap_or(window.len());
    let name = &text[..end];
    let size = end + usize::from(text[end..].starts_with(';'));
    let character = if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16));
        char::from_u32(code.ok()?)
    } else {
        let at = NAMED
            .binary_search_by_key(&name, |(known, _)| *known)
            .ok()?;
        Some(NAMED[at].1)
    };
    // Zero would end strings elsewhere; the standard replaces it too.
    character.map(|character| {
        (
            if character == '\0' {
                '\u{fffd}'
            } else {
                character
            },
            size,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the search by name needs the table in order; references decode or stay as they are.
    #[test]
    fn references_decode_or_stay() {
        assert!(NAMED.is_sorted_by_key(|(name, _)| *name));
        for (text, expected) in [
            (
                "caf&eacute; &amp; th&#233; &#xE9; &lt;b&gt;",
                "café & thé é <b>",
            ),
            ("a &unknown; b & c &", "a &unknown; b & c &"),
            ("&amp", "&"),
            (
                "&#0;&#xD800;&#99999999999;",
                "\u{fffd}&#xD800;&#99999999999;",
            ),
            ("&#1580;&é;", "ج&é;"),
        ] {
            assert_eq!(decode(text), expected, "{text}");
        }
    }
}
