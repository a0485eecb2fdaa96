//! Servers for the tests: one that answers HTTP with given bytes, one that answers DNS by a rule.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hickory_proto::op::{Message, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

/// How a scripted server behaves once the request has come.
#[derive(Clone)]
pub(crate) enum Script {
    /// Sends this and closes.
    Send(Vec<u8>),
    /// Sends this and keeps the connection open.
    SendAndHold(Vec<u8>),
    /// Sends the first once, then the second again and again until nobody listens.
    Flood(Vec<u8>, Vec<u8>),
}

/// A scripted server on `address`; answers where it listens and how often it was called.
pub(crate) async fn serve_on(address: &str, script: Script) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((address, 0)).await.unwrap();
    let at = listener.local_addr().unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(play(stream, script.clone()));
        }
    });
    (at, calls)
}

pub(crate) async fn serve(script: Script) -> SocketAddr {
    serve_on("127.0.0.1", script).await.0
}

pub(crate) async fn read_head(stream: &mut (impl AsyncReadExt + Unpin)) -> Vec<u8> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    head
}

async fn play(mut stream: TcpStream, script: Script) {
    read_head(&mut stream).await;
    match script {
        Script::Send(bytes) => {
            let _ = stream.write_all(&bytes).await;
        }
        Script::SendAndHold(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // Reading until the other side leaves keeps the connection open without a clock.
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
        Script::Flood(first, again) => {
            let _ = stream.write_all(&first).await;
            while stream.write_all(&again).await.is_ok() {}
        }
    }
}

/// What a DNS server of the tests answers.
#[derive(Clone, Default)]
pub(crate) struct Reply {
    pub(crate) code: ResponseCode,
    pub(crate) records: Vec<Record>,
    /// Cut over UDP, whole over TCP.
    pub(crate) is_cut: bool,
    /// A forged answer is sent before the true one.
    pub(crate) forged_first: bool,
}

/// A rule: name (lower case, no final dot), type, and how often the server was asked before.
pub(crate) type Rule = fn(&str, RecordType, usize) -> Reply;

pub(crate) struct Dns {
    pub(crate) at: SocketAddr,
    pub(crate) calls: Arc<AtomicUsize>,
}

/// A DNS server on loopback, over UDP and TCP on the same port.
pub(crate) async fn serve_dns(rule: Rule) -> Dns {
    let (udp, tcp) = bind_both().await;
    let at = udp.local_addr().unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    tokio::spawn(async move {
        let mut buffer = [0; 2048];
        while let Ok((size, from)) = udp.recv_from(&mut buffer).await {
            let count = counted.fetch_add(1, Ordering::SeqCst);
            let Some((answer, reply)) = answer(&buffer[..size], rule, count) else {
                continue;
            };
            if reply.forged_first {
                let mut forged = answer.clone();
                forged.metadata.id = forged.metadata.id.wrapping_add(1);
                let _ = udp.send_to(&forged.to_vec().unwrap(), from).await;
            }
            let sent = if reply.is_cut {
                answer.truncate()
            } else {
                answer
            };
            let _ = udp.send_to(&sent.to_vec().unwrap(), from).await;
        }
    });
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = tcp.accept().await {
            let Ok(size) = stream.read_u16().await else {
                continue;
            };
            let mut question = vec![0; usize::from(size)];
            let _ = stream.read_exact(&mut question).await;
            if let Some((answer, _)) = answer(&question, rule, 0) {
                let bytes = answer.to_vec().unwrap();
                let _ = stream.write_u16(u16::try_from(bytes.len()).unwrap()).await;
                let _ = stream.write_all(&bytes).await;
            }
        }
    });
    Dns { at, calls }
}

/// A UDP and a TCP socket on one port: a few tries, because the port may be taken in the other.
async fn bind_both() -> (UdpSocket, TcpListener) {
    for _ in 0..50 {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
            return (udp, tcp);
        }
    }
    panic!("no port is free for both");
}

fn answer(question: &[u8], rule: Rule, count: usize) -> Option<(Message, Reply)> {
    let question = Message::from_vec(question).ok()?;
    let query = question.queries.first()?.clone();
    let name = query.name().to_lowercase().to_ascii();
    let reply = rule(name.trim_end_matches('.'), query.query_type(), count);
    let mut message = Message::response(question.metadata.id, OpCode::Query);
    message.metadata.response_code = reply.code;
    message.metadata.recursion_available = true;
    message.add_query(query);
    message.add_answers(reply.records.clone());
    Some((message, reply))
}

/// One record, `ttl` 60.
pub(crate) fn record(name: &str, data: &str) -> Record {
    let owner = Name::from_ascii(format!("{name}.")).unwrap();
    let data = match data.parse() {
        Ok(std::net::IpAddr::V4(address)) => RData::A(A(address)),
        Ok(std::net::IpAddr::V6(address)) => RData::AAAA(AAAA(address)),
        Err(_) => RData::CNAME(CNAME(Name::from_ascii(format!("{data}.")).unwrap())),
    };
    Record::from_rdata(owner, 60, data)
}

/// The records of the asked type among `all`, aliases included.
pub(crate) fn of_type(kind: RecordType, all: &[Record]) -> Reply {
    let is_asked = |record: &&Record| {
        record.record_type() == kind || record.record_type() == RecordType::CNAME
    };
    Reply {
        records: all.iter().filter(is_asked).cloned().collect(),
        ..Reply::default()
    }
}

/// An answer that there is no such name.
pub(crate) fn no_such_name() -> Reply {
    Reply {
        code: ResponseCode::NXDomain,
        ..Reply::default()
    }
}
