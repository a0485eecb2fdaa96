//! Referrals, from draft to answer and back, against servers of our own.

use vigie_desk::referral::*;
use vigie_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use vigie_domain::*;

use crate::world::{Relay, World, code};

/// Goal: the story of one item: referred, answered, gone twice seen, measured, back again.
/// Method: a real page server and relay on loopback; time is moved by hand.
#[tokio::test(flavor = "multi_thread")]
async fn a_referral_from_draft_to_closed_and_back() {
    let w = World::new().await;
    w.put(
        "/posts/one",
        "A plain sentence by Training Organisation Zeta.",
    );
    let id = w
        .actionable("/posts/one", "It asks readers to join the training of Zeta")
        .await;
    let error = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![id]))
        .await
        .unwrap_err();
    assert_eq!(code(&error), "no_contact", "{error}");
    w.add_contact("abuse@host.example").await;
    let referral = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![id]))
        .await
        .unwrap();
    assert_eq!(referral.reference, "V-2026-000001");
    let preview = preview_referral(&w.desk, &w.reviewer, referral.id, None)
        .await
        .unwrap();
    assert_eq!(preview.letter.language, Language::Fr);
    assert_eq!(
        preview.recipient_time.as_deref(),
        Some("2026-11-23 11:00 Europe/Paris")
    );
    assert!(preview.refusals.is_empty(), "{:?}", preview.refusals);
    let twice = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![id]))
        .await
        .unwrap_err();
    assert_eq!(code(&twice), "item_state");
    assert!(
        approve_referral(&w.desk, &w.analyst, referral.id)
            .await
            .is_err()
    );
    approve_referral(&w.desk, &w.reviewer, referral.id)
        .await
        .unwrap();
    w.settle().await;
    w.pass(5_000).await;
    let sent = w.referral(referral.id).await;
    assert_eq!(
        sent.state.name(),
        "sent",
        "{:?} {:?}",
        sent.state,
        w.desk.store().dead_jobs(w.desk.id()).await.unwrap()
    );
    assert_eq!(w.item(id).await.state.name(), "monitoring");
    let mails = w.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("V-2026-000001"));
    let proof = vigie_desk::log::prove(&w.desk, &w.liaison, "V-2026-000001")
        .await
        .unwrap()
        .unwrap();
    proof
        .inclusion
        .verify_leaf(w.desk.log_key().verifier_key(), proof.leaf.as_bytes())
        .unwrap();

    // the link
    let token = World::link(&mails[0]);
    let view = open_answer(&w.desk, &token).await.unwrap();
    assert_eq!(view.lines.len(), 1);
    assert_eq!(w.referral(referral.id).await.updated_at, sent.updated_at);
    w.pages.lock().unwrap().remove("/posts/one");
    record_claim(
        &w.desk,
        &token,
        ClaimKind::Removed { stated_at: None },
        "done",
    )
    .await
    .unwrap();
    record_claim(
        &w.desk,
        &token,
        ClaimKind::Removed { stated_at: None },
        "done",
    )
    .await
    .unwrap();
    let claimed = w.referral(referral.id).await;
    assert_eq!((claimed.claims.len(), claimed.state.name()), (1, "sent"));
    w.pass(30 * MINUTE_MS).await;
    let closed = w.referral(referral.id).await;
    assert_eq!(closed.state.name(), "closed", "{closed:?}");
    assert_eq!(closed.lines[0].outcome.name(), "gone_seen_from_one");
    assert_eq!(w.item(id).await.state.name(), "closed_removed");
    let provider = vigie_desk::provider::show_provider(&w.desk, &w.liaison, referral.provider)
        .await
        .unwrap();
    assert_eq!(
        (provider.figures.seen_from_one, provider.figures.removed),
        (1, 0)
    );
    let median = provider.figures.median_ms.unwrap();
    assert!((0..=2 * MINUTE_MS).contains(&median), "{median}");
    assert!(!provider.timeline.is_empty());

    // it comes back
    w.put(
        "/posts/one",
        "A plain sentence by Training Organisation Zeta.",
    );
    w.pass(6 * HOUR_MS).await;
    let back = w.item(id).await;
    assert_eq!(back.state.name(), "captured");
    assert!(back.priority_reasons.contains(&PriorityReason::Reupload));

    let report = vigie_desk::log::verify(&w.desk, &w.liaison).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert!(report.events > 20);
    // a second referral of the same item
    w.assess(id, "It asks readers to join the training of Zeta again")
        .await;
    let again = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![id]))
        .await
        .unwrap();
    assert_eq!(again.reference, "V-2026-000002");
    withdraw_referral(&w.desk, &w.analyst, again.id, "changed my mind".to_owned())
        .await
        .unwrap();
    assert_eq!(w.item(id).await.state.name(), "actionable");
}

/// Goal: reminders at 24 and 72 hours, then a person; a retraction reaches whoever was told.
/// Method: the page stays; letters are counted at the relay.
#[tokio::test(flavor = "multi_thread")]
async fn reminders_waiting_retraction() {
    let w = World::new().await;
    w.put("/posts/two", "Another plain sentence.");
    let id = w
        .actionable("/posts/two", "It asks readers to join the training of Zeta")
        .await;
    w.add_contact("abuse@host.example").await;
    let referral = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![id]))
        .await
        .unwrap();
    approve_referral(&w.desk, &w.reviewer, referral.id)
        .await
        .unwrap();
    w.pass(5_000).await;
    assert_eq!(w.mails().len(), 1);
    w.pass(25 * HOUR_MS).await;
    assert_eq!(w.mails().len(), 2, "first reminder");
    w.pass(3 * DAY_MS).await;
    assert_eq!(w.mails().len(), 3, "second reminder");
    let waiting = w.referral(referral.id).await;
    assert_eq!(waiting.state.name(), "waiting", "{:?}", waiting.state);
    let figures = vigie_desk::provider::show_provider(&w.desk, &w.liaison, referral.provider)
        .await
        .unwrap()
        .figures;
    assert_eq!((figures.open, figures.median_ms), (1, None));
    // retract
    let retraction = vigie_desk::retraction::retract_referral(
        &w.desk,
        &w.legal,
        referral.id,
        &[],
        "We were wrong.".to_owned(),
    )
    .await
    .unwrap();
    w.pass(5_000).await;
    assert_eq!(w.mails().len(), 4, "the retraction");
    let told = w
        .desk
        .store()
        .retraction(retraction)
        .await
        .unwrap()
        .unwrap();
    assert!(told.sent_at.is_some());
    assert_eq!(w.referral(referral.id).await.state.name(), "retracted");
    assert_eq!(w.item(id).await.state.name(), "captured");
    let looks = w.desk.store().observations_of(id, 500).await.unwrap().len();
    w.pass(3 * DAY_MS).await;
    assert_eq!(
        w.desk.store().observations_of(id, 500).await.unwrap().len(),
        looks,
        "nobody looks any more"
    );
    assert_eq!(w.mails().len(), 4);
}

/// Goal: what changed or went does not leave; a letter leaves once or is visibly uncertain.
/// Method: the relay dies after the dot; a worker dies with a letter in its hand.
#[tokio::test(flavor = "multi_thread")]
async fn relays_that_fail() {
    let w = World::new().await;
    for n in 0..6 {
        w.put(
            &format!("/posts/r{n}"),
            &format!(
                "Plain sentence number {n} about gardens and rivers {}",
                ["red", "green", "blue", "black", "white", "grey"][n]
            ),
        );
    }
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(
            w.actionable(
                &format!("/posts/r{n}"),
                &format!("It asks readers to join training number {n}"),
            )
            .await,
        );
    }
    w.add_contact("abuse@host.example").await;
    // changed before it leaves
    let r0 = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![ids[0]]))
        .await
        .unwrap();
    w.put(
        "/posts/r0",
        "Something quite different now: a recipe for bread, with flour and water and salt.",
    );
    approve_referral(&w.desk, &w.reviewer, r0.id).await.unwrap();
    w.pass(5_000).await;
    assert_eq!(w.referral(r0.id).await.state.name(), "withdrawn");
    assert_eq!(w.referral(r0.id).await.lines[0].outcome.name(), "sent_back");
    assert_eq!(w.item(ids[0]).await.state.name(), "captured");
    assert!(w.mails().is_empty());
    // gone before it leaves
    let r1 = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![ids[1]]))
        .await
        .unwrap();
    w.pages.lock().unwrap().remove("/posts/r1");
    approve_referral(&w.desk, &w.reviewer, r1.id).await.unwrap();
    w.pass(5_000).await;
    assert_eq!(
        w.referral(r1.id).await.lines[0].outcome.name(),
        "already_gone"
    );
    // dies after the dot
    w.set_relay(Relay::DiesAfterDot);
    let r2 = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![ids[2]]))
        .await
        .unwrap();
    approve_referral(&w.desk, &w.reviewer, r2.id).await.unwrap();
    w.pass(5_000).await;
    assert_eq!(w.referral(r2.id).await.state.name(), "uncertain");
    assert_eq!(w.mails().len(), 1);
    w.set_relay(Relay::Takes);
    w.pass(DAY_MS).await;
    assert_eq!(w.mails().len(), 1, "never twice by itself");
    settle_uncertain(&w.desk, &w.liaison, r2.id, true)
        .await
        .unwrap();
    assert_eq!(w.referral(r2.id).await.state.name(), "sent");
    assert_eq!(w.item(ids[2]).await.state.name(), "monitoring");
    let stale = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![ids[3]]))
        .await
        .unwrap_err();
    assert_eq!(code(&stale), "stale_capture");
    assert_eq!(
        refresh_finding(&w.desk, &w.analyst, ids[3]).await.unwrap(),
        Refreshed::Same
    );
    // a worker that died between handing over and writing down
    let r3 = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![ids[3]]))
        .await
        .unwrap();
    approve_referral(&w.desk, &w.reviewer, r3.id).await.unwrap();
    leave_in_sending(&w, r3.id).await;
    w.pass(5_000).await;
    assert_eq!(w.referral(r3.id).await.state.name(), "uncertain");
    let before = w.mails().len();
    settle_uncertain(&w.desk, &w.liaison, r3.id, false)
        .await
        .unwrap();
    w.pass(5_000).await;
    assert_eq!(w.referral(r3.id).await.state.name(), "sent");
    assert_eq!(w.mails().len(), before + 1);
    // the link of a letter works for thirty days
    let token = World::link(&w.mails()[before]);
    open_answer(&w.desk, &token).await.unwrap();
    w.pass(31 * DAY_MS).await;
    assert_eq!(
        code(&open_answer(&w.desk, &token).await.unwrap_err()),
        "answer_link_expired"
    );
    // changed while nobody looked
    w.put("/posts/r4", "A poem about winter.");
    assert_eq!(
        refresh_finding(&w.desk, &w.analyst, ids[4]).await.unwrap(),
        Refreshed::SentBack
    );
    assert_eq!(w.item(ids[4]).await.state.name(), "captured");
    // another desk's register
    let error = refresh_finding(&w.desk, &w.liaison, ids[5])
        .await
        .unwrap_err();
    assert_eq!(code(&error), "forbidden");
}

/// Puts a referral where a worker leaves it that dies with a letter in its hand.
async fn leave_in_sending(w: &World, id: ReferralId) {
    let act = vigie_store::Act {
        desk: w.desk.id(),
        side: Side::Unit,
        actor: ActorKind::Job,
        now: w.desk.now(),
    };
    let mut tx = w.desk.store().begin(act).await.unwrap();
    let mut referral = tx.referral_for_update(id).await.unwrap().unwrap();
    referral.state = referral
        .apply(ReferralCommand::BeginSending, w.desk.now())
        .unwrap();
    tx.put_referral(&referral).await.unwrap();
    let message_sha256 = Sha256([1; 32]);
    tx.commit(AuditEvent::SendingBegun {
        referral: id,
        message_sha256,
    })
    .await
    .unwrap();
}

/// Goal: deferred is tried again, refused words become a letter without addresses, a bounce is
/// readdressed and approved again, and each end is counted once.
/// Method: relay modes and raw mails.
#[tokio::test(flavor = "multi_thread")]
async fn deferred_bounced_readdressed() {
    let w = World::new().await;
    w.put("/posts/d", "A plain sentence about mountains.");
    w.put("/posts/e", "Another plain sentence about rivers and boats.");
    let d = w
        .actionable("/posts/d", "It asks readers to join the mountain training")
        .await;
    let e = w
        .actionable("/posts/e", "It asks readers to join the river training")
        .await;
    w.add_contact("abuse@host.example").await;
    w.set_relay(Relay::Defers);
    let both = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![d, e]))
        .await
        .unwrap();
    approve_referral(&w.desk, &w.reviewer, both.id)
        .await
        .unwrap();
    w.pass(5_000).await;
    assert_eq!(w.referral(both.id).await.state.name(), "approved");
    w.set_relay(Relay::RefusesContent);
    w.pass(20 * MINUTE_MS).await;
    let sent = w.referral(both.id).await;
    assert_eq!(
        sent.state.name(),
        "sent",
        "{:?}",
        w.desk.store().dead_jobs(w.desk.id()).await.unwrap()
    );
    let mails = w.mails();
    assert_eq!(mails.len(), 1, "the link-only letter");
    assert!(!mails[0].contains("hxxp"));
    // it bounces later
    let to = mails[0]
        .lines()
        .find(|line| line.starts_with("Reply-To"))
        .unwrap()
        .to_owned();
    let token = sent.reply_token.clone();
    assert!(to.contains(&token), "{to}");
    let dsn = format!(
        "From: MAILER-DAEMON@relay.example\r\nTo: b+{token}@unit.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"xx\"\r\n\r\n--xx\r\nContent-Type: text/plain\r\n\r\nnot delivered\r\n--xx\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\nFinal-Recipient: rfc822; abuse@host.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--xx--\r\n"
    );
    let filed = vigie_desk::mail::ingest_mail(&w.desk, &w.liaison, dsn.as_bytes())
        .await
        .unwrap();
    assert_eq!(
        (filed.class.as_str(), filed.reference.as_deref()),
        ("bounce", Some("V-2026-000001"))
    );
    let again = vigie_desk::mail::ingest_mail(&w.desk, &w.liaison, dsn.as_bytes())
        .await
        .unwrap();
    assert!(!again.is_new);
    assert_eq!(w.referral(both.id).await.state.name(), "bounced");
    // another contact, approved again
    w.set_relay(Relay::Takes);
    let other = w.add_contact("notices@host.example").await;
    readdress_referral(&w.desk, &w.liaison, both.id, other)
        .await
        .unwrap();
    approve_referral(&w.desk, &w.reviewer, both.id)
        .await
        .unwrap();
    w.pass(5_000).await;
    let sent = w.referral(both.id).await;
    assert_eq!(sent.state.name(), "sent", "{sent:?}");
    assert_eq!(w.mails().len(), 2);
    assert_eq!(w.desk.store().rechecks_of(both.id).await.unwrap().len(), 2);
    // an answer by mail
    let reply = format!(
        "From: Desk <abuse@host.example>\r\nTo: r+{token}@unit.example\r\nSubject: Re: [V-2026-000001]\r\nMessage-ID: <1@host.example>\r\n\r\nWe will look at it.\r\n"
    );
    let filed = vigie_desk::mail::ingest_mail(&w.desk, &w.liaison, reply.as_bytes())
        .await
        .unwrap();
    assert_eq!(filed.class, "reply");
    assert_eq!(w.referral(both.id).await.claims.len(), 1);
    // one goes, one is refused
    w.pages.lock().unwrap().remove("/posts/d");
    w.pass(2 * HOUR_MS).await;
    let partly = w.referral(both.id).await;
    assert_eq!(
        (partly.state.name(), partly.open_lines().count()),
        ("sent", 1)
    );
    close_referral(
        &w.desk,
        &w.liaison,
        both.id,
        CloseAs::Refused {
            ground: "public interest".to_owned(),
        },
    )
    .await
    .unwrap();
    assert_eq!(w.item(e).await.state.name(), "escalated");
    assert_eq!(w.item(d).await.state.name(), "closed_removed");
    let view = show_referral(&w.desk, &w.liaison, both.id).await.unwrap();
    assert_eq!((view.mails.len(), view.disclosures.len()), (2, 2));
    // it goes after all
    w.pages.lock().unwrap().remove("/posts/e");
    w.pass(2 * DAY_MS).await;
    assert_eq!(w.item(e).await.state.name(), "closed_removed");
    let figures = vigie_desk::provider::show_provider(&w.desk, &w.liaison, both.provider)
        .await
        .unwrap()
        .figures;
    assert_eq!(figures.seen_from_one, 2);
    let report = vigie_desk::log::verify(&w.desk, &w.liaison).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

/// Goal: the guards refuse at the door: copied reasons, no power to order, a protected source.
/// Method: items of one host, two of them with the same words as reason.
#[tokio::test(flavor = "multi_thread")]
async fn guards_and_same_reasons() {
    let w = World::new().await;
    w.put(
        "/posts/a",
        "Words about seas and ships and sailors far away.",
    );
    w.put(
        "/posts/b",
        "Words about deserts, camels, dunes and stars above them.",
    );
    w.put(
        "/posts/a2",
        "Words about seas and ships and sailors far away.",
    );
    let reason = "It asks readers to join the very same training";
    let a = w.actionable("/posts/a", reason).await;
    let b = w.actionable("/posts/b", reason).await;
    w.add_contact("abuse@host.example").await;
    let error = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![a]))
        .await
        .unwrap_err();
    assert_eq!(code(&error), "same_reasons");
    // an order without a power
    let order = NewReferral {
        instrument: Instrument::TcoRemovalOrder,
        ..NewReferral::of(vec![b])
    };
    let error = draft_referral(&w.desk, &w.analyst, order)
        .await
        .unwrap_err();
    assert_eq!(code(&error), "instrument_not_allowed", "{error}");
    // a protected source
    let act = vigie_store::Act {
        desk: w.desk.id(),
        side: Side::Unit,
        actor: w.legal.kind.clone(),
        now: w.desk.now(),
    };
    let mut tx = w.desk.store().begin(act).await.unwrap();
    let source = ProtectedSource {
        domain: "host.example".to_owned(),
        kind: "library".to_owned(),
        note: String::new(),
    };
    tx.put_protected_source(&source).await.unwrap();
    let domain = source.domain.clone();
    tx.commit(AuditEvent::ProtectedSourceChanged { domain })
        .await
        .unwrap();
    w.put(
        "/posts/c",
        "Words about bread and salt, and nothing else at all.",
    );
    let c = w
        .actionable("/posts/c", "It asks readers to join the training of bakers")
        .await;
    let error = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![c]))
        .await
        .unwrap_err();
    assert_eq!(code(&error), "protected_source");
    let finding = "No exemption applies to this page of the library.".to_owned();
    vigie_desk::assessment::record_legal_look(&w.desk, &w.legal, c, finding)
        .await
        .unwrap();
    draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![c]))
        .await
        .unwrap();
}
