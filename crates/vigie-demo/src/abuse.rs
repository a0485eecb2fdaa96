//! The abuse desks at work: mail in; removals, answers and silence out, when the clock says so.
//!
//! ```text
//! mailbox ─read─▶ plan by Behaviour ─▶ deeds with a due time ─tick─▶ host · answer link · outbox
//! ```
//!
//! They act only through what a real provider has: their own host, the link in the mail, mail.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use vigie_domain::Timestamp;
use vigie_domain::time::DAY_MS;

use crate::address::{EDGE, Provider, ProviderRole, WEB_HOSTS, find_provider_by_mail};
use crate::behaviour::{Act, ActKind, Behaviour, HUMAN_REPLY_MS, LinkChoice, SLOW_DESK_MS};
use crate::config::Config;
use crate::content::{CONTENTS, Content, find_by_name};
use crate::mail::compose::{Hand, bounce, forward, reply};
use crate::mail::notice::{Notice, parse_notice};
use crate::mail::{OutgoingMail, PostRoom, StoredMail};
use crate::world::World;

mod answer_link;
mod sentence;

use answer_link::{AnswerLink, follow};

/// Most deeds done in one tick; a desk that writes itself in circles stops here.
const DEEDS_PER_TICK_MAX: usize = 100_000;

/// All abuse desks of one small internet.
#[derive(Debug)]
pub(crate) struct AbuseDesks {
    world: Arc<World>,
    room: Arc<PostRoom>,
    config: Config,
    inner: Mutex<Inner>,
    /// One tick at a time.
    ticking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Inner {
    read_count: usize,
    number: u64,
    /// Due time and order of planning: deeds are done in this order.
    deeds: BTreeMap<(Timestamp, u64), Deed>,
    /// What each thread is about.
    threads: HashMap<String, Vec<&'static str>>,
    /// The last answer link seen for a provider and an item.
    links: HashMap<(&'static str, &'static str), url::Url>,
    /// Mails about an item at a provider since it was last taken down.
    mail_counts: HashMap<(&'static str, &'static str), u32>,
    behaviours: HashMap<&'static str, Behaviour>,
    outbox: Vec<OutgoingMail>,
    desk_addr: Option<SocketAddr>,
}

#[derive(Debug, Clone)]
struct Deed {
    provider: &'static Provider,
    content: Option<&'static Content>,
    mail: Arc<StoredMail>,
    notice: Arc<Notice>,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Remove,
    Restore(ActKind),
    Answer(LinkChoice, &'static str),
    AutoReply,
    Ask,
    Refuse(&'static str),
    NameOrigin,
    Forward,
    Bounce,
    Puzzle,
}

impl AbuseDesks {
    pub(crate) fn new(world: Arc<World>, room: Arc<PostRoom>, config: Config) -> Self {
        Self {
            world,
            room,
            config,
            inner: Mutex::default(),
            ticking: tokio::sync::Mutex::default(),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn take_outbox(&self) -> Vec<OutgoingMail> {
        std::mem::take(&mut self.inner().outbox)
    }

    pub(crate) fn set_behaviour(&self, item: &'static str, behaviour: Behaviour) {
        self.inner().behaviours.insert(item, behaviour);
    }

    pub(crate) fn set_desk_addr(&self, addr: SocketAddr) {
        self.inner().desk_addr = Some(addr);
    }

    /// When the next deed is due; mail not yet read may make an earlier one.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.inner().deeds.keys().next().map(|(due, _)| *due)
    }

    /// Reads new mail and does everything due by `now`, in order of time.
    pub(crate) async fn tick(&self, now: Timestamp) -> Vec<Act> {
        let _one_at_a_time = self.ticking.lock().await;
        let mut acts = Vec::new();
        for _ in 0..DEEDS_PER_TICK_MAX {
            self.read_mail();
            let Some((at, deed)) = self.take_due(now) else {
                break;
            };
            self.world.clock.advance_to(at);
            if let Some(act) = self.act(at, &deed).await {
                acts.push(act);
            }
        }
        self.world.clock.advance_to(now);
        acts
    }

    fn take_due(&self, now: Timestamp) -> Option<(Timestamp, Deed)> {
        let mut inner = self.inner();
        let entry = inner.deeds.first_entry()?;
        let (at, _) = *entry.key();
        (at <= now).then(|| (at, entry.remove()))
    }

    fn read_mail(&self) {
        let first = self.inner().read_count;
        let fresh = self.room.list_from(first);
        self.inner().read_count += fresh.len();
        for mail in fresh {
            if let Some(provider) = find_provider_by_mail(&mail.mailbox) {
                self.plan(provider, mail);
            }
        }
    }

    /// Decides what a mail leads to.
    fn plan(&self, provider: &'static Provider, mail: StoredMail) {
        let notice = parse_notice(&mail.raw, &self.config.answer_path_mark);
        let mut inner = self.inner();
        let contents = concerned(&inner, provider, &notice);
        let base = Deed {
            provider,
            content: None,
            what: What::Puzzle,
            mail: Arc::new(mail),
            notice: Arc::new(notice),
        };
        inner.remember_thread(&base.notice, &contents);
        let received_at = base.mail.received_at;
        if provider_behaviour(provider) == Behaviour::Bounces {
            let content = contents.first().copied();
            let deed = Deed {
                content,
                what: What::Bounce,
                ..base
            };
            inner.schedule(received_at, deed);
            return;
        }
        if contents.is_empty() {
            inner.schedule(received_at, base);
            return;
        }
        for content in contents {
            let deed = Deed {
                content: Some(content),
                ..base.clone()
            };
            if deed.notice.is_retraction {
                inner.cancel(provider, content);
                inner.schedule(
                    received_at,
                    Deed {
                        what: What::Restore(ActKind::Reinstated),
                        ..deed
                    },
                );
                continue;
            }
            if let Some(link) = &deed.notice.answer_link {
                inner
                    .links
                    .insert((provider.domain, content.name), link.clone());
            }
            let count = inner
                .mail_counts
                .entry((provider.domain, content.name))
                .or_insert(0);
            *count += 1;
            let count = *count;
            let behaviour = behaviour_of(&inner, provider, content);
            let is_gone = self.world.is_gone(content);
            for (delay_ms, what) in deeds_of(behaviour, count, is_gone) {
                inner.schedule(
                    received_at.plus_ms(delay_ms),
                    Deed {
                        what,
                        ..deed.clone()
                    },
                );
            }
        }
    }

    async fn act(&self, at: Timestamp, deed: &Deed) -> Option<Act> {
        let kind = match deed.what {
            What::Remove => self.remove(at, deed)?,
            What::Restore(kind) => self.restore(deed.content?, kind)?,
            What::Answer(choice, words) => self.answer(at, deed, choice, words).await?,
            What::AutoReply => {
                let text = sentence::auto_reply(deed.provider);
                self.write(at, deed, Hand::Automatic, text);
                ActKind::AutoReplied
            }
            What::Ask => {
                self.write(at, deed, Hand::Person, sentence::question(deed.provider));
                ActKind::Asked
            }
            What::Refuse(ground) => {
                let text = sentence::refusal(deed.provider, ground);
                self.write(at, deed, Hand::Person, &text);
                ActKind::Refused
            }
            What::NameOrigin => {
                let text = sentence::origin(deed.content?);
                self.write(at, deed, Hand::Person, &text);
                ActKind::NamedOrigin
            }
            What::Forward => self.forward(at, deed)?,
            What::Bounce => self.bounce(at, deed)?,
            What::Puzzle => ActKind::NotUnderstood,
        };
        let item = deed.content.map(|content| content.name);
        Some(Act {
            at,
            provider: deed.provider.name,
            item,
            kind,
        })
    }

    fn remove(&self, at: Timestamp, deed: &Deed) -> Option<ActKind> {
        let content = deed.content?;
        let removal_count = self.world.remove(content, at)?;
        let mut inner = self.inner();
        inner
            .mail_counts
            .retain(|(_, name), _| *name != content.name);
        if removal_count == 1
            && let Some(delay_ms) = content.returns_after_ms
        {
            let back = Deed {
                what: What::Restore(ActKind::Reappeared),
                ..deed.clone()
            };
            inner.schedule(at.plus_ms(delay_ms), back);
        }
        Some(ActKind::Removed)
    }

    fn restore(&self, content: &'static Content, kind: ActKind) -> Option<ActKind> {
        self.inner()
            .mail_counts
            .retain(|(_, name), _| *name != content.name);
        self.world.restore(content).then_some(kind)
    }

    /// Uses the link of this mail, or the last one for the item; no link, no answer.
    async fn answer(
        &self,
        at: Timestamp,
        deed: &Deed,
        choice: LinkChoice,
        words: &str,
    ) -> Option<ActKind> {
        let content = deed.content?;
        let (link, desk_addr) = {
            let inner = self.inner();
            let last = inner.links.get(&(deed.provider.domain, content.name));
            (
                deed.notice.answer_link.clone().or_else(|| last.cloned())?,
                inner.desk_addr,
            )
        };
        let words = match choice {
            LinkChoice::NotOurs => sentence::origin_in_short(content),
            _ => words.to_owned(),
        };
        let answered = follow(AnswerLink {
            link: &link,
            desk_addr,
            choice,
            words: &words,
            at,
            wait: Duration::from_millis(self.config.answer_ms_max),
            size_bytes_max: self.config.answer_size_bytes_max,
        })
        .await;
        Some(match answered {
            Ok(status) => ActKind::AnsweredLink { choice, status },
            Err(reason) => {
                tracing::warn!(provider = deed.provider.name, %reason, "an answer link could not be used");
                ActKind::LinkFailed
            }
        })
    }

    fn write(&self, at: Timestamp, deed: &Deed, hand: Hand, text: &str) {
        let mut inner = self.inner();
        let number = inner.next_number();
        let sent = reply(deed.provider, &deed.notice, hand, text, number, at);
        inner.outbox.push(sent);
    }

    fn forward(&self, at: Timestamp, deed: &Deed) -> Option<ActKind> {
        let to = deed.content?.holder.abuse_mail;
        let passed_on = forward(deed.provider, &deed.mail, to, at);
        self.room.store(passed_on).then_some(ActKind::Forwarded)
    }

    /// A bounce is never bounced: the null sender gets nothing (RFC 5321 §4.5.5).
    fn bounce(&self, at: Timestamp, deed: &Deed) -> Option<ActKind> {
        if deed.mail.envelope_from.is_empty() {
            return None;
        }
        let mut inner = self.inner();
        let number = inner.next_number();
        inner.outbox.push(bounce(&deed.mail, number, at));
        Some(ActKind::Bounced)
    }
}

impl Inner {
    fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    fn schedule(&mut self, due: Timestamp, deed: Deed) {
        let number = self.next_number();
        self.deeds.insert((due, number), deed);
    }

    /// Forgets what was planned about an item whose notice was taken back.
    fn cancel(&mut self, provider: &Provider, content: &Content) {
        self.deeds.retain(|_, deed| {
            let is_same = deed
                .content
                .is_some_and(|planned| planned.name == content.name);
            !(is_same && deed.provider.domain == provider.domain)
        });
    }

    fn remember_thread(&mut self, notice: &Notice, contents: &[&'static Content]) {
        let names: Vec<&'static str> = contents.iter().map(|content| content.name).collect();
        if names.is_empty() {
            return;
        }
        let own_id = notice.message_id.iter().cloned();
        for key in notice.threads.iter().cloned().chain(own_id) {
            self.threads.insert(key, names.clone());
        }
    }
}

/// What a mail is about: the URLs in it that the provider answers for, else its thread.
fn concerned(inner: &Inner, provider: &Provider, notice: &Notice) -> Vec<&'static Content> {
    let by_url: Vec<&'static Content> = CONTENTS
        .iter()
        .filter(|content| answers_for(provider, content))
        .filter(|content| {
            notice
                .places
                .iter()
                .any(|(host, path)| content.is_at(host, path))
        })
        .collect();
    if !by_url.is_empty() {
        return by_url;
    }
    let names = notice.threads.iter().find_map(|key| inner.threads.get(key));
    names
        .into_iter()
        .flatten()
        .filter_map(|name| find_by_name(name))
        .collect()
}

/// A host for what it holds, a proxy for what stands behind its edge.
fn answers_for(provider: &Provider, content: &Content) -> bool {
    content.holder.domain == provider.domain
        || (provider.role == ProviderRole::Proxy
            && WEB_HOSTS
                .iter()
                .any(|(host, at)| *host == content.host && *at == EDGE))
}

fn behaviour_of(inner: &Inner, provider: &Provider, content: &Content) -> Behaviour {
    let usual = provider_behaviour(provider);
    // A proxy treats all alike: it cannot remove what it does not hold.
    if provider.role == ProviderRole::Proxy {
        return usual;
    }
    inner
        .behaviours
        .get(content.name)
        .copied()
        .or(content.behaviour)
        .unwrap_or(usual)
}

/// How a desk usually works.
fn provider_behaviour(provider: &Provider) -> Behaviour {
    match provider.domain {
        "plazaa.test" => Behaviour::RemovesAtOnce,
        "murmur.test" => Behaviour::AsksThenRemoves,
        "shieldnet.test" => Behaviour::NamesOrigin,
        "quietpages.test" => Behaviour::Bounces,
        "archive-harbour.test" | "northbyte.test" | "shorty.test" => Behaviour::RemovesAfterDay,
        "meridian-gazette.test" | "open-stacks.test" => Behaviour::Refuses {
            ground: "This is our own published work.",
        },
        _ => Behaviour::Silent,
    }
}

/// What the `count`th mail about an item leads to, each with its delay in milliseconds.
fn deeds_of(behaviour: Behaviour, count: u32, is_gone: bool) -> Vec<(i64, What)> {
    use LinkChoice as C;
    let removed = What::Answer(C::Removed, "");
    let is_first = count == 1;
    match behaviour {
        Behaviour::Silent => vec![],
        Behaviour::Bounces => vec![(0, What::Bounce)],
        _ if is_gone => vec![(0, removed)],
        Behaviour::RemovesAtOnce => vec![(0, What::Remove), (0, removed)],
        Behaviour::RemovesAfterDay if is_first => vec![
            (0, What::Answer(C::Acknowledged, "")),
            (SLOW_DESK_MS, What::Remove),
            (SLOW_DESK_MS, removed),
        ],
        Behaviour::RemovesAfterReminder if is_first => vec![(0, What::AutoReply)],
        Behaviour::AsksThenRemoves if is_first => {
            vec![(0, What::AutoReply), (HUMAN_REPLY_MS, What::Ask)]
        }
        Behaviour::RemovesAfterReminder | Behaviour::AsksThenRemoves if count == 2 => {
            vec![(0, What::Remove), (0, removed)]
        }
        Behaviour::Refuses { ground } if is_first => vec![
            (HUMAN_REPLY_MS, What::Answer(C::Refused, ground)),
            (HUMAN_REPLY_MS, What::Refuse(ground)),
        ],
        Behaviour::NamesOrigin if is_first => vec![
            (0, What::AutoReply),
            (HUMAN_REPLY_MS, What::Answer(C::NotOurs, "")),
            (HUMAN_REPLY_MS, What::NameOrigin),
            (HUMAN_REPLY_MS, What::Forward),
        ],
        _ => vec![],
    }
}

// A desk that works once a day must not act before a reminder a day later could be sent.
const _: () = assert!(SLOW_DESK_MS <= DAY_MS);
