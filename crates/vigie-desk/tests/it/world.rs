//! A desk on loopback: a page server, a mail relay that can fail in every way, a simulated clock.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, RwLock};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use vigie_capture::Capturer;
use vigie_desk::contact::{Confirmation, NewContact, add_contact};
use vigie_desk::item::{NewItem, add_item};
use vigie_desk::job::{next_wakeup, run_round};
use vigie_desk::key::KeyBook;
use vigie_desk::{Config, Desk, Rooms, SimulatedClock, setup};
use vigie_dispatch::Mailer;
use vigie_domain::*;
use vigie_egress::Egress;
use vigie_media::Decoder;
use vigie_store::Store;
use vigie_trace::{PlatformEntry, ReferenceData, Tracer};

type Pages = Arc<Mutex<BTreeMap<String, String>>>;

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Relay {
    Takes,
    Refuses,
    Defers,
    DiesAfterDot,
    RefusesContent,
}

pub(crate) struct World {
    pub(crate) desk: Desk,
    pub(crate) clock: SimulatedClock,
    pub(crate) pages: Pages,
    pub(crate) port: u16,
    pub(crate) mails: Arc<Mutex<Vec<String>>>,
    pub(crate) relay: Arc<Mutex<Relay>>,
    pub(crate) analyst: Actor,
    pub(crate) reviewer: Actor,
    pub(crate) legal: Actor,
    pub(crate) liaison: Actor,
    pub(crate) issuer: Actor,
    pub(crate) admin: Actor,
    dir: tempfile::TempDir,
    /// Another process over the same data.
    open: Box<dyn Fn() -> Desk + Send + Sync>,
}

async fn serve_pages(pages: Pages) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let pages = Arc::clone(&pages);
            tokio::spawn(async move {
                let mut bytes = Vec::new();
                let mut buffer = [0; 1024];
                while !bytes.windows(4).any(|w| w == b"\r\n\r\n") {
                    match stream.read(&mut buffer).await {
                        Ok(0) | Err(_) => return,
                        Ok(n) => bytes.extend_from_slice(&buffer[..n]),
                    }
                }
                let head = String::from_utf8_lossy(&bytes).into_owned();
                let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
                let body = pages.lock().unwrap().get(&path).cloned();
                let (status, body) = match body {
                    Some(body) => ("200 OK", body),
                    None => ("404 Not Found", "<h1>not here</h1>".to_owned()),
                };
                let answer = format!(
                    "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    port
}

async fn serve_relay(mails: Arc<Mutex<Vec<String>>>, relay: Arc<Mutex<Relay>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (mails, mode) = (Arc::clone(&mails), *relay.lock().unwrap());
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                let _ = write.write_all(b"220 relay\r\n").await;
                let mut body = None::<String>;
                while let Ok(Some(line)) = lines.next_line().await {
                    if let Some(text) = &mut body {
                        if line == "." {
                            let text = body.take().unwrap();
                            if mode == Relay::RefusesContent && text.contains("referral.json") {
                                let _ = write.write_all(b"550 5.7.1 no such words\r\n").await;
                                continue;
                            }
                            mails.lock().unwrap().push(text);
                            if mode == Relay::DiesAfterDot {
                                return;
                            }
                            let _ = write.write_all(b"250 2.0.0 Ok: queued as ABC\r\n").await;
                        } else {
                            text.push_str(&line);
                            text.push('\n');
                        }
                        continue;
                    }
                    let word = line.split(' ').next().unwrap_or("").to_ascii_uppercase();
                    let answer: &[u8] = match word.as_str() {
                        "EHLO" => b"250-relay\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n",
                        "RCPT" if mode == Relay::Refuses => b"550 5.1.1 nobody\r\n",
                        "RCPT" if mode == Relay::Defers => b"451 4.3.0 later\r\n",
                        "DATA" => {
                            body = Some(String::new());
                            b"354 go\r\n"
                        }
                        "QUIT" => {
                            let _ = write.write_all(b"221 bye\r\n").await;
                            return;
                        }
                        _ => b"250 2.0.0 ok\r\n",
                    };
                    let _ = write.write_all(answer).await;
                }
            });
        }
    });
    port
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A desk with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::build(change, vigie_desk::Paper::default()).await
    }

    /// A desk that may print and sign.
    pub(crate) async fn build(change: impl FnOnce(&mut Config), paper: vigie_desk::Paper) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = SimulatedClock::new(Timestamp::parse_rfc3339("2026-11-23T10:00:00Z").unwrap());
        let pages: Pages = Arc::default();
        let port = serve_pages(Arc::clone(&pages)).await;
        let mails = Arc::default();
        let relay = Arc::new(Mutex::new(Relay::Takes));
        let smtp_port = serve_relay(Arc::clone(&mails), Arc::clone(&relay)).await;
        let store = Store::create(&vigie_store::Config::for_testing(dir.path()))
            .await
            .unwrap();
        let now = vigie_desk::Clock::now(&clock);
        let id = setup::ensure_desk(&store, "desk", vigie_store::new_id(now).unwrap(), now)
            .await
            .unwrap();
        let mut egress = vigie_egress::Config::for_testing();
        let local: IpAddr = "127.0.0.1".parse().unwrap();
        egress.hosts.insert("host.example".to_owned(), local);
        egress.resolvers = vec!["127.0.0.1:9".parse().unwrap()];
        let egress = Egress::new(egress).unwrap();
        let rules_file = dir.path().join("keys.txt");
        std::fs::write(&rules_file, "# none of our own\n").unwrap();
        let mut config = Config::default();
        // Who is drawn depends on ids, which differ from run to run.
        config.text.sample_per_million = 0;
        change(&mut config);
        "unit@unit.example".clone_into(&mut config.unit.sender_address);
        "complaints@unit.example".clone_into(&mut config.unit.complaint_contact);
        let (held, time) = (store.clone(), clock.clone());
        let open = move || {
            let mut trace = vigie_trace::Config::for_testing();
            trace.platforms.push(PlatformEntry {
                domain: "host.example".to_owned(),
                provider_key: "host-example".to_owned(),
                provider_name: "Host Example".to_owned(),
                key_prefix: None,
            });
            let mut dispatch = vigie_dispatch::Config::for_testing();
            dispatch.smtp_port = smtp_port;
            // An order travels with its pages.
            dispatch.letter_bytes_max = 4 << 20;
            let rooms = Rooms {
                capturer: Capturer::new(egress.clone(), vigie_capture::Config::for_testing()),
                decoder: Decoder::new(vigie_media::Config::for_testing()).unwrap(),
                tracer: RwLock::new(Arc::new(Tracer::new(
                    egress.clone(),
                    Arc::new(ReferenceData::empty()),
                    trace,
                ))),
                mailer: Mailer::open(dispatch).unwrap(),
                paper: paper.clone(),
                egress: egress.clone(),
                keys: KeyBook::open(&rules_file).unwrap(),
                log_key: held.log_key().unwrap(),
                store: held.clone(),
                clock: Arc::new(time.clone()),
            };
            Desk::new(id, config.clone(), rooms)
        };
        let desk = open();
        let operator = setup::local_operator(&store, id, vigie_store::new_id(now).unwrap(), now)
            .await
            .unwrap();
        let mut people = Vec::new();
        for (login, role) in [
            ("ana", Role::Analyst),
            ("rev", Role::Reviewer),
            ("leg", Role::LegalOfficer),
            ("lia", Role::Liaison),
            ("iss", Role::Issuer),
            ("adm", Role::Admin),
        ] {
            let act = vigie_store::Act {
                desk: id,
                side: Side::Unit,
                actor: operator.kind.clone(),
                now,
            };
            let mut tx = store.begin(act).await.unwrap();
            let user = User {
                id: vigie_store::new_id(now).unwrap(),
                desk: id,
                login: login.to_owned(),
                name: login.to_owned(),
                roles: vec![role],
                language: Language::En,
                password_hash: None,
                disabled_at: None,
                created_at: now,
            };
            tx.put_user(&user).await.unwrap();
            tx.commit(AuditEvent::UserAdded {
                user: user.id,
                roles: vec![],
            })
            .await
            .unwrap();
            people.push(Actor::person(user.id, id, vec![role]));
        }
        let mut people = people.into_iter();
        let mut next = || people.next().unwrap();
        Self {
            analyst: next(),
            reviewer: next(),
            legal: next(),
            liaison: next(),
            issuer: next(),
            admin: next(),
            desk,
            clock,
            pages,
            port,
            mails,
            relay,
            dir,
            open: Box::new(open),
        }
    }

    pub(crate) fn put(&self, path: &str, body: &str) {
        self.pages.lock().unwrap().insert(
            path.to_owned(),
            format!("<html><head><title>x</title></head><body>{body}</body></html>"),
        );
    }

    /// The process ends and another one begins, over the same data.
    pub(crate) fn restart(&mut self) {
        self.desk = (self.open)();
    }

    /// Where the desk keeps its data.
    pub(crate) fn data_dir(&self) -> &std::path::Path {
        &self.desk.store().config().data_dir
    }

    /// Changes the desk's own rules of canonical keys; in use from the next look at the file on.
    pub(crate) fn put_rules(&self, text: &str) {
        std::fs::write(self.dir.path().join("keys.txt"), text).unwrap();
    }

    pub(crate) async fn settle(&self) {
        for _ in 0..200 {
            if run_round(&self.desk, "w").await.unwrap().is_idle() {
                return;
            }
        }
        panic!("never idle");
    }

    pub(crate) async fn pass(&self, ms: i64) {
        let until = self.desk.now().plus_ms(ms);
        for _ in 0..5_000 {
            self.settle().await;
            match next_wakeup(&self.desk).await.unwrap() {
                Some(at) if at <= until => {
                    assert!(at > self.desk.now(), "a wake-up in the past: {at}");
                    self.clock.advance_to(at);
                }
                _ => {
                    self.clock.advance_to(until);
                    self.settle().await;
                    return;
                }
            }
        }
        panic!("time stands still");
    }

    pub(crate) async fn item(&self, id: ItemId) -> Item {
        self.desk.store().item(id).await.unwrap().unwrap()
    }

    pub(crate) async fn referral(&self, id: ReferralId) -> Referral {
        self.desk.store().referral(id).await.unwrap().unwrap()
    }

    pub(crate) async fn actionable(&self, path: &str, reason: &str) -> ItemId {
        let url = format!("http://host.example:{}{path}", self.port);
        let added = add_item(
            &self.desk,
            &self.analyst,
            NewItem::url(url, IntakeChannel::Desk),
        )
        .await
        .unwrap();
        self.settle().await;
        self.assess(added.item, reason).await;
        added.item
    }

    pub(crate) async fn assess(&self, id: ItemId, reason: &str) {
        let item = self.item(id).await;
        let ItemState::Captured { exhibit } = item.state else {
            panic!("{:?}", item.state)
        };
        vigie_desk::assessment::record_assessment(
            &self.desk,
            &self.analyst,
            id,
            exhibit,
            form(reason),
        )
        .await
        .unwrap();
        vigie_desk::review::record_review(
            &self.desk,
            &self.reviewer,
            id,
            exhibit,
            form(&format!("{reason}, says the second")),
        )
        .await
        .unwrap();
        assert_eq!(self.item(id).await.state.name(), "actionable");
    }

    pub(crate) async fn add_contact(&self, address: &str) -> ContactId {
        let provider = self
            .desk
            .store()
            .provider_by_name(self.desk.id(), "Host Example")
            .await
            .unwrap()
            .unwrap();
        add_contact(
            &self.desk,
            &self.liaison,
            NewContact {
                provider: provider.id,
                address: address.to_owned(),
                confirmation: Confirmation {
                    language: Language::Fr,
                    zone: "Europe/Paris".to_owned(),
                    hours: Some(WorkingHours::default()),
                },
            },
        )
        .await
        .unwrap()
    }

    pub(crate) fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }

    pub(crate) fn set_relay(&self, relay: Relay) {
        *self.relay.lock().unwrap() = relay;
    }

    pub(crate) fn link(mail: &str) -> String {
        let plain = mail.replace("=\n", "");
        let at = plain.find("/answer/").expect("a link");
        plain[at + 8..at + 8 + 26].to_owned()
    }
}

pub(crate) fn form(reason: &str) -> FindingForm {
    FindingForm {
        offence: "Training for a made-up offence, Article 7 of the training code".to_owned(),
        categories: vec![CategoryFinding {
            category: Category::C,
            reason: reason.to_owned(),
        }],
        danger: DangerFinding {
            finding: Finding::Present,
            reason: "made up".to_owned(),
        },
        exemptions: FindingForm::no_exemptions(),
        attribution: None,
        conclusion: Conclusion::TerroristContent,
        context: String::new(),
    }
}

pub(crate) fn code(error: &vigie_desk::DeskError) -> &'static str {
    error.code()
}
