//! Resolvers that are honest, slow, broken, or lie.

use std::net::IpAddr;
use std::sync::atomic::Ordering;

use hickory_proto::op::ResponseCode as Code;
use hickory_proto::rr::RecordType as Wire;
use url::Url;
use vigie_egress::{
    Config, Egress, EgressError, ErrorKind, RecordData, RecordType, Request, ResponseCode, Rule,
};

use crate::server::{Reply, Script, no_such_name, of_type, record, serve_dns, serve_on};

fn config(resolver: std::net::SocketAddr) -> Config {
    Config {
        resolvers: vec![resolver],
        ..Config::for_testing()
    }
}

async fn resolve(rule: crate::server::Rule, name: &str) -> Result<Vec<IpAddr>, EgressError> {
    let dns = serve_dns(rule).await;
    let config = Config {
        allow_addresses: Vec::new(),
        ..config(dns.at)
    };
    let vetted = Egress::new(config)?.resolve(name, Rule::Content).await?;
    Ok(vetted
        .into_iter()
        .map(vigie_egress::VettedAddr::address)
        .collect())
}

fn kind_of<T>(answer: Result<T, EgressError>) -> Option<ErrorKind> {
    answer.err().map(|error| error.kind())
}

/// Goal: a public name resolves through its aliases; foreign records in the answer are not taken.
#[tokio::test]
async fn an_honest_name_resolves() {
    let found = resolve(
        |_, kind, _| {
            of_type(
                kind,
                &[
                    record("www.site.test", "edge.cdn.test"),
                    record("edge.cdn.test", "e1.cdn.test"),
                    record("e1.cdn.test", "93.184.215.14"),
                    record("e1.cdn.test", "2606:2800:21f:cb07::1"),
                    record("unasked.test", "127.0.0.1"),
                    record("unasked.test", "8.8.8.8"),
                ],
            )
        },
        "WWW.Site.test.",
    )
    .await
    .unwrap();
    assert_eq!(
        found,
        ["93.184.215.14", "2606:2800:21f:cb07::1"].map(|text| text.parse::<IpAddr>().unwrap())
    );
}

/// Goal: an alias the resolver leaves to us is followed; a circle of aliases ends.
#[tokio::test]
async fn aliases_are_followed_and_circles_end() {
    let found = resolve(
        |name, kind, _| match name {
            "a.test" => of_type(kind, &[record("a.test", "b.test")]),
            "b.test" => of_type(kind, &[record("b.test", "93.184.215.14")]),
            _ => no_such_name(),
        },
        "a.test",
    );
    assert_eq!(
        found.await.unwrap(),
        ["93.184.215.14".parse::<IpAddr>().unwrap()]
    );

    let circle = resolve(
        |name, _, _| Reply {
            records: vec![record(
                name,
                if name == "a.test" { "b.test" } else { "a.test" },
            )],
            ..Reply::default()
        },
        "a.test",
    );
    assert_eq!(kind_of(circle.await), Some(ErrorKind::DnsNotFound));
}

/// Goal: a resolver that lies is refused: one private address among many spoils the name, in
/// either family and in every disguise.
#[tokio::test]
async fn a_lying_resolver_is_refused() {
    let lies: [crate::server::Rule; 7] = [
        |_, kind, _| of_type(kind, &[record("site.test", "127.0.0.1")]),
        |_, kind, _| {
            of_type(
                kind,
                &[
                    record("site.test", "8.8.8.8"),
                    record("site.test", "10.0.0.1"),
                ],
            )
        },
        |_, kind, _| {
            of_type(
                kind,
                &[record("site.test", "8.8.8.8"), record("site.test", "::1")],
            )
        },
        |_, kind, _| of_type(kind, &[record("site.test", "169.254.169.254")]),
        |_, kind, _| of_type(kind, &[record("site.test", "64:ff9b::7f00:1")]),
        |_, kind, _| of_type(kind, &[record("site.test", "::ffff:192.168.1.1")]),
        |_, kind, _| {
            of_type(
                kind,
                &[
                    record("site.test", "inner.test"),
                    record("inner.test", "10.1.1.1"),
                ],
            )
        },
    ];
    for (number, lie) in lies.into_iter().enumerate() {
        let answer = resolve(lie, "site.test").await;
        assert_eq!(
            kind_of(answer),
            Some(ErrorKind::RefusedAddress),
            "lie {number}"
        );
    }
}

/// Goal: between check and connection there is no second look-up to lie in (rebinding).
///
/// Method: the resolver names the allowed address once and a forbidden one ever after.
#[tokio::test]
async fn rebinding_finds_no_second_question() {
    let (at, good_calls) = serve_on(
        "127.0.0.2",
        Script::Send(b"HTTP/1.1 200 OK\r\n\r\ngood".to_vec()),
    )
    .await;
    let listener = tokio::net::TcpListener::bind(("127.0.0.3", at.port()))
        .await
        .unwrap();
    let dns = serve_dns(|_, kind, count| {
        let address = if count < 2 { "127.0.0.2" } else { "127.0.0.3" };
        of_type(kind, &[record("site.test", address)])
    })
    .await;
    let config = Config {
        allow_addresses: vec!["127.0.0.2/32".parse().unwrap()],
        ..config(dns.at)
    };
    let egress = Egress::new(config).unwrap();
    let url = Url::parse(&format!("http://site.test:{}/", at.port())).unwrap();
    let request = Request::get(url);

    let exchange = egress
        .exchange(&request, Rule::Content, egress.limits())
        .await
        .unwrap();
    assert_eq!(exchange.body(), b"good");
    assert_eq!(exchange.peer, at);
    assert_eq!(dns.calls.load(Ordering::SeqCst), 2, "one A, one AAAA");

    let second = egress
        .exchange(&request, Rule::Content, egress.limits())
        .await;
    assert_eq!(kind_of(second), Some(ErrorKind::RefusedAddress));
    assert_eq!(good_calls.load(Ordering::SeqCst), 1);
    let knocked = futures_ready(listener.accept());
    assert!(!knocked, "nobody connected to the forbidden address");
}

/// Whether a future is ready at the first look.
fn futures_ready<F: Future>(future: F) -> bool {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    future.as_mut().poll(&mut context).is_ready()
}

/// Goal: what does not exist, what fails and what is silent are three different words.
#[tokio::test]
async fn failures_are_told_apart() {
    assert_eq!(
        kind_of(resolve(|_, _, _| no_such_name(), "gone.test").await),
        Some(ErrorKind::DnsNotFound)
    );
    assert_eq!(
        kind_of(resolve(|_, _, _| Reply::default(), "empty.test").await),
        Some(ErrorKind::DnsNotFound)
    );
    let broken = |_: &str, _, _| Reply {
        code: Code::ServFail,
        ..Reply::default()
    };
    assert_eq!(
        kind_of(resolve(broken, "x.test").await),
        Some(ErrorKind::DnsFailure)
    );

    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut config = config(silent.local_addr().unwrap());
    config.dns_timeout_ms = 20;
    let egress = Egress::new(config.clone()).unwrap();
    let answer = egress.resolve("x.test", Rule::Content).await;
    assert_eq!(kind_of(answer), Some(ErrorKind::DnsFailure));
    // A resolver given more patience than the whole exchange does not get it.
    config.dns_timeout_ms = 60_000;
    config.exchange_timeout_ms = 30;
    let egress = Egress::new(config).unwrap();
    let answer = egress.resolve("x.test", Rule::Content).await;
    assert_eq!(kind_of(answer), Some(ErrorKind::Timeout));
}

/// Goal: a dead resolver is passed over; a forged answer is not taken; a cut one is asked again.
#[tokio::test]
async fn the_client_survives_the_wire() {
    let dead = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let dns = serve_dns(|name, kind, _| Reply {
        is_cut: name == "cut.test",
        forged_first: name == "forged.test",
        ..of_type(kind, &[record(name, "93.184.215.14")])
    })
    .await;
    let mut config = config(dns.at);
    config.resolvers.insert(0, dead.local_addr().unwrap());
    config.dns_timeout_ms = 250;
    let client = Egress::new(config).unwrap().dns();
    for name in ["plain.test", "cut.test", "forged.test"] {
        let answer = client.lookup(name, RecordType::A, None).await.unwrap();
        assert_eq!(answer.server, dns.at, "{name}");
        assert_eq!(
            answer.addresses(),
            ["93.184.215.14".parse::<IpAddr>().unwrap()],
            "{name}"
        );
        assert!(!answer.raw.is_empty());
    }
}

/// Goal: what tracing needs: the chain of aliases, the code, and a server of its own choice.
#[tokio::test]
async fn an_answer_shows_its_chain() {
    let dns = serve_dns(|name, kind, _| match (name, kind) {
        ("www.site.test", Wire::A) => of_type(
            kind,
            &[
                record("e1.cdn.test", "93.184.215.14"),
                record("www.site.test", "edge.cdn.test"),
                record("edge.cdn.test", "e1.cdn.test"),
            ],
        ),
        ("_dmarc.site.test", _) => Reply::default(),
        _ => no_such_name(),
    })
    .await;
    let client = Egress::new(config(dns.at)).unwrap().dns();
    let answer = client
        .lookup("www.site.test", RecordType::A, Some(dns.at))
        .await
        .unwrap();
    assert_eq!(answer.cname_chain(), ["edge.cdn.test", "e1.cdn.test"]);
    assert_eq!(
        answer.records[1].data,
        RecordData::Cname("edge.cdn.test".to_owned())
    );
    let absent = client
        .lookup("nothing.test", RecordType::Mx, None)
        .await
        .unwrap();
    assert_eq!(absent.code, ResponseCode::NxDomain);
    let empty = client
        .lookup("_dmarc.site.test", RecordType::Txt, None)
        .await
        .unwrap();
    assert_eq!(
        (empty.code, empty.records.len()),
        (ResponseCode::NoError, 0)
    );

    let private = "10.0.0.1:53".parse().unwrap();
    let refused = client.lookup("x.test", RecordType::A, Some(private)).await;
    assert_eq!(kind_of(refused), Some(ErrorKind::RefusedAddress));
}

/// Goal: names that need no resolver: pinned ones, and `localhost` whatever a resolver says.
#[tokio::test]
async fn some_names_need_no_resolver() {
    let dns = serve_dns(|name, kind, _| of_type(kind, &[record(name, "8.8.8.8")])).await;
    let mut config = config(dns.at);
    config.allow_addresses.clear();
    config
        .hosts
        .insert("relay.test".to_owned(), "10.0.0.1".parse().unwrap());
    let egress = Egress::new(config).unwrap();
    for (name, rule, expected) in [
        ("relay.test", Rule::Configured, None),
        ("relay.test", Rule::Content, Some(ErrorKind::RefusedAddress)),
        ("localhost", Rule::Content, Some(ErrorKind::RefusedAddress)),
        (
            "a.localhost",
            Rule::Content,
            Some(ErrorKind::RefusedAddress),
        ),
        ("0x7f.1", Rule::Content, Some(ErrorKind::RefusedAddress)),
        (
            "[::ffff:127.0.0.1]",
            Rule::Content,
            Some(ErrorKind::RefusedAddress),
        ),
    ] {
        assert_eq!(
            kind_of(egress.resolve(name, rule).await),
            expected,
            "{name}"
        );
    }
    assert_eq!(dns.calls.load(Ordering::SeqCst), 0);
}
