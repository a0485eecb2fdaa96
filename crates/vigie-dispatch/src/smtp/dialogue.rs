//! The steps of the dialogue, each of which either goes on or halts with its exact outcome.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use tokio::io::{AsyncRead, AsyncWrite};
use zeroize::Zeroizing;

use super::reply::Reply;
use super::wire::Wire;
use super::{Credentials, Delivery, NotSentCause, Stage};
use crate::Composed;

/// Where the dialogue ended, and why.
#[derive(Debug)]
pub(super) enum Halt {
    /// Something failed; before the final dot that is certain.
    Failed { stage: Stage, cause: NotSentCause },
    /// The relay answered this letter with no.
    Answered { stage: Stage, reply: Reply },
}

impl Halt {
    pub(super) const fn new(stage: Stage, cause: NotSentCause) -> Self {
        Self::Failed { stage, cause }
    }

    pub(super) fn into_delivery(self) -> Delivery {
        match self {
            Self::Failed {
                stage: Stage::End,
                cause,
            } => Delivery::Uncertain { cause },
            Self::Failed { stage, cause } => Delivery::NotSent { stage, cause },
            Self::Answered { stage, reply } if reply.is_transient() => {
                Delivery::Deferred { stage, reply }
            }
            Self::Answered { stage, reply } => Delivery::Refused { stage, reply },
        }
    }
}

/// What the relay can do, as its answer to `EHLO` says.
#[derive(Debug, Default)]
pub(super) struct Extensions {
    starttls: bool,
    plain: bool,
    login: bool,
    dsn: bool,
    /// `None`: not announced; 0: announced without a limit.
    size_bytes_max: Option<u64>,
}

impl Extensions {
    fn parse(lines: &[String]) -> Self {
        let mut extensions = Self::default();
        for line in lines {
            let mut words = line.split_whitespace().map(str::to_ascii_uppercase);
            match words.next().as_deref() {
                Some("STARTTLS") => extensions.starttls = true,
                Some("DSN") => extensions.dsn = true,
                Some("SIZE") => {
                    let limit = words.next().and_then(|digits| digits.parse().ok());
                    extensions.size_bytes_max = Some(limit.unwrap_or(0));
                }
                Some("AUTH") => {
                    for word in words {
                        extensions.plain |= word == "PLAIN";
                        extensions.login |= word == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        extensions
    }
}

/// Waits for the relay's greeting.
pub(super) async fn greet<S>(wire: &mut Wire<S>) -> Result<(), Halt>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let greeting = wire.read_greeting().await.map_err(at(Stage::Greeting))?;
    let greeting = require_welcome(greeting, Stage::Greeting)?;
    // Whoever talks before being spoken to speaks a different protocol, or for somebody else.
    check_silence(wire, Stage::Greeting)?;
    tracing::debug!(relay.code = greeting.code, "the relay greets");
    Ok(())
}

/// Says who we are and learns what the relay can do.
pub(super) async fn hello<S>(wire: &mut Wire<S>, name: &str) -> Result<Extensions, Halt>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let answer = wire.command_lines(&format!("EHLO {name}")).await;
    let (reply, lines) = answer.map_err(at(Stage::Hello))?;
    require_welcome(reply, Stage::Hello)?;
    check_silence(wire, Stage::Hello)?;
    Ok(Extensions::parse(&lines))
}

/// Asks for encryption; after this the stream belongs to TLS.
pub(super) async fn ask_for_tls<S>(wire: &mut Wire<S>, extensions: &Extensions) -> Result<(), Halt>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    if !extensions.starttls {
        return Err(Halt::new(Stage::StartTls, NotSentCause::NoEncryption));
    }
    let reply = wire
        .command("STARTTLS")
        .await
        .map_err(at(Stage::StartTls))?;
    require_welcome(reply, Stage::StartTls)?;
    // Words that follow were slipped in by somebody on the way (CVE-2011-0411 and its kin).
    check_silence(wire, Stage::StartTls)
}

/// Signs in by the simplest way the relay offers.
pub(super) async fn sign_in<S>(
    wire: &mut Wire<S>,
    extensions: &Extensions,
    credentials: &Credentials,
) -> Result<(), Halt>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let Credentials { user, password } = credentials;
    let fail = at(Stage::SignIn);
    let reply = if extensions.plain {
        let secret = Zeroizing::new(format!("\0{user}\0{}", password.as_str()));
        let line = Zeroizing::new(format!("AUTH PLAIN {}", BASE64.encode(secret.as_bytes())));
        wire.command(&line).await.map_err(fail)?
    } else if extensions.login {
        let mut reply = wire.command("AUTH LOGIN").await.map_err(fail)?;
        for secret in [user.as_str(), password.as_str()] {
            if reply.code != 334 {
                break;
            }
            let line = Zeroizing::new(BASE64.encode(secret));
            reply = wire.command(&line).await.map_err(fail)?;
        }
        reply
    } else {
        return Err(Halt::new(Stage::SignIn, NotSentCause::NoSignIn));
    };
    if !reply.is_positive() {
        return Err(Halt::new(
            Stage::SignIn,
            NotSentCause::SignInRefused { reply },
        ));
    }
    check_silence(wire, Stage::SignIn)
}

/// Hands the letter over and waits for the answer that settles its fate.
pub(super) async fn transfer<S>(
    wire: &mut Wire<S>,
    extensions: &Extensions,
    letter: &Composed,
    last: Duration,
) -> Result<Reply, Halt>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let size_bytes = u64::try_from(letter.bytes.len()).unwrap_or(u64::MAX);
    if let Some(limit_bytes) = extensions.size_bytes_max
        && limit_bytes > 0
        && size_bytes > limit_bytes
    {
        return Err(Halt::new(
            Stage::Sender,
            NotSentCause::TooLarge { limit_bytes },
        ));
    }
    let lines = [
        (Stage::Sender, mail_line(extensions, letter, size_bytes)),
        (Stage::Recipient, rcpt_line(extensions, letter)),
    ];
    for (stage, line) in lines {
        let reply = wire.command(&line).await.map_err(at(stage))?;
        require_consent(reply, stage, 2)?;
        check_silence(wire, stage)?;
    }
    let reply = wire.command("DATA").await.map_err(at(Stage::Data))?;
    require_consent(reply, Stage::Data, 3)?;
    check_silence(wire, Stage::Data)?;

    let written = wire.write(&stuff_dots(&letter.bytes)).await;
    if written.is_err() {
        let reply = wire
            .reply_despite(written, last)
            .await
            .map_err(at(Stage::Content))?;
        // No final dot was written: a server that consents now consents to nothing.
        return Err(require_consent(reply, Stage::Content, 0)
            .err()
            .unwrap_or_else(|| Halt::new(Stage::Content, NotSentCause::NotSmtp)));
    }
    // From the first byte of the final dot on, silence means that we do not know.
    let written = wire.write(b".\r\n").await;
    let reply = wire
        .reply_despite(written, last)
        .await
        .map_err(at(Stage::End))?;
    require_consent(reply, Stage::End, 2)
}

fn mail_line(extensions: &Extensions, letter: &Composed, size_bytes: u64) -> String {
    let size = extensions
        .size_bytes_max
        .map(|_| format!(" SIZE={size_bytes}"));
    // Bounces then carry our headers only, and name the letter (RFC 3461).
    let report = extensions
        .dsn
        .then(|| format!(" RET=HDRS ENVID={}", xtext(&letter.message_id)));
    format!(
        "MAIL FROM:<{}>{}{}",
        letter.envelope_from,
        size.unwrap_or_default(),
        report.unwrap_or_default()
    )
}

fn rcpt_line(extensions: &Extensions, letter: &Composed) -> String {
    let recipient = &letter.envelope_to;
    if !extensions.dsn {
        return format!("RCPT TO:<{recipient}>");
    }
    format!(
        "RCPT TO:<{recipient}> NOTIFY=FAILURE,DELAY ORCPT=rfc822;{}",
        xtext(recipient)
    )
}

/// Text as an argument of DSN (RFC 3461 §4): `+`, `=` and what is not printable in hexadecimal.
fn xtext(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'+' | b'=' => format!("+{byte:02X}"),
        byte if byte.is_ascii_graphic() => char::from(byte).to_string(),
        byte => format!("+{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// Doubles the dot at the start of a line (RFC 5321 §4.5.2) and ends the last line.
fn stuff_dots(letter: &[u8]) -> Vec<u8> {
    let mut stuffed = Vec::with_capacity(letter.len() + 64);
    for line in letter.split_inclusive(|byte| *byte == b'\n') {
        if line.first() == Some(&b'.') {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
    }
    if !stuffed.ends_with(b"\r\n") {
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed
}

fn at(stage: Stage) -> impl Fn(NotSentCause) -> Halt + Copy {
    move |cause| Halt::new(stage, cause)
}

/// Before the letter is spoken of, every no is about us.
fn require_welcome(reply: Reply, stage: Stage) -> Result<Reply, Halt> {
    if reply.is_positive() {
        return Ok(reply);
    }
    Err(Halt::new(stage, NotSentCause::TurnedAway { reply }))
}

/// Once the letter is spoken of, a no is about the letter; `hundred` is the yes of this step.
fn require_consent(reply: Reply, stage: Stage, hundred: u16) -> Result<Reply, Halt> {
    /// "Authentication required" (RFC 4954): about us, whenever it is said.
    const SIGN_IN_REQUIRED: u16 = 530;
    match reply.code {
        code if code / 100 == hundred => Ok(reply),
        SIGN_IN_REQUIRED => Err(Halt::new(stage, NotSentCause::SignInRefused { reply })),
        _ if reply.is_transient() || reply.is_permanent() => Err(Halt::Answered { stage, reply }),
        _ => Err(Halt::new(stage, NotSentCause::NotSmtp)),
    }
}

/// Replies are matched to commands by their order alone, so one too many ends the dialogue.
fn check_silence<S>(wire: &Wire<S>, stage: Stage) -> Result<(), Halt>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    if wire.has_unasked() {
        return Err(Halt::new(stage, NotSentCause::NotSmtp));
    }
    Ok(())
}
