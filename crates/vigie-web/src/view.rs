//! What every page has: its language, its reader, its way around.

use std::borrow::{Borrow, Cow};

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use vigie_desk::DeskError;
use vigie_domain::{Actor, Designation, Language, Permission, Retraction, Timestamp, User};

use crate::failure::{Failure, Problem};
use crate::language::Text;

/// The frame of a page, asked by every template as `page`.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    text: Text,
    /// The reader, where one signed in.
    pub(crate) user: Option<User>,
    actor: Option<Actor>,
    /// The path of the page: where a change of language comes back to.
    pub(crate) path: String,
    /// Name of the desk, as the head of each page shows it.
    pub(crate) desk: String,
    /// Something that was just done: a key of a sentence.
    pub(crate) notice: Option<Key>,
    /// The present instant.
    pub(crate) now: Timestamp,
}

/// The key of a sentence, chosen in code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) &'static str);

/// One way to somewhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NavLink {
    pub(crate) href: &'static str,
    pub(crate) key: Key,
    pub(crate) is_current: bool,
}

/// Where a person may go, and what she needs for it: any one of these permissions.
const NAVIGATION: [(&str, Key, &[Permission]); 22] = [
    ("/queue", Key("nav-queue"), &[Permission::ReadItem]),
    ("/review", Key("nav-review"), &[Permission::ReviewItem]),
    ("/intake", Key("nav-intake"), &[Permission::AddItem]),
    ("/referrals", Key("nav-referrals"), &[Permission::ReadItem]),
    ("/orders", Key("nav-orders"), &[Permission::ReadProvider]),
    (
        "/complaints",
        Key("nav-complaints"),
        &[Permission::ReadComplaint],
    ),
    (
        "/oversight",
        Key("nav-oversight"),
        &[Permission::Oversee, Permission::AnswerOversight],
    ),
    (
        "/providers",
        Key("nav-providers"),
        &[Permission::ReadProvider],
    ),
    (
        "/contacts",
        Key("nav-contacts"),
        &[Permission::ConfirmContact],
    ),
    ("/mails", Key("nav-mails"), &[Permission::IngestMail]),
    ("/search", Key("nav-search"), &[Permission::ReadExhibit]),
    (
        "/texts",
        Key("nav-texts"),
        &[Permission::TeachText, Permission::ReadAssessment],
    ),
    ("/match", Key("nav-match"), &[Permission::MatchSignal]),
    (
        "/banks",
        Key("nav-banks"),
        &[
            Permission::ManageBank,
            Permission::CurateBank,
            Permission::MatchSignal,
        ],
    ),
    ("/log", Key("nav-log"), &[Permission::ReadLog]),
    ("/jobs", Key("nav-jobs"), &[Permission::ManageJob]),
    ("/users", Key("nav-users"), &[Permission::ReadUser]),
    (
        "/protected-sources",
        Key("protected-sources"),
        &[Permission::ManageProtectedSource],
    ),
    (
        "/legal",
        Key("nav-legal"),
        &[Permission::ManageDesk, Permission::CheckOrder],
    ),
    (
        "/designations",
        Key("designations"),
        &[Permission::ManageDesk],
    ),
    (
        "/settings",
        Key("nav-settings"),
        &[Permission::ManageDesk, Permission::ReadLog],
    ),
    ("/keys", Key("nav-keys"), &[]),
];

/// What a page may say was just done, by the word in its address.
pub(crate) const DONE: [(&str, Key); 59] = [
    ("order-drafted", Key("done-order-drafted")),
    ("order-checked", Key("done-order-checked")),
    ("order-informed", Key("done-order-informed")),
    ("order-signed", Key("done-order-signed")),
    ("order-step", Key("done-order-step")),
    ("attested", Key("done-attested")),
    ("added", Key("done-added")),
    ("known", Key("done-known")),
    ("uploaded", Key("done-uploaded")),
    ("claimed", Key("done-claimed")),
    ("taken", Key("done-taken")),
    ("released", Key("done-released")),
    ("capture", Key("done-capture")),
    ("traced", Key("done-traced")),
    ("held", Key("done-held")),
    ("cleared", Key("done-cleared")),
    ("reopened", Key("done-reopened")),
    ("closed", Key("done-closed")),
    ("assessed", Key("done-assessed")),
    ("reviewed", Key("done-reviewed")),
    ("settled", Key("done-settled")),
    ("erased", Key("done-erased")),
    ("drafted", Key("done-drafted")),
    ("approved", Key("done-approved")),
    ("withdrawn", Key("done-withdrawn")),
    ("retracted", Key("done-retracted")),
    ("readdressed", Key("done-readdressed")),
    ("confirmed", Key("done-confirmed")),
    ("released-volume", Key("done-released-volume")),
    ("compiled-dossier", Key("done-compiled-dossier")),
    ("released-dossier", Key("done-released-dossier")),
    ("bank", Key("done-bank")),
    ("bank-set", Key("done-bank-set")),
    ("bank-closed", Key("done-bank-closed")),
    ("bank-moved", Key("done-bank-moved")),
    ("banked", Key("done-banked")),
    ("opinion", Key("done-opinion")),
    ("user", Key("done-user")),
    ("password", Key("done-password")),
    ("revoked", Key("done-revoked")),
    ("requeued", Key("done-requeued")),
    ("filed", Key("done-filed")),
    ("recorded", Key("done-recorded")),
    ("ended", Key("done-ended")),
    ("protected", Key("done-protected")),
    ("unprotected", Key("done-unprotected")),
    ("trained", Key("done-trained")),
    ("promoted", Key("done-promoted")),
    ("rolled-back", Key("done-rolled-back")),
    ("terms-saved", Key("done-terms-saved")),
    ("terms-withdrawn", Key("done-terms-withdrawn")),
    ("linked", Key("done-linked")),
    ("assigned", Key("done-assigned")),
    ("decided", Key("done-decided")),
    ("threat", Key("done-threat")),
    ("looked", Key("done-looked")),
    ("drawn", Key("done-drawn")),
    ("answered", Key("done-answered")),
    ("contested", Key("done-contested")),
];

/// The sentence for what an address says was just done.
fn find_done(path: &str) -> Option<Key> {
    let (_, query) = path.split_once('?')?;
    let word = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("done="))?;
    DONE.iter()
        .find(|(known, _)| *known == word)
        .map(|(_, key)| *key)
}

#[expect(
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    reason = "templates call methods of their page and hand over references"
)]
impl Page {
    /// A page for anybody.
    pub(crate) fn public(language: Language, path: String, desk: String, now: Timestamp) -> Self {
        Self {
            text: Text(language),
            user: None,
            actor: None,
            path,
            desk,
            notice: None,
            now,
        }
    }

    /// A page for a person.
    pub(crate) fn of(
        user: &User,
        actor: &Actor,
        path: String,
        desk: String,
        now: Timestamp,
    ) -> Self {
        let mut page = Self::public(user.language, path, desk, now);
        page.user = Some(user.clone());
        page.actor = Some(actor.clone());
        page.notice = find_done(&page.path);
        page
    }

    pub(crate) fn t(&self, key: &str) -> Cow<'static, str> {
        self.text.t(key)
    }

    pub(crate) fn key(&self, key: impl Borrow<Key>) -> Cow<'static, str> {
        self.text.t(key.borrow().0)
    }

    /// A sentence that counts.
    pub(crate) fn count(&self, key: &str, count: impl Count) -> Cow<'static, str> {
        self.text.with(key, "count", count.as_count())
    }

    pub(crate) fn name(&self, family: &str, name: &str) -> Cow<'static, str> {
        self.text.name(family, name)
    }

    /// The word for a problem by its stable code; the general one for a code without a word.
    pub(crate) fn problem(&self, code: &str) -> String {
        let key = crate::language::family_key("problem", code);
        self.text
            .find_text(&key)
            .unwrap_or_else(|| self.t("problem-refused").into_owned())
    }

    pub(crate) fn language(&self) -> Language {
        self.text.0
    }

    pub(crate) fn lang(&self) -> &'static str {
        self.text.0.code()
    }

    pub(crate) fn dir(&self) -> &'static str {
        self.text.0.direction()
    }

    /// Every language with its own name for itself.
    pub(crate) fn languages(&self) -> [(&'static str, &'static str, bool); 3] {
        let name = |language| match language {
            Language::Ar => "العربية",
            Language::Fr => "Français",
            Language::En => "English",
        };
        Language::ALL.map(|one| (one.code(), name(one), one == self.text.0))
    }

    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.actor
            .as_ref()
            .is_some_and(|actor| actor.may(permission))
    }

    /// Where this reader may go.
    pub(crate) fn navigation(&self) -> Vec<NavLink> {
        if self.actor.is_none() {
            return Vec::new();
        }
        let first = self
            .path
            .split(['/', '?'])
            .find(|part| !part.is_empty())
            .unwrap_or_default();
        // An item stands in the queue, whichever way one came to it.
        let first = if first == "items" { "queue" } else { first };
        NAVIGATION
            .iter()
            .filter(|(_, _, any)| any.is_empty() || any.iter().any(|one| self.may(*one)))
            .map(|(href, key, _)| NavLink {
                href,
                key: *key,
                is_current: &href[1..] == first,
            })
            .collect()
    }

    /// The first page this reader may see.
    pub(crate) fn home(&self) -> &'static str {
        self.navigation()
            .first()
            .map_or("/sign-in", |link| link.href)
    }

    /// The address of the style sheet; it changes with its content.
    pub(crate) fn style_sheet(&self) -> &'static str {
        crate::page::asset::style_sheet_path()
    }

    /// An instant to the minute, UTC; digits are the same in the three languages.
    pub(crate) fn time(&self, at: &Timestamp) -> String {
        let text = at.rfc3339_seconds();
        match (text.get(..10), text.get(11..16)) {
            (Some(day), Some(minute)) => format!("{day} {minute}"),
            _ => text,
        }
    }

    /// An instant as an element of a page; its text is digits and nothing else.
    pub(crate) fn stamp(&self, at: &Timestamp) -> String {
        let whole = at.rfc3339_seconds();
        format!(
            "<time datetime=\"{whole}\" dir=\"ltr\">{}</time>",
            self.time(at)
        )
    }

    /// How a pill of a state is coloured.
    pub(crate) fn tone(&self, state: &str) -> &'static str {
        match state {
            "active" | "closed_removed" | "executed" | "met" | "accepted" | "gone" | "removed"
            | "gone_seen_from_one" | "closed" | "complete" | "confirmed" | "high" | "upheld"
            | "informed" | "followed" => "good",
            "captured" | "assessed" | "acting" | "monitoring" | "approved" | "sending" | "sent"
            | "acknowledged" | "assigned" | "decided" | "received" => "live",
            "proposed" | "contested" | "quarantined" | "disputed" | "held" | "actionable"
            | "escalated" | "waiting" | "uncertain" | "draft" | "closed_partial" | "partial"
            | "medium" | "up" | "up_changed" | "partly_upheld" | "court" => "warn",
            "capture_failed" | "overdue" | "missed" | "void" | "rejected" | "bounced"
            | "refused" | "retracted" | "terrorist_content" | "illegal_other" => "bad",
            _ => "",
        }
    }

    /// The name of a day of the week, 1 is Monday.
    pub(crate) fn weekday(&self, day: &i32) -> String {
        self.t([
            "day-1", "day-2", "day-3", "day-4", "day-5", "day-6", "day-7",
        ][usize::try_from(day - 1).unwrap_or(0).min(6)])
            .into_owned()
    }

    /// Whether a dated power stands today.
    pub(crate) fn is_valid(&self, designation: &Designation) -> bool {
        designation.is_valid(self.now)
    }

    /// A share from 0 to 1 in percent, one digit after the point.
    /// Whether a power may still be ended: it is not over, though it may not have begun.
    pub(crate) fn is_open(&self, designation: &Designation) -> bool {
        designation.valid_until.is_none_or(|end| end > self.now)
    }

    pub(crate) fn percent(&self, share: &f64) -> String {
        format!("{:.1} %", share * 100.0)
    }

    /// Thousandths as a share of a hundred.
    pub(crate) fn permille(&self, permille: i64) -> String {
        format!("{}.{} %", permille / 10, permille % 10)
    }

    /// The day of an instant, UTC.
    pub(crate) fn day(&self, at: &Timestamp) -> String {
        at.rfc3339_seconds().chars().take(10).collect()
    }

    /// A span in the two largest units that say something.
    pub(crate) fn span(&self, ms: &i64) -> String {
        let minutes = ms / 60_000;
        let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
        let part = |key, count: i64| self.count(key, count).into_owned();
        match (days, hours, minutes) {
            (0, 0, minutes) => part("span-minutes", minutes),
            (0, hours, 0) => part("span-hours", hours),
            (0, hours, minutes) => {
                format!(
                    "{} {}",
                    part("span-hours", hours),
                    part("span-minutes", minutes)
                )
            }
            (days, 0, _) => part("span-days", days),
            (days, hours, _) => {
                format!("{} {}", part("span-days", days), part("span-hours", hours))
            }
        }
    }

    /// Whether the hour of a retraction was over first, or is over.
    pub(crate) fn is_late(&self, taken: &Retraction) -> bool {
        taken.is_late(self.now)
    }

    /// What the clock of a retraction shows.
    pub(crate) fn elapsed(&self, taken: &Retraction) -> String {
        self.span(&taken.elapsed_ms(self.now))
    }

    /// The first digits of a digest.
    pub(crate) fn head(&self, digest: impl std::fmt::Display) -> String {
        digest.to_string().chars().take(12).collect()
    }

    /// The last characters of an id: enough to tell two apart on one page.
    pub(crate) fn short(&self, id: impl std::fmt::Display) -> String {
        let text = id.to_string();
        // The head of a UUIDv7 is its time; its tail is what differs.
        text.get(text.len().saturating_sub(8)..)
            .unwrap_or_default()
            .to_owned()
    }
}

/// A number a sentence can count with.
pub(crate) trait Count {
    /// It, as plural rules take it.
    fn as_count(&self) -> i64;
}

macro_rules! counts {
    ($($number:ty),*) => {$(
        impl Count for $number {
            fn as_count(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )*};
}
counts!(u8, u16, u32, u64, usize, i64);

impl<T: Count> Count for &T {
    fn as_count(&self) -> i64 {
        (*self).as_count()
    }
}

/// Writes a page.
pub(crate) fn render(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => Failure::from(DeskError::Broken(Box::new(error))).into_response(),
    }
}

/// Writes a page that says no: a form with what was typed and the reason beside it.
pub(crate) fn render_refused(problem: &Problem, template: &impl Template) -> Response {
    let mut response = render(template);
    if response.status().is_success() {
        *response.status_mut() = problem.status;
    }
    response
}
