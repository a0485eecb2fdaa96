//! Looks after an act: what is still there, what changed, what only stands in the way.

use hickory_proto::op::{Message, OpCode, ResponseCode};
use sha2::Digest;
use tokio::net::UdpSocket;
use url::Url;
use vigie_capture::{Expected, ExpectedFile, Probe};
use vigie_domain::{PageState, Sha256, Sign};

use crate::site::{Answer, PICTURE, Site, capturer, capturer_with, noon};

fn expecting(bytes: &[u8], text: &str) -> Expected {
    Expected {
        files: Vec::new(),
        sha256: Some(Sha256(sha2::Sha256::digest(bytes).into())),
        text: (!text.is_empty()).then(|| text.to_owned()),
    }
}

async fn look(site: &Site, path: &str, expected: &Expected) -> Probe {
    capturer().probe(&site.url(path), noon(), expected).await
}

/// Goal: the same bytes or the same words are up; other ones are changed; media are not fetched.
#[tokio::test]
async fn the_same_object_is_up() {
    let site = Site::open().await;
    site.html(
        "/item",
        "<title>T</title><h1>One</h1><p>two three<img src=/a.png>",
    );
    let page = expecting(b"other bytes", "ONE  two three");
    let seen = look(&site, "/item", &page).await;
    assert_eq!(
        (seen.state, seen.is_same_object),
        (PageState::Up, Some(true))
    );
    assert_eq!(site.asked(), ["/item"]);
    assert_eq!(seen.status, Some(200));
    assert!(seen.peer.is_some() && seen.sha256.is_some());

    site.page("/a.png", 200, "Content-Type: image/png\r\n", PICTURE);
    assert_eq!(
        look(&site, "/a.png", &expecting(PICTURE, "")).await.state,
        PageState::Up
    );
    let other = look(&site, "/a.png", &expecting(b"another", "")).await;
    assert_eq!(
        (other.state, other.is_same_object),
        (PageState::UpChanged, Some(false))
    );
    assert_eq!(other.payload, PICTURE);
    let unasked = look(&site, "/a.png", &Expected::default()).await;
    assert_eq!(
        (unasked.state, unasked.is_same_object),
        (PageState::Up, None)
    );
}

/// Goal: the object itself is up even when its words are those of an error page.
#[tokio::test]
async fn the_object_outweighs_its_words() {
    let site = Site::open().await;
    let html = "<title>Page not found, a poem</title>";
    site.html("/poem", html);
    let seen = look(&site, "/poem", &expecting(html.as_bytes(), "")).await;
    assert_eq!(seen.state, PageState::Up);
}

/// Goal: a site that answers everything with one page is found out by its impossible neighbour.
#[tokio::test]
async fn an_error_page_with_200_is_found_out() {
    let site = Site::open().await;
    site.html(
        "/x/item",
        "<title>Zeta</title><p>welcome to the site of coloured patterns today",
    );
    let changed = look(&site, "/x/item", &expecting(b"before", "what was there")).await;
    assert_eq!(
        changed.state,
        PageState::UpChanged,
        "its neighbour is a 404"
    );
    assert!(site.asked()[1].starts_with("/x/") && site.asked().len() == 2);

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).await;
            let _ = stream
                .write_all(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n\
                      <p>welcome to the site of coloured patterns today",
                )
                .await;
        }
    });
    let url = Url::parse(&format!("http://{at}/x/item")).unwrap();
    let seen = capturer()
        .probe(&url, noon(), &expecting(b"before", "what was there"))
        .await;
    assert_eq!(seen.state, PageState::SoftGone);
}

/// Goal: statuses with their waits; none but 404 and 410 is gone.
#[tokio::test]
async fn statuses_and_waits() {
    let site = Site::open().await;
    for (status, headers, expected, wait) in [
        (404, "", PageState::Gone, None),
        (410, "", PageState::Gone, None),
        (403, "", PageState::RestrictedLogin, None),
        (451, "", PageState::RestrictedGeo, None),
        (429, "Retry-After: 7\r\n", PageState::Busy, Some(7_000)),
        (
            503,
            "Retry-After: Sun, 01 Mar 2026 13:00:00 GMT\r\n",
            PageState::Busy,
            Some(3_600_000),
        ),
        (500, "", PageState::Unknown, None),
        (
            404,
            "cf-mitigated: challenge\r\n",
            PageState::Challenge,
            None,
        ),
    ] {
        site.page("/item", status, headers, b"x");
        let seen = look(&site, "/item", &expecting(b"before", "")).await;
        assert_eq!(seen.state, expected, "{status}");
        match wait {
            None => assert_eq!(seen.retry_after_ms, None),
            Some(wait) => {
                let asked = seen.retry_after_ms.unwrap();
                assert!((wait - 60_000..=wait).contains(&asked), "{status}: {asked}");
            }
        }
    }
    site.html("/login", "<title>Log in</title>");
    site.redirect("/item", "/login?next=%2Fitem");
    let seen = look(&site, "/item", &expecting(b"before", "")).await;
    assert_eq!(seen.state, PageState::RestrictedLogin);
}

/// A resolver that gives one code for every question.
async fn resolver(code: ResponseCode) -> std::net::SocketAddr {
    #[expect(clippy::disallowed_methods, reason = "a resolver listens on a socket")]
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let at = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 2048];
        while let Ok((size, from)) = socket.recv_from(&mut buffer).await {
            let question = Message::from_vec(&buffer[..size]).unwrap();
            let mut answer = Message::response(question.metadata.id, OpCode::Query);
            answer.metadata.response_code = code;
            answer.add_query(question.queries[0].clone());
            let _ = socket.send_to(&answer.to_vec().unwrap(), from).await;
        }
    });
    at
}

/// Goal: a name is gone when every resolver says so; a failing one, or one of two, is not enough.
#[tokio::test]
async fn names_are_gone_only_when_all_say_so() {
    let nothing = resolver(ResponseCode::NXDomain).await;
    let broken = resolver(ResponseCode::ServFail).await;
    let empty = resolver(ResponseCode::NoError).await;
    for (resolvers, expected) in [
        (vec![nothing], PageState::DnsGone),
        (vec![nothing, nothing], PageState::DnsGone),
        (vec![nothing, broken], PageState::Unreachable),
        (vec![nothing, empty], PageState::Unreachable),
        (vec![broken], PageState::Unreachable),
        (vec![empty], PageState::Unreachable),
    ] {
        let capturer = capturer_with(|egress| egress.resolvers = resolvers, |_| {});
        let url = Url::parse("http://gone.test/item").unwrap();
        let seen = capturer.probe(&url, noon(), &Expected::default()).await;
        assert_eq!(seen.state, expected, "{:?}", seen.failure);
        assert!(seen.failure.is_some() && seen.status.is_none());
    }
}

/// Goal: dead ends are unreachable, refusals are unknown; neither is gone.
#[tokio::test]
async fn dead_ends_are_not_gone() {
    let site = Site::open().await;
    site.put("/held", Answer::Hold(Vec::new()));
    site.redirect("/inside", "http://10.0.0.1/");
    let capturer = capturer_with(|egress| egress.exchange_timeout_ms = 100, |_| {});
    let nobody = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap()
    };
    for (url, state, failure) in [
        (site.url("/held"), PageState::Unreachable, "timeout"),
        (nobody, PageState::Unreachable, "connect_failed"),
        (site.url("/inside"), PageState::Unknown, "refused_address"),
    ] {
        let seen = capturer.probe(&url, noon(), &Expected::default()).await;
        assert_eq!((seen.state, seen.failure), (state, Some(failure)));
    }
}

/// Goal: a page that is gone whose picture is still served is up in part; what the page that says
/// so shows itself is the site's own and proves nothing.
#[tokio::test]
async fn a_file_can_outlive_its_page() {
    let site = Site::open().await;
    let file = ExpectedFile {
        url: site.url("/files/a.png"),
        sha256: Sha256(sha2::Sha256::digest(PICTURE).into()),
    };
    let expected = Expected {
        files: vec![file],
        ..expecting(b"the page", "")
    };
    site.page(
        "/item",
        404,
        "Content-Type: text/html\r\n",
        b"<h1>Not found</h1>",
    );
    site.page("/files/a.png", 200, "Content-Type: image/png\r\n", PICTURE);
    let seen = look(&site, "/item", &expected).await;
    assert_eq!(seen.state, PageState::Up);
    assert_eq!(seen.signs, [Sign::FileStillServed]);

    site.page(
        "/item",
        404,
        "Content-Type: text/html\r\n",
        b"<h1>Not found</h1><img src=/files/a.png>",
    );
    let seen = look(&site, "/item", &expected).await;
    assert_eq!(
        (seen.state, &*seen.signs),
        (PageState::Gone, &[Sign::Status][..])
    );

    site.page(
        "/item",
        404,
        "Content-Type: text/html\r\n",
        b"<h1>Not found</h1>",
    );
    site.page(
        "/files/a.png",
        200,
        "Content-Type: image/png\r\n",
        b"another picture",
    );
    let seen = look(&site, "/item", &expected).await;
    assert_eq!(seen.state, PageState::Gone);
}

/// Goal: what a cache still shows is up, with the word that its origin says gone.
#[tokio::test]
async fn a_cache_outlives_its_origin() {
    let site = Site::open().await;
    let page = b"<title>T</title><p>one two three";
    let hit = "Content-Type: text/html\r\nX-Cache: HIT\r\nAge: 30\r\n";
    site.page("/item", 200, hit, page);
    let seen = look(&site, "/item", &expecting(page, "")).await;
    assert_eq!(seen.state, PageState::Up);
    assert_eq!(seen.signs, [Sign::SameObject, Sign::CacheCopy]);
    assert_eq!(site.asked().len(), 2, "once past the cache");

    site.page("/item", 200, "Content-Type: text/html\r\n", page);
    let seen = look(&site, "/item", &expecting(page, "")).await;
    assert_eq!(seen.signs, [Sign::SameObject]);
}
