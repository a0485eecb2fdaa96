//! Using the link in a notice as a person with a browser would: look at the page, fill, send.
//!
//! The page is the desk's; nothing is known of it but that it holds a form (HTML, `method=post`)
//! in which one of the usual answers can be chosen. No script is run.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use hyper::body::Bytes;
use scraper::{ElementRef, Html, Selector};
use url::Url;
use vigie_domain::Timestamp;

use crate::behaviour::LinkChoice;
use crate::wire::{Answer, Ask, fetch};

/// Most redirects followed from the link to the page.
const REDIRECT_COUNT_MAX: usize = 3;

/// One use of a link.
#[derive(Debug)]
pub(super) struct AnswerLink<'a> {
    pub(super) link: &'a Url,
    /// Where the desk really listens, when its name leads nowhere on this machine.
    pub(super) desk_addr: Option<SocketAddr>,
    pub(super) choice: LinkChoice,
    /// The ground, or who the item belongs to.
    pub(super) words: &'a str,
    pub(super) at: Timestamp,
    pub(super) wait: Duration,
    pub(super) size_bytes_max: usize,
}

/// A filled form.
#[derive(Debug, PartialEq, Eq)]
struct Filled {
    action: String,
    fields: Vec<(String, String)>,
}

/// Follows the link and sends the form; the status of the desk's answer to it.
///
/// # Errors
///
/// A sentence: no connection, no page, no form in which this answer can be given.
pub(super) async fn follow(use_: AnswerLink<'_>) -> Result<u16, String> {
    let mut page_url = use_.link.clone();
    let mut cookies = Vec::new();
    let mut page = send(&use_, &page_url, "GET", &cookies, Bytes::new()).await?;
    for _ in 0..REDIRECT_COUNT_MAX {
        take_cookies(&page, &mut cookies);
        let Some(target) = redirect_of(&page) else {
            break;
        };
        page_url = page_url.join(target).map_err(|error| error.to_string())?;
        page = send(&use_, &page_url, "GET", &cookies, Bytes::new()).await?;
    }
    if page.status != 200 {
        return Err(format!("the answer page came with status {}", page.status));
    }
    let html = String::from_utf8_lossy(&page.body).into_owned();
    let filled = fill(&html, use_.choice, use_.words, use_.at)
        .ok_or("the answer page holds no form for this answer")?;
    let target = page_url
        .join(&filled.action)
        .map_err(|error| error.to_string())?;
    let body: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&filled.fields)
        .finish();
    let answer = send(&use_, &target, "POST", &cookies, Bytes::from(body)).await?;
    Ok(answer.status)
}

fn redirect_of(page: &Answer) -> Option<&str> {
    (300..400)
        .contains(&page.status)
        .then(|| {
            page.headers
                .get("location")
                .and_then(|value| value.to_str().ok())
        })
        .flatten()
}

fn take_cookies(page: &Answer, cookies: &mut Vec<String>) {
    for value in page.headers.get_all("set-cookie") {
        if let Some(pair) = value.to_str().ok().and_then(|text| text.split(';').next()) {
            cookies.push(pair.to_owned());
        }
    }
}

async fn send(
    use_: &AnswerLink<'_>,
    url: &Url,
    method: &str,
    cookies: &[String],
    body: Bytes,
) -> Result<Answer, String> {
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    };
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let origin = url.origin().ascii_serialization();
    let cookie = cookies.join("; ");
    let mut headers = vec![("accept", "text/html"), ("user-agent", "small-internet/1")];
    if !cookie.is_empty() {
        headers.push(("cookie", cookie.as_str()));
    }
    if method == "POST" {
        headers.push(("content-type", "application/x-www-form-urlencoded"));
        headers.push(("origin", origin.as_str()));
    }
    fetch(Ask {
        addr: address_of(url, use_.desk_addr)?,
        method,
        host: &host,
        target: &target,
        headers: &headers,
        body,
        wait: use_.wait,
        size_bytes_max: use_.size_bytes_max,
    })
    .await
}

/// The desk's known address, else the address written in the link, else `localhost`.
fn address_of(url: &Url, desk_addr: Option<SocketAddr>) -> Result<SocketAddr, String> {
    if let Some(addr) = desk_addr {
        return Ok(addr);
    }
    if url.scheme() != "http" {
        return Err(
            "the small internet speaks plain http; tell it where the desk listens".to_owned(),
        );
    }
    let port = url.port().unwrap_or(80);
    let ip = match url.host() {
        Some(url::Host::Ipv4(ip)) => IpAddr::V4(ip),
        Some(url::Host::Ipv6(ip)) => IpAddr::V6(ip),
        Some(url::Host::Domain("localhost")) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        _ => return Err("the link's name leads nowhere on this machine".to_owned()),
    };
    // Whatever a mail says, the people of the small internet stay on this machine.
    if !ip.is_loopback() {
        return Err("the link leads off this machine".to_owned());
    }
    Ok(SocketAddr::new(ip, port))
}

/// Words by which a form's choice is known, best first.
fn words_of(choice: LinkChoice) -> &'static [&'static str] {
    match choice {
        LinkChoice::Acknowledged => &["acknowledged", "acknowledge", "ack", "received"],
        LinkChoice::Removed => &["removed", "remove"],
        LinkChoice::Refused => &["refused", "refuse"],
        LinkChoice::NotOurs => &["not_ours", "not-ours", "notours", "not_our", "not-our"],
    }
}

/// Finds the form in which the choice can be made, and fills it.
fn fill(html: &str, choice: LinkChoice, words: &str, at: Timestamp) -> Option<Filled> {
    let document = Html::parse_document(html);
    let forms = Selector::parse("form").ok()?;
    document
        .select(&forms)
        .filter(|form| {
            form.attr("method")
                .is_some_and(|it| it.eq_ignore_ascii_case("post"))
        })
        .find_map(|form| fill_form(form, choice, words, at))
}

fn fill_form(
    form: ElementRef<'_>,
    choice: LinkChoice,
    words: &str,
    at: Timestamp,
) -> Option<Filled> {
    let action = form.attr("action").unwrap_or_default();
    let is_choice = |value: &str| {
        words_of(choice)
            .iter()
            .any(|word| value.eq_ignore_ascii_case(word))
    };
    let last_of_action = action
        .split('?')
        .next()
        .unwrap_or_default()
        .rsplit('/')
        .next();
    let mut filled = Filled {
        action: action.to_owned(),
        fields: Vec::new(),
    };
    let mut is_chosen = last_of_action.is_some_and(is_choice);
    let fields = Selector::parse("input, select, textarea, button").ok()?;
    for field in form.select(&fields) {
        let name = field.attr("name").unwrap_or_default().to_owned();
        let value = field.attr("value").unwrap_or_default();
        let kind = match field.value().name() {
            "input" => field.attr("type").unwrap_or("text"),
            "button" => "submit",
            other => other,
        };
        match kind.to_ascii_lowercase().as_str() {
            "radio" | "submit" if is_choice(value) => {
                is_chosen = true;
                if let Some(other) = field.attr("formaction") {
                    other.clone_into(&mut filled.action);
                }
                filled.fields.push((name, value.to_owned()));
            }
            "select" => {
                let (picked, is_ours) = pick_option(field, is_choice);
                is_chosen |= is_ours;
                filled.fields.push((name, picked));
            }
            "hidden" => {
                is_chosen |= is_choice(value);
                filled.fields.push((name, value.to_owned()));
            }
            "checkbox" if field.attr("required").is_some() || field.attr("checked").is_some() => {
                filled
                    .fields
                    .push((name, field.attr("value").unwrap_or("on").to_owned()));
            }
            "radio" | "submit" | "checkbox" | "button" | "reset" | "image" | "file" => {}
            kind => {
                let text = text_for(&name, kind, choice, words, at);
                filled
                    .fields
                    .push((name, text.unwrap_or_else(|| value.to_owned())));
            }
        }
    }
    filled.fields.retain(|(name, _)| !name.is_empty());
    is_chosen.then_some(filled)
}

/// The option that is the choice, else the one a browser would send.
fn pick_option(select: ElementRef<'_>, is_choice: impl Fn(&str) -> bool) -> (String, bool) {
    let Ok(options) = Selector::parse("option") else {
        return (String::new(), false);
    };
    let value_of = |option: ElementRef<'_>| {
        option
            .attr("value")
            .map_or_else(|| option.text().collect::<String>(), str::to_owned)
    };
    let all: Vec<ElementRef<'_>> = select.select(&options).collect();
    if let Some(option) = all.iter().find(|option| is_choice(&value_of(**option))) {
        return (value_of(*option), true);
    }
    let default = all
        .iter()
        .find(|option| option.attr("selected").is_some())
        .or(all.first());
    (
        default.map(|option| value_of(*option)).unwrap_or_default(),
        false,
    )
}

/// What belongs into a field for text, told by its name and type.
fn text_for(
    name: &str,
    kind: &str,
    choice: LinkChoice,
    words: &str,
    at: Timestamp,
) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let says = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let minute = at.rfc3339_seconds();
    if kind == "datetime-local" || says(&["_at", "time", "when", "date"]) {
        return (choice == LinkChoice::Removed).then(|| match kind {
            // `2026-03-02T08:00`, as browsers send it.
            "datetime-local" => minute[..16].to_owned(),
            "date" => minute[..10].to_owned(),
            "time" => minute[11..16].to_owned(),
            _ => minute,
        });
    }
    let is_wanted = match choice {
        LinkChoice::Refused => says(&[
            "ground",
            "reason",
            "why",
            "note",
            "comment",
            "explanation",
            "detail",
        ]),
        LinkChoice::NotOurs => says(&[
            "host", "provider", "whose", "owner", "note", "comment", "reason", "detail", "holder",
        ]),
        LinkChoice::Acknowledged | LinkChoice::Removed => false,
    };
    (is_wanted && !words.is_empty()).then(|| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::from_ms(1_772_438_400_000);

    fn fields(html: &str, choice: LinkChoice, words: &str) -> Option<Vec<(String, String)>> {
        fill(html, choice, words, AT).map(|filled| filled.fields)
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    /// Goal: one form with radios: the choice, the hidden fields, the time and the ground.
    #[test]
    fn a_form_with_radios_is_filled() {
        let html = "<form method=get><input name=q></form><form method=post action='/answer/x'>\
            <input type=hidden name=seal value=s1>\
            <input type=radio name=answer value=acknowledged checked>\
            <input type=radio name=answer value=removed><input type=radio name=answer value=refused>\
            <input type=datetime-local name=removed_at><textarea name=ground></textarea>\
            <button>Send</button></form>";
        assert_eq!(
            fields(html, LinkChoice::Removed, ""),
            Some(vec![
                pair("seal", "s1"),
                pair("answer", "removed"),
                pair("removed_at", "2026-03-02T08:00"),
                pair("ground", ""),
            ])
        );
        assert_eq!(
            fields(html, LinkChoice::Refused, "no breach"),
            Some(vec![
                pair("seal", "s1"),
                pair("answer", "refused"),
                pair("removed_at", ""),
                pair("ground", "no breach"),
            ])
        );
        assert_eq!(fields(html, LinkChoice::NotOurs, "x"), None);
    }

    /// Goal: a form for each answer, a select, and buttons are understood as well.
    #[test]
    fn other_shapes_of_forms_are_filled() {
        let html = "<form method=POST action='t/acknowledge'><button>ok</button></form>\
            <form method=POST action='t/not_ours'><input name=host></form>";
        let filled = fill(html, LinkChoice::NotOurs, "Northbyte", AT).unwrap();
        assert_eq!(
            filled,
            Filled {
                action: "t/not_ours".into(),
                fields: vec![pair("host", "Northbyte")]
            }
        );

        let html = "<form method=post><select name=kind><option value=acknowledged>a\
            <option value=not_ours>n</select><input name=note></form>";
        assert_eq!(
            fields(html, LinkChoice::NotOurs, "N"),
            Some(vec![pair("kind", "not_ours"), pair("note", "N")])
        );

        let html = "<form method=post action=/a><button name=do value=removed>r</button>\
            <button name=do value=refused formaction=/b>f</button></form>";
        let filled = fill(html, LinkChoice::Refused, "", AT).unwrap();
        assert_eq!(
            filled,
            Filled {
                action: "/b".into(),
                fields: vec![pair("do", "refused")]
            }
        );
    }

    /// Goal: a link cannot lead the small internet off this machine.
    #[test]
    fn links_stay_on_this_machine() {
        let at = |link: &str| address_of(&Url::parse(link).unwrap(), None);
        assert_eq!(
            at("http://127.0.0.1:8080/answer/x"),
            Ok(([127, 0, 0, 1], 8080).into())
        );
        assert_eq!(
            at("http://localhost/answer/x"),
            Ok(([127, 0, 0, 1], 80).into())
        );
        for link in [
            "http://192.0.2.1/a",
            "http://desk.example/a",
            "https://127.0.0.1/a",
        ] {
            assert!(at(link).is_err(), "{link}");
        }
        let known = Some(([127, 0, 0, 1], 9).into());
        let link = Url::parse("https://desk.example/a").unwrap();
        assert_eq!(address_of(&link, known), Ok(([127, 0, 0, 1], 9).into()));
    }
}
