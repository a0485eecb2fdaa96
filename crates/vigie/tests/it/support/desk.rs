//! A desk with people, in front of the small internet, on a clock that only tests move.

use std::sync::{Arc, RwLock};

use vigie_capture::Capturer;
use vigie_demo::{Internet, SmallInternet};
use vigie_desk::contact::{Confirmation, confirm_contact, list_unconfirmed};
use vigie_desk::item::{NewItem, add_item};
use vigie_desk::referral::{NewReferral, approve_referral, draft_referral};
use vigie_desk::user::{NewUser, add_user};
use vigie_desk::{
    Clock as _, Desk, DeskError, Rooms, SimulatedClock, assessment, job, mail, review, setup,
};
use vigie_dispatch::Mailer;
use vigie_domain::{
    Actor, Case, ExhibitId, FindingForm, IntakeChannel, Item, ItemId, ItemState, Language,
    Referral, ReferralId, Role, Timestamp, WorkingHours,
};
use vigie_egress::Egress;
use vigie_format::key::KeyRules;
use vigie_media::Decoder;
use vigie_store::Store;
use vigie_trace::{ReferenceData, Tracer};

use super::PROGRAM;
use super::engine::{Database, Engine};
use super::finding;

/// Rounds in which everything that is due must have been done.
const ROUNDS_MAX: u32 = 200;

/// The configuration of every room of the desk under test.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) desk: vigie_desk::Config,
    pub(crate) egress: vigie_egress::Config,
    pub(crate) capture: vigie_capture::Config,
    pub(crate) media: vigie_media::Config,
    pub(crate) trace: vigie_trace::Config,
    pub(crate) dispatch: vigie_dispatch::Config,
    keys: KeyRules,
}

/// Somebody of each kind; two where two are needed.
pub(crate) struct People {
    pub(crate) analyst: Actor,
    pub(crate) second_analyst: Actor,
    pub(crate) reviewer: Actor,
    pub(crate) legal_officer: Actor,
    pub(crate) liaison: Actor,
    pub(crate) oversight: Actor,
    pub(crate) issuer: Actor,
    pub(crate) admin: Actor,
    /// Analyst and reviewer in one person, as in a small unit.
    pub(crate) both: Actor,
}

/// A desk under test and the world around it.
pub(crate) struct TestDesk {
    pub(crate) desk: Arc<Desk>,
    pub(crate) internet: Internet,
    pub(crate) people: People,
    pub(crate) operator: Actor,
    pub(crate) settings: Settings,
    clock: SimulatedClock,
    store: Store,
    database: Database,
}

impl TestDesk {
    /// A desk with people, reference tables and an empty queue; `None` where the engine is absent.
    pub(crate) async fn start(engine: Engine) -> Option<Self> {
        let database = Database::fresh(engine).await?;
        let outside = vigie_demo::Config {
            answer_path_mark: "/answer/".to_owned(),
            ..Default::default()
        };
        let internet = SmallInternet::start(outside).await.unwrap();
        let clock = SimulatedClock::new(internet.clock().now());
        let now = clock.now();
        let store = Store::create(&database.config).await.unwrap();
        let id = vigie_store::new_id(now).unwrap();
        let id = setup::ensure_desk(&store, "test", id, now).await.unwrap();
        let operator = vigie_store::new_id(now).unwrap();
        let operator = setup::local_operator(&store, id, operator, now)
            .await
            .unwrap();
        let settings = settings(&internet);
        let desk = build(&store, &clock, id, &settings, ReferenceData::empty());
        let tables = database.folder.path().join("tables");
        internet.write_reference_data(&tables).unwrap();
        let target = database.config.data_dir.join("reference");
        vigie_desk::trace::import_data(&desk, &operator, &tables, &target)
            .await
            .unwrap();
        let people = hire(&desk, &operator).await;
        Some(Self {
            desk,
            internet,
            people,
            operator,
            settings,
            clock,
            store,
            database,
        })
    }

    /// Another process over the same rows, configured differently.
    pub(crate) fn desk_with(&self, change: impl FnOnce(&mut Settings)) -> Arc<Desk> {
        let mut settings = self.settings.clone();
        change(&mut settings);
        let folder = self.database.config.data_dir.join("reference");
        let (reference, _) = ReferenceData::load(&folder).unwrap();
        build(
            &self.store,
            &self.clock,
            self.desk.id(),
            &settings,
            reference,
        )
    }

    /// Another unit's desk over the same rows, with somebody who may do everything there.
    pub(crate) async fn neighbour(&self) -> (Arc<Desk>, Actor) {
        let now = self.now();
        let id = vigie_store::new_id(now).unwrap();
        let id = setup::ensure_desk(&self.store, "neighbour", id, now)
            .await
            .unwrap();
        let operator = vigie_store::new_id(now).unwrap();
        let operator = setup::local_operator(&self.store, id, operator, now)
            .await
            .unwrap();
        let desk = build(
            &self.store,
            &self.clock,
            id,
            &self.settings,
            ReferenceData::empty(),
        );
        (desk, operator)
    }

    /// Runs statements behind the desk's back.
    pub(crate) async fn tamper(&self, sql: &str) {
        self.database.tamper(sql).await;
    }

    /// Makes every further act fail while it commits, as a dying database does.
    pub(crate) async fn break_commits(&self) {
        self.break_table("audit_event", "").await;
    }

    /// Lets acts commit again.
    pub(crate) async fn mend_commits(&self) {
        self.mend_table("audit_event").await;
    }

    /// Makes every exhibit's row fail, after its bytes were sealed.
    pub(crate) async fn break_exhibits(&self) {
        self.break_table("exhibit", "").await;
    }

    /// Lets exhibits be written again.
    pub(crate) async fn mend_exhibits(&self) {
        self.mend_table("exhibit").await;
    }

    /// Makes every referral fail that would come to stand in this state.
    pub(crate) async fn break_referral_state(&self, state: &str) {
        self.break_table("referral", state).await;
    }

    /// Lets referrals be written again.
    pub(crate) async fn mend_referral_state(&self) {
        self.mend_table("referral").await;
    }

    async fn break_table(&self, table: &str, state: &str) {
        let when = if state.is_empty() {
            String::new()
        } else {
            format!("WHEN (NEW.state = '{state}')")
        };
        let sql = if self.database.is_postgresql() {
            format!(
                "CREATE OR REPLACE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION 'the test broke it'; END $$; \
                 CREATE TRIGGER die_{table} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW {when} \
                 EXECUTE FUNCTION die()"
            )
        } else {
            let die = |when_done: &str, verb: &str| {
                format!(
                    "CREATE TRIGGER die_{table}{when_done} BEFORE {verb} ON {table} {when} \
                     BEGIN SELECT RAISE(ABORT, 'the test broke it'); END;"
                )
            };
            die("_insert", "INSERT") + &die("_update", "UPDATE")
        };
        self.tamper(&sql).await;
    }

    async fn mend_table(&self, table: &str) {
        let sql = if self.database.is_postgresql() {
            format!("DROP TRIGGER die_{table} ON {table}")
        } else {
            format!("DROP TRIGGER die_{table}_insert; DROP TRIGGER die_{table}_update")
        };
        self.tamper(&sql).await;
    }

    /// Puts a domain on the register of protected sources.
    pub(crate) async fn protect(&self, domain: &str) {
        let act = vigie_store::Act {
            desk: self.desk.id(),
            side: vigie_domain::Side::Unit,
            actor: self.operator.kind.clone(),
            now: self.now(),
        };
        let mut tx = self.store.begin(act).await.unwrap();
        let source = vigie_domain::ProtectedSource {
            domain: domain.to_owned(),
            kind: "press".to_owned(),
            note: String::new(),
        };
        tx.put_protected_source(&source).await.unwrap();
        let event = vigie_domain::AuditEvent::ProtectedSourceChanged {
            domain: domain.to_owned(),
        };
        tx.commit(event).await.unwrap();
    }

    /// Every contact of every provider is the one it published for orders.
    pub(crate) async fn publish_contact_points(&self) {
        let act = vigie_store::Act {
            desk: self.desk.id(),
            side: vigie_domain::Side::Unit,
            actor: self.operator.kind.clone(),
            now: self.now(),
        };
        let mut tx = self.store.begin(act).await.unwrap();
        let mut changed = Vec::new();
        for provider in tx.providers(self.desk.id()).await.unwrap() {
            for mut contact in tx.contacts_of(provider.id).await.unwrap() {
                contact.scope = vigie_domain::ContactScope::TcoContactPoint;
                tx.put_contact(&contact).await.unwrap();
            }
            let provider = provider.id;
            changed.push(vigie_domain::AuditEvent::ProviderChanged { provider });
        }
        tx.commit_all(changed).await.unwrap();
    }

    /// The folder of the desk.
    pub(crate) fn data_dir(&self) -> &std::path::Path {
        &self.database.config.data_dir
    }

    /// Leaves nothing behind.
    pub(crate) async fn finish(self) {
        drop(self.desk);
        drop(self.store);
        self.database.drop_schema().await;
    }
}

/// The hands of the clock.
impl TestDesk {
    /// The present instant, of the desk and of the world.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves both clocks; nothing happens by that.
    pub(crate) fn advance_ms(&self, ms: i64) {
        let at = self.now().plus_ms(ms);
        self.clock.advance_to(at);
        self.internet.clock().advance_to(at);
    }

    /// Does what is due now, until nothing is.
    pub(crate) async fn work(&self) {
        self.work_as(&self.desk).await;
    }

    /// The same by another process.
    pub(crate) async fn work_as(&self, desk: &Desk) {
        for _ in 0..ROUNDS_MAX {
            if job::run_round(desk, "test").await.unwrap().is_idle() {
                return;
            }
        }
        panic!("the work of one instant does not end");
    }

    /// Lets desk and world live for a while: work, answers, mails, looks, each when it is due.
    pub(crate) async fn live_ms(&self, ms: i64) {
        const STEPS_MAX: u32 = 20_000;
        let end = self.now().plus_ms(ms);
        for _ in 0..STEPS_MAX {
            self.work().await;
            self.internet.tick(self.now()).await;
            for letter in self.internet.outbox() {
                mail::ingest_mail(&self.desk, &self.people.liaison, &letter.raw)
                    .await
                    .unwrap();
            }
            self.work().await;
            if self.now() >= end {
                return;
            }
            let soonest = self.now().plus_ms(1_000);
            let due = [
                job::next_wakeup(&self.desk).await.unwrap(),
                self.internet.next_due(),
            ];
            let next = due
                .into_iter()
                .flatten()
                .min()
                .unwrap_or(end)
                .max(soonest)
                .min(end);
            self.advance_ms(next.since_ms(self.now()));
        }
        panic!("the world does not come to rest");
    }
}

/// Shortcuts on the way of an item. Each demands that it worked.
impl TestDesk {
    /// Takes in an address, without any work on it.
    pub(crate) async fn add(&self, url: &str) -> ItemId {
        let new = NewItem::url(url, IntakeChannel::Desk);
        add_item(&self.desk, &self.people.analyst, new)
            .await
            .unwrap()
            .item
    }

    /// The address of a scripted item of the small internet.
    pub(crate) fn url_of(&self, name: &str) -> String {
        let items = self.internet.scenario().items;
        items
            .into_iter()
            .find(|item| item.name == name)
            .unwrap()
            .url
    }

    /// A scripted item, taken in, captured, recognised and traced.
    pub(crate) async fn captured(&self, name: &str) -> ItemId {
        let id = self.add(&self.url_of(name)).await;
        self.work().await;
        assert_eq!(self.state_of(id).await.name(), "captured", "{name}");
        id
    }

    /// The same with the analyst's finding that it is unlawful.
    pub(crate) async fn assessed(&self, name: &str) -> ItemId {
        let id = self.captured(name).await;
        let form = finding::actionable(name);
        self.assess(id, &self.people.analyst, form).await.unwrap();
        id
    }

    /// The same, reviewed by a second person who agrees: it may be referred.
    pub(crate) async fn actionable(&self, name: &str) -> ItemId {
        let id = self.assessed(name).await;
        let form = finding::actionable(&format!("{name}, seen a second time"));
        self.review(id, &self.people.reviewer, form).await.unwrap();
        assert_eq!(self.state_of(id).await.name(), "actionable", "{name}");
        id
    }

    /// A draft by the analyst to the host of the item, whose contact is there around the clock.
    pub(crate) async fn drafted(&self, name: &str) -> Referral {
        let id = self.actionable(name).await;
        self.confirm_contacts(None).await;
        self.draft(id).await.unwrap()
    }

    /// The same, approved by the reviewer. Nothing left yet.
    pub(crate) async fn approved(&self, name: &str) -> Referral {
        let referral = self.drafted(name).await;
        self.approve(referral.id, &self.people.reviewer)
            .await
            .unwrap()
    }

    /// The same, sent.
    pub(crate) async fn sent(&self, name: &str) -> Referral {
        let id = self.approved(name).await.id;
        self.work().await;
        let referral = self.referral(id).await;
        assert_eq!(referral.state.name(), "sent", "{name}");
        referral
    }

    /// An assessment of what was captured last.
    pub(crate) async fn assess(
        &self,
        id: ItemId,
        by: &Actor,
        form: FindingForm,
    ) -> Result<vigie_domain::AssessmentId, DeskError> {
        let exhibit = self.exhibit_of(id).await;
        assessment::record_assessment(&self.desk, by, id, exhibit, form).await
    }

    /// A review of what was assessed.
    pub(crate) async fn review(
        &self,
        id: ItemId,
        by: &Actor,
        form: FindingForm,
    ) -> Result<review::ReviewOutcome, DeskError> {
        let exhibit = self.exhibit_of(id).await;
        review::record_review(&self.desk, by, id, exhibit, form).await
    }

    /// A draft by the analyst to the host of the item.
    pub(crate) async fn draft(&self, id: ItemId) -> Result<Referral, DeskError> {
        draft_referral(&self.desk, &self.people.analyst, NewReferral::of(vec![id])).await
    }

    /// An approval.
    pub(crate) async fn approve(&self, id: ReferralId, by: &Actor) -> Result<Referral, DeskError> {
        approve_referral(&self.desk, by, id).await
    }

    /// The liaison officer confirms every contact that was found.
    pub(crate) async fn confirm_contacts(&self, hours: Option<WorkingHours>) {
        let liaison = &self.people.liaison;
        for contact in list_unconfirmed(&self.desk, liaison).await.unwrap() {
            let owner = vigie_demo::find_provider_by_mail(&contact.address);
            let confirmation = Confirmation {
                language: owner
                    .and_then(|one| Language::parse(one.language))
                    .unwrap_or_default(),
                zone: owner.map_or("UTC", |one| one.zone).to_owned(),
                hours: hours.clone(),
            };
            confirm_contact(&self.desk, liaison, contact.id, &confirmation)
                .await
                .unwrap();
        }
    }
}

/// What can be seen from outside.
impl TestDesk {
    pub(crate) async fn item(&self, id: ItemId) -> Item {
        self.store.item(id).await.unwrap().unwrap()
    }

    pub(crate) async fn state_of(&self, id: ItemId) -> ItemState {
        self.item(id).await.state
    }

    pub(crate) async fn referral(&self, id: ReferralId) -> Referral {
        self.store.referral(id).await.unwrap().unwrap()
    }

    /// The exhibit that a person is to look at now.
    pub(crate) async fn exhibit_of(&self, id: ItemId) -> ExhibitId {
        let exhibits = self.store.exhibits_of(id).await.unwrap();
        match self.state_of(id).await {
            ItemState::Captured { exhibit }
            | ItemState::Assessed { exhibit, .. }
            | ItemState::Disputed { exhibit, .. } => exhibit,
            _ => exhibits.last().unwrap().id,
        }
    }

    /// The kinds of everything that happened to an item, oldest first.
    pub(crate) async fn audit_events(&self, id: ItemId) -> Vec<String> {
        self.events_of(Case::Item(id)).await
    }

    /// The kinds of everything that happened in a case, oldest first.
    pub(crate) async fn events_of(&self, case: Case) -> Vec<String> {
        let mut events = self.store.events_of(case, 500).await.unwrap();
        events.sort_by_key(|event| event.id);
        let record = |event: vigie_store::LoggedEvent| event.record.unwrap();
        events
            .into_iter()
            .map(|event| record(event).event.kind().to_owned())
            .collect()
    }

    /// How many acts there are on the desk.
    pub(crate) async fn acts(&self) -> usize {
        let newest = self
            .store
            .events_newest(self.desk.id(), 10_000)
            .await
            .unwrap();
        newest.len()
    }

    /// The token of the answer link in the first letter to this address, where its text is ASCII.
    pub(crate) fn token_in_letter(&self, address: &str) -> String {
        let letter = &self.internet.mailbox(address)[0];
        token_in(&String::from_utf8_lossy(&letter.raw).replace("=\r\n", ""))
    }

    /// The token of the answer link as the preview of a letter shows it.
    pub(crate) async fn token_in_preview(&self, id: ReferralId) -> String {
        let by = &self.people.analyst;
        let preview = vigie_desk::referral::preview_referral(&self.desk, by, id, None).await;
        token_in(&preview.unwrap().letter.text)
    }

    /// Every letter that reached a mailbox of the small internet.
    pub(crate) fn mail_sent(&self) -> Vec<vigie_demo::StoredMail> {
        let boxes = vigie_demo::PROVIDERS
            .iter()
            .map(|provider| provider.abuse_mail);
        boxes
            .flat_map(|address| self.internet.mailbox(address))
            .collect()
    }
}

/// What follows the address of answer pages.
fn token_in(text: &str) -> String {
    let after = text.split("http://desk.test/answer/").nth(1).unwrap();
    let is_of_token = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    after.chars().take_while(is_of_token).collect()
}

/// The word for why something was refused.
#[track_caller]
pub(crate) fn refusal<T: std::fmt::Debug>(answer: Result<T, DeskError>) -> &'static str {
    match answer {
        Ok(done) => panic!("it was not refused: {done:?}"),
        Err(error @ DeskError::Broken(_)) => panic!("it failed: {error:?}"),
        Err(error) => error.code(),
    }
}

fn build(
    store: &Store,
    clock: &SimulatedClock,
    id: vigie_domain::DeskId,
    settings: &Settings,
    reference: ReferenceData,
) -> Arc<Desk> {
    let egress = Egress::new(settings.egress.clone()).unwrap();
    let tracer = Tracer::new(egress.clone(), Arc::new(reference), settings.trace.clone());
    let rooms = Rooms {
        capturer: Capturer::new(egress.clone(), settings.capture.clone()),
        decoder: Decoder::new(settings.media.clone()).unwrap(),
        tracer: RwLock::new(Arc::new(tracer)),
        mailer: Mailer::open(settings.dispatch.clone()).unwrap(),
        paper: vigie_desk::Paper::default(),
        egress,
        keys: settings.keys.clone().into(),
        log_key: store.log_key().unwrap(),
        store: store.clone(),
        clock: Arc::new(clock.clone()),
    };
    Arc::new(Desk::new(id, settings.desk.clone(), rooms))
}

fn settings(internet: &Internet) -> Settings {
    let at = internet.addresses();
    let mut desk = vigie_desk::Config {
        name: "test".to_owned(),
        public_url: "http://desk.test".to_owned(),
        vantage: "a test".to_owned(),
        unit: vigie_desk::config::UnitConfig {
            name: "Test Unit".to_owned(),
            display_name: "Test Unit".to_owned(),
            sender_address: "referrals@unit.test".to_owned(),
            complaint_contact: "complaints@unit.test".to_owned(),
            ..Default::default()
        },
        // Who is drawn depends on ids, which differ from run to run.
        text: vigie_desk::config::TextConfig {
            sample_per_million: 0,
            ..Default::default()
        },
        ..Default::default()
    };
    let mut egress = vigie_egress::Config::for_testing();
    egress.resolvers = at.dns.to_vec();
    let mut capture = vigie_capture::Config::for_testing();
    capture.metadata_hosts = vec!["archive-harbour.test".to_owned()];
    let mut media = vigie_media::Config::for_testing();
    media.program = Some(PROGRAM.into());
    let mut trace = vigie_trace::Config::for_testing();
    trace.rdap_base_url.clone_from(&at.rdap_base_url);
    "FR".clone_into(&mut desk.order.state);
    "1 Training Street, Zeta".clone_into(&mut desk.order.address);
    "Court of Zeta".clone_into(&mut desk.order.redress_body);
    "https://law.example/redress".clone_into(&mut desk.order.redress_law_url);
    desk.unit.phone = Some("+33 0 00 00 00 00".to_owned());
    let mut dispatch = vigie_dispatch::Config::for_testing();
    dispatch.smtp_host = at.smtp.ip().to_string();
    dispatch.smtp_port = at.smtp.port();
    let keys = KeyRules::builtin().with_extra(RULES).unwrap();
    Settings {
        desk,
        egress,
        capture,
        media,
        trace,
        dispatch,
        keys,
    }
}

/// The platforms of the small internet that the tests use.
const RULES: &str = "\
version 1

class demo-id    A-Za-z0-9._-   1-101
class demo-name  A-Za-z0-9_     1-40
class demo-num   0-9            1-20

collection  archive-harbour.test  /details/texts                          harbour:collection:texts
search      archive-harbour.test  /search                                 -
item        archive-harbour.test  /details|download|metadata/{id:demo-id} harbour:item:{id}
item        plazaa.test           /@{user:demo-name}/{n:demo-num}         plazaa:post:{n}
profile     plazaa.test           /@{user:demo-name}                      plazaa:account:{user|lower}
item        murmur.test           /@{user:demo-name}/{n:demo-num}         murmur:post:{n}
redirector  shorty.test           /{code:demo-id}                         shortener:shorty:{code}
collection  open-stacks.test      /collections/{id:demo-id}               open-stacks:collection:{id}
";

async fn hire(desk: &Desk, operator: &Actor) -> People {
    let hire = async |login: &str, roles: &[Role]| {
        let new = NewUser {
            login: login.to_owned(),
            name: login.to_owned(),
            roles: roles.to_vec(),
            language: Language::En,
            // Signing in is another test's matter: hashing a password takes as long as a test.
            password: None,
        };
        let id = add_user(desk, operator, new).await.unwrap();
        Actor::person(id, desk.id(), roles.to_vec())
    };
    People {
        analyst: hire("analyst", &[Role::Analyst, Role::Intake]).await,
        second_analyst: hire("analyst-2", &[Role::Analyst]).await,
        reviewer: hire("reviewer", &[Role::Reviewer]).await,
        legal_officer: hire("legal", &[Role::LegalOfficer]).await,
        liaison: hire("liaison", &[Role::Liaison]).await,
        oversight: hire("oversight", &[Role::Oversight]).await,
        issuer: hire("issuer", &[Role::Issuer]).await,
        admin: hire("admin", &[Role::Admin]).await,
        both: hire("both", &[Role::Analyst, Role::Reviewer]).await,
    }
}

/// Runs a test in front of a fresh desk on one engine.
pub(crate) fn run<F: Future<Output = TestDesk>>(engine: Engine, test: impl FnOnce(TestDesk) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        if let Some(desk) = TestDesk::start(engine).await {
            test(desk).await.finish().await;
        }
    });
}

/// One test, run on SQLite and again on PostgreSQL where there is one.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($test:ident) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "the test's file decides what it needs")]
            use super::*;

            async fn body($test: crate::support::TestDesk) -> crate::support::TestDesk {
                $body
                $test
            }

            #[test]
            fn on_sqlite() {
                crate::support::run(crate::support::Engine::Sqlite, body);
            }

            #[test]
            fn on_postgresql() {
                crate::support::run(crate::support::Engine::Postgresql, body);
            }
        }
    )*};
}
