//! Oversight at work: a queue, looks that serve copies, a sample drawn by the log, recommendations
//! that are answered, and a login that one person cannot close.

use vigie_desk::oversight::*;
use vigie_desk::referral::*;
use vigie_desk::user::disable_user;
use vigie_domain::time::{HOUR_MS, MINUTE_MS};
use vigie_domain::*;

use crate::bank::operator;
use crate::world::{World, code};

const REASONS: &str = "The reasons could stand under any page at all.";

/// A person of a role, made by hand.
async fn person(w: &World, login: &str, role: Role) -> Actor {
    let user = User {
        id: vigie_store::new_id(w.desk.now()).unwrap(),
        desk: w.desk.id(),
        login: login.to_owned(),
        name: login.to_owned(),
        roles: vec![role],
        language: Language::En,
        password_hash: None,
        disabled_at: None,
        created_at: w.desk.now(),
    };
    let act = vigie_store::Act {
        desk: w.desk.id(),
        side: Side::Unit,
        actor: Actor::job(w.desk.id()).kind,
        now: w.desk.now(),
    };
    let mut tx = w.desk.store().begin(act).await.unwrap();
    tx.put_user(&user).await.unwrap();
    let roles = vec![role.name().to_owned()];
    tx.commit(AuditEvent::UserAdded {
        user: user.id,
        roles,
    })
    .await
    .unwrap();
    Actor::person(user.id, w.desk.id(), vec![role])
}

/// The first two pages are copies of each other, all but a word; the third is another thing.
fn words_of(path: &str) -> String {
    if path == "/posts/c" {
        return "Seven gardens lie along the quiet river, and each keeps a gate of green wood."
            .to_owned();
    }
    format!("One plain sentence that only {path} holds.")
}

async fn sent(w: &World, paths: &[&str]) -> Vec<ItemId> {
    let mut items = Vec::new();
    for path in paths {
        w.put(path, &words_of(path));
        let reason = format!("It asks readers to join the training, says {path}");
        items.push(w.actionable(path, &reason).await);
    }
    w.add_contact("abuse@host.example").await;
    for item in &items {
        let new = NewReferral::of(vec![*item]);
        let referral = draft_referral(&w.desk, &w.analyst, new).await.unwrap();
        approve_referral(&w.desk, &w.reviewer, referral.id)
            .await
            .unwrap();
        w.pass(5_000).await;
    }
    items
}

fn look(w: &World, item: ItemId, recommends: Option<(Asked, String)>) -> NewLook {
    NewLook {
        item,
        opened_at: w.desk.now().plus_ms(-MINUTE_MS),
        recommends,
    }
}

/// Goal: what was sent stands in the queue with its risks, a look takes it out, a sample drawn by the
/// log brings it back first, and no single look is published.
#[tokio::test(flavor = "multi_thread")]
async fn looks_and_samples() {
    let w = World::new().await;
    let judge = person(&w, "judge", Role::Oversight).await;
    assert_eq!(list_clusters(&w.desk, &judge).await.unwrap(), []);
    let early = draw_sample(&w.desk, &judge, 5).await.unwrap_err();
    assert_eq!(code(&early), "sample_empty", "{early}");
    let items = sent(&w, &["/posts/a", "/posts/b", "/posts/c"]).await;
    let queue = list_clusters(&w.desk, &judge).await.unwrap();
    let mut copies: Vec<usize> = queue.iter().map(|one| one.items.len()).collect();
    copies.sort_unstable();
    assert_eq!(copies, [1, 2], "a copy has no row of its own");
    // Nobody revealed the evidence before the finding.
    assert!(queue.iter().all(|one| one.risks == [Risk::Unseen]));
    // One look serves both copies.
    for (item, left) in [(items[0], 1), (items[2], 0)] {
        let none = record_look(&w.desk, &judge, look(&w, item, None)).await;
        assert_eq!(none.unwrap(), None);
        let queue = list_clusters(&w.desk, &judge).await.unwrap();
        assert_eq!(queue.len(), left);
    }
    let figures = oversight_figures(&w.desk).await.unwrap();
    assert_eq!((figures.told, figures.seen, figures.looks), (3, 3, 2));
    assert_eq!(figures.median_look_ms, None, "two looks tell too much");
    for count in [0, SAMPLE_MAX + 1] {
        let refused = draw_sample(&w.desk, &judge, count).await.unwrap_err();
        assert_eq!(code(&refused), "sample_size");
    }
    let drawn = draw_sample(&w.desk, &judge, 2).await.unwrap();
    assert_eq!(drawn.len(), 2);
    let queue = list_clusters(&w.desk, &judge).await.unwrap();
    assert!(queue.iter().all(|one| one.is_drawn));
    let mut back: Vec<ItemId> = queue.into_iter().flat_map(|one| one.items).collect();
    back.sort_unstable();
    let mut wanted = drawn.clone();
    wanted.sort_unstable();
    assert_eq!(back, wanted);
    for _ in 0..3 {
        record_look(&w.desk, &judge, look(&w, drawn[0], None))
            .await
            .unwrap();
    }
    let figures = oversight_figures(&w.desk).await.unwrap();
    assert_eq!(figures.median_look_ms, Some(MINUTE_MS));
    for (actor, what) in [(&w.analyst, "an analyst"), (&w.legal, "a legal officer")] {
        let refused = list_clusters(&w.desk, actor).await.unwrap_err();
        assert_eq!(code(&refused), "forbidden", "{what}");
    }
}

/// Goal: a recommendation is refused with reasons, contested, and then answered by somebody else; it
/// sends nothing by itself.
#[tokio::test(flavor = "multi_thread")]
async fn recommendations_are_answered() {
    let w = World::new().await;
    let judge = person(&w, "judge", Role::Oversight).await;
    let second = person(&w, "second", Role::LegalOfficer).await;
    let items = sent(&w, &["/posts/a"]).await;
    let short = Some((Asked::Retract, "no".to_owned()));
    let refused = record_look(&w.desk, &judge, look(&w, items[0], short)).await;
    assert_eq!(code(&refused.unwrap_err()), "reason_missing");
    assert_eq!(oversight_figures(&w.desk).await.unwrap().looks, 0);
    let asks = Some((Asked::Retract, REASONS.to_owned()));
    let made = record_look(&w.desk, &judge, look(&w, items[0], asks)).await;
    let id = made.unwrap().unwrap();
    let mails = w.mails().len();
    let refuse = |actor: Actor, words: &str| {
        let (desk, words) = (&w.desk, words.to_owned());
        async move { answer_recommendation(desk, &actor, id, Some(words)).await }
    };
    assert_eq!(
        code(&refuse(w.legal.clone(), "no").await.unwrap_err()),
        "reason_missing"
    );
    assert_eq!(
        code(&refuse(w.liaison.clone(), REASONS).await.unwrap_err()),
        "forbidden"
    );
    refuse(w.legal.clone(), REASONS).await.unwrap();
    let again = refuse(w.legal.clone(), REASONS).await.unwrap_err();
    assert_eq!(code(&again), "recommendation_state", "{again}");
    contest_refusal(&w.desk, &judge, id, REASONS.to_owned())
        .await
        .unwrap();
    let same = answer_recommendation(&w.desk, &w.legal, id, None).await;
    assert_eq!(code(&same.unwrap_err()), "same_pair_of_eyes");
    answer_recommendation(&w.desk, &second, id, None)
        .await
        .unwrap();
    w.pass(HOUR_MS).await;
    assert_eq!(w.mails().len(), mails, "oversight sends nothing");
    let list = list_recommendations(&w.desk, &judge).await.unwrap();
    assert_eq!(list[0].state.name(), "followed");
    let figures = oversight_figures(&w.desk).await.unwrap();
    assert_eq!((figures.open, figures.followed), (0, 1));
    assert!(list_recommendations(&w.desk, &w.analyst).await.is_err());
}

/// Goal: one administrator cannot put oversight out; the attempt is on record.
#[tokio::test(flavor = "multi_thread")]
async fn oversight_is_not_put_out_by_one() {
    let w = World::new().await;
    let judge = person(&w, "judge", Role::Oversight).await;
    let (first, second) = (operator(&w).await, person(&w, "second", Role::Admin).await);
    let id = judge.user().unwrap();
    for _ in 0..2 {
        let refused = disable_user(&w.desk, &first, id).await.unwrap_err();
        assert_eq!(code(&refused), "oversight_two_people", "{refused}");
    }
    let user = w.desk.store().user(id).await.unwrap().unwrap();
    assert_eq!(user.disabled_at, None);
    disable_user(&w.desk, &second, id).await.unwrap();
    let user = w.desk.store().user(id).await.unwrap().unwrap();
    assert!(user.disabled_at.is_some());
    let newest = w.desk.store().events_newest(w.desk.id(), 9).await.unwrap();
    let kinds: Vec<_> = newest
        .into_iter()
        .filter_map(|event| Some(event.record?.event.kind()))
        .collect();
    for kind in [
        "oversight_closing.requested",
        "oversight_login.closed",
        "user.disabled",
    ] {
        assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
    }
}
