//! Registration data: our own fixtures, the published samples, and bytes of any kind.

use proptest::prelude::*;

use super::*;
use crate::testing::{for_each_fixture, shared_data};

/// Goal: each fixture gives its expected answer.
#[test]
fn fixtures_give_their_answers() {
    for_each_fixture("rdap", "json", |bytes| match parse_rdap(bytes) {
        Ok((answer, defects)) => {
            let defects: Vec<String> = defects.iter().map(ToString::to_string).collect();
            format!("{answer:#?}\ndefects: {defects:#?}\n")
        }
        Err(error) => format!("error: {error}\n"),
    });
}

/// Goal: the published samples: nested abuse is found, holders are not proposed.
#[test]
fn published_samples_are_read() {
    let Some(folder) = shared_data("trace/rdap/samples") else {
        return;
    };
    let read = |name: &str| {
        parse_rdap(&std::fs::read(folder.join(name)).unwrap())
            .unwrap()
            .0
    };
    let moscow = read("home.moscow.json");
    assert_eq!(moscow.notice_emails(), ["abuse@reg.ru", "info@reg.ru"]);
    assert_eq!(moscow.contacts[0].role, ContactRole::Abuse);
    assert_eq!(moscow.registrar.as_ref().unwrap().1, Some(1606));
    assert_eq!(moscow.port43.as_deref(), Some("whois.flexireg.net"));

    let lemonde = read("lemonde.fr.json");
    assert!(
        lemonde
            .contacts
            .iter()
            .all(|contact| contact.role != ContactRole::Abuse)
    );
    assert_eq!(lemonde.contacts[0].role, ContactRole::Technical);
    assert!(
        lemonde
            .notice_emails()
            .iter()
            .all(|email| !email.ends_with("@lemonde.fr"))
    );

    let click = read("microsoft.click.json");
    assert_eq!(
        click.contacts[0].emails,
        ["abusecomplaints@markmonitor.com"]
    );

    let redacted = read("redacted-example-1.json");
    assert_eq!(redacted.redacted[0].name, "Registrant Name");
    assert_eq!(
        redacted.redacted[0].reason.as_deref(),
        Some("Server policy")
    );
    assert_eq!(redacted.contacts[0].emails, ["abuse@organization.example"]);

    for name in ["domain-example.cz.json", "nameserver-ns2.pipni.cz.json"] {
        assert_eq!(read(name).notice_emails(), Vec::<&str>::new());
    }
}

/// Goal: the published bootstrap files answer; the longest match wins.
#[test]
fn published_bootstrap_files_are_read() {
    let Some(folder) = shared_data("trace/rdap") else {
        return;
    };
    let read = |name: &str| {
        Bootstrap::parse(&std::fs::read(folder.join(name)).unwrap())
            .unwrap()
            .0
    };
    let mut all = read("bootstrap/dns-services-npm-rdap-client-1.0.5.json");
    for name in ["ipv4.json", "ipv6.json", "asn.json"] {
        all.merge(read(&format!("bootstrap-2017-fixtures/{name}")));
    }
    assert!(all.find_domain("example.com").unwrap()[0].starts_with("https://"));
    assert_eq!(all.find_domain("example.io"), None);
    assert_eq!(
        all.find_address("41.1.2.3".parse().unwrap()).unwrap()[0],
        "https://rdap.afrinic.net/rdap/"
    );
    assert!(all.find_address("2001:41d0::1".parse().unwrap()).is_some());
    assert!(all.find_autnum(3333).is_some());
}

/// Goal: longest match, https first, unreadable keys named.
#[test]
fn a_bootstrap_file_answers() {
    let text = r#"{"version":"1.0","publication":"2026-01-01T00:00:00Z","services":[
        [["test","example"],["http://a.test/rdap","https://a.test/rdap"]],
        [["co.test"],["https://b.test/"]],
        [["192.0.2.0/24","2001:db8::/32"],["https://c.test/"]],
        [["192.0.2.128/25"],["https://d.test/"]],
        [["64496-64511","65000"],["https://e.test/"]],
        [["not a key"],["https://f.test/"]],
        [["x"],["ftp://g.test/"]]]}"#;
    let (bootstrap, defects) = Bootstrap::parse(text.as_bytes()).unwrap();
    assert_eq!(defects.len(), 2);
    assert_eq!(
        bootstrap.find_domain("A.Zeta.TEST.").unwrap(),
        ["https://a.test/rdap/", "http://a.test/rdap/"]
    );
    assert_eq!(
        bootstrap.find_domain("a.co.test").unwrap(),
        ["https://b.test/"]
    );
    assert_eq!(bootstrap.find_domain("a.none"), None);
    assert_eq!(
        bootstrap
            .find_address("192.0.2.1".parse().unwrap())
            .unwrap(),
        ["https://c.test/"]
    );
    assert_eq!(
        bootstrap
            .find_address("192.0.2.200".parse().unwrap())
            .unwrap(),
        ["https://d.test/"]
    );
    assert_eq!(
        bootstrap
            .find_address("2001:db8::1".parse().unwrap())
            .unwrap(),
        ["https://c.test/"]
    );
    assert_eq!(bootstrap.find_autnum(64500).unwrap(), ["https://e.test/"]);
    assert_eq!(bootstrap.find_autnum(1), None);
    assert_eq!(
        Bootstrap::parse(b"{}").unwrap_err(),
        BootstrapError::NotServices
    );
}

/// Goal: size and depth are limited.
#[test]
fn limits_hold() {
    let long = vec![b' '; RDAP_SIZE_BYTES_MAX + 1];
    assert_eq!(
        parse_rdap(&long),
        Err(RdapError::TooLarge {
            size_bytes: long.len()
        })
    );
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(
        parse_rdap(deep.as_bytes()),
        Err(RdapError::NotJson { line: 1, .. })
    ));
    let mut nested = String::from("{}");
    for _ in 0..20 {
        nested = format!(r#"{{"entities":[{nested}]}}"#);
    }
    let nested =
        format!(r#"{{"objectClassName":"domain","ldhName":"a.test","entities":[{nested}]}}"#);
    assert_eq!(parse_rdap(nested.as_bytes()).unwrap().1.len(), 1);
}

proptest! {
    /// Goal: no bytes make the reader panic.
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (parse_rdap(&bytes), minimise_rdap(&bytes));
        let _ = Bootstrap::parse(&bytes);
    }

    /// Goal: no JSON of the right shape and wrong types makes the reader panic.
    #[test]
    fn any_types_are_answered(field in prop::sample::select(vec!["entities", "events", "links", "redacted", "status", "nameservers", "cidr0_cidrs", "startAddress", "endAddress", "handle", "vcardArray", "roles"]), value in prop::sample::select(vec!["1", "null", "[]", "[[]]", "{}", "[1,\"a\",{}]", "\"x\"", "[{\"vcardArray\":[1,[[1],[\"email\",1,2,3]]],\"roles\":[\"abuse\"]}]"])) {
        for class in ["domain", "ip network", "autnum", "entity", "nameserver"] {
            let text = format!(r#"{{"objectClassName":"{class}","ldhName":"a.test","{field}":{value}}}"#);
            let _ = (parse_rdap(text.as_bytes()), minimise_rdap(text.as_bytes()));
        }
    }
}
