//! One desk in memory: rows, the world its captures show, and the ledger of what left.

use std::collections::BTreeSet;

use crate::assessment::{LegalLook, compare};
use crate::id::{
    AssessmentId, ContactId, DesignationId, EventId, ExhibitId, ItemId, LineId, ProviderId,
    RecheckId, ReferralId, ReviewId, UserId,
};
use crate::recheck::next_look;
use crate::referral::{check_batch, check_line};
use crate::sample::{DESK, NOON, exhibit, form, item, line, record, referral};
use crate::time::{DAY_MS, HOUR_MS};
use crate::{
    Actor, Assessment, AssessmentRefusal, CaptureStatus, Category, CategoryFinding, Claim,
    ClaimKind, Conclusion, Contact, ContactRefusal, Designation, Exhibit, FindingForm, Grade,
    Instrument, Item, ItemCommand, ItemRefusal, ItemState, Line, LineFacts, LineOutcome, Nudge,
    PageState, Permission, PriorityReason, ProtectedSource, ProviderRole, Recheck, RecordRole,
    Referral, ReferralCommand, ReferralPolicy, ReferralRefusal, ReferralState, Review,
    ReviewPolicy, Role, SecondEyes, Seen, Timestamp, UrlScope, Watch, WorkingHours,
};

/// Small limits, so that they are met.
pub(super) const POLICY: ReferralPolicy = ReferralPolicy {
    lines_max: 2,
    lines_per_day_max: 2,
    capture_age_ms_max: DAY_MS,
    account_items_min: 1,
};

/// Sunday to Thursday, 08:00 to 16:00, three hours ahead of UTC all year.
pub(super) const ZONE: &str = "Asia/Riyadh";

/// The host on the register, and one that only sounds like it.
const HOSTS: [&str; 4] = [
    "archive.test",
    "archive.test",
    "library.test",
    "evil-library.test",
];

/// What stands behind an item in the world.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// The object at the address; `None` when it is gone.
    pub(super) content: Option<u8>,
    /// The provider that holds it.
    pub(super) provider: usize,
}

/// A provider as it was traced.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Addressee {
    pub(super) id: ProviderId,
    pub(super) role: ProviderRole,
    pub(super) grade: Grade,
    pub(super) contact: Contact,
}

/// A referral with what the desk keeps beside it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Case {
    pub(super) row: Referral,
    /// When its present approval was given, and how many lines it let leave.
    pub(super) approved: Option<(Timestamp, usize)>,
    /// Receipts, in the order they were written down.
    pub(super) receipts: Vec<Timestamp>,
}

/// What left, as the desk stood when it left.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Departure {
    pub(super) referral: ReferralId,
    pub(super) at: Timestamp,
    pub(super) lines: Vec<Line>,
    pub(super) approved_by: UserId,
    pub(super) approval_logged: bool,
    pub(super) exhibits: Vec<Exhibit>,
    pub(super) assessments: Vec<Assessment>,
    pub(super) places: Vec<Place>,
    pub(super) designations: Vec<Designation>,
}

/// What a re-check saw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sighting {
    pub(super) line: LineId,
    pub(super) at: Timestamp,
    pub(super) state: PageState,
}

/// The whole of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Desk {
    pub(super) now: Timestamp,
    pub(super) people: Vec<Actor>,
    pub(super) providers: Vec<Addressee>,
    pub(super) items: Vec<Item>,
    pub(super) places: Vec<Place>,
    pub(super) exhibits: Vec<Exhibit>,
    pub(super) assessments: Vec<Assessment>,
    pub(super) reviews: Vec<Review>,
    pub(super) referrals: Vec<Case>,
    pub(super) rechecks: Vec<Recheck>,
    pub(super) sightings: Vec<Sighting>,
    pub(super) designations: Vec<Designation>,
    pub(super) register: Vec<ProtectedSource>,
    pub(super) logged: BTreeSet<EventId>,
    pub(super) departures: Vec<Departure>,
    pub(super) states_seen: BTreeSet<&'static str>,
    pub(super) refusals: BTreeSet<String>,
    pub(super) ids: u128,
}

/// Why a step came to nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(super) enum Refused {
    #[error("an actor without `{0:?}` may not do this")]
    Forbidden(Permission),
    #[error("there is nothing to do this to")]
    Nothing,
    #[error("the office is closed until {0}")]
    Closed(Timestamp),
    #[error(transparent)]
    Item(#[from] ItemRefusal),
    #[error(transparent)]
    Assessment(#[from] AssessmentRefusal),
    #[error(transparent)]
    Referral(#[from] ReferralRefusal),
    #[error(transparent)]
    Contact(#[from] ContactRefusal),
}

pub(super) type Answer = Result<(), Refused>;

impl Desk {
    /// A desk with its people, on a Monday at nine on its providers' clocks.
    pub(super) fn opened() -> Self {
        use Role as R;
        let teams: [&[Role]; 9] = [
            &[R::Analyst],
            &[R::Reviewer],
            // One person with both hats: the roles do not keep her apart from herself.
            &[R::Analyst, R::Reviewer],
            &[R::LegalOfficer],
            &[R::Analyst, R::Reviewer, R::LegalOfficer, R::Liaison],
            &[R::Liaison, R::Intake],
            &[R::Oversight],
            &[R::Admin],
            &[R::Auditor],
        ];
        let people = teams
            .iter()
            .zip(0xA0..)
            .map(|(roles, number)| Actor::person(UserId::from_u128(number), DESK, roles.to_vec()));
        let roles = [
            (ProviderRole::HostingProvider, Grade::High),
            (ProviderRole::HostingProvider, Grade::Confirmed),
            (ProviderRole::CdnProxy, Grade::High),
            (ProviderRole::Network, Grade::High),
            (ProviderRole::HostingProvider, Grade::Medium),
        ];
        let providers = roles
            .into_iter()
            .zip(0x50..)
            .map(|((role, grade), number)| Addressee {
                id: ProviderId::from_u128(number),
                role,
                grade,
                contact: Contact {
                    id: ContactId::from_u128(number),
                    provider: ProviderId::from_u128(number),
                    zone: ZONE.to_owned(),
                    hours: Some(WorkingHours {
                        days: vec![7, 1, 2, 3, 4],
                        from_minute: 8 * 60,
                        until_minute: 16 * 60,
                    }),
                    confirmed: (number != 0x51).then_some((UserId::from_u128(0xA5), NOON)),
                    ..crate::sample::contact()
                },
            });
        Self {
            now: NOON.plus_ms(-6 * HOUR_MS),
            people: people.collect(),
            providers: providers.collect(),
            items: Vec::new(),
            places: Vec::new(),
            exhibits: Vec::new(),
            assessments: Vec::new(),
            reviews: Vec::new(),
            referrals: Vec::new(),
            rechecks: Vec::new(),
            sightings: Vec::new(),
            designations: Vec::new(),
            register: vec![ProtectedSource {
                domain: "library.test".to_owned(),
                kind: "library".to_owned(),
                note: "a national library".to_owned(),
            }],
            logged: BTreeSet::new(),
            departures: Vec::new(),
            states_seen: BTreeSet::new(),
            refusals: BTreeSet::new(),
            ids: 0x1000,
        }
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &Line> {
        self.referrals.iter().flat_map(|one| &one.row.lines)
    }

    /// Whether the item may be read, and what was captured of it.
    pub(super) fn can_read(&self, person: &Actor, item: ItemId) -> bool {
        self.items
            .iter()
            .any(|one| one.id == item && one.desk == person.desk)
            && [
                Permission::ReadItem,
                Permission::ReadExhibit,
                Permission::ReadAssessment,
            ]
            .into_iter()
            .all(|permission| person.may(permission))
    }

    fn id(&mut self) -> u128 {
        self.ids += 1;
        self.ids
    }

    fn require(&self, person: usize, permission: Permission) -> Result<UserId, Refused> {
        let actor = &self.people[person];
        match actor.user() {
            Some(user) if actor.may(permission) => Ok(user),
            _ => Err(Refused::Forbidden(permission)),
        }
    }

    /// Moves an item, and remembers that the state was reached.
    pub(super) fn move_item(&mut self, index: usize, command: ItemCommand) -> Answer {
        let next = self.items[index].state.apply(command)?;
        self.items[index].state = next;
        self.states_seen.insert(next.name());
        Ok(())
    }

    fn move_referral(&mut self, index: usize, command: ReferralCommand) -> Answer {
        let case = &mut self.referrals[index];
        case.row.state = case.row.apply(command, self.now)?;
        Ok(())
    }

    pub(super) fn item_at(&self, id: ItemId) -> Result<usize, Refused> {
        self.items
            .iter()
            .position(|one| one.id == id)
            .ok_or(Refused::Nothing)
    }

    // ── intake, machines ──

    pub(super) fn add_item(&mut self, person: usize, kind: u8, content: u8) -> Answer {
        self.require(person, Permission::AddItem)?;
        let number = self.id();
        let scope = match kind % 8 {
            0 => UrlScope::Collection,
            1 => UrlScope::Profile,
            _ => UrlScope::Item,
        };
        let host = HOSTS[usize::from(kind / 8) % HOSTS.len()];
        let mut one = item(ItemState::New);
        one.id = ItemId::from_u128(number);
        one.locators = vec![crate::Locator {
            url: format!("https://{host}/details/{number}"),
            key: format!("archive:item:{number}"),
            scope,
            host: host.to_owned(),
            first_seen: self.now,
        }];
        one.account_pseudonym =
            (scope == UrlScope::Profile || kind.is_multiple_of(2)).then(|| "pseudonym".to_owned());
        self.items.push(one);
        let provider = [0, 0, 0, 0, 1, 2, 3, 4][usize::from(kind / 32)];
        self.places.push(Place {
            content: Some(content % 4),
            provider,
        });
        self.states_seen.insert("new");
        Ok(())
    }

    /// A match orders the queue.
    pub(super) fn record_match(&mut self, index: usize, distance_bits: u16) {
        let reason = PriorityReason::Match {
            bank: "zeta".to_owned(),
            distance_bits,
        };
        let one = &mut self.items[index];
        one.priority_reasons.push(reason);
        one.priority = crate::item::priority(&one.priority_reasons);
    }

    /// Writes down what the world shows; the collector's word, not a person's.
    fn seal(&mut self, index: usize) -> ExhibitId {
        let place = &self.places[index];
        let (status, content) = match place.content {
            Some(content) => (CaptureStatus::Complete, content),
            None => (CaptureStatus::Gone, 0xFF),
        };
        let one = Exhibit {
            id: ExhibitId::from_u128(self.ids + 1),
            item: self.items[index].id,
            url: self.items[index]
                .locators
                .first()
                .map(|locator| locator.url.clone()),
            captured_at: self.now,
            status,
            records: vec![record(RecordRole::Primary, "text/html", content)],
            ..exhibit()
        };
        self.ids += 1;
        self.exhibits.push(one);
        ExhibitId::from_u128(self.ids)
    }

    pub(super) fn capture(&mut self, index: usize) -> Answer {
        self.move_item(index, ItemCommand::StartCapture)?;
        let exhibit = self.seal(index);
        self.move_item(index, ItemCommand::RecordCapture { exhibit })
    }

    // ── judging ──

    /// A form as people fill it, with the mistakes they make.
    fn form_of(&self, index: usize, conclusion: Conclusion, twist: u8, draw: u16) -> FindingForm {
        let mut answers = form(conclusion);
        let reason = if draw.is_multiple_of(5) {
            "the same sentence for five hundred items".to_owned()
        } else {
            format!("what item {} shows asks to join", self.items[index].id)
        };
        answers.categories = vec![CategoryFinding {
            category: Category::B,
            reason,
        }];
        match twist {
            2 => answers.exemptions[3].finding = crate::Finding::Unclear,
            3 => answers.exemptions[1].finding = crate::Finding::Present,
            4 => answers.exemptions.truncate(5),
            _ => {}
        }
        answers
    }

    pub(super) fn assess(
        &mut self,
        index: usize,
        person: usize,
        conclusion: Conclusion,
        twist: u8,
        draw: u16,
    ) -> Answer {
        let by = self.require(person, Permission::AssessItem)?;
        let answers = self.form_of(index, conclusion, twist, draw);
        answers.check()?;
        let ItemState::Captured { exhibit: shown } = self.items[index].state else {
            return Err(Refused::Nothing);
        };
        // A page left open while the item was captured again.
        let exhibit = match twist {
            5 => self.exhibits[usize::from(draw) % self.exhibits.len()].id,
            _ => shown,
        };
        let policy = ReviewPolicy {
            closed_share_permille: 500,
        };
        let is_asked = if twist == 6 {
            false
        } else {
            policy.asks(conclusion, draw % 1_000)
        };
        let id = AssessmentId::from_u128(self.id());
        let second_eyes = if is_asked {
            SecondEyes::Asked
        } else {
            SecondEyes::NotSampled
        };
        let assess = ItemCommand::Assess {
            assessment: id,
            conclusion,
            exhibit,
            by,
            second_eyes,
        };
        self.move_item(index, assess)?;
        self.assessments.push(Assessment {
            id,
            desk: DESK,
            item: self.items[index].id,
            exhibit,
            by,
            at: self.now,
            form: answers,
            second_eyes: is_asked,
            legal_officer: None,
        });
        Ok(())
    }

    fn assessment_of(&self, index: usize) -> Result<usize, Refused> {
        let id = self.items[index]
            .state
            .assessment()
            .ok_or(Refused::Nothing)?;
        self.assessments
            .iter()
            .position(|one| one.id == id)
            .ok_or(Refused::Nothing)
    }

    pub(super) fn review(
        &mut self,
        index: usize,
        person: usize,
        conclusion: Conclusion,
        twist: u8,
        draw: u16,
    ) -> Answer {
        let by = self.require(person, Permission::ReviewItem)?;
        let answers = self.form_of(index, conclusion, twist, draw);
        answers.check()?;
        let first = self.assessments[self.assessment_of(index)?].clone();
        let exhibit = match twist {
            5 => self.exhibits[usize::from(draw) % self.exhibits.len()].id,
            _ => first.exhibit,
        };
        let agreement = compare(&first.form, &answers);
        self.move_item(
            index,
            ItemCommand::Review {
                exhibit,
                by,
                agreement,
            },
        )?;
        let id = ReviewId::from_u128(self.id());
        self.reviews.push(Review {
            id,
            desk: DESK,
            assessment: first.id,
            item: first.item,
            exhibit,
            by,
            at: self.now,
            form: answers,
            agreement,
        });
        Ok(())
    }

    pub(super) fn settle(&mut self, index: usize, person: usize, conclusion: Conclusion) -> Answer {
        let by = self.require(person, Permission::SettleItem)?;
        let first = self.assessment_of(index)?;
        self.move_item(index, ItemCommand::Settle { conclusion, by })?;
        self.write_look(first, by, "the legal officer read both findings");
        Ok(())
    }

    /// The officer writes on a finding; the rules below are asked who wrote what.
    pub(super) fn look_legally(&mut self, index: usize, person: usize, twist: u8) -> Answer {
        let by = self.require(person, Permission::SettleItem)?;
        let first = self.assessment_of(index)?;
        let finding = if twist == 1 {
            " "
        } else {
            "a call, and no catalogue entry"
        };
        self.write_look(first, by, finding);
        Ok(())
    }

    fn write_look(&mut self, assessment: usize, by: UserId, finding: &str) {
        let look = LegalLook {
            by,
            at: self.now,
            finding: finding.to_owned(),
        };
        self.assessments[assessment].legal_officer = Some(look);
    }

    // ── referrals ──

    /// Asks the guards about one line with what a clerk laid on the table.
    fn check(&self, line: &Line, instrument: Instrument, provider: usize) -> Answer {
        let index = self.item_at(line.item)?;
        let item = &self.items[index];
        let locator = &item.locators[0];
        let assessment = self
            .assessments
            .iter()
            .find(|one| one.id == line.assessment)
            .ok_or(Refused::Nothing)?;
        let exhibit = self
            .exhibits
            .iter()
            .find(|one| one.id == line.exhibit)
            .ok_or(Refused::Nothing)?;
        let review = line
            .review
            .and_then(|id| self.reviews.iter().find(|one| one.id == id));
        let covering = self
            .register
            .iter()
            .find(|source| source.covers(&locator.host));
        let others = self.assessments.iter().filter(|one| one.item != line.item);
        let reasons_repeat = others
            .filter(|one| one.form.reasons_text() == assessment.form.reasons_text())
            .any(|one| {
                let shown = self.exhibits.iter().find(|shown| shown.id == one.exhibit);
                shown.is_none_or(|shown| !shown.shows_same_object(exhibit, 31))
            });
        let of_account = self.items.iter().filter(|one| {
            one.id != item.id
                && one.account_pseudonym.is_some()
                && one.account_pseudonym == item.account_pseudonym
                && matches!(
                    one.state,
                    ItemState::Actionable { .. } | ItemState::Monitoring { .. }
                )
        });
        let later = self.exhibits.iter().filter(|one| {
            one.url == exhibit.url && (one.id == exhibit.id || exhibit.shows_same_object(one, 31))
        });
        let facts = LineFacts {
            url: &line.url,
            scope: locator.scope,
            assessment,
            review,
            exhibit,
            verified_at: later
                .map(|one| one.captured_at)
                .max()
                .unwrap_or(exhibit.captured_at),
            protected_domain: covering.map(|source| source.domain.as_str()),
            reasons_repeat,
            account_items: of_account.count(),
            instrument,
            role: self.providers[provider].role,
            grade: self.providers[provider].grade,
            designations: &self.designations,
        };
        check_line(&facts, &POLICY, self.now)?;
        Ok(())
    }

    /// Lines that were let leave for a provider within a day.
    fn lines_today(&self, provider: ProviderId) -> u32 {
        let of_provider = self
            .referrals
            .iter()
            .filter(|case| case.row.provider == provider);
        let today = of_provider
            .filter_map(|case| case.approved)
            .filter(|(at, _)| self.now.since_ms(*at) < DAY_MS);
        today.map(|(_, lines)| u32::try_from(lines).unwrap()).sum()
    }

    pub(super) fn draft(
        &mut self,
        first: usize,
        person: usize,
        instrument: Instrument,
        lines: usize,
        twist: u8,
    ) -> Answer {
        let drafted_by = self.require(person, Permission::DraftReferral)?;
        let provider = match twist {
            1 => (self.places[first].provider + 1) % self.providers.len(),
            _ => self.places[first].provider,
        };
        let has_finding = |index: &usize| match self.items[*index].state {
            ItemState::Actionable { .. } | ItemState::Escalated { .. } => true,
            // A clerk in a hurry takes what is not through yet.
            _ => twist == 2 && self.items[*index].state.assessment().is_some(),
        };
        let count = self.items.len();
        let chosen: Vec<usize> = (0..count)
            .map(|offset| (first + offset) % count)
            .filter(has_finding)
            .filter(|index| self.places[*index].provider == self.places[first].provider)
            .take(lines)
            .collect();
        let lines_today = self.lines_today(self.providers[provider].id);
        check_batch(chosen.len(), lines_today, &POLICY)?;
        let id = ReferralId::from_u128(self.id());
        let mut row = referral(ReferralState::Draft);
        row.lines.clear();
        for index in chosen {
            let line = self.line_of(index, twist)?;
            self.check(&line, instrument, provider)?;
            self.move_item(index, ItemCommand::Draft { referral: id })?;
            row.lines.push(line);
        }
        row.id = id;
        row.instrument = instrument;
        row.provider = self.providers[provider].id;
        row.role = self.providers[provider].role;
        row.contact = self.providers[provider].contact.id;
        row.is_urgent = twist == 3;
        row.drafted_by = drafted_by;
        (row.created_at, row.updated_at) = (self.now, self.now);
        self.referrals.push(Case {
            row,
            approved: None,
            receipts: Vec::new(),
        });
        Ok(())
    }

    /// A line as a clerk puts it together: mostly right.
    fn line_of(&mut self, index: usize, twist: u8) -> Result<Line, Refused> {
        let first = self.assessments[self.assessment_of(index)?].clone();
        let mut reviews = self
            .reviews
            .iter()
            .filter(|review| review.assessment == first.id);
        let right = reviews.next_back().map(|review| review.id);
        let other = |count: usize| (count > 0).then(|| index * 7 % count.max(1));
        let mut one = Line {
            id: LineId::from_u128(self.id()),
            item: first.item,
            url: self.items[index].locators[0].url.clone(),
            exhibit: first.exhibit,
            assessment: first.id,
            review: right,
            ..line(LineOutcome::Open)
        };
        match twist {
            4 => one.review = other(self.reviews.len()).map(|at| self.reviews[at].id),
            5 => one.review = None,
            6 => one
                .url
                .clone_from(&self.items[index * 3 % self.items.len()].locators[0].url),
            // The first capture of the address, which nobody may have looked at.
            7 => {
                let mut captures = self
                    .exhibits
                    .iter()
                    .filter(|shown| shown.item == first.item);
                one.exhibit = captures.next().map_or(first.exhibit, |shown| shown.id);
            }
            _ => {}
        }
        Ok(one)
    }

    fn provider_of(&self, referral: usize) -> usize {
        let id = self.referrals[referral].row.provider;
        self.providers.iter().position(|one| one.id == id).unwrap()
    }

    pub(super) fn approve(&mut self, index: usize, person: usize) -> Answer {
        let by = self.require(person, Permission::ApproveReferral)?;
        let event = EventId::from_u128(self.id());
        self.move_referral(index, ReferralCommand::Approve { by, event })?;
        let provider = self.provider_of(index);
        self.providers[provider].contact.check()?;
        let row = self.referrals[index].row.clone();
        check_batch(
            row.open_lines().count(),
            self.lines_today(row.provider),
            &POLICY,
        )?;
        for line in row.open_lines() {
            self.check(line, row.instrument, provider)?;
        }
        self.referrals[index].approved = Some((self.now, row.open_lines().count()));
        Ok(())
    }

    /// The sequencer writes every waiting approval into the log.
    pub(super) fn integrate(&mut self) {
        for case in &self.referrals {
            if let ReferralState::Approved { event, .. } = case.row.state {
                self.logged.insert(event);
            }
        }
    }

    /// Everything between an approval and the mail server.
    pub(super) fn dispatch(&mut self, index: usize) -> Answer {
        let row = self.referrals[index].row.clone();
        let ReferralState::Approved { by, event, .. } = row.state else {
            return Err(Refused::Nothing);
        };
        if !self.logged.contains(&event) {
            return Err(ReferralRefusal::ApprovalNotLogged.into());
        }
        let provider = self.provider_of(index);
        self.providers[provider].contact.check()?;
        let open_at = self.providers[provider]
            .contact
            .next_open(self.now)
            .ok_or(Refused::Nothing)?;
        if !row.is_urgent && open_at > self.now {
            return Err(Refused::Closed(open_at));
        }
        for at in 0..row.lines.len() {
            if row.lines[at].outcome == LineOutcome::Open {
                self.verify(index, at, provider)?;
            }
        }
        if self.referrals[index].row.open_lines().next().is_none() {
            return self.move_referral(index, ReferralCommand::Withdraw);
        }
        self.move_referral(index, ReferralCommand::BeginSending)?;
        self.departures.push(Departure {
            referral: row.id,
            at: self.now,
            lines: self.referrals[index].row.open_lines().cloned().collect(),
            approved_by: by,
            approval_logged: self.logged.contains(&event),
            exhibits: self.exhibits.clone(),
            assessments: self.assessments.clone(),
            places: self.places.clone(),
            designations: self.designations.clone(),
        });
        Ok(())
    }

    /// Captures and traces a line once more; what does not hold goes back to the analyst.
    fn verify(&mut self, referral: usize, at: usize, provider: usize) -> Answer {
        let line = self.referrals[referral].row.lines[at].clone();
        let index = self.item_at(line.item)?;
        let fresh = self.seal(index);
        let shown = self.exhibits.last().cloned().ok_or(Refused::Nothing)?;
        let assessed = self
            .exhibits
            .iter()
            .find(|one| one.id == line.exhibit)
            .cloned();
        let assessed = assessed.ok_or(Refused::Nothing)?;
        let outcome = if self.places[index].content.is_none() {
            LineOutcome::AlreadyGone { at: self.now }
        } else if !assessed.shows_same_object(&shown, 31) {
            LineOutcome::SentBack {
                why: "object_changed".to_owned(),
            }
        } else if self.places[index].provider != provider {
            LineOutcome::SentBack {
                why: "host_changed".to_owned(),
            }
        } else {
            match self.check(&line, self.referrals[referral].row.instrument, provider) {
                Ok(()) => return Ok(()),
                Err(refused) => {
                    self.refusals.insert(refused.to_string());
                    LineOutcome::SentBack {
                        why: "refused".to_owned(),
                    }
                }
            }
        };
        self.referrals[referral].row.lines[at].outcome = outcome;
        self.move_item(index, ItemCommand::SendBack { exhibit: fresh })
    }

    /// The mail server's answer, or its silence.
    pub(super) fn deliver(&mut self, index: usize, how: u8) -> Answer {
        let receipt_at = self.now;
        let command = match how % 8 {
            0 => ReferralCommand::RecordUncertain,
            1 => ReferralCommand::RecordNotSent,
            2 | 3 => ReferralCommand::RecordBounce,
            _ => ReferralCommand::RecordReceipt { receipt_at },
        };
        self.move_referral(index, command.clone())?;
        if command == ReferralCommand::RecordBounce {
            self.count_bounce(index);
        }
        self.begin_watch(index)
    }

    pub(super) fn settle_uncertain(
        &mut self,
        index: usize,
        person: usize,
        arrived: bool,
    ) -> Answer {
        self.require(person, Permission::CloseReferral)?;
        self.move_referral(index, ReferralCommand::SettleUncertain { arrived })?;
        self.begin_watch(index)
    }

    /// Once received, the clock runs and each line is watched.
    fn begin_watch(&mut self, index: usize) -> Answer {
        let Some(receipt_at) = self.referrals[index].row.state.receipt_at() else {
            return Ok(());
        };
        self.referrals[index].receipts.push(receipt_at);
        let row = self.referrals[index].row.clone();
        for line in row.open_lines() {
            let item = self.item_at(line.item)?;
            self.move_item(item, ItemCommand::Send)?;
            let id = RecheckId::from_u128(self.id());
            self.rechecks.push(Recheck {
                id,
                line: line.id,
                referral: row.id,
                item: line.item,
                url: line.url.clone(),
                sent_at: receipt_at,
                next_at: next_look(receipt_at, self.now, 0),
                ..crate::sample::recheck()
            });
        }
        Ok(())
    }

    fn count_bounce(&mut self, index: usize) {
        let provider = self.provider_of(index);
        let contact = &mut self.providers[provider].contact;
        contact.bounces += 1;
        if contact.bounces >= crate::provider::BOUNCES_MAX {
            contact.quarantined_at = Some(self.now);
        }
    }

    pub(super) fn bounce(&mut self, index: usize) -> Answer {
        self.move_referral(index, ReferralCommand::RecordBounce)?;
        self.count_bounce(index);
        self.end_watches(index, ItemCommand::Escalate)
    }

    /// Ends the watches of a referral and moves those of its items that are still monitored.
    fn end_watches(&mut self, index: usize, command: ItemCommand) -> Answer {
        let row = self.referrals[index].row.clone();
        for line in row.open_lines() {
            let now = self.now;
            self.rechecks
                .retain_mut(|recheck| recheck.line != line.id || recheck.await_return(now));
            let item = self.item_at(line.item)?;
            if matches!(self.items[item].state, ItemState::Monitoring { .. }) {
                self.move_item(item, command)?;
            }
        }
        Ok(())
    }

    /// After a bounce: another contact or the same, and the whole way of an approval again.
    pub(super) fn readdress(&mut self, index: usize, person: usize, same: bool) -> Answer {
        self.require(person, Permission::ConfirmContact)?;
        let user = self.people[person].user().ok_or(Refused::Nothing)?;
        self.move_referral(index, ReferralCommand::Readdress)?;
        let provider = self.provider_of(index);
        let contact = &mut self.providers[provider].contact;
        if !same {
            (contact.bounces, contact.quarantined_at) = (0, None);
            contact.confirmed = Some((user, self.now));
        }
        self.referrals[index].approved = None;
        let row = self.referrals[index].row.clone();
        for line in row.open_lines() {
            let item = self.item_at(line.item)?;
            if matches!(self.items[item].state, ItemState::Escalated { .. }) {
                self.move_item(item, ItemCommand::Draft { referral: row.id })?;
            }
        }
        Ok(())
    }

    pub(super) fn withdraw(&mut self, index: usize, person: usize) -> Answer {
        self.require(person, Permission::DraftReferral)?;
        self.move_referral(index, ReferralCommand::Withdraw)?;
        let row = self.referrals[index].row.clone();
        for line in row.open_lines() {
            let item = self.item_at(line.item)?;
            self.move_item(item, ItemCommand::Undraft)?;
        }
        Ok(())
    }

    /// Whatever falls due by the clock.
    pub(super) fn nudge(&mut self, index: usize) -> Answer {
        match self.referrals[index].row.next_nudge() {
            Some((due, _)) if due > self.now => Err(Refused::Nothing),
            Some((_, Nudge::Remind)) => self.move_referral(index, ReferralCommand::RecordReminder),
            Some((_, Nudge::AwaitLiaison)) => {
                self.move_referral(index, ReferralCommand::AwaitLiaison)
            }
            None => Err(Refused::Nothing),
        }
    }

    /// Somebody with the link says something.
    pub(super) fn claim(&mut self, index: usize, what: u8) -> Answer {
        let case = &mut self.referrals[index];
        if !case.row.state.has_left() {
            return Err(Refused::Nothing);
        }
        let says = match what % 4 {
            0 => ClaimKind::Acknowledged,
            1 => ClaimKind::Refused {
                ground: "within our terms".to_owned(),
            },
            2 => ClaimKind::NotOurs {
                whose: "a reseller".to_owned(),
            },
            _ => ClaimKind::Removed {
                stated_at: Some(self.now),
            },
        };
        let (at, via, note) = (self.now, "link".to_owned(), String::new());
        case.row.claims.push(Claim {
            at,
            says,
            via,
            note,
        });
        Ok(())
    }

    /// One look of a watch at what the world shows, or at what stands in the way.
    pub(super) fn look(&mut self, index: usize, away: bool, obstacle: u8) -> Answer {
        let recheck = self.rechecks[index].clone();
        let item = self.item_at(recheck.item)?;
        let state = match (obstacle, self.places[item].content) {
            (1, _) => PageState::Busy,
            (2, _) => PageState::Challenge,
            (3, _) => PageState::RestrictedLogin,
            (4, _) => PageState::SoftGone,
            (5, _) => PageState::Unreachable,
            (_, Some(_)) => PageState::Up,
            (6, None) => PageState::DnsGone,
            (_, None) => PageState::Gone,
        };
        let vantage = if away { "away" } else { "desk" };
        let seen = self.rechecks[index].observe(state, vantage, self.now, None, 0);
        self.sightings.push(Sighting {
            line: recheck.line,
            at: self.now,
            state,
        });
        match seen {
            Seen::ConfirmedGone(removal) => {
                let case = self
                    .referrals
                    .iter()
                    .position(|one| one.row.id == recheck.referral);
                let lines = &mut self.referrals[case.ok_or(Refused::Nothing)?].row.lines;
                for line in lines.iter_mut().filter(|line| line.id == recheck.line) {
                    if line.outcome == LineOutcome::Open {
                        line.outcome = LineOutcome::Removed { removal };
                    }
                }
                match self.items[item].state {
                    ItemState::Monitoring { .. } | ItemState::Escalated { .. } => {
                        self.move_item(item, ItemCommand::ConfirmGone)
                    }
                    _ => Ok(()),
                }
            }
            Seen::CameBack => {
                assert!(matches!(self.rechecks[index].watch, Watch::Back { .. }));
                let exhibit = self.seal(item);
                match self.items[item].state {
                    ItemState::ClosedRemoved => {
                        self.move_item(item, ItemCommand::Reopen { exhibit })
                    }
                    _ => Ok(()),
                }
            }
            // Seen again after we took it back: nobody is asked to do anything more.
            Seen::Reinstated => {
                assert!(matches!(
                    self.rechecks[index].watch,
                    Watch::Reinstated { .. }
                ));
                Ok(())
            }
            Seen::Same | Seen::SuspectedGone => Ok(()),
        }
    }

    /// A person closes what waits: refused, or shown elsewhere still.
    pub(super) fn close(&mut self, index: usize, person: usize, how: u8) -> Answer {
        self.require(person, Permission::CloseReferral)?;
        self.move_referral(index, ReferralCommand::Close)?;
        let (outcome, command) = if how.is_multiple_of(4) {
            (LineOutcome::RestrictedGeo, ItemCommand::ConfirmPartlyGone)
        } else {
            let ground = "within our terms".to_owned();
            (LineOutcome::Refused { ground }, ItemCommand::Escalate)
        };
        self.end_watches(index, command)?;
        for line in &mut self.referrals[index].row.lines {
            if line.outcome == LineOutcome::Open {
                line.outcome = outcome.clone();
            }
        }
        Ok(())
    }

    pub(super) fn retract(&mut self, index: usize, person: usize) -> Answer {
        self.require(person, Permission::RetractReferral)?;
        self.move_referral(index, ReferralCommand::Retract)?;
        let row = self.referrals[index].row.clone();
        for line in row.lines {
            self.rechecks.retain(|recheck| recheck.line != line.id);
            let item = self.item_at(line.item)?;
            if self.items[item].state.referral() == Some(row.id) {
                self.move_item(
                    item,
                    ItemCommand::SendBack {
                        exhibit: line.exhibit,
                    },
                )?;
            }
        }
        for line in &mut self.referrals[index].row.lines {
            line.outcome = LineOutcome::Retracted;
        }
        Ok(())
    }

    pub(super) fn reopen(&mut self, index: usize, person: usize) -> Answer {
        self.require(person, Permission::ReopenItem)?;
        let id = self.items[index].id;
        let mut captured = self.exhibits.iter().filter(|one| one.item == id);
        let exhibit = captured.next_back().ok_or(Refused::Nothing)?.id;
        self.move_item(index, ItemCommand::Reopen { exhibit })
    }

    /// An administrator writes down a dated power: one that ended, one that stands, one to come.
    pub(super) fn designate(&mut self, person: usize, instrument: Instrument, when: u8) -> Answer {
        self.require(person, Permission::ManageDesk)?;
        let valid_from = self
            .now
            .plus_ms([-3, -1, 0, 1][usize::from(when % 4)] * DAY_MS);
        let id = DesignationId::from_u128(self.id());
        self.designations.push(Designation {
            id,
            desk: DESK,
            instrument,
            authority: "Authority of Testland".to_owned(),
            article: "Article 12".to_owned(),
            document: "Decree 1 of 2026".to_owned(),
            valid_from,
            valid_until: Some(valid_from.plus_ms(36 * HOUR_MS)),
        });
        Ok(())
    }

    pub(super) fn hold(&mut self, index: usize, person: usize) -> Answer {
        self.require(person, Permission::SettleItem)?;
        self.move_item(
            index,
            ItemCommand::Hold {
                until: self.now.plus_ms(DAY_MS),
            },
        )
    }

    pub(super) fn clear(&mut self, index: usize, person: usize) -> Answer {
        self.require(person, Permission::SettleItem)?;
        self.move_item(index, ItemCommand::Clear)
    }

    pub(super) fn close_not_item(&mut self, index: usize, person: usize) -> Answer {
        self.require(person, Permission::AssessItem)?;
        self.move_item(index, ItemCommand::CloseNotItem)
    }
}
