//! A small internet on loopback: resolvers, RDAP, WHOIS, and a web server nobody may call.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use hickory_proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, MX, NS, PTR, SOA, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

/// Records of a zone: `("zeta.example", "A", "192.0.2.10")`.
pub(super) type Zone = &'static [(&'static str, &'static str, &'static str)];

/// How a resolver behaves.
#[derive(Clone, Copy, Default)]
pub(super) struct Manner {
    /// Answers are cut over UDP, so that TCP is needed.
    pub(super) is_cut: bool,
    /// Every question fails.
    pub(super) is_broken: bool,
}

/// What a server was asked, in order.
pub(super) type Asked = Arc<Mutex<Vec<String>>>;

/// Starts a resolver that answers from `zone`.
#[expect(
    clippy::disallowed_methods,
    reason = "the other end of the wire, not ours"
)]
pub(super) async fn start_resolver(zone: Zone, manner: Manner) -> SocketAddr {
    // The same port for both transports: another is tried when it is taken for the second.
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = udp.local_addr().unwrap();
        let Ok(tcp) = TcpListener::bind(address).await else {
            continue;
        };
        tokio::spawn(serve_udp(udp, zone, manner));
        tokio::spawn(serve_tcp(tcp, zone, manner));
        return address;
    }
}

async fn serve_udp(socket: UdpSocket, zone: Zone, manner: Manner) {
    let mut buffer = [0; 2048];
    while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
        let mut answer = answer(&buffer[..length], zone, manner);
        if manner.is_cut {
            answer.answers.clear();
            answer.metadata.truncation = true;
        }
        let _ = socket.send_to(&answer.to_vec().unwrap(), peer).await;
    }
}

async fn serve_tcp(listener: TcpListener, zone: Zone, manner: Manner) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let Ok(length) = stream.read_u16().await else {
            continue;
        };
        let mut question = vec![0; usize::from(length)];
        if stream.read_exact(&mut question).await.is_err() {
            continue;
        }
        let bytes = answer(&question, zone, manner).to_vec().unwrap();
        let _ = stream.write_u16(u16::try_from(bytes.len()).unwrap()).await;
        let _ = stream.write_all(&bytes).await;
    }
}

fn answer(question: &[u8], zone: Zone, manner: Manner) -> Message {
    let question = Message::from_vec(question).unwrap();
    let query = question.queries[0].clone();
    let mut answer = Message::response(question.metadata.id, OpCode::Query);
    answer.metadata.message_type = MessageType::Response;
    answer.add_query(query.clone());
    if manner.is_broken {
        answer.metadata.response_code = ResponseCode::ServFail;
        return answer;
    }
    let mut name = query
        .name()
        .to_lowercase()
        .to_ascii()
        .trim_end_matches('.')
        .to_owned();
    if !zone.iter().any(|(owner, ..)| *owner == name) {
        answer.metadata.response_code = ResponseCode::NXDomain;
    }
    for _ in 0..8 {
        let rows = zone.iter().filter(|(owner, kind, _)| {
            *owner == name && (*kind == "CNAME" || *kind == query.query_type().to_string())
        });
        let mut alias = None;
        for (owner, kind, value) in rows {
            answer.add_answer(record(owner, kind, value));
            if *kind == "CNAME" && query.query_type() != RecordType::CNAME {
                alias = Some((*value).to_owned());
            }
        }
        match alias {
            Some(next) => name = next,
            None => break,
        }
    }
    answer
}

fn record(owner: &str, kind: &str, value: &str) -> Record {
    let name = |text: &str| Name::from_ascii(format!("{text}.")).unwrap();
    let data = match (kind, value.parse::<IpAddr>()) {
        ("A", Ok(IpAddr::V4(address))) => RData::A(A(address)),
        ("AAAA", Ok(IpAddr::V6(address))) => RData::AAAA(AAAA(address)),
        ("CNAME", _) => RData::CNAME(CNAME(name(value))),
        ("NS", _) => RData::NS(NS(name(value))),
        ("MX", _) => RData::MX(MX::new(10, name(value))),
        ("PTR", _) => RData::PTR(PTR(name(value))),
        ("TXT", _) => RData::TXT(TXT::new(vec![value.to_owned()])),
        ("SOA", _) => RData::SOA(SOA::new(
            name(value),
            name("hostmaster.example"),
            1,
            2,
            3,
            4,
            5,
        )),
        other => panic!("no such record in the fake zone: {other:?}"),
    };
    Record::from_rdata(name(owner), 60, data)
}

/// One canned answer.
#[derive(Clone)]
pub(super) struct Canned {
    status: u16,
    headers: String,
    body: Vec<u8>,
}

impl Canned {
    pub(super) fn json(body: impl Into<Vec<u8>>) -> Self {
        let headers = "Content-Type: application/rdap+json\r\n".to_owned();
        Self {
            status: 200,
            headers,
            body: body.into(),
        }
    }

    pub(super) fn status(status: u16, headers: &str) -> Self {
        Self {
            status,
            headers: headers.to_owned(),
            body: Vec::new(),
        }
    }
}

/// An RDAP server with canned answers by path; anything else is 404.
pub(super) struct FakeRdap {
    pub(super) base: String,
    pub(super) asked: Asked,
}

impl FakeRdap {
    pub(super) async fn start(answers: BTreeMap<String, Canned>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::start_on(listener, answers)
    }

    pub(super) fn start_on(listener: TcpListener, answers: BTreeMap<String, Canned>) -> Self {
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let asked = Asked::default();
        let log = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    match stream.read_u8().await {
                        Ok(byte) => head.push(byte),
                        Err(_) => break,
                    }
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                log.lock().unwrap().push(path.clone());
                let canned = answers
                    .get(&path)
                    .cloned()
                    .unwrap_or_else(|| Canned::status(404, ""));
                let answer = format!(
                    "HTTP/1.1 {} Said\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n",
                    canned.status,
                    canned.headers,
                    canned.body.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.write_all(&canned.body).await;
            }
        });
        Self { base, asked }
    }

    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// A WHOIS server that gives everybody the same answer; hands back its address and its log.
pub(super) async fn start_whois(answer: String) -> (SocketAddr, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut question = Vec::new();
            while !question.ends_with(b"\r\n") {
                match stream.read_u8().await {
                    Ok(byte) => question.push(byte),
                    Err(_) => break,
                }
            }
            log.lock()
                .unwrap()
                .push(String::from_utf8_lossy(&question).trim().to_owned());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (address, asked)
}

/// Listens where the traced host would be called, and counts who calls.
pub(super) struct Decoy {
    pub(super) addresses: Vec<SocketAddr>,
    pub(super) calls: Arc<Mutex<u32>>,
}

impl Decoy {
    /// Takes the ports of the web, mail, names and registries where the system allows it, and one
    /// free port in any case.
    pub(super) async fn start(ip: IpAddr) -> Self {
        let mut decoy = Self {
            addresses: Vec::new(),
            calls: Arc::default(),
        };
        for port in [0, 21, 22, 25, 43, 53, 80, 443, 587, 853, 8080, 8443] {
            let Ok(listener) = TcpListener::bind(SocketAddr::new(ip, port)).await else {
                continue;
            };
            decoy.addresses.push(listener.local_addr().unwrap());
            let calls = Arc::clone(&decoy.calls);
            tokio::spawn(async move {
                while let Ok((mut stream, _)) = listener.accept().await {
                    *calls.lock().unwrap() += 1;
                    let _ = stream.write_all(b"seen\n").await;
                }
            });
        }
        decoy
    }

    pub(super) fn calls(&self) -> u32 {
        *self.calls.lock().unwrap()
    }
}
