//! Goal: whatever a relay does, and wherever it dies, the answer says exactly how far the letter got.
//!
//! Method: a scripted server on loopback, one connection per case, reached through the real door.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest as _, Sha256 as Hasher};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use vigie_domain::Sha256;

use super::*;

/// What the server does instead of its usual answer.
#[derive(Clone)]
enum Act {
    Say(&'static str),
    Close,
    Silence,
}

#[derive(Clone, Default)]
struct Script {
    acts: BTreeMap<Stage, Act>,
    /// Lines of the answer to `EHLO`, before and after encryption.
    extensions: &'static [&'static str],
    tls: Option<TlsAcceptor>,
    implicit_tls: bool,
}

impl Script {
    fn at(stage: Stage, act: Act) -> Self {
        Self {
            acts: BTreeMap::from([(stage, act)]),
            ..Self::default()
        }
    }
}

/// What the server was told.
#[derive(Default, Debug)]
struct Heard {
    lines: Vec<String>,
    letter: Option<Vec<u8>>,
}

/// One conversation over any stream; `None` once the client is gone or the script closed.
struct Talk<'a, S> {
    script: &'a Script,
    stream: BufReader<S>,
    heard: &'a mut Heard,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<'_, S> {
    async fn answer(&mut self, stage: Stage, usual: &str) -> Option<()> {
        match self.script.acts.get(&stage) {
            None => self.say(usual).await,
            Some(Act::Say(text)) => self.say(text).await,
            Some(Act::Close) => None,
            Some(Act::Silence) => {
                // Until the client gives up.
                let mut rest = Vec::new();
                let _ = tokio::io::AsyncReadExt::read_to_end(&mut self.stream, &mut rest).await;
                None
            }
        }
    }

    async fn say(&mut self, text: &str) -> Option<()> {
        self.stream
            .get_mut()
            .write_all(format!("{text}\r\n").as_bytes())
            .await
            .ok()
    }

    async fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        let count = self.stream.read_until(b'\n', &mut line).await.ok()?;
        (count > 0).then(|| String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// Returns whether the client asked for encryption.
    async fn run(&mut self) -> Option<bool> {
        loop {
            let line = self.line().await?;
            self.heard.lines.push(line.clone());
            let verb = line.split([' ', ':']).next()?.to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    let mut lines = vec!["relay.example greets you"];
                    lines.extend(self.script.extensions);
                    let last = lines.len() - 1;
                    let shown = lines.iter().enumerate().map(|(at, line)| {
                        format!("250{}{line}", if at == last { ' ' } else { '-' })
                    });
                    let usual = shown.collect::<Vec<_>>().join("\r\n");
                    self.answer(Stage::Hello, &usual).await?;
                }
                "STARTTLS" => {
                    self.answer(Stage::StartTls, "220 2.0.0 go").await?;
                    return Some(true);
                }
                "AUTH" if line == "AUTH LOGIN" => {
                    for prompt in ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"] {
                        self.say(prompt).await?;
                        let line = self.line().await?;
                        self.heard.lines.push(line);
                    }
                    self.answer(Stage::SignIn, "235 2.7.0 welcome").await?;
                }
                "AUTH" => self.answer(Stage::SignIn, "235 2.7.0 welcome").await?,
                "MAIL" => self.answer(Stage::Sender, "250 2.1.0 ok").await?,
                "RCPT" => self.answer(Stage::Recipient, "250 2.1.5 ok").await?,
                "DATA" => {
                    self.answer(Stage::Data, "354 go on").await?;
                    if let Some(Act::Close) = self.script.acts.get(&Stage::Content) {
                        return None;
                    }
                    let mut letter = Vec::new();
                    loop {
                        let mut line = Vec::new();
                        if self.stream.read_until(b'\n', &mut line).await.ok()? == 0 {
                            return None;
                        }
                        if line == b".\r\n" {
                            break;
                        }
                        letter.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
                    }
                    self.heard.letter = Some(letter);
                    self.answer(Stage::End, "250 2.0.0 Ok: queued as 4F1A2B")
                        .await?;
                }
                "QUIT" => return Some(false),
                _ => self.say("500 5.5.1 what").await?,
            }
        }
    }
}

async fn serve(listener: TcpListener, script: Script) -> Heard {
    let mut heard = Heard::default();
    let (stream, _) = listener.accept().await.unwrap();
    if script.implicit_tls {
        let stream = script.tls.as_ref().unwrap().accept(stream).await;
        if let Ok(stream) = stream {
            let mut talk = Talk {
                script: &script,
                stream: BufReader::new(stream),
                heard: &mut heard,
            };
            if talk
                .answer(Stage::Greeting, "220 relay.example")
                .await
                .is_some()
            {
                talk.run().await;
            }
        }
        return heard;
    }
    let mut talk = Talk {
        script: &script,
        stream: BufReader::new(stream),
        heard: &mut heard,
    };
    if talk
        .answer(Stage::Greeting, "220 relay.example")
        .await
        .is_none()
    {
        return heard;
    }
    if talk.run().await == Some(true) {
        let stream = talk.stream.into_inner();
        if let Some(acceptor) = &script.tls
            && let Ok(stream) = acceptor.accept(stream).await
        {
            heard.lines.push("(encrypted)".to_owned());
            let mut talk = Talk {
                script: &script,
                stream: BufReader::new(stream),
                heard: &mut heard,
            };
            talk.run().await;
        }
    }
    heard
}

fn letter_of(bytes: Vec<u8>) -> Composed {
    Composed {
        message_id: "V-2026-000123.1a@unit.example".to_owned(),
        envelope_from: "b+aaaa@unit.example".to_owned(),
        envelope_to: "abuse@archive.example".to_owned(),
        sha256: Sha256(Hasher::digest(&bytes).into()),
        bytes,
        signed_by: Vec::new(),
    }
}

fn small_letter() -> Composed {
    letter_of(b"Subject: x\r\n\r\n.leading dot\r\n..two\r\nend\r\n".to_vec())
}

fn egress(config: vigie_egress::Config) -> Egress {
    Egress::new(config).unwrap()
}

async fn deliver(script: Script, config: Config, letter: &Composed) -> (Delivery, Heard) {
    deliver_as(
        script,
        config,
        letter,
        None,
        vigie_egress::Config::for_testing(),
    )
    .await
}

async fn deliver_as(
    script: Script,
    config: Config,
    letter: &Composed,
    credentials: Option<&Credentials>,
    egress_config: vigie_egress::Config,
) -> (Delivery, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Config {
        smtp_port: listener.local_addr().unwrap().port(),
        ..config
    };
    let server = tokio::spawn(serve(listener, script));
    let delivery = send(&egress(egress_config), &config, credentials, letter).await;
    (delivery, server.await.unwrap())
}

fn plain() -> Config {
    Config::for_testing()
}

fn impatient() -> Config {
    Config {
        smtp_command_timeout_ms: 500,
        smtp_final_timeout_ms: 600,
        ..plain()
    }
}

#[tokio::test]
async fn a_letter_arrives_byte_for_byte() {
    let letter = small_letter();
    let script = Script {
        extensions: &["SIZE 1000000", "DSN", "8BITMIME"],
        ..Script::default()
    };
    let (delivery, heard) = deliver(script, plain(), &letter).await;
    let Delivery::Delivered { reply, queue_id } = delivery else {
        panic!("{delivery:?}")
    };
    assert_eq!((reply.code, queue_id.as_deref()), (250, Some("4F1A2B")));
    assert_eq!(heard.letter.as_deref(), Some(letter.bytes.as_slice()));
    insta::assert_snapshot!(heard.lines.join("\n"), @r"
    EHLO unit.example
    MAIL FROM:<b+aaaa@unit.example> SIZE=40 RET=HDRS ENVID=V-2026-000123.1a@unit.example
    RCPT TO:<abuse@archive.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;abuse@archive.example
    DATA
    QUIT
    ");
}

/// The steps at which a plain relay can die before anything is accepted.
const BEFORE_THE_DOT: [Stage; 5] = [
    Stage::Greeting,
    Stage::Hello,
    Stage::Sender,
    Stage::Recipient,
    Stage::Data,
];

#[tokio::test]
async fn a_relay_that_dies_before_the_dot_took_nothing() {
    for stage in BEFORE_THE_DOT {
        let (delivery, heard) =
            deliver(Script::at(stage, Act::Close), plain(), &small_letter()).await;
        let cause = NotSentCause::Disconnected;
        assert_eq!(delivery, Delivery::NotSent { stage, cause });
        assert!(delivery.can_be_repeated());
        assert_eq!(heard.letter, None);
    }
}

#[tokio::test]
async fn a_relay_that_falls_silent_before_the_dot_took_nothing() {
    // All at once: each waits for its time to run out.
    let attempts = BEFORE_THE_DOT.map(|stage| {
        tokio::spawn(async move {
            let script = Script::at(stage, Act::Silence);
            (stage, deliver(script, impatient(), &small_letter()).await)
        })
    });
    for attempt in attempts {
        let (stage, (delivery, heard)) = attempt.await.unwrap();
        let cause = NotSentCause::TimedOut { limit_ms: 500 };
        assert_eq!(delivery, Delivery::NotSent { stage, cause });
        assert_eq!(heard.letter, None);
    }
}

/// Method: more text than the buffers of both kernels hold, so that writing must fail.
#[tokio::test]
async fn a_relay_that_dies_within_the_text_took_nothing() {
    let letter = letter_of(b"x\r\n".repeat(12 * 1024 * 1024));
    let (delivery, heard) = deliver(Script::at(Stage::Content, Act::Close), plain(), &letter).await;
    assert_eq!(
        delivery,
        Delivery::NotSent {
            stage: Stage::Content,
            cause: NotSentCause::Disconnected
        }
    );
    assert_eq!(heard.letter, None);
}

#[tokio::test]
async fn a_relay_that_dies_after_the_dot_leaves_it_uncertain() {
    for (act, config, cause) in [
        (Act::Close, plain(), NotSentCause::Disconnected),
        (
            Act::Silence,
            impatient(),
            NotSentCause::TimedOut { limit_ms: 600 },
        ),
        (Act::Say("nonsense"), plain(), NotSentCause::NotSmtp),
        (Act::Say("354 go on"), plain(), NotSentCause::NotSmtp),
    ] {
        let (delivery, heard) = deliver(Script::at(Stage::End, act), config, &small_letter()).await;
        assert_eq!(delivery, Delivery::Uncertain { cause });
        assert!(!delivery.can_be_repeated());
        // This is what makes it uncertain: the other side has it all.
        assert!(heard.letter.is_some());
    }
}

#[tokio::test]
async fn a_no_about_the_letter_is_for_good_or_for_now() {
    for stage in [Stage::Sender, Stage::Recipient, Stage::Data, Stage::End] {
        let (delivery, _) = deliver(
            Script::at(stage, Act::Say("550 5.1.1 no such user")),
            plain(),
            &small_letter(),
        )
        .await;
        let Delivery::Refused {
            stage: after,
            reply,
        } = &delivery
        else {
            panic!("{delivery:?}")
        };
        assert_eq!((*after, reply.code), (stage, 550));
        assert_eq!(reply.enhanced.unwrap().to_string(), "5.1.1");
        assert!(!delivery.can_be_repeated());

        let (delivery, _) = deliver(
            Script::at(
                stage,
                Act::Say("451-4.7.1 greylisted\r\n451 4.7.1 come back"),
            ),
            plain(),
            &small_letter(),
        )
        .await;
        let Delivery::Deferred {
            stage: after,
            reply,
        } = &delivery
        else {
            panic!("{delivery:?}")
        };
        assert_eq!(
            (*after, reply.text.as_str()),
            (stage, "4.7.1 greylisted 4.7.1 come back")
        );
        assert!(delivery.can_be_repeated());
    }
}

#[tokio::test]
async fn a_no_about_us_is_not_about_the_letter() {
    for (stage, text) in [
        (Stage::Greeting, "554 5.7.1 go away"),
        (Stage::Hello, "421 4.3.2 too busy"),
        (Stage::Sender, "530 5.7.0 Authentication required"),
    ] {
        let (delivery, _) =
            deliver(Script::at(stage, Act::Say(text)), plain(), &small_letter()).await;
        let Delivery::NotSent {
            stage: during,
            cause,
        } = &delivery
        else {
            panic!("{delivery:?}")
        };
        assert_eq!(*during, stage);
        assert!(
            matches!(
                cause,
                NotSentCause::TurnedAway { .. } | NotSentCause::SignInRefused { .. }
            ),
            "{cause}"
        );
    }
}

#[tokio::test]
async fn what_is_not_smtp_is_not_believed() {
    for text in [
        "HTTP/1.1 200 OK",
        "25",
        "2500 ok",
        "250-one\r\n251 two",
        "999 ok",
        "250 ok\r\n250 and one too many",
    ] {
        for stage in BEFORE_THE_DOT {
            let (delivery, heard) =
                deliver(Script::at(stage, Act::Say(text)), plain(), &small_letter()).await;
            let Delivery::NotSent { cause, .. } = &delivery else {
                panic!("{text} at {stage}: {delivery:?}")
            };
            assert_eq!(*cause, NotSentCause::NotSmtp, "{text} at {stage}");
            assert_eq!(heard.letter, None);
        }
    }
}

#[tokio::test]
async fn an_endless_reply_ends() {
    let endless: &'static str = Box::leak("250-more\r\n".repeat(20_000).into_boxed_str());
    let (delivery, _) = deliver(
        Script::at(Stage::Hello, Act::Say(endless)),
        plain(),
        &small_letter(),
    )
    .await;
    assert_eq!(
        delivery,
        Delivery::NotSent {
            stage: Stage::Hello,
            cause: NotSentCause::NotSmtp
        }
    );
}

#[tokio::test]
async fn a_letter_above_the_announced_size_is_not_offered() {
    let script = Script {
        extensions: &["SIZE 10"],
        ..Script::default()
    };
    let (delivery, heard) = deliver(script, plain(), &small_letter()).await;
    let cause = NotSentCause::TooLarge { limit_bytes: 10 };
    assert_eq!(
        delivery,
        Delivery::NotSent {
            stage: Stage::Sender,
            cause
        }
    );
    assert!(!heard.lines.iter().any(|line| line.starts_with("MAIL")));
}

#[tokio::test]
async fn without_a_relay_nothing_is_sent() {
    let egress = egress(vigie_egress::Config::for_testing());
    let config = Config {
        smtp_host: String::new(),
        ..plain()
    };
    let delivery = send(&egress, &config, None, &small_letter()).await;
    let cause = NotSentCause::NotConfigured;
    assert_eq!(
        delivery,
        Delivery::NotSent {
            stage: Stage::Connect,
            cause
        }
    );

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let smtp_port = listener.local_addr().unwrap().port();
    drop(listener);
    let delivery = send(
        &egress,
        &Config {
            smtp_port,
            ..plain()
        },
        None,
        &small_letter(),
    )
    .await;
    assert!(
        matches!(
            delivery,
            Delivery::NotSent {
                stage: Stage::Connect,
                cause: NotSentCause::Unreachable {
                    kind: ErrorKind::ConnectFailed,
                    ..
                }
            }
        ),
        "{delivery:?}"
    );
}

/// A certificate for 127.0.0.1 and the file that makes the door trust it.
fn protection() -> (TlsAcceptor, vigie_egress::Config, tempfile::TempDir) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    std::fs::write(&root, made.cert.pem()).unwrap();
    let key = rustls_pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let server = tokio_rustls::rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let mut egress_config = vigie_egress::Config::for_testing();
    egress_config.extra_roots.push(root);
    (TlsAcceptor::from(Arc::new(server)), egress_config, folder)
}

fn account() -> Credentials {
    Credentials {
        user: "unit".to_owned(),
        password: Zeroizing::new("secret".to_owned()),
    }
}

#[tokio::test]
async fn a_password_travels_only_encrypted() {
    let (acceptor, egress_config, _folder) = protection();
    for (security, implicit_tls) in [(SmtpSecurity::Starttls, false), (SmtpSecurity::Tls, true)] {
        for (extensions, expected) in [
            (
                &["STARTTLS", "AUTH LOGIN PLAIN"][..],
                "AUTH PLAIN AHVuaXQAc2VjcmV0",
            ),
            (
                &["STARTTLS", "AUTH LOGIN"][..],
                "AUTH LOGIN\ndW5pdA==\nc2VjcmV0",
            ),
        ] {
            let tls = Some(acceptor.clone());
            let script = Script {
                extensions,
                tls,
                implicit_tls,
                ..Script::default()
            };
            let config = Config {
                smtp_security: security,
                ..plain()
            };
            let (delivery, heard) = deliver_as(
                script,
                config,
                &small_letter(),
                Some(&account()),
                egress_config.clone(),
            )
            .await;
            assert!(
                matches!(delivery, Delivery::Delivered { .. }),
                "{delivery:?}"
            );
            let told = heard.lines.join("\n");
            let before = if implicit_tls {
                ""
            } else {
                "EHLO unit.example\nSTARTTLS\n(encrypted)\n"
            };
            let start = format!("{before}EHLO unit.example\n{expected}\nMAIL FROM:");
            assert!(told.starts_with(&start), "{told}");
        }
    }
}

#[tokio::test]
async fn without_the_protection_asked_for_nothing_is_said() {
    let (acceptor, egress_config, _folder) = protection();
    let config = Config {
        smtp_security: SmtpSecurity::Starttls,
        ..plain()
    };
    let attempt = async |script: Script, egress_config: vigie_egress::Config| {
        deliver_as(
            script,
            config.clone(),
            &small_letter(),
            Some(&account()),
            egress_config,
        )
        .await
    };

    let (delivery, heard) = attempt(Script::default(), egress_config.clone()).await;
    let cause = NotSentCause::NoEncryption;
    assert_eq!(
        delivery,
        Delivery::NotSent {
            stage: Stage::StartTls,
            cause
        }
    );
    assert_eq!(heard.lines, ["EHLO unit.example"]);

    // Words slipped in behind the consent, to be believed after encryption.
    let extensions: &[&str] = &["STARTTLS", "AUTH PLAIN"];
    let tls = Some(acceptor);
    let slipped = Act::Say("220 go\r\n250 AUTH PLAIN");
    let script = Script {
        extensions,
        tls: tls.clone(),
        ..Script::at(Stage::StartTls, slipped)
    };
    let (delivery, heard) = attempt(script, egress_config).await;
    let cause = NotSentCause::NotSmtp;
    assert_eq!(
        delivery,
        Delivery::NotSent {
            stage: Stage::StartTls,
            cause
        }
    );
    assert!(!heard.lines.iter().any(|line| line.starts_with("AUTH")));

    // A certificate nobody vouches for.
    let script = Script {
        extensions,
        tls,
        ..Script::default()
    };
    let (delivery, _) = attempt(script, vigie_egress::Config::for_testing()).await;
    assert!(
        matches!(
            delivery,
            Delivery::NotSent {
                stage: Stage::StartTls,
                cause: NotSentCause::Unreachable {
                    kind: ErrorKind::TlsFailed,
                    ..
                }
            }
        ),
        "{delivery:?}"
    );
}

#[tokio::test]
async fn a_refused_account_is_named() {
    let (tls, egress_config, _folder) = protection();
    let config = Config {
        smtp_security: SmtpSecurity::Starttls,
        ..plain()
    };
    for (extensions, act, expected) in [
        (
            &["STARTTLS", "AUTH PLAIN"][..],
            Some(Act::Say("535 5.7.8 bad credentials")),
            "not sent; during `AUTH`, the relay refused our account: 535 5.7.8 bad credentials",
        ),
        (
            &["STARTTLS", "AUTH XOAUTH2"][..],
            None,
            "not sent; during `AUTH`, the relay offers neither `AUTH PLAIN` nor `AUTH LOGIN`",
        ),
    ] {
        let acts = act.into_iter().map(|act| (Stage::SignIn, act)).collect();
        let tls = Some(tls.clone());
        let script = Script {
            acts,
            extensions,
            tls,
            implicit_tls: false,
        };
        let (delivery, _) = deliver_as(
            script,
            config.clone(),
            &small_letter(),
            Some(&account()),
            egress_config.clone(),
        )
        .await;
        assert_eq!(delivery.to_string(), expected);
    }
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    std::fs::write(&file, "secret\n").unwrap();
    let open = |config: Config| crate::Mailer::open(config).map(|_| ());
    let signed_in = Config {
        smtp_user: "unit".to_owned(),
        smtp_password_file: Some(file.clone()),
        smtp_security: SmtpSecurity::Starttls,
        ..plain()
    };
    assert!(open(signed_in.clone()).is_ok());
    let refused = |config: Config| open(config).unwrap_err().to_string();
    let unprotected = Config {
        smtp_security: SmtpSecurity::Plain,
        ..signed_in.clone()
    };
    assert!(refused(unprotected).contains("never sent unencrypted"));
    let half = Config {
        smtp_password_file: None,
        ..signed_in.clone()
    };
    assert!(refused(half).contains("set both or neither"));
    std::fs::write(&file, "\n").unwrap();
    assert!(refused(signed_in).contains("holds no password"));
}

#[test]
fn a_delivery_is_kept_as_a_readable_record() {
    let delivery = Delivery::NotSent {
        stage: Stage::SignIn,
        cause: NotSentCause::SignInRefused {
            reply: Reply::new(535, &["5.7.8 bad".to_owned()]),
        },
    };
    let text = serde_json::to_string(&delivery).unwrap();
    insta::assert_snapshot!(text, @r#"{"delivery":"not_sent","stage":"sign_in","cause":{"cause":"sign_in_refused","reply":{"code":535,"enhanced":"5.7.8","text":"5.7.8 bad"}}}"#);
    assert_eq!(serde_json::from_str::<Delivery>(&text).unwrap(), delivery);
}

/// Goal: the desk can share one mailer between its jobs and run a delivery on any thread.
#[test]
fn a_mailer_is_shared_between_jobs() {
    fn is_shared<T: Send + Sync>(_: &T) {}
    fn is_moved<T: Send>(_: &T) {}
    let mailer = crate::Mailer::open(plain()).unwrap();
    let egress = egress(vigie_egress::Config::for_testing());
    let letter = small_letter();
    is_shared(&mailer);
    is_moved(&mailer.send(&egress, &letter));
}
