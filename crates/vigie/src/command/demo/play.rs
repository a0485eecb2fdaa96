//! Three weeks of the desk: what is reported, what its people do, what the outside answers.
//!
//! Everything goes through the same doors as in earnest: the use cases of the desk, its worker,
//! its pages for the answer links, mail over SMTP, the open web of the small internet.

use std::collections::BTreeMap;

use anyhow::Context;
use vigie_demo::{DemoItem, End, Exempt, Finding, FindingConclusion, STORY_MS};
use vigie_desk::contact::{Confirmation, confirm_contact, list_unconfirmed};
use vigie_desk::item::{NewItem, Upload, UploadKind, add_item, close_not_item, upload_item};
use vigie_desk::referral::{
    CloseAs, NewReferral, approve_referral, close_referral, draft_referral, show_referral,
};
use vigie_desk::{DeskError, assessment, job, mail, review, trace};
use vigie_domain::time::{HOUR_MS, MINUTE_MS};
use vigie_domain::{
    Attribution, Category, CategoryFinding, ClaimKind, Conclusion, DangerFinding, Exemption,
    ExemptionFinding, FindingForm, IntakeChannel, Item, ItemId, ItemState, Language, LineOutcome,
    ProviderRole, Referral, ReferralState, Timestamp, WorkingHours,
};

use super::table::Ending;
use super::world::World;
use crate::output::Output;

/// Rounds of work in one step before the driver gives up on it ending.
const ROUNDS_MAX: u32 = 500;
/// Steps of the story before the driver gives up.
const STEPS_MAX: u32 = 20_000;

/// One scripted item on its way.
struct Case {
    script: DemoItem,
    item: Option<ItemId>,
    /// Times it was opened again after a return.
    returns: u32,
    /// The last state that was printed.
    shown: String,
}

/// Plays the whole story; answers how each item ended.
pub(crate) async fn three_weeks(world: &World, out: Output) -> anyhow::Result<Vec<Ending>> {
    let start = world.now();
    let end = start.plus_ms(STORY_MS);
    let mut story = Story {
        world,
        start,
        out,
        cases: Vec::new(),
    };
    for script in world.internet.scenario().items {
        story.cases.push(Case {
            script,
            item: None,
            returns: 0,
            shown: String::new(),
        });
    }
    for _ in 0..STEPS_MAX {
        story.step().await?;
        let next = story.next_instant().await?;
        if next > end {
            break;
        }
        world.advance_to(next);
    }
    world.advance_to(end);
    story.step().await?;
    story.endings().await
}

/// Takes in a few fresh reports, so that whoever signs in finds work.
pub(crate) async fn leave_work(world: &World) -> anyhow::Result<()> {
    let fresh = [
        ("archive-harbour.test", "/details/harbour-almanac"),
        ("murmur.test", "/@zeta_training"),
    ];
    for (host, path) in fresh {
        let url = world.internet.url(host, path);
        let new = NewItem::url(url, IntakeChannel::PublicForm);
        add_item(&world.desk, &world.operator, new).await?;
    }
    for post in super::posts::POSTS {
        let upload = Upload {
            kind: UploadKind::Text,
            file_name: String::new(),
            bytes: post.as_bytes().to_vec(),
            url: None,
            supplied_by: "a colleague of the Gazette".to_owned(),
            note: None,
        };
        upload_item(&world.desk, &world.operator, upload).await?;
    }
    work(world).await
}

/// One round at the pace of the real clock.
pub(crate) async fn live_round(world: &World) -> anyhow::Result<()> {
    let real = vigie_desk::Clock::now(&vigie_desk::SystemClock);
    world.advance_to(real);
    world.internet.tick(world.now()).await;
    for letter in world.internet.outbox() {
        mail::ingest_mail(&world.desk, &world.cast.liaison, &letter.raw).await?;
    }
    work(world).await
}

async fn work(world: &World) -> anyhow::Result<()> {
    for _ in 0..ROUNDS_MAX {
        if job::run_round(&world.desk, "demo").await?.is_idle() {
            return Ok(());
        }
    }
    anyhow::bail!("the work of one instant does not end")
}

struct Story<'w> {
    world: &'w World,
    start: Timestamp,
    out: Output,
    cases: Vec<Case>,
}

impl Story<'_> {
    /// Everything that happens at one instant, until nothing more does.
    async fn step(&mut self) -> anyhow::Result<()> {
        self.report_due().await?;
        for _ in 0..ROUNDS_MAX {
            work(self.world).await?;
            let acted = self.people().await? + self.outside().await?;
            self.show_changes().await?;
            if acted == 0 {
                return Ok(());
            }
        }
        anyhow::bail!("the people of the demo do not come to rest")
    }

    /// The next instant at which something is due, and at least every six hours.
    async fn next_instant(&self) -> anyhow::Result<Timestamp> {
        let now = self.world.now();
        let soonest = now.plus_ms(MINUTE_MS);
        let reports = self
            .cases
            .iter()
            .filter(|case| case.item.is_none())
            .map(|case| self.start.plus_ms(case.script.reported_after_ms))
            .filter(|at| *at > now);
        let due = [
            job::next_wakeup(&self.world.desk).await?,
            self.world.internet.next_due(),
        ]
        .into_iter()
        .flatten()
        .chain(reports)
        .min()
        .unwrap_or_else(|| now.plus_ms(6 * HOUR_MS));
        Ok(due.max(soonest).min(now.plus_ms(6 * HOUR_MS)))
    }

    async fn report_due(&mut self) -> anyhow::Result<()> {
        let now = self.world.now();
        for index in 0..self.cases.len() {
            let case = &self.cases[index];
            if case.item.is_some() || self.start.plus_ms(case.script.reported_after_ms) > now {
                continue;
            }
            let new = NewItem::url(&case.script.url, IntakeChannel::Desk);
            let added = add_item(&self.world.desk, &self.world.cast.analyst, new).await?;
            let name = case.script.name;
            self.say(name, &format!("reported as {}", added.key))?;
            self.cases[index].item = Some(added.item);
        }
        Ok(())
    }

    /// What the outside did; its letters are filed.
    async fn outside(&self) -> anyhow::Result<u32> {
        let mut happened = 0;
        for act in self.world.internet.tick(self.world.now()).await {
            happened += 1;
            self.say(
                act.item.unwrap_or("-"),
                &format!("{}: {:?}", act.provider, act.kind),
            )?;
        }
        for letter in self.world.internet.outbox() {
            happened += 1;
            let filed =
                mail::ingest_mail(&self.world.desk, &self.world.cast.liaison, &letter.raw).await?;
            let reference = filed.reference.unwrap_or_else(|| "nothing".to_owned());
            self.say(
                "-",
                &format!("mail filed under {reference}: {}", filed.class),
            )?;
        }
        Ok(happened)
    }

    /// Everything the people of the desk can do now.
    async fn people(&mut self) -> anyhow::Result<u32> {
        let mut acted = self.confirm_contacts().await?;
        for index in 0..self.cases.len() {
            let Some(id) = self.cases[index].item else {
                continue;
            };
            let item = self.item(id).await?;
            acted += self.case_work(index, &item).await?;
        }
        acted += self.follow_referrals().await?;
        Ok(acted)
    }

    async fn confirm_contacts(&self) -> anyhow::Result<u32> {
        let mut confirmed = 0;
        for contact in list_unconfirmed(&self.world.desk, &self.world.cast.liaison).await? {
            let Some(owner) = vigie_demo::find_provider_by_mail(&contact.address) else {
                continue;
            };
            let confirmation = Confirmation {
                language: Language::parse(owner.language).unwrap_or_default(),
                zone: owner.zone.to_owned(),
                hours: Some(WorkingHours::default()),
            };
            confirm_contact(
                &self.world.desk,
                &self.world.cast.liaison,
                contact.id,
                &confirmation,
            )
            .await?;
            confirmed += 1;
        }
        Ok(confirmed)
    }

    /// What one case asks of a person now.
    async fn case_work(&mut self, index: usize, item: &Item) -> anyhow::Result<u32> {
        let cast = &self.world.cast;
        let script = self.cases[index].script.clone();
        match item.state {
            ItemState::Captured { exhibit } => {
                let Some(finding) = &script.analyst else {
                    close_not_item(&self.world.desk, &cast.analyst, item.id).await?;
                    return Ok(1);
                };
                let form = self.form(finding);
                assessment::record_assessment(
                    &self.world.desk,
                    &cast.analyst,
                    item.id,
                    exhibit,
                    form,
                )
                .await?;
                Ok(1)
            }
            ItemState::Assessed { exhibit, .. } => {
                let finding = script
                    .reviewer
                    .as_ref()
                    .context("the script has a reviewer")?;
                let form = self.form(finding);
                review::record_review(&self.world.desk, &cast.reviewer, item.id, exhibit, form)
                    .await?;
                Ok(1)
            }
            ItemState::Disputed { .. } => {
                let finding = script
                    .legal_officer
                    .as_ref()
                    .context("the script settles it")?;
                assessment::settle_item(
                    &self.world.desk,
                    &cast.legal_officer,
                    item.id,
                    conclusion(finding.conclusion),
                    finding.reasons.to_owned(),
                )
                .await?;
                Ok(1)
            }
            ItemState::Actionable { .. } => self.refer(item, None).await,
            ItemState::Escalated { .. } if script.scripted_end == End::RemovedAtOrigin => {
                self.refer(item, Some(ProviderRole::HostingProvider)).await
            }
            _ => Ok(0),
        }
    }

    /// Drafts and approves a referral of one item, when the contact can be used.
    async fn refer(&self, item: &Item, role: Option<ProviderRole>) -> anyhow::Result<u32> {
        let cast = &self.world.cast;
        let addressees =
            vigie_desk::provider::list_addressees(&self.world.desk, &cast.analyst, item.id).await?;
        let fits = |wanted: Option<ProviderRole>| {
            addressees.iter().find(|one| {
                !one.instruments.is_empty() && wanted.is_none_or(|wanted| one.role == wanted)
            })
        };
        // Closest to the content first: the host; before a proxy that hides it, the proxy.
        let chosen = match role {
            Some(role) => fits(Some(role)),
            None => fits(Some(ProviderRole::HostingProvider))
                .or_else(|| fits(Some(ProviderRole::CdnProxy))),
        };
        let Some(addressee) = chosen else {
            return Ok(0);
        };
        let new = NewReferral {
            provider: Some(addressee.provider.id),
            ..NewReferral::of(vec![item.id])
        };
        let referral = match draft_referral(&self.world.desk, &cast.analyst, new).await {
            Ok(referral) => referral,
            // A capture grown old is taken again; an unconfirmed contact is confirmed next.
            Err(DeskError::Refused(refusal)) => {
                tracing::debug!(code = refusal.code(), %refusal, "a draft was refused");
                return Ok(0);
            }
            Err(error) => return Err(error.into()),
        };
        approve_referral(&self.world.desk, &cast.reviewer, referral.id).await?;
        Ok(1)
    }

    /// What waits for the liaison officer.
    async fn follow_referrals(&self) -> anyhow::Result<u32> {
        let mut acted = 0;
        for referral in self.referrals().await? {
            acted += self.follow(&referral).await?;
        }
        Ok(acted)
    }

    async fn follow(&self, referral: &Referral) -> anyhow::Result<u32> {
        let (desk, liaison) = (&self.world.desk, &self.world.cast.liaison);
        let view = show_referral(desk, liaison, referral.id).await?;
        let is_out = matches!(
            referral.state,
            ReferralState::Sent { .. } | ReferralState::Waiting { .. }
        );
        if !is_out {
            return Ok(0);
        }
        let refused = referral.claims.iter().find_map(|claim| match &claim.says {
            ClaimKind::Refused { ground } => Some(ground.clone()),
            _ => None,
        });
        if let Some(ground) = refused {
            close_referral(desk, liaison, referral.id, CloseAs::Refused { ground }).await?;
            return Ok(1);
        }
        // A proxy named the address behind it: the chain goes on, the next rung is addressed.
        if referral.role == ProviderRole::CdnProxy {
            let mut hints = view
                .mails
                .iter()
                .flat_map(|mail| &mail.summary.origin_hints);
            if let Some(origin) = hints.next().copied() {
                for line in &referral.lines {
                    let answer = format!("answer to {}", referral.reference);
                    trace::record_host_statement(desk, liaison, line.item, origin, &answer).await?;
                }
                let ground = "names the host behind it".to_owned();
                close_referral(desk, liaison, referral.id, CloseAs::Refused { ground }).await?;
                return Ok(1);
            }
        }
        if matches!(referral.state, ReferralState::Waiting { .. }) {
            close_referral(desk, liaison, referral.id, CloseAs::NoAnswer).await?;
            return Ok(1);
        }
        Ok(0)
    }

    /// Prints the state of every case that changed.
    async fn show_changes(&mut self) -> anyhow::Result<()> {
        for index in 0..self.cases.len() {
            let Some(id) = self.cases[index].item else {
                continue;
            };
            let item = self.item(id).await?;
            let state = item.state.name().to_owned();
            let case = &mut self.cases[index];
            if case.shown == state {
                continue;
            }
            if case.shown == "closed_removed" {
                case.returns += 1;
            }
            case.shown.clone_from(&state);
            let name = case.script.name;
            self.say(name, &state)?;
        }
        Ok(())
    }

    fn say(&self, item: &str, what: &str) -> anyhow::Result<()> {
        let now = self.world.now();
        let value = serde_json::json!({"at": now.rfc3339(), "item": item, "what": what});
        let at = now.rfc3339_seconds();
        self.out.line(&format!("{at}  {item:<20} {what}"), &value)
    }

    fn form(&self, finding: &Finding) -> FindingForm {
        form(finding, self.world)
    }

    async fn item(&self, id: ItemId) -> anyhow::Result<Item> {
        self.world
            .desk
            .store()
            .item(id)
            .await?
            .context("an item of the story")
    }

    async fn referrals(&self) -> anyhow::Result<Vec<Referral>> {
        let filter = vigie_store::ReferralFilter::default();
        let liaison = &self.world.cast.liaison;
        let page =
            vigie_desk::referral::list_referrals(&self.world.desk, liaison, &filter, None, 200)
                .await?;
        Ok(page.rows)
    }

    async fn endings(&self) -> anyhow::Result<Vec<Ending>> {
        let referrals = self.referrals().await?;
        let mut endings = Vec::new();
        for case in &self.cases {
            let id = case.item.context("every item of the story was reported")?;
            let item = self.item(id).await?;
            let history = self
                .world
                .desk
                .store()
                .events_of(vigie_domain::Case::Item(id), 500)
                .await?;
            let mine: Vec<&Referral> = referrals
                .iter()
                .filter(|referral| referral.lines.iter().any(|line| line.item == id))
                .collect();
            let told = self.world.desk.store().disclosures_of_item(id).await?;
            let reminded = told
                .iter()
                .any(|one| one.kind == "reminder" && was_unanswered(one, &mine));
            endings.push(Ending {
                item: case.script.name,
                scripted: case.script.scripted_end.name(),
                actual: actual_end(case, &item, &mine, reminded),
                time_to_removal_ms: time_to_removal(id, &history),
                log_index: history.iter().filter_map(|logged| logged.log_index).max(),
            });
        }
        Ok(endings)
    }
}

/// Whether nobody had answered through the link when a reminder left.
fn was_unanswered(reminder: &vigie_domain::Disclosure, referrals: &[&Referral]) -> bool {
    let about = referrals
        .iter()
        .find(|referral| referral.id == reminder.referral);
    about.is_some_and(|referral| referral.claims.iter().all(|claim| claim.at >= reminder.at))
}

/// How a case ended, in the words of the script, told from the rows alone.
fn actual_end(case: &Case, item: &Item, referrals: &[&Referral], reminded: bool) -> String {
    let was_disputed = case.script.legal_officer.is_some();
    let asked = referrals.iter().any(|referral| {
        referral
            .claims
            .iter()
            .any(|claim| claim.says == ClaimKind::Message)
    });
    let outcome_of = |referral: &&&Referral| {
        referral
            .lines
            .iter()
            .find(|line| line.item == item.id)
            .map(|line| line.outcome.clone())
    };
    let refused = referrals
        .iter()
        .find(|one| matches!(outcome_of(one), Some(LineOutcome::Refused { .. })));
    let end = match &item.state {
        ItemState::ClosedNotItem => End::RefusedByScope,
        ItemState::ClosedExempt if was_disputed => End::ExemptByLegalOfficer,
        ItemState::ClosedExempt => End::ClosedExempt,
        ItemState::ClosedLawful => End::ClosedLawful,
        ItemState::ClosedRemoved if case.returns > 0 => End::ReappearedThenRemoved,
        ItemState::ClosedRemoved
            if refused.is_some_and(|one| one.role == ProviderRole::CdnProxy) =>
        {
            End::RemovedAtOrigin
        }
        ItemState::ClosedRemoved if asked => End::RemovedAfterQuestion,
        ItemState::ClosedRemoved if reminded => End::RemovedAfterReminder,
        ItemState::ClosedRemoved => End::Removed,
        ItemState::Escalated { .. } if refused.is_some() => End::Refused,
        ItemState::Escalated { .. } => End::NoAnswer,
        ItemState::Acting { .. } | ItemState::Monitoring { .. }
            if referrals
                .iter()
                .any(|one| matches!(one.state, ReferralState::Bounced { .. })) =>
        {
            End::Bounced
        }
        other => return other.name().to_owned(),
    };
    end.name().to_owned()
}

/// The last measured time to removal of an item, from its history.
fn time_to_removal(id: ItemId, history: &[vigie_store::LoggedEvent]) -> Option<i64> {
    let events = history.iter().filter_map(|logged| logged.record.as_ref());
    events
        .map(|record| &record.event)
        .find_map(|event| match event {
            vigie_domain::AuditEvent::LineClosed {
                item,
                time_to_removal_ms,
                ..
            } if *item == id => *time_to_removal_ms,
            _ => None,
        })
}

/// The script's words as the desk's form.
fn form(finding: &Finding, world: &World) -> FindingForm {
    let categories = finding
        .categories
        .iter()
        .filter_map(|(letter, reason)| {
            let category = Category::parse(&letter.to_string())?;
            Some(CategoryFinding {
                category,
                reason: (*reason).to_owned(),
            })
        })
        .collect();
    let answers = finding.exemptions;
    let exemptions = BTreeMap::from([
        (Exemption::Educational, answers.educational),
        (Exemption::Journalistic, answers.journalistic),
        (Exemption::Artistic, answers.artistic),
        (Exemption::Research, answers.research),
        (Exemption::CounterTerrorism, answers.counter_terrorism),
        (Exemption::PublicDebate, answers.polemic),
    ]);
    let found = |exempt: Exempt| match exempt {
        Exempt::None => vigie_domain::Finding::None,
        Exempt::Present => vigie_domain::Finding::Present,
        Exempt::Unclear => vigie_domain::Finding::Unclear,
    };
    let listed = world.internet.scenario().designation;
    FindingForm {
        offence: finding.offence.to_owned(),
        categories,
        danger: DangerFinding {
            finding: if finding.categories.is_empty() {
                vigie_domain::Finding::None
            } else {
                vigie_domain::Finding::Present
            },
            reason: finding.danger.to_owned(),
        },
        exemptions: exemptions
            .into_iter()
            .map(|(exemption, exempt)| ExemptionFinding {
                exemption,
                finding: found(exempt),
                note: None,
            })
            .collect(),
        attribution: finding.is_attributed.then(|| Attribution {
            entity: listed.organisation.to_owned(),
            listing: format!("{}, {}", listed.list, listed.reference),
            as_of: world.now(),
        }),
        conclusion: conclusion(finding.conclusion),
        context: finding.reasons.to_owned(),
    }
}

fn conclusion(conclusion: FindingConclusion) -> Conclusion {
    match conclusion {
        FindingConclusion::TerroristContent => Conclusion::TerroristContent,
        FindingConclusion::Exempt => Conclusion::Exempt,
        FindingConclusion::Lawful => Conclusion::Lawful,
    }
}
