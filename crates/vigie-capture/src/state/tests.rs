//! The table of answers, hardest first: none of those in the way may be called gone.

use vigie_domain::PageState as S;

use super::*;
use crate::page::parse_page;

#[track_caller]
fn case(
    asked: &str,
    answered: &str,
    status: u16,
    headers: &[(&str, &str)],
    html: &str,
    expected: S,
) {
    let url = Url::parse(asked).unwrap();
    let url_final = Url::parse(answered).unwrap();
    let headers: Vec<Header> = headers
        .iter()
        .map(|(name, value)| Header {
            name: (*name).to_owned(),
            value: value.as_bytes().to_vec(),
        })
        .collect();
    let page = parse_page(
        html.as_bytes(),
        "text/html; charset=utf-8",
        &url_final,
        100_000,
    );
    let page = (!html.is_empty()).then_some(&page);
    let seen = Seen {
        url: &url,
        url_final: &url_final,
        status,
        headers: &headers,
        // What is no page is a file.
        body: if html.is_empty() {
            b"\x89PNG"
        } else {
            html.as_bytes()
        },
        is_cut: false,
        page,
    };
    assert_eq!(classify(seen).state, expected, "{status} {html}");
}

const ITEM: &str = "http://host.test/item/7";

/// Goal: every status, and no false "gone" from what merely stands in the way.
#[test]
fn statuses_are_read() {
    for (status, expected) in [
        (200, S::Up),
        (204, S::Up),
        (206, S::Up),
        (304, S::Unknown),
        (400, S::Unknown),
        (401, S::RestrictedLogin),
        (403, S::RestrictedLogin),
        (404, S::Gone),
        (405, S::Unknown),
        (410, S::Gone),
        (418, S::Unknown),
        (429, S::Busy),
        (451, S::RestrictedGeo),
        (500, S::Unknown),
        (502, S::Unknown),
        (503, S::Busy),
        (504, S::Unknown),
        (599, S::Unknown),
    ] {
        case(ITEM, ITEM, status, &[], "", expected);
    }
}

/// Goal: a challenge is a challenge under any status, 404 included.
#[test]
fn challenges_are_not_gone() {
    for status in [200, 202, 403, 404, 410, 429, 503] {
        case(
            ITEM,
            ITEM,
            status,
            &[("CF-Mitigated", "challenge")],
            "",
            S::Challenge,
        );
        case(
            ITEM,
            ITEM,
            status,
            &[],
            "<title>Just a moment...</title>",
            S::Challenge,
        );
        case(
            ITEM,
            ITEM,
            status,
            &[],
            "<title>host.test</title><p>Enable JavaScript and cookies to continue",
            S::Challenge,
        );
    }
}

/// Goal: a sign-in is a sign-in, by redirect or in place; an article with a sign-in box is up.
#[test]
fn sign_ins_are_not_gone() {
    let login = "<title>Log in</title><form><input type=password></form>";
    case(ITEM, ITEM, 200, &[], login, S::RestrictedLogin);
    case(
        ITEM,
        "http://host.test/login?next=/item/7",
        200,
        &[],
        "<p>Hello",
        S::RestrictedLogin,
    );
    case(
        ITEM,
        "http://host.test/accounts/signin.php",
        404,
        &[],
        "",
        S::RestrictedLogin,
    );
    case(
        ITEM,
        "http://login.host.test/",
        200,
        &[],
        "<p>Hello",
        S::RestrictedLogin,
    );
    let article = format!(
        "<title>A page</title><form><input type=password></form><img src=a.png><p>{}",
        "plain sentence ".repeat(300)
    );
    case(ITEM, ITEM, 200, &[], &article, S::Up);
}

/// Goal: error pages that come with 200 are left to a person; long pages that quote one are up.
#[test]
fn soft_errors_are_left_to_a_person() {
    case(
        ITEM,
        ITEM,
        200,
        &[],
        "<title>404 - host</title>",
        S::SoftGone,
    );
    case(
        ITEM,
        ITEM,
        200,
        &[],
        "<p>Cette page n’existe plus.",
        S::SoftGone,
    );
    case(
        ITEM,
        ITEM,
        200,
        &[],
        "<p>هذا المحتوى غير موجود",
        S::SoftGone,
    );
    case(
        ITEM,
        "http://host.test/",
        200,
        &[],
        "<p>Welcome",
        S::SoftGone,
    );
    let quoting = format!(
        "<p>{} this item has been removed",
        "a long plain sentence ".repeat(60)
    );
    case(ITEM, ITEM, 200, &[], &quoting, S::Up);
    case(
        ITEM,
        ITEM,
        200,
        &[],
        "<p>was removed from the shelf<img src=a.png>",
        S::Up,
    );
    case(
        "http://host.test/?x=1",
        "http://host.test/?x=1",
        200,
        &[],
        "<p>Welcome",
        S::Up,
    );
}
