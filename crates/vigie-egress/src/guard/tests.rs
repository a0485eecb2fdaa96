//! Hosts in disguise, schemes, ports, and the two rules.

use super::*;
use crate::error::ErrorKind;

fn strict() -> Config {
    Config::default()
}

fn kind_of<T>(answer: Result<T, EgressError>) -> Option<ErrorKind> {
    answer.err().map(|error| error.kind())
}

/// Goal: an address is an address in whatever notation, and no name in disguise passes for one.
#[test]
fn odd_notations_are_addresses() {
    let loopback = Target::Literal("127.0.0.1".parse().unwrap());
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "0x7F.0.0.0x1",
        "１２７.０.０.１",
        "127。0。0。1",
        "%31%32%37.0.0.1",
    ] {
        assert_eq!(parse_host(host).unwrap(), loopback, "{host}");
    }
    for host in ["::1", "[::1]", "[0:0:0:0:0:0:0:1]"] {
        assert_eq!(
            parse_host(host).unwrap(),
            Target::Literal("::1".parse().unwrap()),
            "{host}"
        );
    }
    assert_eq!(
        parse_host("Host.Example.").unwrap(),
        Target::Name("host.example".to_owned())
    );
    assert_eq!(
        parse_host("مثال.test").unwrap(),
        Target::Name("xn--mgbh0fb.test".to_owned())
    );
    for host in [
        "",
        ".",
        "256.1.1.1",
        "1.2.3.4.5",
        "fe80::1%eth0",
        "a b",
        "a/b",
        "a:80",
        "a@b",
    ] {
        assert_eq!(
            kind_of(parse_host(host)),
            Some(ErrorKind::Malformed),
            "{host}"
        );
    }
}

/// Goal: what a URL may not be, before anything is looked up.
#[test]
fn urls_are_refused_by_their_form() {
    let check = |text: &str| {
        let url = Url::parse(text).unwrap();
        let (_, port) = check_url(&url)?;
        check_web_port(&strict(), port, Rule::Content)
    };
    for (text, expected) in [
        ("http://a.example/", None),
        ("https://a.example/", None),
        ("http://a.example:8080/", None),
        ("http://a.example:22/", Some(ErrorKind::RefusedPort)),
        ("http://a.example:0/", Some(ErrorKind::RefusedPort)),
        ("https://a.example:25/", Some(ErrorKind::RefusedPort)),
        ("http://user@a.example/", Some(ErrorKind::RefusedUserinfo)),
        (
            "http://:secret@a.example/",
            Some(ErrorKind::RefusedUserinfo),
        ),
        ("file:///etc/passwd", Some(ErrorKind::RefusedScheme)),
        ("ftp://a.example/", Some(ErrorKind::RefusedScheme)),
        ("gopher://a.example/", Some(ErrorKind::RefusedScheme)),
        ("javascript:alert(1)", Some(ErrorKind::RefusedScheme)),
        ("data:text/plain,x", Some(ErrorKind::RefusedScheme)),
        ("unix:/run/x.sock", Some(ErrorKind::RefusedScheme)),
    ] {
        assert_eq!(kind_of(check(text)), expected, "{text}");
    }
    assert_eq!(kind_of(check_raw_port(&strict(), 43, Rule::Content)), None);
    assert_eq!(
        kind_of(check_raw_port(&strict(), 25, Rule::Content)),
        Some(ErrorKind::RefusedPort)
    );
    assert_eq!(
        kind_of(check_raw_port(&strict(), 25, Rule::Configured)),
        None
    );
}

/// Goal: the two rules and the two keys that soften them, and what no key softens.
#[test]
fn rules_differ_only_inside_a_house() {
    let check = |config: &Config, address: &str, rule| {
        check_address(config, "host", address.parse().unwrap(), rule).is_ok()
    };
    let mut config = strict();
    for rule in [Rule::Content, Rule::Configured] {
        assert!(check(&config, "8.8.8.8", rule));
        assert!(!check(&config, "10.0.0.1", rule));
    }
    config.allow_configured_private = true;
    for inside in [
        "10.0.0.1",
        "127.0.0.1",
        "100.64.0.1",
        "fd00::1",
        "::ffff:10.0.0.1",
    ] {
        assert!(check(&config, inside, Rule::Configured), "{inside}");
        assert!(!check(&config, inside, Rule::Content), "{inside}");
    }
    for never in [
        "169.254.169.254",
        "169.254.1.1",
        "224.0.0.1",
        "0.0.0.0",
        "192.0.2.1",
        "fe80::1",
    ] {
        assert!(!check(&config, never, Rule::Configured), "{never}");
    }
    config.allow_addresses = vec!["127.0.0.0/8".parse().unwrap()];
    for allowed in ["127.0.0.1", "127.9.9.9", "::ffff:127.0.0.1"] {
        assert!(check(&config, allowed, Rule::Content), "{allowed}");
    }
    assert!(!check(&config, "10.0.0.1", Rule::Content));
    assert!(!check(&config, "::1", Rule::Content));
}

/// Goal: a name server that an answer named is vetted like any address of an answer.
#[test]
fn name_servers_are_vetted() {
    let mut config = strict();
    let check =
        |config: &Config, server: &str| kind_of(check_name_server(config, server.parse().unwrap()));
    assert_eq!(check(&config, "8.8.8.8:53"), None);
    assert_eq!(check(&config, "8.8.8.8:22"), Some(ErrorKind::RefusedPort));
    assert_eq!(
        check(&config, "10.0.0.1:53"),
        Some(ErrorKind::RefusedAddress)
    );
    config.resolvers = vec!["10.0.0.1:5353".parse().unwrap()];
    assert_eq!(check(&config, "10.0.0.1:5353"), None);
    assert_eq!(
        check(&config, "10.0.0.1:53"),
        Some(ErrorKind::RefusedAddress)
    );
}
