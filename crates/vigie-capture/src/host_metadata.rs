//! Where an archive host describes an item, and that who uploaded it is not kept.

use url::Url;
use vigie_domain::RecordRole;
use vigie_format::archive::{
    ArchiveItem, METADATA_BYTES_MAX, mask_mail_addresses, parse_archive_item,
};

use crate::capture::payload_of;
use crate::fetch::{Fetched, Fetcher};

/// Words of a path that stand before an item's identifier.
const ITEM_WORDS: [&str; 12] = [
    "details", "download", "stream", "embed", "metadata", "serve", "compress", "cors", "history",
    "view", "edit", "manage",
];

/// The address of the description of the item that `url` belongs to.
///
/// Shape: `hosts` are the names that describe; stores below them (`ia800.us.archive.example`) hold
/// files under `/N/items/ID/`.
pub(crate) fn metadata_url(url: &Url, hosts: &[String]) -> Option<Url> {
    let host = url.host_str()?;
    let (known, is_store) = hosts.iter().find_map(|known| {
        let rest = host.strip_suffix(known.to_ascii_lowercase().as_str())?;
        (rest.is_empty() || rest.ends_with('.')).then_some((known, !rest.is_empty()))
    })?;
    let parts: Vec<&str> = url.path_segments()?.take(3).collect();
    let identifier = match parts[..] {
        [number, "items", identifier] if is_store && is_number(number) => identifier,
        ["services", "img", identifier] if !is_store => identifier,
        [word, identifier, ..] if !is_store && ITEM_WORDS.contains(&word) => identifier,
        _ => return None,
    };
    if identifier.is_empty() || identifier.starts_with('@') {
        return None;
    }
    let mut metadata = url.clone();
    metadata.set_host(Some(known)).ok()?;
    metadata.set_path(&format!("/metadata/{identifier}"));
    metadata.set_query(None);
    metadata.set_fragment(None);
    Some(metadata)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Asks the host at `address`, an address [`metadata_url`] made; what it said is added to `fetched`.
pub(crate) async fn fetch_archive_item(
    fetcher: &mut Fetcher<'_>,
    address: &Url,
    fetched: &mut Vec<Fetched>,
    defects: &mut Vec<String>,
) -> Option<ArchiveItem> {
    let identifier = address.path_segments()?.nth(1)?.to_owned();
    let followed = fetcher
        .follow(address, RecordRole::Metadata, METADATA_BYTES_MAX)
        .await;
    let mut hops = match followed {
        Ok(hops) => hops,
        Err(error) => {
            defects.push(format!(
                "the host's description could not be read: {}",
                error.kind()
            ));
            return None;
        }
    };
    let answer = &mut hops.last_mut()?.exchange;
    if answer
        .header("content-encoding")
        .is_some_and(|coding| coding != "identity")
    {
        defects.push("the host's description came compressed unasked, and was not kept".to_owned());
        return None;
    }
    let masked = answer.alter_body(mask_mail_addresses);
    if masked > 0 {
        defects.push(
            "mail addresses in the host's description were masked before it was kept".to_owned(),
        );
    }
    let is_success = answer.status == 200;
    let (payload, _) = payload_of(hops.last()?, METADATA_BYTES_MAX);
    fetched.extend(hops);
    parse_archive_item(&identifier, &payload).filter(|_| is_success)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: every address of an item leads to its description, and no other does.
    #[test]
    fn only_items_have_a_description() {
        let hosts = ["archive.test".to_owned()];
        let of =
            |url: &str| metadata_url(&Url::parse(url).unwrap(), &hosts).map(|url| url.to_string());
        for url in [
            "http://archive.test:81/download/zeta-1/a%20b.pdf?x#y",
            "http://archive.test:81/details/zeta-1",
            "http://archive.test:81/services/img/zeta-1",
            "http://ia800.us.archive.test:81/12/items/zeta-1/a.pdf",
        ] {
            assert_eq!(
                of(url).as_deref(),
                Some("http://archive.test:81/metadata/zeta-1"),
                "{url}"
            );
        }
        for url in [
            "http://archive.test/details/",
            "http://archive.test/details/@somebody",
            "http://archive.test/search/zeta",
            "http://web.archive.test/details/zeta",
            "http://ia800.us.archive.test/x/items/zeta/a",
            "http://notarchive.test/details/zeta",
            "http://other.test/details/zeta",
        ] {
            assert_eq!(of(url), None, "{url}");
        }
    }
}
