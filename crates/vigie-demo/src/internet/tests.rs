//! The small internet as a desk meets it: over its sockets, by its clock.
#![expect(
    clippy::disallowed_methods,
    reason = "the tests are clients of the world outside"
)]

use std::io::ErrorKind;

use hickory_proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{Name, RecordType};
use hyper::body::Bytes;
use mail_parser::MessageParser;
use serde_json::Value;
use sha1::Digest as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use vigie_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};

use super::*;
use crate::behaviour::{ActKind, LinkChoice};
use crate::scenario::End;
use crate::wire::{Answer, Ask, fetch};

const WAIT: Duration = Duration::from_secs(20);

async fn start() -> Internet {
    SmallInternet::start(Config::for_testing()).await.unwrap()
}

/// Asks a name server over UDP.
async fn resolve(server: SocketAddr, name: &str, kind: RecordType) -> Message {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.send_to(&query(name, kind), server).await.unwrap();
    let mut buffer = [0; 4_096];
    let size = tokio::time::timeout(WAIT, socket.recv(&mut buffer))
        .await
        .unwrap()
        .unwrap();
    Message::from_vec(&buffer[..size]).unwrap()
}

fn query(name: &str, kind: RecordType) -> Vec<u8> {
    let mut message = Message::new(21, MessageType::Query, OpCode::Query);
    message.add_query(Query::query(Name::from_ascii(name).unwrap(), kind));
    message.to_vec().unwrap()
}

/// GETs a URL as a desk does: resolve the name here, connect to that address.
async fn get(internet: &Internet, url: &str) -> Answer {
    let url = url::Url::parse(url).unwrap();
    let host = url.host_str().unwrap();
    let answered = resolve(
        internet.addresses().dns[1],
        &format!("{host}."),
        RecordType::A,
    )
    .await;
    let ip = answered.answers.last().unwrap().data.to_string();
    let target = url
        .query()
        .map_or(url.path().to_owned(), |it| format!("{}?{it}", url.path()));
    let addr = format!("{ip}:{}", internet.addresses().http_port)
        .parse()
        .unwrap();
    get_at(addr, host, &target).await
}

async fn get_at(addr: SocketAddr, host: &str, target: &str) -> Answer {
    fetch(Ask {
        addr,
        method: "GET",
        host,
        target,
        headers: &[],
        body: Bytes::new(),
        wait: WAIT,
        size_bytes_max: 4 << 20,
    })
    .await
    .unwrap()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer
        .headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.to_vec()).unwrap()
}

fn item_url(internet: &Internet, name: &str) -> String {
    internet
        .scenario()
        .items
        .into_iter()
        .find(|item| item.name == name)
        .unwrap()
        .url
}

/// A dialogue, command by command; the replies' first lines.
async fn dialogue(internet: &Internet, commands: &[&str]) -> Vec<String> {
    let mut stream = TcpStream::connect(internet.addresses().smtp).await.unwrap();
    let mut replies = vec![read_reply(&mut stream).await];
    for command in commands {
        stream
            .write_all(format!("{command}\r\n").as_bytes())
            .await
            .unwrap();
        replies.push(read_reply(&mut stream).await);
    }
    replies
}

/// One whole reply; empty when the other side hung up.
async fn read_reply(stream: &mut TcpStream) -> String {
    let mut reply = String::new();
    let is_whole = |reply: &str| {
        let last = reply.trim_end().rsplit("\r\n").next().unwrap_or_default();
        reply.ends_with("\r\n") && last.as_bytes().get(3) == Some(&b' ')
    };
    while !is_whole(&reply) {
        let mut buffer = [0; 1_024];
        match tokio::time::timeout(WAIT, stream.read(&mut buffer))
            .await
            .unwrap()
        {
            Ok(0) => return String::new(),
            Ok(size) => reply.push_str(std::str::from_utf8(&buffer[..size]).unwrap()),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return String::new(),
            Err(error) => panic!("{error}"),
        }
    }
    reply.lines().next().unwrap_or_default().to_owned()
}

/// Mails a notice about `url` to `to`, with an answer link when there is one.
async fn send_notice(internet: &Internet, to: &str, url: &str, link: &str, id: &str) {
    let defanged = url.replacen("http", "hxxp", 1).replace(".test", "[.]test");
    let mail = format!(
        "DATA\r\nFrom: Unit <unit@desk.example>\r\nReply-To: r+tok{id}@desk.example\r\n\
         Message-ID: <{id}@desk.example>\r\nSubject: [V-2026-000001] referral\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{defanged}\r\n{link}\r\n."
    );
    let data = mail.strip_prefix("DATA\r\n").unwrap();
    let replies = dialogue(
        internet,
        &[
            "EHLO desk.example",
            &format!("MAIL FROM:<b+tok{id}@desk.example>"),
            &format!("RCPT TO:<{to}> NOTIFY=FAILURE,DELAY"),
            "DATA",
            data,
            "QUIT",
        ],
    )
    .await;
    assert!(replies[5].starts_with("250 "), "{replies:?}");
}

/// A desk's answer page: one form, and every POST it got.
async fn answer_page() -> (SocketAddr, Arc<std::sync::Mutex<Vec<String>>>, JoinSet<()>) {
    const PAGE: &str = "<!doctype html><form method=\"post\" action=\"/answer/tok\">\
        <input type=\"radio\" name=\"answer\" value=\"acknowledged\">\
        <input type=\"radio\" name=\"answer\" value=\"removed\">\
        <input type=\"radio\" name=\"answer\" value=\"refused\">\
        <input type=\"radio\" name=\"answer\" value=\"not_ours\">\
        <input type=\"datetime-local\" name=\"removed_at\"><textarea name=\"ground\"></textarea>\
        <input name=\"other_host\"><button>Send</button></form>";
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let posts = Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = Arc::clone(&posts);
    let limits = ServerLimits {
        connection_count_max: 8,
        idle: WAIT,
    };
    let mut serving = JoinSet::new();
    serving.spawn(wire::serve(
        listener,
        limits,
        move |request: ::http::Request<_>| {
            let kept = Arc::clone(&kept);
            async move {
                use http_body_util::BodyExt as _;
                let is_post = request.method() == ::http::Method::POST;
                let origin = request.headers().get("origin").cloned();
                let body = request.into_body().collect().await.unwrap().to_bytes();
                if is_post {
                    assert_eq!(origin.unwrap(), format!("http://{addr}").as_str());
                    kept.lock()
                        .unwrap()
                        .push(String::from_utf8(body.to_vec()).unwrap());
                }
                let status = if is_post { 303 } else { 200 };
                let page = http_body_util::Full::new(Bytes::from_static(PAGE.as_bytes()));
                ::http::Response::builder()
                    .status(status)
                    .body(page)
                    .unwrap()
            }
        },
    ));
    (addr, posts, serving)
}

fn kinds(acts: &[Act]) -> Vec<ActKind> {
    acts.iter().map(|act| act.kind).collect()
}

/// Goal: names resolve over UDP and TCP, on both servers; the liar lies.
#[tokio::test]
async fn names_are_answered_over_udp_and_tcp() {
    let internet = start().await;
    let asked = query("site.zeta-voice.test.", RecordType::A);
    for server in internet.addresses().dns {
        let over_udp = resolve(server, "site.zeta-voice.test.", RecordType::A).await;
        let mut stream = TcpStream::connect(server).await.unwrap();
        stream
            .write_u16(u16::try_from(asked.len()).unwrap())
            .await
            .unwrap();
        stream.write_all(&asked).await.unwrap();
        let size = stream.read_u16().await.unwrap();
        let mut bytes = vec![0; usize::from(size)];
        stream.read_exact(&mut bytes).await.unwrap();
        let over_tcp = Message::from_vec(&bytes).unwrap();
        assert_eq!(over_udp.answers, over_tcp.answers);
        assert_eq!(over_udp.answers.len(), 2);
    }
    let absent = resolve(internet.addresses().dns[0], "nobody.test.", RecordType::A).await;
    assert_eq!(absent.metadata.response_code, ResponseCode::NXDomain);
    let lie = resolve(
        internet.addresses().lying_dns,
        "plazaa.test.",
        RecordType::A,
    )
    .await;
    assert_eq!(lie.answers[0].data.to_string(), "169.254.169.254");
}

/// Goal: every URL of the script leads somewhere, by name, and says what it is.
#[tokio::test]
async fn every_scripted_url_is_answered_by_its_host() {
    let internet = start().await;
    for item in internet.scenario().items {
        let answer = get(&internet, &item.url).await;
        let expected = if item.kind == crate::ItemKind::ShortLink {
            301
        } else {
            200
        };
        assert_eq!(answer.status, expected, "{}", item.url);
        if expected == 200 {
            let lang = format!("<html lang=\"{}\"", item.language);
            assert!(text(&answer).contains(&lang), "{}", item.url);
        }
        assert!(header(&answer, "date").starts_with("Mon, 02 Mar 2026 08:00:00"));
    }
}

/// Goal: the metadata call has the archive's shape for what is, what never was, what was removed.
#[tokio::test]
async fn an_archive_item_is_described_without_its_files() {
    let internet = start().await;
    let at = |path: &str| internet.url("archive-harbour.test", path);
    let metadata = async |id: &str| -> Value {
        let answer = get(&internet, &at(&format!("/metadata/{id}"))).await;
        assert_eq!(
            (answer.status, header(&answer, "content-type")),
            (200, "application/json")
        );
        serde_json::from_slice(&answer.body).unwrap()
    };
    let there = metadata("zeta-review-07").await;
    assert_eq!(there["files_count"], 4);
    assert_eq!(
        internet.count_requests("archive-harbour.test", "/download"),
        0
    );
    let cover = get(&internet, &at("/download/zeta-review-07/cover.jpg")).await;
    let listed = &there["files"][1];
    assert_eq!(
        listed["sha1"],
        crate::content::hex(&sha1::Sha1::digest(&cover.body))
    );
    assert_eq!(
        listed["md5"],
        crate::content::hex(&md5::Md5::digest(&cover.body))
    );
    assert_eq!(listed["size"], cover.body.len().to_string());
    assert_eq!(there["files"][2]["original"], "cover.jpg");

    assert_eq!(metadata("never-was").await, serde_json::json!({}));
    assert_eq!(
        metadata("texts").await["metadata"]["mediatype"],
        "collection"
    );
    assert!(internet.remove("magazine"));
    assert_eq!(metadata("zeta-review-07").await["is_dark"], true);
    assert_eq!(
        get(&internet, &at("/details/zeta-review-07")).await.status,
        404
    );
    assert_eq!(
        get(&internet, &at("/download/zeta-review-07/cover.jpg"))
            .await
            .status,
        404
    );
    assert_eq!(internet.is_up("magazine"), Some(false));
    assert!(internet.restore("magazine"));
    assert_eq!(
        get(&internet, &at("/download/zeta-review-07/cover.jpg"))
            .await
            .status,
        200
    );
    let found = text(&get(&internet, &at("/search?q=song")).await);
    assert!(found.contains("/details/zeta-song-sheet") && !found.contains("zeta-review-07"));
}

/// Goal: the edge stands before the origin, remembers for an hour, and can be asked past.
#[tokio::test]
async fn the_edge_passes_on_and_remembers() {
    let internet = start().await;
    let url = item_url(&internet, "cdn-page");
    let first = get(&internet, &url).await;
    assert_eq!(
        (header(&first, "server"), header(&first, "x-cache")),
        ("ShieldNet", "MISS")
    );
    assert!(!header(&first, "x-shield-ray").is_empty());
    let origin = SocketAddr::from((ORIGIN, internet.addresses().http_port));
    let direct = get_at(origin, "site.zeta-voice.test", "/bulletin/12").await;
    assert_eq!(
        (direct.status, header(&direct, "server")),
        (200, "northbyte-web")
    );
    assert_eq!(direct.body, first.body);
    assert_eq!(
        get_at(origin, "plazaa.test", "/@zeta_training/1001")
            .await
            .status,
        404
    );

    assert!(internet.remove("cdn-page"));
    let cached = get(&internet, &url).await;
    assert_eq!((cached.status, header(&cached, "x-cache")), (200, "HIT"));
    assert_eq!(get(&internet, &format!("{url}?fresh=1")).await.status, 404);
    let clock = internet.clock();
    clock.advance_to(clock.now().plus_ms(HOUR_MS));
    assert_eq!(get(&internet, &url).await.status, 404);
}

/// Goal: a shortened link leads over two hops to the post; removed, a post leaves a tombstone.
#[tokio::test]
async fn a_short_link_leads_to_the_post() {
    let internet = start().await;
    let mut url = item_url(&internet, "short-link");
    for _ in 0..2 {
        let hop = get(&internet, &url).await;
        assert_eq!(hop.status, 301);
        header(&hop, "location").clone_into(&mut url);
    }
    assert_eq!(url, internet.url("plazaa.test", "/@zeta_training/1002"));
    let post = text(&get(&internet, &url).await);
    let picture = internet.url("plazaa.test", "/media/pattern-2.jpg");
    assert!(post.contains(&format!("og:image\" content=\"{picture}\"")));
    assert_eq!(
        header(&get(&internet, &picture).await, "content-type"),
        "image/jpeg"
    );
    assert!(internet.remove("short-link"));
    assert_eq!(get(&internet, &url).await.status, 410);
    assert_eq!(
        get(&internet, &picture).await.status,
        410,
        "its picture goes with it"
    );
}

/// Goal: the answers that are neither "there" nor "gone".
#[tokio::test]
async fn walls_answer_as_they_say() {
    let internet = start().await;
    for (path, status) in [
        ("/login-wall/x", 302),
        ("/login", 200),
        ("/challenge/x", 403),
        ("/busy/x", 429),
        ("/broken/x", 503),
        ("/forbidden/x", 403),
        ("/legal/x", 451),
        ("/gone/x", 410),
        ("/soft-gone/x", 200),
        ("/loop", 301),
        ("/other", 404),
    ] {
        let answer = get(&internet, &internet.url("walls.test", path)).await;
        assert_eq!(answer.status, status, "{path}");
    }
    let busy = get(&internet, &internet.url("walls.test", "/busy")).await;
    assert_eq!(header(&busy, "retry-after"), "120");
}

/// Goal: RDAP answers over HTTP where the reference data says it does.
#[tokio::test]
async fn rdap_is_where_the_bootstrap_says() {
    let internet = start().await;
    let folder = tempfile::tempdir().unwrap();
    internet.write_reference_data(folder.path()).unwrap();
    let table = std::fs::read(folder.path().join("rdap/bootstrap/ipv4.json")).unwrap();
    let table: Value = serde_json::from_slice(&table).unwrap();
    let base = url::Url::parse(table["services"][0][1][0].as_str().unwrap()).unwrap();
    let addr = format!("{}:{}", base.host_str().unwrap(), base.port().unwrap())
        .parse()
        .unwrap();
    let answer = get_at(addr, base.host_str().unwrap(), "/rdap/ip/127.21.0.10").await;
    assert_eq!(header(&answer, "content-type"), "application/rdap+json");
    let object: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(object["name"], "SHIELDNET");
}

/// Goal: the relay speaks SMTP, refuses what it must, keeps what it takes, dots unstuffed.
#[tokio::test]
async fn the_relay_takes_mail_for_its_desks_only() {
    let internet = start().await;
    let replies = dialogue(
        &internet,
        &[
            "DATA",
            "RCPT TO:<abuse@plazaa.test>",
            "EHLO desk.example",
            "MAIL FROM:<unit@desk.example> SIZE=99999999",
            "MAIL FROM:<unit@desk.example> BODY=8BITMIME SIZE=12",
            "RCPT TO:<someone@example.org>",
            "RCPT TO:<nobody@plazaa.test>",
            "RCPT TO:abuse",
            "RCPT TO:<Abuse@Plazaa.test>",
            "DATA",
            "Subject: dots\r\n\r\n..one\r\nend\r\n.",
            "VRFY x",
            "QUIT",
        ],
    )
    .await;
    let codes: Vec<&str> = replies.iter().map(|reply| &reply[..3]).collect();
    assert_eq!(
        codes,
        [
            "220", "503", "503", "250", "552", "250", "550", "550", "501", "250", "354", "250",
            "502", "221"
        ]
    );
    let stored = internet.mailbox("abuse@plazaa.test");
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].raw, b"Subject: dots\r\n\r\n.one\r\nend\r\n");
    assert_eq!(stored[0].envelope_from, "unit@desk.example");
}

/// Goal: each fault happens once and leaves exactly what it says it leaves.
#[tokio::test]
async fn faults_of_the_relay_happen_once() {
    #[track_caller]
    fn check(replies: &[String], last: &str) {
        assert_eq!(replies.last().unwrap(), last);
    }
    let internet = start().await;
    let letter = [
        "EHLO d",
        "MAIL FROM:<u@d.example>",
        "RCPT TO:<abuse@murmur.test>",
        "DATA",
        "Subject: x\r\n\r\nx\r\n.",
    ];
    let count = || internet.mailbox("abuse@murmur.test").len();
    internet.set_mail_fault(Some(Fault::DiesBeforeAccepting));
    check(&dialogue(&internet, &letter).await, "");
    assert_eq!(count(), 1);
    internet.set_mail_fault(Some(Fault::RefusesContent));
    check(
        &dialogue(&internet, &letter).await,
        "554 5.7.1 message refused because of its content",
    );
    assert_eq!(count(), 1);
    internet.set_mail_fault(Some(Fault::DiesInData));
    check(&dialogue(&internet, &letter).await, "");
    assert_eq!(count(), 1);
    internet.set_mail_fault(Some(Fault::GoesAwayAtGreeting));
    check(
        &dialogue(&internet, &[]).await,
        "421 4.3.2 mx.postroom.test is going down",
    );
    check(&dialogue(&internet, &letter).await, "250 2.0.0 taken");
    assert_eq!(count(), 2);
}

/// Goal: a message beyond the limit and a full post room are refused, nothing is half kept.
#[tokio::test]
async fn the_relay_has_limits() {
    let config = Config {
        message_count_max: 1,
        ..Config::for_testing()
    };
    let internet = SmallInternet::start(config).await.unwrap();
    let huge = format!("Subject: x\r\n\r\n{}\r\n.", "x\r\n".repeat(40_000));
    let letter = |body| {
        [
            "MAIL FROM:<u@d.example>",
            "RCPT TO:<abuse@murmur.test>",
            "DATA",
            body,
        ]
    };
    let replies = dialogue(&internet, &letter(&huge)).await;
    assert!(
        replies[4].is_empty() || replies[4].starts_with("552"),
        "{replies:?}"
    );
    assert!(internet.mailbox("abuse@murmur.test").is_empty());
    let small = "Subject: x\r\n\r\nx\r\n.";
    assert!(dialogue(&internet, &letter(small)).await[4].starts_with("250"));
    assert!(dialogue(&internet, &letter(small)).await[4].starts_with("452"));
}

/// Goal: a desk that works at once takes the post down and says so through the link.
#[tokio::test]
async fn a_quick_desk_removes_and_answers() {
    let internet = start().await;
    let (addr, posts, _serving) = answer_page().await;
    let link = format!("http://{addr}/answer/tok");
    let url = item_url(&internet, "known-picture");
    send_notice(&internet, "abuse@plazaa.test", &url, &link, "a1").await;
    assert_eq!(
        internet.is_up("known-picture"),
        Some(true),
        "nothing happens before a tick"
    );
    let acts = internet.tick(internet.clock().now()).await;
    let removed = LinkChoice::Removed;
    assert_eq!(
        kinds(&acts),
        [
            ActKind::Removed,
            ActKind::AnsweredLink {
                choice: removed,
                status: 303
            }
        ]
    );
    assert_eq!(acts[0].item, Some("known-picture"));
    assert_eq!(get(&internet, &url).await.status, 410);
    assert_eq!(
        *posts.lock().unwrap(),
        ["answer=removed&removed_at=2026-03-02T08%3A00&ground=&other_host="]
    );
}

/// Goal: a slow desk acknowledges now and removes a day later, not a minute before.
#[tokio::test]
async fn a_slow_desk_removes_after_a_day() {
    let internet = start().await;
    let (addr, posts, _serving) = answer_page().await;
    let start = internet.clock().now();
    let url = item_url(&internet, "magazine");
    let link = format!("http://{addr}/answer/tok");
    send_notice(&internet, "abuse@archive-harbour.test", &url, &link, "a1").await;
    internet.tick(start.plus_ms(DAY_MS - MINUTE_MS)).await;
    assert_eq!(internet.is_up("magazine"), Some(true));
    assert_eq!(internet.next_due(), Some(start.plus_ms(DAY_MS)));
    let acts = internet.tick(start.plus_ms(3 * DAY_MS)).await;
    assert_eq!(internet.is_up("magazine"), Some(false));
    assert_eq!(
        acts[0].at,
        start.plus_ms(DAY_MS),
        "at its time, however late the tick"
    );
    let posts = posts.lock().unwrap();
    assert!(posts[0].starts_with("answer=acknowledged&removed_at=&"));
    assert!(posts[1].starts_with("answer=removed&removed_at=2026-03-03T08%3A00&"));
}

/// Goal: some desks act only on the second mail, which need not repeat the URL.
#[tokio::test]
async fn a_reminder_moves_a_lazy_desk() {
    let internet = start().await;
    let start = internet.clock().now();
    let url = item_url(&internet, "plazaa-ar");
    send_notice(&internet, "abuse@plazaa.test", &url, "", "a1").await;
    assert_eq!(kinds(&internet.tick(start).await), [ActKind::AutoReplied]);
    let outbox = internet.outbox();
    let reply = MessageParser::default().parse(&outbox[0].raw).unwrap();
    assert_eq!(reply.in_reply_to().as_text(), Some("a1@desk.example"));
    assert_eq!(outbox[0].envelope_to, "r+toka1@desk.example");
    assert!(internet.outbox().is_empty(), "each is handed over once");
    assert!(internet.tick(start.plus_ms(20 * DAY_MS)).await.is_empty());
    // The same reference in the subject is enough.
    send_notice(&internet, "abuse@plazaa.test", "no url this time", "", "a2").await;
    assert_eq!(
        kinds(&internet.tick(start.plus_ms(21 * DAY_MS)).await),
        [ActKind::Removed]
    );
}

/// Goal: a person asks two hours later; the next mail settles it.
#[tokio::test]
async fn a_careful_desk_asks_first() {
    let internet = start().await;
    let start = internet.clock().now();
    let url = item_url(&internet, "recoded-copy");
    send_notice(&internet, "abuse@murmur.test", &url, "", "a1").await;
    assert_eq!(kinds(&internet.tick(start).await), [ActKind::AutoReplied]);
    assert_eq!(
        kinds(&internet.tick(start.plus_ms(2 * HOUR_MS)).await),
        [ActKind::Asked]
    );
    let asked = internet.outbox().pop().unwrap();
    let asked = MessageParser::default().parse(&asked.raw).unwrap();
    assert_eq!(asked.header_raw("Auto-Submitted"), None);
    assert!(asked.body_text(0).unwrap().contains("النص أم الصورة"));
    send_notice(&internet, "abuse@murmur.test", &url, "", "a2").await;
    assert_eq!(
        kinds(&internet.tick(start.plus_ms(3 * HOUR_MS)).await),
        [ActKind::Removed]
    );
}

/// Goal: a refusal names its ground on the page and in a mail, and nothing is removed.
#[tokio::test]
async fn a_refusing_desk_says_why() {
    let internet = start().await;
    let (addr, posts, _serving) = answer_page().await;
    let link = format!("http://{addr}/answer/tok");
    let url = item_url(&internet, "refusal");
    send_notice(&internet, "abuse@murmur.test", &url, &link, "a1").await;
    let acts = internet.tick(internet.clock().now().plus_ms(DAY_MS)).await;
    let refused = LinkChoice::Refused;
    assert_eq!(
        kinds(&acts),
        [
            ActKind::AnsweredLink {
                choice: refused,
                status: 303
            },
            ActKind::Refused
        ]
    );
    let post = posts.lock().unwrap()[0].clone();
    let fields: Vec<_> = url::form_urlencoded::parse(post.as_bytes())
        .into_owned()
        .collect();
    assert_eq!(fields[0], ("answer".to_owned(), "refused".to_owned()));
    assert_eq!(fields[2].0, "ground");
    assert!(fields[2].1.contains("لم نجد"), "{post}");
    assert_eq!(internet.is_up("refusal"), Some(true));
}

/// Goal: the proxy names the host and forwards; the host removes a day later at the origin.
#[tokio::test]
async fn a_proxy_names_the_origin_and_forwards() {
    let internet = start().await;
    let (addr, posts, _serving) = answer_page().await;
    let start = internet.clock().now();
    let link = format!("http://{addr}/answer/tok");
    let url = item_url(&internet, "cdn-page");
    send_notice(&internet, "abuse@shieldnet.test", &url, &link, "a1").await;
    let acts = internet.tick(start.plus_ms(2 * HOUR_MS)).await;
    assert_eq!(
        kinds(&acts),
        [
            ActKind::AutoReplied,
            ActKind::AnsweredLink {
                choice: LinkChoice::NotOurs,
                status: 303
            },
            ActKind::NamedOrigin,
            ActKind::Forwarded,
            ActKind::AnsweredLink {
                choice: LinkChoice::Acknowledged,
                status: 303
            },
        ]
    );
    assert!(posts.lock().unwrap()[0].contains("abuse%40northbyte.test"));
    let outbox = internet.outbox();
    let named = MessageParser::default().parse(&outbox[1].raw).unwrap();
    let body = named.body_text(0).unwrap().into_owned();
    assert!(
        body.contains("actual host for site.zeta-voice.test is Northbyte Hosting"),
        "{body}"
    );
    assert!(body.contains("127.22.0.10"));
    assert_eq!(internet.mailbox("abuse@northbyte.test").len(), 1);
    internet.tick(start.plus_ms(2 * DAY_MS)).await;
    assert_eq!(internet.is_up("cdn-page"), Some(false));
}

/// Goal: a dead address bounces every mail to the envelope's sender; silence is silence.
#[tokio::test]
async fn a_dead_address_bounces_and_a_silent_one_does_not() {
    let internet = start().await;
    let start = internet.clock().now();
    let url = item_url(&internet, "bounce");
    send_notice(&internet, "abuse@quietpages.test", &url, "", "a1").await;
    let acts = internet.tick(start).await;
    assert_eq!(
        (kinds(&acts), acts[0].item),
        (vec![ActKind::Bounced], Some("bounce"))
    );
    let bounced = internet.outbox().pop().unwrap();
    assert_eq!(bounced.envelope_to, "b+toka1@desk.example");
    let url = item_url(&internet, "silence");
    send_notice(&internet, "abuse@stillwater.test", &url, "", "a2").await;
    assert!(internet.tick(start.plus_ms(21 * DAY_MS)).await.is_empty());
    assert_eq!(internet.is_up("silence"), Some(true));
}

/// Goal: a notice taken back undoes what was planned and what was done.
#[tokio::test]
async fn a_retraction_puts_the_item_back() {
    let internet = start().await;
    let start = internet.clock().now();
    let url = item_url(&internet, "known-picture");
    send_notice(&internet, "abuse@plazaa.test", &url, "", "a1").await;
    internet.tick(start).await;
    assert_eq!(internet.is_up("known-picture"), Some(false));
    let slow = item_url(&internet, "plazaa-fr");
    send_notice(&internet, "abuse@plazaa.test", &slow, "", "a2").await;
    internet.tick(start).await;
    let data = format!(
        "From: u@desk.example\r\nMIME-Version: 1.0\r\nSubject: taken back\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         {url}\r\n{slow}\r\n--b\r\nContent-Type: application/json; name=a.json\r\n\r\n\
         {{\"kind\":\"retraction\"}}\r\n--b--\r\n."
    );
    let letter = [
        "MAIL FROM:<u@desk.example>",
        "RCPT TO:<abuse@plazaa.test>",
        "DATA",
        &data,
    ];
    assert!(dialogue(&internet, &letter).await[4].starts_with("250"));
    let acts = internet.tick(start.plus_ms(2 * DAY_MS)).await;
    assert_eq!(kinds(&acts), [ActKind::Reinstated]);
    assert_eq!(internet.is_up("known-picture"), Some(true));
    assert_eq!(
        internet.is_up("plazaa-fr"),
        Some(true),
        "the planned removal was cancelled"
    );
}

/// Goal: one item comes back once, and stays away after its second removal.
#[tokio::test]
async fn a_removed_item_comes_back_once() {
    let internet = start().await;
    let start = internet.clock().now();
    let url = item_url(&internet, "comes-back");
    send_notice(&internet, "abuse@archive-harbour.test", &url, "", "a1").await;
    assert_eq!(kinds(&internet.tick(start).await), [ActKind::Removed]);
    let acts = internet.tick(start.plus_ms(5 * DAY_MS)).await;
    assert_eq!(
        (kinds(&acts), acts[0].at),
        (vec![ActKind::Reappeared], start.plus_ms(4 * DAY_MS))
    );
    assert_eq!(get(&internet, &url).await.status, 200);
    send_notice(&internet, "abuse@archive-harbour.test", &url, "", "a2").await;
    assert_eq!(
        kinds(&internet.tick(start.plus_ms(6 * DAY_MS)).await),
        [ActKind::Removed]
    );
    assert!(internet.tick(start.plus_ms(21 * DAY_MS)).await.is_empty());
    assert_eq!(get(&internet, &url).await.status, 404);
}

/// Goal: mail about other people's items, or about nothing, moves nobody; bad links are told.
#[tokio::test]
async fn mail_that_concerns_nobody_changes_nothing() {
    let internet = start().await;
    let now = internet.clock().now();
    let url = item_url(&internet, "known-picture");
    send_notice(&internet, "abuse@murmur.test", &url, "", "a1").await;
    assert_eq!(kinds(&internet.tick(now).await), [ActKind::NotUnderstood]);
    assert_eq!(internet.is_up("known-picture"), Some(true));
    let link = "http://192.0.2.1/answer/tok";
    send_notice(&internet, "abuse@plazaa.test", &url, link, "a2").await;
    assert_eq!(
        kinds(&internet.tick(now).await),
        [ActKind::Removed, ActKind::LinkFailed]
    );
}

/// Goal: a test can give an item another behaviour; a name that is none is told.
#[tokio::test]
async fn behaviour_can_be_changed_for_one_item() {
    let internet = start().await;
    assert!(internet.set_behaviour("known-picture", Behaviour::Silent));
    assert!(!internet.set_behaviour("no-such-item", Behaviour::Silent));
    let url = item_url(&internet, "known-picture");
    send_notice(&internet, "abuse@plazaa.test", &url, "", "a1").await;
    assert!(internet.tick(internet.clock().now()).await.is_empty());
}

/// Goal: two run at once without meeting; dropping one closes its ports; a taken port is said.
#[tokio::test]
async fn internets_do_not_meet() {
    let one = start().await;
    let other = start().await;
    assert_ne!(one.addresses().http_port, other.addresses().http_port);
    assert!(one.remove("known-picture"));
    assert_eq!(other.is_up("known-picture"), Some(true));
    let taken = Config {
        smtp_port: other.addresses().smtp.port(),
        ..Config::for_testing()
    };
    let error = SmallInternet::start(taken.clone()).await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("cannot listen on 127.53.0.25:"),
        "{error}"
    );
    drop(other);
    // The tasks end at their next turn; a bounded number of turns is given to them.
    let mut started = SmallInternet::start(taken.clone()).await;
    for _ in 0..1_000 {
        if started.is_ok() {
            break;
        }
        tokio::task::yield_now().await;
        started = SmallInternet::start(taken.clone()).await;
    }
    assert!(started.is_ok());
}

/// Goal: every scripted end is reached when each addressee gets the mails its end calls for.
#[tokio::test]
async fn the_script_can_end_as_it_says() {
    let internet = start().await;
    let start = internet.clock().now();
    let scenario = internet.scenario();
    let referred: Vec<_> = scenario
        .items
        .iter()
        .filter(|item| item.addressee.is_some())
        .collect();
    for day in [0, 1, 8] {
        internet.tick(start.plus_ms(day * DAY_MS)).await;
        for (n, item) in referred.iter().enumerate() {
            let is_wanted = match day {
                0 => true,
                1 => internet.is_up(item.name) == Some(true),
                _ => item.scripted_end == End::ReappearedThenRemoved,
            };
            if is_wanted {
                let to = item.addressee.unwrap().abuse_mail;
                let mail = format!("m{day}x{n}");
                send_numbered(&internet, to, &item.url, &mail, n).await;
            }
        }
        internet.tick(start.plus_ms((day + 1) * DAY_MS - 1)).await;
    }
    internet.tick(start.plus_ms(crate::STORY_MS)).await;
    for item in &scenario.items {
        let is_gone = matches!(
            item.scripted_end,
            End::Removed
                | End::RemovedAfterReminder
                | End::RemovedAtOrigin
                | End::RemovedAfterQuestion
                | End::ReappearedThenRemoved
        );
        let is_up = internet.is_up(item.name).unwrap_or(true);
        assert_eq!(is_up, !is_gone, "{}", item.name);
    }
}

/// A notice with a reference of its own, so that threads do not mix.
async fn send_numbered(internet: &Internet, to: &str, url: &str, id: &str, n: usize) {
    let data = format!(
        "From: u@desk.example\r\nMessage-ID: <{id}@desk.example>\r\n\
         Subject: [V-2026-{n:06}] referral\r\n\r\n{url}\r\n."
    );
    let replies = dialogue(
        internet,
        &[
            "MAIL FROM:<u@desk.example>",
            &format!("RCPT TO:<{to}>"),
            "DATA",
            &data,
        ],
    )
    .await;
    assert!(replies[4].starts_with("250"), "{replies:?}");
}
