//! An account met on the way is kept as a keyed pseudonym of its stable id, never by its name.

use url::Url;
use vigie_format::key::ParsedLocator;

use crate::desk::Desk;

/// The pseudonym of the account that a locator names or stands under, where the rules know one.
///
/// A post of a platform stands under the address of its account: the path is shortened step by
/// step until a rule of the same platform says that it names an account.
pub(crate) fn account_pseudonym(desk: &Desk, parsed: &ParsedLocator) -> Option<String> {
    /// Steps of a path that are tried; addresses of posts have four at most.
    const STEPS_MAX: usize = 6;
    if parsed.scope.is_account() {
        return Some(desk.store().pseudonym("account", parsed.key.as_str()));
    }
    // Of a page of an unknown site the rules know no account, whatever its path.
    if parsed.key.platform() == "web" {
        return None;
    }
    let mut url = Url::parse(parsed.url.as_str()).ok()?;
    url.set_query(None);
    for _ in 0..STEPS_MAX {
        url.path_segments_mut().ok()?.pop_if_empty().pop();
        if url.path() == "/" {
            return None;
        }
        let Ok(above) = desk.keys().parse_locator(url.as_str()) else {
            continue;
        };
        if above.scope.is_account() && above.key.platform() == parsed.key.platform() {
            return Some(desk.store().pseudonym("account", above.key.as_str()));
        }
    }
    None
}
