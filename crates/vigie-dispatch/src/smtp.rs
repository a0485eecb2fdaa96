//! Handing a letter to the mail relay, and knowing exactly how far it got.
//!
//! ```text
//! Connect ▸ Greeting ▸ Hello ▸ (StartTls ▸ Hello) ▸ SignIn ▸ Sender ▸ Recipient ▸ Data ▸ Content ▸ End
//! └────────────── a failure here is certain: nothing was accepted ──────────────────────┘   │
//!                                                       a silence here is Uncertain ◀───────┘
//! ```
//!
//! The desk builds "at most once" on this line: the relay takes the letter over with its answer to
//! the final dot (RFC 5321 §4.1.1.4, §6.1), so a connection that dies after the dot was written and
//! before the answer leaves a letter that may or may not be on its way. Nothing is retried here.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use vigie_egress::{Egress, EgressError, ErrorKind, Rule};
use zeroize::Zeroizing;

use crate::{Composed, Config, SmtpSecurity};

mod dialogue;
mod reply;
mod wire;

use dialogue::{Extensions, Halt};
pub use reply::{EnhancedStatus, Reply};
use wire::Wire;

/// Account at the relay.
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) password: Zeroizing<String>,
}

/// What became of a letter handed to the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "delivery", rename_all = "snake_case")]
pub enum Delivery {
    /// The relay took it over.
    Delivered {
        /// What it said.
        reply: Reply,
        /// Its name for the letter, where it told one.
        queue_id: Option<String>,
    },
    /// The relay will not take it: sending it again unchanged is useless.
    Refused {
        /// After which step.
        stage: Stage,
        /// What it said, 5xx.
        reply: Reply,
    },
    /// The relay does not take it now: it can be sent again later.
    Deferred {
        /// After which step.
        stage: Stage,
        /// What it said, 4xx.
        reply: Reply,
    },
    /// Nothing was accepted, for a reason that is not about this letter: it can be sent again.
    NotSent {
        /// During which step.
        stage: Stage,
        /// Why.
        cause: NotSentCause,
    },
    /// The letter was handed over completely and the answer never came: it may be on its way.
    Uncertain {
        /// What came instead of the answer.
        cause: NotSentCause,
    },
}

impl Delivery {
    /// Whether sending the same letter again cannot make it arrive twice.
    pub const fn can_be_repeated(&self) -> bool {
        matches!(self, Self::Deferred { .. } | Self::NotSent { .. })
    }

    /// The word as it is stored, `not_sent`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Delivered { .. } => "delivered",
            Self::Refused { .. } => "refused",
            Self::Deferred { .. } => "deferred",
            Self::NotSent { .. } => "not_sent",
            Self::Uncertain { .. } => "uncertain",
        }
    }
}

impl std::fmt::Display for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Delivered { reply, .. } => write!(f, "the relay took the letter: {reply}"),
            Self::Refused { stage, reply } => write!(f, "refused after {stage}: {reply}"),
            Self::Deferred { stage, reply } => write!(f, "deferred after {stage}: {reply}"),
            Self::NotSent { stage, cause } => write!(f, "not sent; during {stage}, {cause}"),
            Self::Uncertain { cause } => {
                write!(
                    f,
                    "handed over completely, but instead of an answer {cause}"
                )
            }
        }
    }
}

/// A step of the dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the drawing above names them")]
pub enum Stage {
    Connect,
    Greeting,
    Hello,
    StartTls,
    SignIn,
    Sender,
    Recipient,
    Data,
    Content,
    End,
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connect => "the connection",
            Self::Greeting => "the greeting",
            Self::Hello => "`EHLO`",
            Self::StartTls => "`STARTTLS`",
            Self::SignIn => "`AUTH`",
            Self::Sender => "`MAIL FROM`",
            Self::Recipient => "`RCPT TO`",
            Self::Data => "`DATA`",
            Self::Content => "the text",
            Self::End => "the final dot",
        })
    }
}

/// Why nothing was accepted, or why the last answer is missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum NotSentCause {
    /// No relay is configured.
    #[error("no relay is configured; set `dispatch.smtp_host`")]
    NotConfigured,
    /// No connection could be opened.
    #[error("no connection could be opened: {reason}")]
    Unreachable {
        /// The kind of failure.
        kind: ErrorKind,
        /// In words.
        reason: String,
    },
    /// The relay does not offer encryption and the configuration demands it.
    #[error("the relay offers no `STARTTLS`; nothing was said without it")]
    NoEncryption,
    /// The relay offers none of the ways to sign in that we know.
    #[error("the relay offers neither `AUTH PLAIN` nor `AUTH LOGIN`")]
    NoSignIn,
    /// The relay refused our account.
    #[error("the relay refused our account: {reply}")]
    SignInRefused {
        /// What it said.
        reply: Reply,
    },
    /// The relay does not talk to us at all.
    #[error("the relay turned us away: {reply}")]
    TurnedAway {
        /// What it said.
        reply: Reply,
    },
    /// The relay announces a limit below the size of the letter.
    #[error("the relay takes letters up to {limit_bytes} bytes")]
    TooLarge {
        /// Its limit.
        limit_bytes: u64,
    },
    /// The connection ended.
    #[error("the relay closed the connection")]
    Disconnected,
    /// The answer did not come in time.
    #[error("the relay said nothing for {limit_ms} ms")]
    TimedOut {
        /// The limit that passed.
        limit_ms: u64,
    },
    /// What came is not SMTP.
    #[error("the relay said something that is not smtp")]
    NotSmtp,
}

/// Hands `letter` to the configured relay.
pub(crate) async fn send(
    egress: &Egress,
    config: &Config,
    credentials: Option<&Credentials>,
    letter: &Composed,
) -> Delivery {
    let delivery = match talk(egress, config, credentials, letter).await {
        Ok(delivery) => delivery,
        Err(halt) => halt.into_delivery(),
    };
    tracing::info!(
        letter.delivery = delivery.as_str(),
        letter.size_bytes = letter.bytes.len(),
        "handed a letter to the relay"
    );
    delivery
}

async fn talk(
    egress: &Egress,
    config: &Config,
    credentials: Option<&Credentials>,
    letter: &Composed,
) -> Result<Delivery, Halt> {
    let (host, port) = (config.smtp_host.as_str(), config.smtp_port);
    if host.is_empty() {
        return Err(Halt::new(Stage::Connect, NotSentCause::NotConfigured));
    }
    let unreachable = |stage| move |error: EgressError| Halt::new(stage, cause_of(&error));
    let opened = match config.smtp_security {
        SmtpSecurity::Tls => egress.connect_tls(host, port, Rule::Configured).await,
        SmtpSecurity::Starttls | SmtpSecurity::Plain => {
            egress.connect(host, port, Rule::Configured).await
        }
    };
    let limits = Limits::new(config);
    let mut wire = Wire::new(opened.map_err(unreachable(Stage::Connect))?, limits.command);
    let hello_name = hello_name(config, letter);
    dialogue::greet(&mut wire).await?;
    let mut extensions = dialogue::hello(&mut wire, &hello_name).await?;
    if config.smtp_security == SmtpSecurity::Starttls {
        dialogue::ask_for_tls(&mut wire, &extensions).await?;
        let connection = wire.into_inner();
        let encrypted = egress.start_tls(connection, host).await;
        wire = Wire::new(
            encrypted.map_err(unreachable(Stage::StartTls))?,
            limits.command,
        );
        // What was said before encryption may have been said by anybody (RFC 3207 §4.2).
        extensions = dialogue::hello(&mut wire, &hello_name).await?;
    }
    converse(&mut wire, &extensions, credentials, letter, limits).await
}

/// From sign-in to the answer to the final dot, on a connection as protected as it will be.
async fn converse<S>(
    wire: &mut Wire<S>,
    extensions: &Extensions,
    credentials: Option<&Credentials>,
    letter: &Composed,
    limits: Limits,
) -> Result<Delivery, Halt>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    if let Some(credentials) = credentials {
        dialogue::sign_in(wire, extensions, credentials).await?;
    }
    let reply = dialogue::transfer(wire, extensions, letter, limits.last).await?;
    wire.say_goodbye().await;
    Ok(Delivery::Delivered {
        queue_id: reply.find_queue_id(),
        reply,
    })
}

/// Times to wait.
#[derive(Debug, Clone, Copy)]
struct Limits {
    command: Duration,
    last: Duration,
}

impl Limits {
    fn new(config: &Config) -> Self {
        Self {
            command: Duration::from_millis(config.smtp_command_timeout_ms),
            last: Duration::from_millis(config.smtp_final_timeout_ms),
        }
    }
}

fn hello_name(config: &Config, letter: &Composed) -> String {
    let named = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte))
    };
    let configured = Some(config.smtp_hello_name.as_str()).filter(|name| named(name));
    let own = letter
        .envelope_from
        .rsplit_once('@')
        .map(|(_, domain)| domain);
    configured
        .or(own)
        .filter(|name| named(name))
        .unwrap_or("localhost")
        .to_owned()
}

fn cause_of(error: &EgressError) -> NotSentCause {
    NotSentCause::Unreachable {
        kind: error.kind(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests;
