//! How an abuse desk of the small internet treats a notice.

use vigie_domain::time::{DAY_MS, HOUR_MS};

/// Time after which a desk that works once a day acts.
pub const SLOW_DESK_MS: i64 = DAY_MS;
/// Time a person needs to write back.
pub const HUMAN_REPLY_MS: i64 = 2 * HOUR_MS;

/// What one abuse desk does with notices; an item may be given another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// Removes when the notice arrives, and says so through the answer link.
    RemovesAtOnce,
    /// Acknowledges, removes a day later, and says so through the answer link.
    RemovesAfterDay,
    /// Acknowledges by an auto-reply; removes when a second mail about the item comes.
    RemovesAfterReminder,
    /// Auto-reply, then a question written by a person; removes at the next mail about it.
    AsksThenRemoves,
    /// Refuses through the answer link and by mail, naming its ground.
    Refuses {
        /// The ground, in the provider's words.
        ground: &'static str,
    },
    /// Is a proxy: answers `not ours`, names the host behind it, forwards the notice there.
    NamesOrigin,
    /// The address does not work: a delivery status notification comes back (RFC 3464).
    Bounces,
    /// Neither answers nor acts.
    Silent,
}

/// What an abuse desk did, for a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActKind {
    /// Took the item down.
    Removed,
    /// The item is there again.
    Reappeared,
    /// Put it there again because the desk took its notice back.
    Reinstated,
    /// Answered through the desk's link; the status the desk gave.
    AnsweredLink {
        /// What was chosen there.
        choice: LinkChoice,
        /// HTTP status of the desk's answer to the form.
        status: u16,
    },
    /// The mail held an answer link that could not be used.
    LinkFailed,
    /// Sent an automatic reply.
    AutoReplied,
    /// A person wrote back with a question.
    Asked,
    /// A person wrote back with a refusal.
    Refused,
    /// Named the host behind the proxy.
    NamedOrigin,
    /// Passed the notice on to the host.
    Forwarded,
    /// The mail came back.
    Bounced,
    /// Got a mail that concerns nothing it holds.
    NotUnderstood,
}

/// What a provider chooses on the desk's answer page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkChoice {
    /// Received, being looked at.
    Acknowledged,
    /// Taken down.
    Removed,
    /// Will not act.
    Refused,
    /// Held by somebody else.
    NotOurs,
}

/// One thing that happened while the small internet acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When, by the demo clock.
    pub at: vigie_domain::Timestamp,
    /// The provider, by its display name.
    pub provider: &'static str,
    /// The item concerned, by its name in the scenario; `None` when the mail named none.
    pub item: Option<&'static str>,
    /// What happened.
    pub kind: ActKind,
}

/// What goes wrong once in the next SMTP dialogue, for tests of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The relay greets with 421 and hangs up.
    GoesAwayAtGreeting,
    /// The connection breaks in the middle of `DATA`; nothing is stored.
    DiesInData,
    /// The message is stored, then the connection breaks before the `250`.
    DiesBeforeAccepting,
    /// The message is refused for good because of what is in it (`554 5.7.1`).
    RefusesContent,
}
