//! Orders from draft to way back, with a certificate of our own, against servers of our own.

use std::path::Path;
use std::process::Command;

use vigie_desk::legal::{
    attest_form, diff_set, import_set, list_forms, parse_set, shipped_set, show_legal,
};
use vigie_desk::order::*;
use vigie_desk::referral::{NewReferral, approve_referral, draft_referral};
use vigie_desk::{DeskError, Paper};
use vigie_dispatch::cms::Sealer;
use vigie_domain::legal_basis::{HomeAuthority, LegalSet};
use vigie_domain::order::form::{
    ANNEX_II_SCHEMA, ANNEX_III_SCHEMA, AnswerHead, AnsweredBy, FormContact, Impossibility,
    ImpossibleAnswer, Measure, RemovalAnswer,
};
use vigie_domain::order::region::ScrutinyBy;
use vigie_domain::order::{AnswerForm, OrderTask, ReceiptEvidence};
use vigie_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS};
use vigie_domain::*;

use crate::world::{Relay, World, code};

const WHY: &str = "The provider answered none of our referrals in a year.";
const REASON: &str = "It asks readers to join the training of Organisation Zeta";

/// Runs the program that makes our certificate; its absence is said, not passed over.
fn openssl(dir: &Path, args: &str) {
    let answer = Command::new("openssl")
        .current_dir(dir)
        .args(args.split(' '))
        .output();
    let answer = answer.expect("openssl makes the certificate: `script/setup test` installs it");
    let said = String::from_utf8_lossy(&answer.stderr);
    assert!(answer.status.success(), "openssl {args}: {said}");
}

fn sealer(dir: &Path) -> Sealer {
    openssl(
        dir,
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out unit.key",
    );
    openssl(
        dir,
        "req -x509 -new -key unit.key -subj /O=Zeta/CN=Unit -days 9000 -out unit.pem",
    );
    let read = |name| std::fs::read(dir.join(name)).unwrap();
    Sealer::new(&read("unit.pem"), &read("unit.key")).unwrap()
}

/// A set with an authority of the provider's state.
fn set_with_home() -> LegalSet {
    let mut set = shipped_set().unwrap();
    "test-1".clone_into(&mut set.edition);
    set.authorities.push(HomeAuthority {
        state: "IE".to_owned(),
        contact: FormContact {
            name: "Home Authority of the Training State".to_owned(),
            email: "orders@home.example".to_owned(),
            phone: None,
        },
        language: Language::En,
    });
    set
}

/// A desk that may order, with one item that two people found unlawful and its provider's door.
async fn ordering() -> (World, ItemId) {
    let dir = tempfile::tempdir().unwrap();
    let paper = Paper::new(vigie_document::Config::default(), Some(sealer(dir.path())));
    let w = World::build(
        |config| {
            let order = &mut config.order;
            "FR".clone_into(&mut order.state);
            "1 Training Street, Zeta".clone_into(&mut order.address);
            "Administrative Court of the Training State".clone_into(&mut order.redress_body);
            "https://law.example/redress".clone_into(&mut order.redress_law_url);
            config.unit.phone = Some("+33 0 00 00 00 00".to_owned());
        },
        paper,
    )
    .await;
    // The certificate is made on this machine's clock: the desk works after it.
    let made = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let made = Timestamp::from_ms(i64::try_from(made.as_millis()).unwrap());
    w.clock.advance_to(made.plus_ms(DAY_MS));
    w.put(
        "/posts/one",
        "A plain sentence by Training Organisation Zeta.",
    );
    let id = w.actionable("/posts/one", REASON).await;
    vigie_desk::designation::record_designation(
        &w.desk,
        &w.admin,
        vigie_desk::designation::NewDesignation {
            instrument: Instrument::TcoRemovalOrder,
            authority: "Training Unit".to_owned(),
            article: "Article 12".to_owned(),
            document: "Decree 7 of the training code".to_owned(),
            valid_from: Timestamp::from_ms(0),
            valid_until: None,
        },
    )
    .await
    .unwrap();
    import_set(&w.desk, &w.admin, set_with_home())
        .await
        .unwrap();
    contact_point(&w, Some("IE")).await;
    (w, id)
}

/// The door the provider published for orders.
async fn contact_point(w: &World, country: Option<&str>) {
    let id = w.add_contact("tco@host.example").await;
    let store = w.desk.store();
    let act = vigie_store::Act {
        desk: w.desk.id(),
        side: Side::Unit,
        actor: w.admin.kind.clone(),
        now: w.desk.now(),
    };
    let mut tx = store.begin(act).await.unwrap();
    let mut contact = tx.contact(id).await.unwrap().unwrap();
    contact.scope = ContactScope::TcoContactPoint;
    contact.language = Language::En;
    tx.put_contact(&contact).await.unwrap();
    let mut provider = tx.provider(contact.provider).await.unwrap().unwrap();
    provider.country = country.map(str::to_owned);
    tx.put_provider(&provider).await.unwrap();
    let provider = provider.id;
    tx.commit(AuditEvent::ProviderChanged { provider })
        .await
        .unwrap();
}

fn new_order(items: Vec<ItemId>) -> NewOrder {
    NewOrder {
        items,
        provider: None,
        contact: None,
        failed_referral: None,
        why: WHY.to_owned(),
        additional_reasons: None,
        member_state: None,
        non_disclosure: Some("A training inquiry of Organisation Zeta is under way.".to_owned()),
        file_number: None,
    }
}

async fn attest(w: &World) {
    let forms = list_forms(&w.desk, &w.legal).await.unwrap();
    let english = forms
        .iter()
        .find(|form| form.form == FormKind::Order && form.language == Language::En)
        .unwrap();
    let with = "the official text of the training code";
    attest_form(
        &w.desk,
        &w.legal,
        FormKind::Order,
        Language::En,
        english.template_sha256,
        with,
    )
    .await
    .unwrap();
}

fn signature(emergency: Option<&str>) -> NewSignature {
    NewSignature {
        post: "Head of unit".to_owned(),
        emergency: emergency.map(str::to_owned),
    }
}

const EMERGENCY: &str = "A training exercise begins within the hour.";

/// An order that left.
async fn sent(w: &World, item: ItemId) -> Order {
    let order = draft_order(&w.desk, &w.analyst, new_order(vec![item]))
        .await
        .unwrap();
    check_order(&w.desk, &w.legal, order.id).await.unwrap();
    attest(w).await;
    sign_order(&w.desk, &w.issuer, order.id, signature(Some(EMERGENCY)))
        .await
        .unwrap();
    w.pass(5_000).await;
    let order = load(w, order.id).await;
    let dead = w.desk.store().dead_jobs(w.desk.id()).await.unwrap();
    assert_eq!(order.state.name(), "sent", "{:?} {dead:?}", order.state);
    order
}

async fn load(w: &World, id: OrderId) -> Order {
    w.desk.store().order(id).await.unwrap().unwrap()
}

async fn step(w: &World, by: &Actor, id: OrderId, step: OrderStep) -> Result<Order, DeskError> {
    take_step(&w.desk, by, id, step).await
}

async fn receive(w: &World, order: &Order) -> Order {
    let at = w.desk.now();
    let evidence = ReceiptEvidence::Notice {
        reference: "delivery notice 1".to_owned(),
    };
    step(w, &w.liaison, order.id, OrderStep::Receipt { at, evidence })
        .await
        .unwrap()
}

fn head(order: &Order, at: Timestamp) -> AnswerHead {
    AnswerHead {
        addressee: "Host Example".to_owned(),
        issuing_authority: "Training Unit".to_owned(),
        authority_reference: order.reference().to_owned(),
        addressee_reference: None,
        received_at: at,
    }
}

fn answered_by(at: Timestamp) -> AnsweredBy {
    AnsweredBy {
        provider_name: "Host Example".to_owned(),
        member_state: "IE".to_owned(),
        authorised_person: "The abuse desk".to_owned(),
        contact: "tco@host.example".to_owned(),
        at,
    }
}

fn executed(order: &Order, received_at: Timestamp, measure_at: Timestamp) -> AnswerForm {
    AnswerForm::Executed(Box::new(RemovalAnswer {
        schema: ANNEX_II_SCHEMA.to_owned(),
        head: head(order, received_at),
        measure: Measure::Removed,
        measure_at,
        by: answered_by(measure_at),
    }))
}

fn impossible(order: &Order, at: Timestamp, reason: Impossibility) -> AnswerForm {
    AnswerForm::Impossible(Box::new(ImpossibleAnswer {
        schema: ANNEX_III_SCHEMA.to_owned(),
        head: head(order, at),
        reasons: vec![reason],
        explanation: "The storage of Host Example is being moved.".to_owned(),
        clarification_needed: reason
            .asks()
            .then(|| "Which of the two posters?".to_owned()),
        by: answered_by(at),
    }))
}

/// The token of the answer link in the letter that carries an order.
fn token(w: &World) -> String {
    let mails = w.mails();
    let mail = mails
        .iter()
        .find(|mail| mail.contains("/answer/order/"))
        .unwrap();
    let plain = mail.replace("=\n", "");
    let at = plain.find("/answer/order/").unwrap() + "/answer/order/".len();
    plain[at..at + 26].to_owned()
}

/// Goal: the whole life: drafted, checked, told, signed, sent with its copy, received, executed in
/// time, final, the home authority told; the silence ends by itself; the log proves it all.
/// Method: a real page server and relay on loopback; time is moved by hand.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_from_draft_to_final() {
    let (w, item) = ordering().await;
    let order = draft_order(&w.desk, &w.analyst, new_order(vec![item]))
        .await
        .unwrap();
    assert_eq!(order.form.legal_basis.code, "tco_removal_order");
    let error = check_order(&w.desk, &w.analyst, order.id)
        .await
        .unwrap_err();
    assert_eq!(code(&error), "forbidden");
    check_order(&w.desk, &w.legal, order.id).await.unwrap();

    // Unattested, uninformed: each says what to do.
    let sign = |emergency| sign_order(&w.desk, &w.issuer, order.id, signature(emergency));
    let error = sign(None).await.unwrap_err();
    assert_eq!(code(&error), "form_unattested", "{error}");
    attest(&w).await;
    let error = sign(None).await.unwrap_err();
    assert_eq!(code(&error), "first_information", "{error}");
    inform_provider(&w.desk, &w.legal, order.id).await.unwrap();
    w.pass(5_000).await;
    assert_eq!(load(&w, order.id).await.state.name(), "first_notice_sent");
    assert!(
        w.mails()[0].contains("12 hour") || w.mails()[0].contains("1 hour"),
        "{}",
        w.mails()[0]
    );
    let error = sign(None).await.unwrap_err();
    assert_eq!(code(&error), "first_information", "{error}");
    w.pass(12 * HOUR_MS).await;
    let signed = sign(None).await.unwrap();
    assert_eq!(
        (signed.state.name(), signed.home_copy.name()),
        ("signed", "enqueued")
    );
    assert_eq!(signed.papers.len(), 4);
    w.pass(10_000).await;
    let order = load(&w, order.id).await;
    let dead = w.desk.store().dead_jobs(w.desk.id()).await.unwrap();
    assert_eq!(
        (order.state.name(), order.home_copy.name()),
        ("sent", "sent"),
        "{dead:?}"
    );
    let mails = w.mails();
    assert_eq!(mails.len(), 3);
    for mail in &mails[1..] {
        assert!(
            mail.contains("order.pdf.p7s") && mail.contains("order.json"),
            "{mail}"
        );
    }
    assert!(
        mails
            .iter()
            .any(|mail| mail.contains("To: ") && mail.contains("orders@home.example"))
    );

    // Received; the answer is a claim, then accepted: in time.
    let received_at = w.desk.now();
    let order = receive(&w, &order).await;
    let token = token(&w);
    let view = open_order_answer(&w.desk, &token).await.unwrap();
    assert!(
        view.clocks
            .iter()
            .any(|clock| clock.kind == ClockKind::Execute)
    );
    w.pass(30 * MINUTE_MS).await;
    let form = executed(&order, received_at, w.desk.now());
    for _ in 0..2 {
        record_order_answer(&w.desk, &token, form.clone(), "link")
            .await
            .unwrap();
    }
    let claimed = load(&w, order.id).await;
    assert_eq!(
        (claimed.state.name(), claimed.answers.len()),
        ("received", 1)
    );
    let (tasks, _) = list_order_tasks(&w.desk, &w.liaison).await.unwrap();
    assert_eq!(tasks[0].task, OrderTask::JudgeAnswer);
    let done = step(
        &w,
        &w.liaison,
        order.id,
        OrderStep::AcceptAnswer { index: 0 },
    )
    .await
    .unwrap();
    assert_eq!((done.state.name(), done.is_late()), ("executed", false));

    // Six weeks on the author may be told; sixty days on the order is final.
    w.pass(6 * WEEK_MS).await;
    assert_eq!(load(&w, order.id).await.non_disclosure.name(), "told");
    w.pass(60 * DAY_MS).await;
    let order = load(&w, order.id).await;
    assert!(order.is_final());
    let (tasks, exposures) = list_order_tasks(&w.desk, &w.liaison).await.unwrap();
    assert_eq!(
        (tasks.len(), tasks[0].task, exposures.len()),
        (1, OrderTask::TellFinal, 0)
    );
    step(&w, &w.liaison, order.id, OrderStep::ReportFinal)
        .await
        .unwrap();
    w.pass(5_000).await;
    assert!(load(&w, order.id).await.final_told_at.is_some());
    let clocks = w.desk.store().clocks_of(order.id).await.unwrap();
    assert!(
        clocks
            .iter()
            .any(|clock| clock.kind == ClockKind::Preservation)
    );
    let shown = show_order(&w.desk, &w.legal, order.id).await.unwrap();
    assert!(shown.history.len() > 10 && !shown.is_first);
    let report = vigie_desk::log::verify(&w.desk, &w.liaison).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

/// Goal: what is kept of a signed order verifies with other people's tools, and is what was sent.
#[tokio::test(flavor = "multi_thread")]
async fn the_paper_verifies() {
    let (w, item) = ordering().await;
    let order = Box::pin(sent(&w, item)).await;
    let dir = tempfile::tempdir().unwrap();
    for file in OrderFile::ALL {
        let bytes = print_order(&w.desk, &w.liaison, order.id, file)
            .await
            .unwrap();
        std::fs::write(dir.path().join(file.name()), bytes).unwrap();
    }
    let verify = |name: &str| {
        let args = format!(
            "cms -verify -binary -inform DER -noverify -in {name}.p7s -content {name} -out /dev/null"
        );
        let run = Command::new("openssl")
            .current_dir(dir.path())
            .args(args.split(' '))
            .output();
        run.unwrap().status.success()
    };
    assert!(verify("order.pdf") && verify("order.json"));
    let twin = std::fs::read(dir.path().join("order.json")).unwrap();
    let form: vigie_domain::order::form::OrderForm = serde_json::from_slice(&twin).unwrap();
    form.check().unwrap();
    assert_eq!(form, order.form);
    std::fs::write(
        dir.path().join("order.json"),
        [twin, b" ".to_vec()].concat(),
    )
    .unwrap();
    assert!(!verify("order.json"), "a changed twin must not verify");
}

/// Goal: the hour runs out, stands, begins anew; a wrong receipt is corrected and both stay.
#[tokio::test(flavor = "multi_thread")]
async fn the_hour_is_kept() {
    let (w, item) = ordering().await;
    let order = Box::pin(sent(&w, item)).await;
    w.pass(20 * MINUTE_MS).await;
    let early = order.form.issued_at.unwrap().plus_ms(-1);
    let evidence = || ReceiptEvidence::Person {
        what: "a call of the abuse desk".to_owned(),
    };
    let bad = OrderStep::Receipt {
        at: early,
        evidence: evidence(),
    };
    let error = step(&w, &w.liaison, order.id, bad).await.unwrap_err();
    assert_eq!(code(&error), "time_impossible", "{error}");
    let received_at = w.desk.now();
    receive(&w, &order).await;
    let again = OrderStep::Receipt {
        at: received_at,
        evidence: evidence(),
    };
    let error = step(&w, &w.liaison, order.id, again).await.unwrap_err();
    assert_eq!(code(&error), "order_receipt", "{error}");
    w.pass(HOUR_MS).await;
    assert_eq!(load(&w, order.id).await.state.name(), "overdue");
    let correct = OrderStep::CorrectReceipt {
        at: received_at.plus_ms(30 * MINUTE_MS),
        evidence: evidence(),
        reason: "The notice was that of another letter.".to_owned(),
    };
    let order = step(&w, &w.liaison, order.id, correct).await.unwrap();
    assert_eq!((order.state.name(), order.receipts.len()), ("received", 2));
    w.pass(30 * MINUTE_MS).await;
    assert_eq!(load(&w, order.id).await.state.name(), "overdue");

    let token = token(&w);
    let form = impossible(&order, received_at, Impossibility::InsufficientInformation);
    record_order_answer(&w.desk, &token, form, "api")
        .await
        .unwrap();
    let stopped = step(
        &w,
        &w.liaison,
        order.id,
        OrderStep::AcceptAnswer { index: 0 },
    )
    .await
    .unwrap();
    assert_eq!(stopped.state.name(), "clarification");
    let text = "The poster with the blue border, at the address of the order.".to_owned();
    step(&w, &w.liaison, order.id, OrderStep::Clarify { text })
        .await
        .unwrap();
    w.pass(5_000).await;
    assert!(w.mails().last().unwrap().contains("blue border"));
    w.pass(5 * HOUR_MS).await;
    let at = w.desk.now();
    let anew = step(&w, &w.liaison, order.id, OrderStep::Clarified { at })
        .await
        .unwrap();
    assert_eq!(anew.state.name(), "received");
    w.pass(HOUR_MS).await;
    let at = w.desk.now();
    let late = OrderStep::Executed {
        measure: Measure::AccessDisabled,
        at,
    };
    let late = step(&w, &w.liaison, order.id, late).await.unwrap();
    assert_eq!(late.state.name(), "executed");
}

/// Goal: forged, foreign and impossible forms are refused with their sentence, and stop nothing.
#[tokio::test(flavor = "multi_thread")]
async fn bad_answers_are_refused() {
    let (w, item) = ordering().await;
    let order = Box::pin(sent(&w, item)).await;
    let order = receive(&w, &order).await;
    let token = token(&w);
    let now = w.desk.now();
    let send = |form| record_order_answer(&w.desk, &token, form, "link");
    let future = executed(&order, now, now.plus_ms(DAY_MS));
    assert_eq!(code(&send(future).await.unwrap_err()), "form_refused");
    let early = executed(&order, now.plus_ms(-DAY_MS), now);
    assert_eq!(code(&send(early).await.unwrap_err()), "form_refused");
    let AnswerForm::Executed(mut other) = executed(&order, now, now) else {
        unreachable!()
    };
    other.head.authority_reference = "V-1999-000001".to_owned();
    let error = send(AnswerForm::Executed(other)).await.unwrap_err();
    assert!(error.to_string().contains("another order"), "{error}");
    let unknown = "a".repeat(26);
    let error = record_order_answer(&w.desk, &unknown, executed(&order, now, now), "link").await;
    assert_eq!(code(&error.unwrap_err()), "not_found");
    // A form that somebody else sent is rejected with a reason, and the hour goes on.
    send(impossible(&order, now, Impossibility::ForceMajeure))
        .await
        .unwrap();
    let reject = |reason: &str| OrderStep::RejectAnswer {
        index: 0,
        reason: reason.to_owned(),
    };
    let error = step(&w, &w.liaison, order.id, reject("no"))
        .await
        .unwrap_err();
    assert_eq!(code(&error), "grounds_missing");
    let why = "The provider says on a known channel that it sent no form.";
    step(&w, &w.liaison, order.id, reject(why)).await.unwrap();
    let error = step(
        &w,
        &w.liaison,
        order.id,
        OrderStep::AcceptAnswer { index: 0 },
    )
    .await;
    assert_eq!(code(&error.unwrap_err()), "form_judged");
    w.pass(HOUR_MS).await;
    assert_eq!(load(&w, order.id).await.state.name(), "overdue");
}

/// Goal: an order that falls is undone: the provider is told to reinstate, nothing is hidden.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_falls_is_undone() {
    let (w, item) = ordering().await;
    let order = Box::pin(sent(&w, item)).await;
    w.pass(5_000).await;
    let order = receive(&w, &order).await;
    let since = w.desk.now();
    let open = OrderStep::OpenScrutiny {
        by: ScrutinyBy::Own,
        since,
    };
    step(&w, &w.liaison, order.id, open).await.unwrap();
    let reasons = || "The page teaches history to the public.".to_owned();
    let decide = || OrderStep::DecideScrutiny {
        infringes: true,
        reasons: reasons(),
    };
    let error = step(&w, &w.liaison, order.id, decide()).await.unwrap_err();
    assert_eq!(code(&error), "order_state", "{error}");
    step(
        &w,
        &w.liaison,
        order.id,
        OrderStep::Intent { reasons: reasons() },
    )
    .await
    .unwrap();
    let void = step(&w, &w.liaison, order.id, decide()).await.unwrap();
    assert_eq!(
        (void.state.name(), void.non_disclosure.name()),
        ("void", "ended")
    );
    w.pass(5_000).await;
    let order = load(&w, order.id).await;
    assert_eq!(
        (order.reinstatement.name(), order.non_disclosure.name()),
        ("demanded", "told")
    );
    assert!(
        w.mails()
            .iter()
            .any(|mail| mail.contains("ceased to have legal effects"))
    );
    let at = w.desk.now();
    let back = step(&w, &w.liaison, order.id, OrderStep::Reinstated { at })
        .await
        .unwrap();
    assert_eq!(back.reinstatement.name(), "reinstated");
    w.pass(100 * DAY_MS).await;
    assert!(
        !load(&w, order.id).await.is_final(),
        "what fell is never final"
    );
    // What fell stands in nobody's way: another order asks for a fresh look, and nothing else.
    let error = draft_order(&w.desk, &w.analyst, new_order(vec![item]))
        .await
        .unwrap_err();
    assert_eq!(code(&error), "stale_capture", "{error}");
}

/// Goal: two final orders within the window raise the provider's exposure once.
#[tokio::test(flavor = "multi_thread")]
async fn two_final_orders_expose() {
    let (w, first) = ordering().await;
    w.put(
        "/posts/two",
        "Another plain sentence by Training Organisation Zeta.",
    );
    let second = w
        .actionable(
            "/posts/two",
            "It names a second training of Organisation Zeta",
        )
        .await;
    let mut orders = Vec::new();
    for item in [first, second] {
        let order = Box::pin(sent(&w, item)).await;
        orders.push(receive(&w, &order).await.id);
    }
    w.pass(61 * DAY_MS).await;
    let (_, exposures) = list_order_tasks(&w.desk, &w.liaison).await.unwrap();
    assert_eq!(exposures.len(), 1);
    assert_eq!(exposures[0].orders, 2);
    let last = exposures[0].order;
    assert!(orders.contains(&last));
    step(&w, &w.liaison, last, OrderStep::ReportFinal)
        .await
        .unwrap();
    w.pass(5_000).await;
    let (_, exposures) = list_order_tasks(&w.desk, &w.liaison).await.unwrap();
    assert!(exposures.is_empty());
    assert!(w.mails().last().unwrap().contains("period of the law: 2"));
}

/// Goal: every rule before the signature says no in its own words, and nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_said() {
    let (w, item) = ordering().await;
    let draft = |new| draft_order(&w.desk, &w.analyst, new);
    let refused = async |new: NewOrder, expected: &str| {
        let error = draft(new).await.unwrap_err();
        assert_eq!(code(&error), expected, "{error}");
    };
    refused(
        NewOrder {
            items: Vec::new(),
            ..new_order(vec![])
        },
        "no_line",
    )
    .await;
    let short = NewOrder {
        why: "no".to_owned(),
        ..new_order(vec![item])
    };
    refused(short, "grounds_missing").await;
    let unfit = NewOrder {
        failed_referral: Some(ReferralId::from_u128(1)),
        ..new_order(vec![item])
    };
    refused(unfit, "referral_unfit").await;
    let abuse = w.add_contact("abuse@host.example").await;
    let by_mail = NewOrder {
        contact: Some(abuse),
        ..new_order(vec![item])
    };
    refused(by_mail, "not_the_contact_point").await;
    assert!(
        draft_order(&w.desk, &w.reviewer, new_order(vec![item]))
            .await
            .is_err()
    );

    let until = w.desk.now().plus_ms(DAY_MS);
    let asks = "The unit of Zeta asks to wait.".to_owned();
    vigie_desk::item::hold_item(&w.desk, &w.legal, item, until, asks)
        .await
        .unwrap();
    refused(new_order(vec![item]), "item_on_hold").await;
    vigie_desk::item::clear_item(&w.desk, &w.legal, item)
        .await
        .unwrap();

    let order = draft(new_order(vec![item])).await.unwrap();
    refused(new_order(vec![item]), "already_ordered").await;
    let reason = "Written for the wrong item.".to_owned();
    let withdraw = OrderStep::Withdraw { reason };
    let order = step(&w, &w.analyst, order.id, withdraw).await.unwrap();
    assert_eq!(order.state.name(), "withdrawn");
    let order = draft(new_order(vec![item])).await.unwrap();
    check_order(&w.desk, &w.legal, order.id).await.unwrap();
    attest(&w).await;
    // Whoever found or reviewed it, or wrote it, does not sign it, whatever the roles.
    for person in [&w.analyst, &w.reviewer] {
        let both = Actor {
            roles: vec![Role::Issuer],
            ..person.clone()
        };
        let error = sign_order(&w.desk, &both, order.id, signature(Some(EMERGENCY))).await;
        let error = error.unwrap_err();
        assert_eq!(code(&error), "same_pair_of_eyes", "{error}");
    }
    let error = sign_order(&w.desk, &w.issuer, order.id, signature(Some("hurry"))).await;
    assert_eq!(code(&error.unwrap_err()), "grounds_missing");
    // Without the dated power there is no order.
    let powers = vigie_desk::designation::list_designations(&w.desk, &w.admin)
        .await
        .unwrap();
    vigie_desk::designation::end_designation(&w.desk, &w.admin, powers[0].id, None)
        .await
        .unwrap();
    let error = sign_order(&w.desk, &w.issuer, order.id, signature(Some(EMERGENCY))).await;
    assert_eq!(code(&error.unwrap_err()), "instrument_not_allowed");
    assert_eq!(load(&w, order.id).await.state.name(), "legal_ok");
}

/// Goal: what is gone or another thing by now is not ordered away; the copy tells nobody.
#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_not_sent() {
    let (w, item) = ordering().await;
    let order = draft_order(&w.desk, &w.analyst, new_order(vec![item]))
        .await
        .unwrap();
    check_order(&w.desk, &w.legal, order.id).await.unwrap();
    attest(&w).await;
    sign_order(&w.desk, &w.issuer, order.id, signature(Some(EMERGENCY)))
        .await
        .unwrap();
    w.put("/posts/one", "A recipe for soup, with carrots.");
    w.pass(10 * MINUTE_MS).await;
    let order = load(&w, order.id).await;
    assert_eq!(
        (order.state.name(), order.home_copy.name()),
        ("withdrawn", "not_needed")
    );
    assert!(w.mails().is_empty(), "{:?}", w.mails());
}

/// Goal: a relay that does not take an order is asked again, and the order is the same letter.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_handed_over_until_it_is_taken() {
    let (w, item) = ordering().await;
    w.set_relay(Relay::Defers);
    let order = draft_order(&w.desk, &w.analyst, new_order(vec![item]))
        .await
        .unwrap();
    check_order(&w.desk, &w.legal, order.id).await.unwrap();
    attest(&w).await;
    sign_order(&w.desk, &w.issuer, order.id, signature(Some(EMERGENCY)))
        .await
        .unwrap();
    w.pass(5_000).await;
    assert_eq!(load(&w, order.id).await.state.name(), "signed");
    w.set_relay(Relay::DiesAfterDot);
    w.pass(6 * MINUTE_MS).await;
    assert_eq!(
        load(&w, order.id).await.state.name(),
        "signed",
        "nobody knows whether it left"
    );
    w.set_relay(Relay::Takes);
    w.pass(6 * MINUTE_MS).await;
    assert_eq!(load(&w, order.id).await.state.name(), "sent");
    let mails: Vec<_> = w
        .mails()
        .into_iter()
        .filter(|mail| mail.contains("/answer/order/"))
        .collect();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0], mails[1], "the same letter, twice");
}

/// Goal: a basis that is withdrawn mid-case stops the order and the referral with a sentence; what
/// was decided keeps its version.
#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_basis_stops_what_rests_on_it() {
    let (w, item) = ordering().await;
    let order = draft_order(&w.desk, &w.analyst, new_order(vec![item]))
        .await
        .unwrap();
    check_order(&w.desk, &w.legal, order.id).await.unwrap();
    attest(&w).await;
    w.add_contact("abuse@host.example").await;
    let referral = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![item]))
        .await
        .unwrap();
    assert_eq!(
        referral.basis.as_ref().unwrap().to_string(),
        "tco_referral@1"
    );

    let mut next = set_with_home();
    "test-2".clone_into(&mut next.edition);
    for basis in &mut next.bases {
        if matches!(
            basis.instrument,
            Instrument::TcoRemovalOrder | Instrument::TcoReferral
        ) {
            basis.version = 2;
            "Regulation (EU) 2021/784, as amended".clone_into(&mut basis.cite);
        }
    }
    let error = diff_set(&w.desk, &w.analyst, &next).await.unwrap_err();
    assert_eq!(code(&error), "forbidden");
    let diff = diff_set(&w.desk, &w.admin, &next).await.unwrap();
    assert_eq!((diff.added.len(), diff.withdrawn.len()), (2, 2));
    import_set(&w.desk, &w.admin, next.clone()).await.unwrap();
    let same = import_set(&w.desk, &w.admin, next).await.unwrap_err();
    assert_eq!(code(&same), "legal_set_same");

    let error = sign_order(&w.desk, &w.issuer, order.id, signature(Some(EMERGENCY))).await;
    let error = error.unwrap_err();
    assert_eq!(code(&error), "legal_basis_withdrawn");
    assert!(
        error.to_string().contains("`tco_removal_order@1`"),
        "{error}"
    );
    let error = approve_referral(&w.desk, &w.reviewer, referral.id)
        .await
        .unwrap_err();
    assert_eq!(code(&error), "legal_basis_withdrawn", "{error}");
    assert_eq!(
        load(&w, order.id).await.basis.cite,
        "Regulation (EU) 2021/784, Article 3"
    );
    // What was withdrawn comes back with its old words only.
    let mut old = set_with_home();
    "test-3".clone_into(&mut old.edition);
    old.bases[1].cite.push('!');
    let error = import_set(&w.desk, &w.admin, old).await.unwrap_err();
    assert_eq!(code(&error), "legal_version_changed", "{error}");
    import_set(&w.desk, &w.admin, set_with_home())
        .await
        .unwrap();
    approve_referral(&w.desk, &w.reviewer, referral.id)
        .await
        .unwrap();
    assert!(show_legal(&w.desk, &w.legal).await.unwrap().is_own);
}

/// Goal: files that are no set are refused with what is wrong with them.
#[test]
fn sets_are_read_with_care() {
    let shipped = serde_json::to_vec(&shipped_set().unwrap()).unwrap();
    assert_eq!(parse_set(&shipped).unwrap(), shipped_set().unwrap());
    let text = String::from_utf8(shipped).unwrap();
    let bad = [
        String::new(),
        "[]".to_owned(),
        text.replace("vigie-legal/1", "vigie-legal/9"),
        text.replace("\"version\":1", "\"version\":0"),
        text.replace("2022-06-07", "2022-06-31"),
        text.replace("\"execute\"", "\"exeunt\""),
        text.replace("hosting_provider", "florist"),
        " ".repeat(3 << 20),
    ];
    for text in bad {
        let error = parse_set(text.as_bytes()).unwrap_err();
        assert_eq!(code(&error), "legal_set_malformed", "{error}");
    }
}

/// Goal: without a certificate, a state, or an authority of the provider's state nothing is signed,
/// and each says what to set.
#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_is_not_set_up_says_so() {
    let w = World::new().await;
    w.put(
        "/posts/one",
        "A plain sentence by Training Organisation Zeta.",
    );
    let item = w.actionable("/posts/one", REASON).await;
    let draft = || draft_order(&w.desk, &w.analyst, new_order(vec![item]));
    let error = draft().await.unwrap_err();
    assert_eq!(code(&error), "instrument_not_allowed", "{error}");
    vigie_desk::designation::record_designation(
        &w.desk,
        &w.admin,
        vigie_desk::designation::NewDesignation {
            instrument: Instrument::TcoRemovalOrder,
            authority: "Training Unit".to_owned(),
            article: "Article 12".to_owned(),
            document: "Decree 7 of the training code".to_owned(),
            valid_from: Timestamp::from_ms(0),
            valid_until: None,
        },
    )
    .await
    .unwrap();
    assert_eq!(code(&draft().await.unwrap_err()), "no_contact");
    contact_point(&w, None).await;
    assert_eq!(code(&draft().await.unwrap_err()), "home_authority_unknown");
    let at_home = NewOrder {
        member_state: Some("ie".to_owned()),
        ..new_order(vec![item])
    };
    let error = draft_order(&w.desk, &w.analyst, at_home).await.unwrap_err();
    assert!(
        error.to_string().contains("no authority of `IE`"),
        "{error}"
    );
    import_set(&w.desk, &w.admin, set_with_home())
        .await
        .unwrap();
    let at_home = NewOrder {
        member_state: Some("IE".to_owned()),
        ..new_order(vec![item])
    };
    let error = draft_order(&w.desk, &w.analyst, at_home).await.unwrap_err();
    assert_eq!(code(&error), "order_incomplete");
    assert!(
        error.to_string().contains("issuing Member State"),
        "{error}"
    );
}
