//! Answers of programs to programs: JSON, XML, and the state that a page's own program starts from.

use serde_json::Value;
use vigie_domain::{PageState, Sign};

use super::wording::fold;
use super::{Classified, Seen, read, words};

/// Longest answer of a program that is read.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// Codes that say that the object is not there, without case, space, dash and underscore.
const OBJECT_GONE: [&str; 14] = [
    "notfound",
    "recordnotfound",
    "nosuchkey",
    "nosuchobject",
    "nosuchupload",
    "blobnotfound",
    "resourcenotfound",
    "itemnotfound",
    "postnotfound",
    "objectnotfound",
    "filenotfound",
    "videonotfound",
    "deleted",
    "gone",
];
/// Codes that say that the whole account is not there.
const ACCOUNT_GONE: [&str; 13] = [
    "accounttakedown",
    "accountdeactivated",
    "accountdeleted",
    "accountsuspended",
    "accountnotfound",
    "repotakendown",
    "repodeactivated",
    "reponotfound",
    "reposuspended",
    "usernotfound",
    "userdeleted",
    "usersuspended",
    "nosuchbucket",
];
/// Codes of a server that answers later.
const BUSY: [&str; 7] = [
    "slowdown",
    "ratelimitexceeded",
    "ratelimited",
    "toomanyrequests",
    "serviceunavailable",
    "throttled",
    "upstreamfailure",
];
/// Codes of a door.
const CLOSED: [&str; 9] = [
    "accessdenied",
    "unauthorized",
    "authenticationrequired",
    "authmissing",
    "forbidden",
    "loginrequired",
    "privateaccount",
    "invalidtoken",
    "expiredtoken",
];
/// Codes of an answer withheld for legal or geographic reasons.
const WITHHELD: [&str; 5] = [
    "unavailableforlegalreasons",
    "geoblocked",
    "georestricted",
    "countryblocked",
    "notavailableinyourcountry",
];

/// What a program's answer says in its own code; `None` where it has none we know.
pub(super) fn word(seen: Seen<'_>) -> Option<Classified> {
    if seen.page.is_some() || seen.body.len() > ANSWER_BYTES_MAX {
        return None;
    }
    let body = std::str::from_utf8(seen.body).ok()?.trim_start();
    match body.as_bytes().first()? {
        b'{' => json_word(seen.status, body),
        b'<' => xml_word(seen.status, body),
        _ => None,
    }
}

fn json_word(status: u16, body: &str) -> Option<Classified> {
    let value: Value = serde_json::from_str(body).ok()?;
    if value["type"] == "Tombstone" || value["type"][0] == "Tombstone" {
        const ACTORS: [&str; 5] = ["Person", "Group", "Service", "Organization", "Application"];
        let was = value["formerType"].as_str().unwrap_or_default();
        let state = if ACTORS.contains(&was) {
            PageState::GoneAccount
        } else {
            PageState::Gone
        };
        return Some(read(state, Sign::Tombstone));
    }
    let thread = value["thread"]["$type"].as_str().unwrap_or_default();
    if thread.ends_with("#notFoundPost") {
        return Some(read(PageState::Gone, Sign::MachineGone));
    }
    // A list of errors says the same as its first.
    let first = &value["errors"][0];
    let within = [
        &value["error"],
        &value["code"],
        &value["error"]["code"],
        &value["error"]["type"],
        &value["error"]["status"],
        &value["error"]["reason"],
        &value["error"]["errors"][0]["reason"],
        &value["reason"],
        &first["code"],
        &first["type"],
        &first["title"],
        first,
    ];
    let said: Vec<&str> = within.into_iter().filter_map(Value::as_str).collect();
    said.iter()
        .find_map(|code| reading_of(status, &plain(code)))
        .or_else(|| {
            said.iter()
                .find_map(|sentence| reading_of_sentence(status, sentence))
        })
}

/// Programs that answer in words: only under a status that says so too.
fn reading_of_sentence(status: u16, sentence: &str) -> Option<Classified> {
    let is_gone = matches!(status, 404 | 410);
    let said = fold(&sentence.replace(['_', '-'], " "));
    (is_gone && words::ACCOUNT_GONE.is_in(&said))
        .then_some(read(PageState::GoneAccount, Sign::AccountGone))
}

fn xml_word(status: u16, body: &str) -> Option<Classified> {
    let (_, after) = body.split_once("<Code>")?;
    let (code, _) = after.split_once("</Code>")?;
    reading_of(status, &plain(code))
}

/// What a code means under a status: a program that says "not found" with success is not believed
/// as one that answers so with 404, or with the 400 of AT Protocol.
fn reading_of(status: u16, code: &str) -> Option<Classified> {
    let is_error = matches!(status, 400 | 404 | 410);
    let gone = |state, sign| {
        if is_error {
            read(state, sign)
        } else {
            read(PageState::SoftGone, sign)
        }
    };
    let is = |codes: &[&str]| codes.contains(&code);
    if is(&WITHHELD) {
        return Some(read(PageState::RestrictedGeo, Sign::LegalBlock));
    }
    if is(&BUSY) {
        return Some(read(PageState::Busy, Sign::BusyWords));
    }
    if is(&CLOSED) {
        return Some(read(PageState::RestrictedLogin, Sign::LoginWords));
    }
    if status >= 500 || matches!(status, 401 | 403 | 407 | 429 | 451) {
        return None;
    }
    if is(&ACCOUNT_GONE) {
        return Some(gone(PageState::GoneAccount, Sign::AccountGone));
    }
    is(&OBJECT_GONE).then(|| gone(PageState::Gone, Sign::MachineGone))
}

fn plain(code: &str) -> String {
    let letters = code.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// What the state that an empty page's program starts from says when there is nothing, in the form
/// of [`Source::has`](super::source::Source::has).
pub(super) const SHELL_GONE_MARKS: [&str; 12] = [
    "\"statuscode\":404",
    "\"status\":404",
    "\"httpstatus\":404",
    "\"code\":404",
    "\"notfound\":true",
    "\"isnotfound\":true",
    "\"error\":\"not_found\"",
    "\"error\":\"notfound\"",
    "\"is404\":true",
    "\"page\":\"/404\"",
    "\"page\":\"/_error\"",
    "\"deleted\":true",
];
