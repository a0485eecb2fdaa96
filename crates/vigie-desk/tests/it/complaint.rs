//! Complaints from the public form to what is back again, and everything that says no on the way.

use vigie_desk::bank::{NewContent, add_content, create_bank};
use vigie_desk::complaint::*;
use vigie_desk::referral::*;
use vigie_desk::retraction::{list_retractions, retract_referral};
use vigie_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use vigie_domain::*;

use crate::bank::operator;
use crate::world::{Relay, World, code};

const TEXT: &str = "The page reports about Training Organisation Zeta and warns against it.";
const REASONS: &str = "The page reports and does not ask anybody to join; we were wrong.";

fn form(w: &World, about: &str) -> PublicComplaint {
    PublicComplaint {
        proof: open_form(&w.desk),
        from: Complainant::Author,
        about: about.to_owned(),
        text: TEXT.to_owned(),
        contact: Some("author@zeta.example".to_owned()),
        language: Language::Fr,
    }
}

async fn submit(w: &World, about: &str) -> (String, ComplaintId) {
    let told = submit_complaint(&w.desk, form(w, about)).await.unwrap();
    let newest = list_complaints(&w.desk, &w.legal, false, None, 1).await;
    let id = newest.unwrap().rows[0].complaint.id;
    // Ids of one millisecond have no order.
    w.clock.advance_to(w.desk.now().plus_ms(1));
    (told.token, id)
}

fn answer(outcome: ComplaintOutcome) -> Answer {
    Answer {
        outcome,
        reasons: REASONS.to_owned(),
        lines: Vec::new(),
    }
}

async fn complaint(w: &World, id: ComplaintId) -> Complaint {
    w.desk.store().complaint(id).await.unwrap().unwrap()
}

/// Two items on one notice that left.
async fn referred(w: &World) -> (Referral, [ItemId; 2]) {
    let mut items = Vec::new();
    for (path, words) in [
        (
            "/posts/one",
            "A plain sentence by Training Organisation Zeta.",
        ),
        (
            "/posts/two",
            "Rivers and gardens in quite another sentence.",
        ),
    ] {
        w.put(path, words);
        let reason = format!("It asks readers to join the training, says {path}");
        items.push(w.actionable(path, &reason).await);
    }
    w.add_contact("abuse@host.example").await;
    let new = NewReferral::of(items.clone());
    let referral = draft_referral(&w.desk, &w.analyst, new).await.unwrap();
    approve_referral(&w.desk, &w.reviewer, referral.id)
        .await
        .unwrap();
    w.pass(5_000).await;
    assert_eq!(w.mails().len(), 1);
    (w.referral(referral.id).await, [items[0], items[1]])
}

/// A picture that was seen in a capture of the item, by its hash.
async fn picture_of(w: &World, item: ItemId) -> Signal {
    let signal = Signal::Pdq {
        hash: Sha256([0x5a; 32]),
        quality: 90,
    };
    let mut exhibit = w.desk.store().exhibits_of(item).await.unwrap().remove(0);
    exhibit.id = vigie_store::new_id(w.desk.now()).unwrap();
    exhibit.records[0].signals = vec![signal.clone()];
    exhibit.records[0].role = RecordRole::Primary;
    let act = vigie_store::Act {
        desk: w.desk.id(),
        side: Side::Unit,
        actor: Actor::job(w.desk.id()).kind,
        now: w.desk.now(),
    };
    let mut tx = w.desk.store().begin(act).await.unwrap();
    tx.put_exhibit(&exhibit).await.unwrap();
    tx.commit(AuditEvent::DataImported { tables: 1 })
        .await
        .unwrap();
    signal
}

/// Goal: an author is right: whoever was told is told, the fingerprints leave the bank, the answer is
/// on the page of the token with its place in the log, and that the page is back is seen.
/// Method: one of two items on one notice was removed; the other stays referred.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_wrong_is_undone_with_everybody() {
    let w = World::new().await;
    let (referral, [one, two]) = referred(&w).await;
    let admin = operator(&w).await;
    create_bank(&w.desk, &admin, "posters", "made-up posters")
        .await
        .unwrap();
    let signal = picture_of(&w, one).await;
    let content = NewContent {
        signals: vec![(signal.clone(), Transform::AsIs)],
        label: "made up".to_owned(),
        ..NewContent::default()
    };
    let banked = add_content(&w.desk, &admin, "posters", content)
        .await
        .unwrap();
    w.pages.lock().unwrap().remove("/posts/one");
    w.pass(4 * HOUR_MS).await;
    assert_eq!(w.item(one).await.state.name(), "closed_removed");

    let address = format!("http://host.example:{}/posts/one", w.port);
    let (token, id) = submit(&w, &address).await;
    let view = show_complaint(&w.desk, &w.legal, id).await.unwrap();
    assert_eq!(
        (view.items.as_slice(), view.about.as_str()),
        (&[one][..], &*address)
    );
    assert_eq!(view.notes.len(), 1);
    assert_eq!(view.contact, None, "it is nobody's yet");
    assert_eq!(view.lines.len(), 1);
    let followed = open_complaint(&w.desk, &token).await.unwrap();
    assert_eq!(
        (followed.state, followed.answer.clone()),
        ("acknowledged", None)
    );

    // Both had a hand in it, and the log says which.
    for (person, word, part) in [
        (&w.analyst, "handler_unfit", "cannot answer complaints"),
        (
            &w.reviewer,
            "touched_the_case",
            "`item.reviewed` in the log",
        ),
    ] {
        let user = person.user().unwrap();
        let refused = assign_complaint(&w.desk, &w.liaison, id, user).await;
        let refused = refused.unwrap_err();
        assert_eq!(code(&refused), word);
        assert!(refused.to_string().contains(part), "{refused}");
    }
    let legal = w.legal.user().unwrap();
    let early = decide_complaint(&w.desk, &w.legal, id, answer(ComplaintOutcome::Upheld)).await;
    assert_eq!(code(&early.unwrap_err()), "complaint_state");
    assign_complaint(&w.desk, &w.legal, id, legal)
        .await
        .unwrap();
    let view = show_complaint(&w.desk, &w.legal, id).await.unwrap();
    assert_eq!(view.contact.as_deref(), Some("author@zeta.example"));
    let other = decide_complaint(&w.desk, &w.reviewer, id, answer(ComplaintOutcome::Upheld)).await;
    assert_eq!(code(&other.unwrap_err()), "not_the_assignee");

    decide_complaint(&w.desk, &w.legal, id, answer(ComplaintOutcome::Upheld))
        .await
        .unwrap();
    // Not told before it is in the log.
    let followed = open_complaint(&w.desk, &token).await.unwrap();
    assert_eq!((followed.state, followed.answer), ("decided", None));
    w.pass(5_000).await;
    let followed = open_complaint(&w.desk, &token).await.unwrap();
    let (outcome, reasons, _) = followed.answer.unwrap();
    assert_eq!((outcome, &*reasons), (ComplaintOutcome::Upheld, REASONS));
    assert!(followed.log_index.is_some());
    assert_eq!(w.mails().len(), 2, "the retraction");
    let taken = w.referral(referral.id).await;
    let outcome_of = |item: ItemId| {
        let line = taken.lines.iter().find(|line| line.item == item);
        line.unwrap().outcome.name()
    };
    assert_eq!((outcome_of(one), outcome_of(two)), ("retracted", "open"));
    assert_eq!(w.item(one).await.state.name(), "captured");
    assert_eq!(w.item(two).await.state.name(), "monitoring");
    let entry = w
        .desk
        .store()
        .bank_entry(banked.entries[0].id)
        .await
        .unwrap();
    assert_eq!(entry.unwrap().state, EntryState::Withdrawn);

    // Claimed by nobody, seen by a look.
    let view = show_complaint(&w.desk, &w.legal, id).await.unwrap();
    assert_eq!(view.retractions.len(), 1);
    assert!(matches!(view.returns[0].watch, Watch::Awaiting { .. }));
    w.pass(2 * HOUR_MS).await;
    let view = show_complaint(&w.desk, &w.legal, id).await.unwrap();
    assert!(matches!(view.returns[0].watch, Watch::Awaiting { .. }));
    w.put(
        "/posts/one",
        "A plain sentence by Training Organisation Zeta.",
    );
    w.pass(3 * HOUR_MS).await;
    let view = show_complaint(&w.desk, &w.legal, id).await.unwrap();
    assert!(matches!(view.returns[0].watch, Watch::Reinstated { .. }));
    let kinds: Vec<_> = w
        .desk
        .store()
        .events_of(Case::Item(one), 50)
        .await
        .unwrap()
        .into_iter()
        .filter_map(|event| Some(event.record?.event.kind()))
        .collect();
    for kind in ["item.reinstated", "referral.retracted", "complaint.decided"] {
        assert_eq!(
            kinds.iter().filter(|one| **one == kind).count(),
            1,
            "{kind}"
        );
    }
    // The case of the analyst is not opened by it.
    assert_eq!(w.item(one).await.state.name(), "captured");

    close_complaint(&w.desk, &w.liaison, id).await.unwrap();
    let figures = complaint_figures(&w.desk).await.unwrap();
    assert_eq!(
        (
            figures.received,
            figures.upheld,
            figures.waiting,
            figures.late
        ),
        (1, 1, 0, 0)
    );
    assert_eq!((figures.retractions, figures.retracted_within_hour), (1, 1));
    assert!(figures.median_answer_ms.is_some());
    let report = vigie_desk::log::verify(&w.desk, &w.liaison).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

/// Goal: right in part takes back what was ticked and nothing else; a court's word comes after it.
#[tokio::test(flavor = "multi_thread")]
async fn right_in_part_then_a_court() {
    let w = World::new().await;
    let (referral, [one, two]) = referred(&w).await;
    // By its reference, in small letters.
    let (token, id) = submit(&w, &referral.reference.to_lowercase()).await;
    let legal = w.legal.user().unwrap();
    assign_complaint(&w.desk, &w.legal, id, legal)
        .await
        .unwrap();
    let nothing = answer(ComplaintOutcome::PartlyUpheld);
    let refused = decide_complaint(&w.desk, &w.legal, id, nothing)
        .await
        .unwrap_err();
    assert_eq!(code(&refused), "no_line", "{refused}");
    assert_eq!(complaint(&w, id).await.state.name(), "assigned");
    let line = referral
        .lines
        .iter()
        .find(|line| line.item == two)
        .unwrap()
        .id;
    let part = Answer {
        lines: vec![line],
        ..answer(ComplaintOutcome::PartlyUpheld)
    };
    decide_complaint(&w.desk, &w.legal, id, part).await.unwrap();
    let early = take_to_court(&w.desk, &w.legal, id).await.unwrap_err();
    assert_eq!(code(&early), "complaint_state");
    w.pass(5_000).await;
    assert_eq!(w.item(one).await.state.name(), "monitoring");
    assert_eq!(w.item(two).await.state.name(), "captured");
    // It was there all the time: nothing is to come back.
    let view = show_complaint(&w.desk, &w.legal, id).await.unwrap();
    assert_eq!(view.returns, []);
    assert_eq!(
        view.lines.len(),
        1,
        "what was taken back is not offered again"
    );
    let late = add_to_complaint(&w.desk, &token, "and one more thing").await;
    assert_eq!(code(&late.unwrap_err()), "complaint_state");
    take_to_court(&w.desk, &w.legal, id).await.unwrap();
    decide_complaint(&w.desk, &w.legal, id, answer(ComplaintOutcome::Upheld))
        .await
        .unwrap();
    w.pass(5_000).await;
    assert_eq!(w.item(one).await.state.name(), "captured");
    assert_eq!(w.referral(referral.id).await.state.name(), "retracted");
    assert_eq!(complaint(&w, id).await.retractions.len(), 2);
    assert_eq!(
        open_complaint(&w.desk, &token).await.unwrap().state,
        "informed"
    );
}

/// Goal: the public door says no in sentences, tells nobody what the desk knows, and keeps no more
/// than it needs for no longer than it said.
#[tokio::test(flavor = "multi_thread")]
async fn the_public_door() {
    let w = World::new().await;
    let unknown = "https://archive.example/details/never-heard-of";
    let refused = |new: PublicComplaint| async {
        let error = submit_complaint(&w.desk, new).await.unwrap_err();
        (code(&error), error.to_string())
    };
    let bad = |change: fn(&mut PublicComplaint)| {
        let mut new = form(&w, unknown);
        change(&mut new);
        new
    };
    let (word, sentence) = refused(bad(|new| new.text = "too short".to_owned())).await;
    assert_eq!(word, "complaint_text");
    assert!(sentence.contains("this has 9"), "{sentence}");
    assert_eq!(
        refused(bad(|new| new.text = "x".repeat(5_001))).await.0,
        "complaint_text"
    );
    assert_eq!(
        refused(bad(|new| new.about = "  ".to_owned())).await.0,
        "subject_missing"
    );
    assert_eq!(
        refused(bad(|new| new.about = "no address".to_owned()))
            .await
            .0,
        "locator_refused"
    );
    assert_eq!(
        refused(bad(|new| new.contact = Some("nobody".to_owned())))
            .await
            .0,
        "contact_malformed"
    );
    for proof in ["", "1.2.3", "no", &"x".repeat(9_999)] {
        let mut new = form(&w, unknown);
        new.proof = proof.to_owned();
        assert_eq!(refused(new).await.0, "form_expired", "{proof:.9}");
    }
    let old = form(&w, unknown);
    w.clock.advance_to(w.desk.now().plus_ms(DAY_MS + 1));
    assert_eq!(refused(old).await.0, "form_expired");
    // One form, one complaint; what nobody here knows is taken in like anything else.
    let once = form(&w, unknown);
    let told = submit_complaint(&w.desk, once.clone()).await.unwrap();
    assert_eq!(refused(once).await.0, "form_used");
    let page = list_complaints(&w.desk, &w.legal, true, None, 9)
        .await
        .unwrap();
    let id = page.rows[0].complaint.id;
    assert_eq!(page.rows.len(), 1);
    assert_eq!(complaint(&w, id).await.subjects, []);
    let legal = w.legal.user().unwrap();
    assign_complaint(&w.desk, &w.legal, id, legal)
        .await
        .unwrap();
    let upheld = decide_complaint(&w.desk, &w.legal, id, answer(ComplaintOutcome::Upheld)).await;
    assert_eq!(code(&upheld.unwrap_err()), "nothing_linked");
    let nobody = link_complaint(&w.desk, &w.legal, id, "V-2026-000099").await;
    assert_eq!(code(&nobody.unwrap_err()), "not_found");
    let strange = "0198c0de-0000-7000-8000-000000000001";
    assert_eq!(
        code(
            &link_complaint(&w.desk, &w.legal, id, strange)
                .await
                .unwrap_err()
        ),
        "not_found"
    );
    let short = Answer {
        reasons: "no".to_owned(),
        ..answer(ComplaintOutcome::Rejected)
    };
    let short = decide_complaint(&w.desk, &w.legal, id, short)
        .await
        .unwrap_err();
    assert_eq!(code(&short), "reason_missing");
    // The token adds, once for the same words, and nobody else's does.
    add_to_complaint(&w.desk, &told.token, "one more thing")
        .await
        .unwrap();
    add_to_complaint(&w.desk, &told.token, "one more thing")
        .await
        .unwrap();
    assert_eq!(
        open_complaint(&w.desk, &told.token)
            .await
            .unwrap()
            .notes
            .len(),
        2
    );
    for token in ["", "no-token", "aaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        let error = open_complaint(&w.desk, token).await.unwrap_err();
        assert_eq!(code(&error), "not_found");
        assert!(add_to_complaint(&w.desk, token, "x").await.is_err());
        assert!(withdraw_complaint(&w.desk, token).await.is_err());
    }
    // Whoever may not read complaints does not, whoever may only assign does not decide.
    assert_eq!(
        code(&show_complaint(&w.desk, &w.analyst, id).await.unwrap_err()),
        "forbidden"
    );
    let liaison =
        decide_complaint(&w.desk, &w.liaison, id, answer(ComplaintOutcome::Rejected)).await;
    assert_eq!(code(&liaison.unwrap_err()), "forbidden");
    // The address goes after its time.
    let view = show_complaint(&w.desk, &w.legal, id).await.unwrap();
    assert!(view.contact.is_some());
    w.pass(91 * DAY_MS).await;
    let view = show_complaint(&w.desk, &w.legal, id).await.unwrap();
    assert_eq!((view.contact, view.contact_expires_at), (None, None));
    withdraw_complaint(&w.desk, &told.token).await.unwrap();
    assert_eq!(
        open_complaint(&w.desk, &told.token).await.unwrap().state,
        "withdrawn"
    );
}

/// Goal: the desk is reminded twice and told of the end; what is late is counted and shown.
#[tokio::test(flavor = "multi_thread")]
async fn the_clock_of_a_complaint() {
    let w = World::new().await;
    let (token, id) = submit(&w, "https://archive.example/details/one").await;
    let kinds = || async {
        let events = w
            .desk
            .store()
            .events_of(Case::Complaint(id), 99)
            .await
            .unwrap();
        let kinds = events
            .into_iter()
            .filter_map(|one| Some(one.record?.event.kind()));
        kinds
            .filter(|kind| ["complaint.reminded", "complaint.left_overdue"].contains(kind))
            .count()
    };
    w.pass(7 * DAY_MS - HOUR_MS).await;
    assert_eq!(kinds().await, 0);
    w.pass(2 * HOUR_MS).await;
    assert_eq!(kinds().await, 1, "a week before");
    w.pass(6 * DAY_MS).await;
    assert_eq!(kinds().await, 2, "two days before");
    assert!(!open_complaint(&w.desk, &token).await.unwrap().is_overdue);
    w.pass(3 * DAY_MS).await;
    assert_eq!(kinds().await, 3, "the end");
    assert!(open_complaint(&w.desk, &token).await.unwrap().is_overdue);
    let rows = list_complaints(&w.desk, &w.liaison, true, None, 9)
        .await
        .unwrap()
        .rows;
    assert!(rows[0].is_overdue && rows[0].left_ms.unwrap() < 0);
    let figures = complaint_figures(&w.desk).await.unwrap();
    assert_eq!((figures.waiting, figures.late), (1, 1));
    w.pass(30 * DAY_MS).await;
    assert_eq!(kinds().await, 3, "nobody is reminded for ever");
}

/// Goal: the hour of a retraction runs while the relay takes nothing, and its end is counted.
#[tokio::test(flavor = "multi_thread")]
async fn the_hour_of_a_retraction() {
    let w = World::new().await;
    let (referral, _) = referred(&w).await;
    w.set_relay(Relay::Defers);
    let wrong = "The wrong page was named.".to_owned();
    retract_referral(&w.desk, &w.legal, referral.id, &[], wrong)
        .await
        .unwrap();
    w.pass(10 * MINUTE_MS).await;
    let rows = list_retractions(&w.desk, &w.liaison, true).await.unwrap();
    assert_eq!((rows.len(), rows[0].is_late), (1, false));
    assert!(
        rows[0].elapsed_ms >= 10 * MINUTE_MS,
        "{}",
        rows[0].elapsed_ms
    );
    assert_eq!(rows[0].reference, referral.reference);
    let figures = complaint_figures(&w.desk).await.unwrap();
    assert_eq!(
        (figures.retractions_pending, figures.retractions_overdue),
        (1, 0)
    );
    w.clock.advance_to(w.desk.now().plus_ms(HOUR_MS));
    let figures = complaint_figures(&w.desk).await.unwrap();
    assert_eq!(
        (figures.retractions_pending, figures.retractions_overdue),
        (0, 1)
    );
    w.set_relay(Relay::Takes);
    w.pass(DAY_MS).await;
    assert_eq!(
        list_retractions(&w.desk, &w.liaison, true).await.unwrap(),
        []
    );
    let figures = complaint_figures(&w.desk).await.unwrap();
    assert_eq!(
        (figures.retracted_late, figures.retracted_within_hour),
        (1, 0)
    );
    let done = list_retractions(&w.desk, &w.liaison, false).await.unwrap();
    assert!(done[0].is_late);
}
