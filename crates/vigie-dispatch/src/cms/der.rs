//! DER, as much as a signature needs: writing elements, and walking those of a certificate.

/// Most bytes of a length: four hold four gigabytes.
const LENGTH_BYTES_MAX: usize = 4;

/// One element.
pub(super) fn element(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    match u8::try_from(value.len()) {
        Ok(length) if length < 0x80 => bytes.push(length),
        _ => {
            let length = value.len().to_be_bytes();
            let zeroes = length.iter().take_while(|byte| **byte == 0).count();
            let length = &length[zeroes..];
            bytes.push(0x80 | u8::try_from(length.len()).unwrap_or(0x7f));
            bytes.extend_from_slice(length);
        }
    }
    bytes.extend_from_slice(value);
    bytes
}

/// A sequence of elements.
pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// An object identifier by its contents.
pub(super) fn object(contents: &[u8]) -> Vec<u8> {
    element(0x06, contents)
}

/// The contents of a set, in the order DER asks: by the bytes of its elements.
pub(super) fn set_of(mut elements: Vec<Vec<u8>>) -> Vec<u8> {
    elements.sort();
    elements.concat()
}

/// An element that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    /// Its contents.
    pub(super) value: &'a [u8],
    /// Tag, length and contents.
    pub(super) whole: &'a [u8],
}

/// Takes the first element off `rest`; `None` for what is none or is cut off.
pub(super) fn take<'a>(rest: &mut &'a [u8]) -> Option<Element<'a>> {
    let bytes = *rest;
    let (tag, first) = (*bytes.first()?, *bytes.get(1)?);
    let (head, length) = if first < 0x80 {
        (2, usize::from(first))
    } else {
        let count = usize::from(first & 0x7f);
        if count == 0 || count > LENGTH_BYTES_MAX {
            return None;
        }
        let digits = bytes.get(2..2 + count)?;
        let length = digits
            .iter()
            .fold(0_usize, |length, digit| (length << 8) | usize::from(*digit));
        (2 + count, length)
    };
    let end = head.checked_add(length)?;
    let whole = bytes.get(..end)?;
    *rest = bytes.get(end..)?;
    Some(Element {
        tag,
        value: whole.get(head..)?,
        whole,
    })
}

/// Takes the first element off `rest` if it has the tag.
pub(super) fn take_tag<'a>(rest: &mut &'a [u8], tag: u8) -> Option<Element<'a>> {
    take(rest).filter(|element| element.tag == tag)
}
