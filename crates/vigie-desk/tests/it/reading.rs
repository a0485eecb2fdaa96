//! Reading at work: what is written orders the queue, is explained, found, and teaches.

use vigie_desk::assessment::record_assessment;
use vigie_desk::exhibit::erase_exhibit;
use vigie_desk::item::{NewItem, QueueFilter, add_item, list_queue};
use vigie_desk::reading::*;
use vigie_domain::*;

use crate::bank::operator;
use crate::world::{World, code};

const CALM: &str = "The choir of the Training Organisation Zeta sings on Friday in the town hall, \
                    everybody is welcome and there will be tea for all who come.";
const THREAT: &str = "We will kill you all tonight, every one of you Zetas, we know where you live \
                      and we are coming with knives.";

async fn captured(w: &World, path: &str, text: &str) -> ItemId {
    w.put(path, &format!("<p>{text}</p>"));
    let url = format!("http://host.example:{}{path}", w.port);
    let new = NewItem::url(url, IntakeChannel::Desk);
    let item = add_item(&w.desk, &w.analyst, new).await.unwrap().item;
    w.settle().await;
    item
}

async fn reading(w: &World, item: ItemId) -> ItemReading {
    w.item(item).await.reading.unwrap()
}

async fn kinds(w: &World) -> Vec<&'static str> {
    w.settle().await;
    let all = w.desk.store().events_after(w.desk.id(), 0, 10_000).await;
    let kinds = all.unwrap().into_iter().filter_map(|event| event.record);
    kinds.map(|record| record.event.kind()).collect()
}

async fn queue(w: &World, filter: QueueFilter) -> Vec<ItemId> {
    let page = list_queue(&w.desk, &w.analyst, &filter, None, 50).await;
    page.unwrap().rows.into_iter().map(|item| item.id).collect()
}

fn folded() -> QueueFilter {
    QueueFilter {
        states: vec!["captured"],
        folds_copies: true,
        ..QueueFilter::default()
    }
}

/// Goal: a threat stands before a choir though it came later; why is shown on the original; with
/// the exhibit everything that was read is gone.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_orders_the_queue() {
    let w = World::new().await;
    let calm = captured(&w, "/calm", CALM).await;
    let threat = captured(&w, "/threat", THREAT).await;
    let (low, high) = (reading(&w, calm).await, reading(&w, threat).await);
    assert_eq!((&*low.language, &*high.language), ("en", "en"));
    assert!(high.rank > low.rank + 200, "{} {}", high.rank, low.rank);
    assert_eq!(queue(&w, folded()).await, [threat, calm]);

    let explained = explain_exhibit(&w.desk, &w.analyst, high.exhibit)
        .await
        .unwrap();
    let heat: String = explained[0]
        .heat
        .iter()
        .map(|part| part.text.as_str())
        .collect();
    assert!(heat.contains("we know where you live"), "{heat}");
    assert!(explained[0].heat.iter().any(|part| part.heat > 0));
    assert!(!explained[0].explanation.top_for.is_empty());
    let before = kinds(&w).await;
    assert!(before.contains(&"text.read") && before.contains(&"exhibit.revealed"));

    let admin = operator(&w).await;
    erase_exhibit(&w.desk, &admin, high.exhibit, "a judge said so".to_owned())
        .await
        .unwrap();
    assert_eq!(w.item(threat).await.reading, None);
    assert_eq!(w.item(threat).await.priority, 0);
    let gone = explain_exhibit(&w.desk, &w.analyst, high.exhibit).await;
    assert_eq!(code(&gone.unwrap_err()), "not_found");
}

/// Goal: copies with small edits are one row of the queue with their number; each is still there.
#[tokio::test(flavor = "multi_thread")]
async fn copies_are_one_row() {
    let w = World::new().await;
    let first = captured(&w, "/1", THREAT).await;
    let other = captured(&w, "/2", CALM).await;
    let second = captured(&w, "/3", &format!("RT: {THREAT}")).await;
    let third = captured(&w, "/4", &THREAT.replace("tonight", "to\u{200b}night")).await;
    let cluster = reading(&w, second).await.cluster;
    assert_eq!(cluster, Some(first));
    assert_eq!(reading(&w, third).await.cluster, cluster);
    assert_eq!(reading(&w, first).await.cluster, cluster);
    assert_eq!(reading(&w, other).await.cluster, None);
    assert_eq!(queue(&w, folded()).await.len(), 2);
    let all = QueueFilter {
        cluster,
        ..folded()
    };
    assert_eq!(queue(&w, all).await.len(), 3);
    let explained = explain_exhibit(&w.desk, &w.analyst, reading(&w, third).await.exhibit).await;
    let nearest = explained.unwrap()[0].nearest.clone().unwrap().id;
    assert!([first, second].contains(&nearest));
}

/// Goal: one look serves what says the same word for word, each with a record of its own; what is
/// nearly the same, and what a rule says no to, is not served.
#[tokio::test(flavor = "multi_thread")]
async fn one_look_serves_many_copies() {
    let w = World::new().await;
    let first = captured(&w, "/1", THREAT).await;
    let same = captured(&w, "/2", &THREAT.replace("tonight", "to\u{200b}night")).await;
    let quoting = captured(&w, "/3", &format!("Shame on who writes: {THREAT}")).await;
    let second = captured(&w, "/4", THREAT).await;
    let cluster = reading(&w, quoting).await.cluster;
    assert_eq!(
        cluster,
        reading(&w, second).await.cluster,
        "near all the same"
    );

    let item = w.item(first).await;
    let copies = list_copies(&w.desk, &w.analyst, &item).await.unwrap();
    let mut ids: Vec<ItemId> = copies.iter().map(|copy| copy.item.id).collect();
    ids.sort_unstable();
    let mut expected = [same, second];
    expected.sort_unstable();
    assert_eq!(ids, expected);

    // Somebody else was quicker with one of them: it keeps the finding it has.
    decide(&w, second, Conclusion::TerroristContent).await;
    let before = w.item(second).await;
    let form = finding(Conclusion::TerroristContent);
    let outcomes = assess_copies(&w.desk, &w.analyst, &copies, &form, "as item 1").await;
    for carried in &outcomes {
        assert_eq!(carried.outcome.is_ok(), carried.item == same, "{carried:?}");
    }
    assert_eq!(w.item(second).await, before);
    let ItemState::Assessed {
        assessment,
        exhibit,
        ..
    } = w.item(same).await.state
    else {
        panic!("not assessed")
    };
    let kept = w
        .desk
        .store()
        .assessment(assessment)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((kept.item, kept.exhibit), (same, exhibit));
    assert!(
        kept.form.context.ends_with("as item 1"),
        "{}",
        kept.form.context
    );
    let refused = list_copies(&w.desk, &w.analyst, &w.item(quoting).await).await;
    assert!(
        refused.unwrap().is_empty(),
        "a text that quotes another has no copies"
    );

    // The second person: of the analyst's own findings none is offered to the analyst.
    decide(&w, first, Conclusion::TerroristContent).await;
    let item = w.item(first).await;
    assert!(
        list_copies(&w.desk, &w.analyst, &item)
            .await
            .unwrap()
            .is_empty()
    );
    let copies = list_copies(&w.desk, &w.reviewer, &item).await.unwrap();
    assert_eq!(copies.len(), 2);
    let outcomes = review_copies(&w.desk, &w.reviewer, &copies, &form, "as item 1").await;
    assert!(
        outcomes.iter().all(|one| one.outcome.is_ok()),
        "{outcomes:?}"
    );
    for copy in [same, second] {
        assert_eq!(w.item(copy).await.state.name(), "actionable");
    }
    assert_eq!(
        w.item(first).await.state.name(),
        "assessed",
        "it waits for its own"
    );
}

async fn hits(w: &World, words: &str) -> Vec<ItemId> {
    let found = search_texts(&w.desk, &w.analyst, words, None, 10)
        .await
        .unwrap();
    found.hits.iter().map(|hit| hit.item.id).collect()
}

/// Goal: words are found in three languages, through what was done to hide them, with the hits on
/// the original; each is a look on record; who may not see evidence finds nothing.
#[tokio::test(flavor = "multi_thread")]
async fn words_are_found() {
    let w = World::new().await;
    let arabic = captured(&w, "/ar", "يبدأ التَّدْرِيـــب غدا في القاعة الكبيرة").await;
    let french = captured(&w, "/fr", "L’entraînement commence demain à la mairie").await;
    let english = captured(
        &w,
        "/en",
        "The tra\u{200b}ining starts, come and k i l l the lights",
    )
    .await;
    assert_eq!(hits(&w, "تدريب").await, [arabic]);
    assert_eq!(hits(&w, "والتدريب").await, [arabic]);
    assert_eq!(hits(&w, "ENTRAINEMENT").await, [french]);
    assert_eq!(hits(&w, "training").await, [english]);
    assert_eq!(hits(&w, "kill").await, [english]);
    assert_eq!(hits(&w, "\"starts come\"").await, [english]);
    assert!(hits(&w, "\"come starts\"").await.is_empty());
    let found = search_texts(&w.desk, &w.analyst, "training", None, 10)
        .await
        .unwrap();
    let marked = found.hits[0]
        .pieces
        .iter()
        .find(|piece| piece.is_hit)
        .unwrap();
    assert_eq!(marked.text, "tra\u{200b}ining");
    let looks = kinds(&w).await;
    let looks = looks
        .iter()
        .filter(|kind| **kind == "exhibit.revealed")
        .count();
    assert_eq!(looks, 7);
    let refused = search_texts(&w.desk, &w.liaison, "training", None, 10).await;
    assert_eq!(code(&refused.unwrap_err()), "forbidden");
    let empty = search_texts(&w.desk, &w.analyst, " … ", None, 10).await;
    assert_eq!(code(&empty.unwrap_err()), "search_malformed");
}

/// Goal: a list is checked by line, counted in versions, and texts are read again by it.
#[tokio::test(flavor = "multi_thread")]
async fn lists_are_written_and_used() {
    let w = World::new().await;
    let item = captured(&w, "/calm", CALM).await;
    let before = reading(&w, item).await;
    let bad = save_terms(
        &w.desk,
        &w.analyst,
        "name: x\ncategory: nonsense\n---\nword",
    )
    .await;
    let bad = bad.unwrap_err();
    assert_eq!(code(&bad), "term_list_malformed");
    assert!(bad.to_string().contains("line 2"), "{bad}");
    let broken = save_terms(&w.desk, &w.analyst, "name: x\n---\n/(/").await;
    assert!(
        broken
            .unwrap_err()
            .to_string()
            .contains("regular expression")
    );

    let text = "name: choirs\r\nlanguage: en\ncategory: threat\n---\nchoir\n! choir practice\n";
    let saved = save_terms(&w.desk, &w.analyst, text).await.unwrap();
    assert_eq!((saved.version, saved.terms), (1, 1));
    w.settle().await;
    let now = reading(&w, item).await;
    assert!(now.rank > before.rank);
    assert_eq!(now.label.as_deref(), Some("threat"));
    assert_eq!(hits(&w, "choir").await, [item]);

    let saved = save_terms(&w.desk, &w.analyst, &format!("{text}sings\n"))
        .await
        .unwrap();
    assert_eq!((saved.version, saved.terms), (2, 2));
    withdraw_terms(&w.desk, &w.analyst, "choirs").await.unwrap();
    w.settle().await;
    assert_eq!(reading(&w, item).await.rank, before.rank);
    let twice = withdraw_terms(&w.desk, &w.analyst, "choirs").await;
    assert_eq!(code(&twice.unwrap_err()), "term_list_withdrawn");
    let (view, versions) = show_terms(&w.desk, &w.analyst, "choirs").await.unwrap();
    assert!(view.is_withdrawn);
    assert_eq!(versions.len(), 3);
    let starters = list_terms(&w.desk, &w.analyst).await.unwrap();
    assert!(starters.iter().any(|one| one.list.name == "starter-ar"));
    assert!(kinds(&w).await.contains(&"text.reread"));
}

fn finding(conclusion: Conclusion) -> FindingForm {
    let mut form = crate::world::form("this very text announces violence against the Zetas");
    form.conclusion = conclusion;
    match conclusion {
        Conclusion::Lawful => form.categories.clear(),
        _ => form.categories[0].category = Category::E,
    }
    form
}

async fn decide(w: &World, item: ItemId, conclusion: Conclusion) {
    let ItemState::Captured { exhibit } = w.item(item).await.state else {
        panic!("not captured")
    };
    record_assessment(&w.desk, &w.analyst, item, exhibit, finding(conclusion))
        .await
        .unwrap();
}

/// Eight findings of each kind, and what was learned from them.
async fn taught(w: &World) -> (ItemId, Trained) {
    let mut first = None;
    for number in 0..8 {
        let threat = format!("On day {number} the blue river rises against the Zetas, be afraid.");
        let calm = format!("On day {number} the green garden opens for the Zetas, be welcome.");
        let threat = captured(w, &format!("/t{number}"), &threat).await;
        let calm = captured(w, &format!("/c{number}"), &calm).await;
        first.get_or_insert(threat);
        decide(w, threat, Conclusion::TerroristContent).await;
        decide(w, calm, Conclusion::Lawful).await;
    }
    let trained = train_model(&w.desk, &w.analyst).await.unwrap();
    // What sixteen texts do to the sentinel set is the shipped model's matter: said here.
    say_sentinel(w, &trained.model, 1_000).await;
    (first.unwrap(), trained)
}

/// Writes down what a model reached on the sentinel set.
async fn say_sentinel(w: &World, model: &TextModel, sentinel: u16) {
    let act = vigie_store::Act {
        desk: w.desk.id(),
        side: Side::Unit,
        actor: Actor::job(w.desk.id()).kind,
        now: w.desk.now(),
    };
    let mut tx = w.desk.store().begin(act).await.unwrap();
    let model = TextModel {
        sentinel,
        ..model.clone()
    };
    tx.put_text_model(&model).await.unwrap();
    tx.commit(AuditEvent::DataImported { tables: 1 })
        .await
        .unwrap();
}

/// Goal: decisions teach a model that scores beside, a person promotes it, it is rolled back, and
/// each step is in the log; the sample gives an estimate of recall.
#[tokio::test(flavor = "multi_thread")]
async fn decisions_teach() {
    let w = World::with(|config| config.text.sample_per_million = 1_000_000).await;
    let nothing = train_model(&w.desk, &w.analyst).await;
    assert_eq!(code(&nothing.unwrap_err()), "too_little_to_learn");
    let (first, trained) = taught(&w).await;
    assert!(
        w.item(first)
            .await
            .priority_reasons
            .contains(&PriorityReason::Sample)
    );
    let recall = estimate_recall(&w.desk, &w.analyst).await.unwrap();
    assert_eq!((recall.decided, recall.positives), (16, 8));
    let (share, low, high) = recall.share.unwrap();
    assert!(low <= share && share <= high && high > low);

    assert_eq!(trained.model.standing, ModelStanding::Shadow);
    assert_eq!(trained.model.labels, 16);
    assert!(trained.learned.iter().any(|one| one.0 == "recruitment"));
    let before = reading(&w, first).await.rank;
    w.settle().await;
    assert_eq!(reading(&w, first).await.rank, before);
    let views = list_models(&w.desk, &w.analyst).await.unwrap();
    assert_eq!(views.agreement.unwrap().texts, 16);
    assert!(!views.is_rereading);

    let unknown = promote_model(&w.desk, &w.analyst, "ffff").await;
    assert_eq!(code(&unknown.unwrap_err()), "model_not_beside");
    say_sentinel(&w, &trained.model, 0).await;
    let worse = promote_model(&w.desk, &w.analyst, &trained.model.hash).await;
    assert_eq!(code(&worse.unwrap_err()), "sentinel_degraded");
    say_sentinel(&w, &trained.model, 1_000).await;
    promote_model(&w.desk, &w.analyst, &trained.model.hash)
        .await
        .unwrap();
    w.settle().await;
    let views = list_models(&w.desk, &w.analyst).await.unwrap();
    assert_eq!(views.current, trained.model.hash);
    let readings = w
        .desk
        .store()
        .readings_of(reading(&w, first).await.exhibit)
        .await;
    let of_first = readings.unwrap().remove(0);
    assert_eq!(of_first.model, trained.model.hash);
    assert_eq!(of_first.shadow_rank, Some(before));
    assert!(of_first.rank > before, "{} {before}", of_first.rank);

    let back = roll_back_model(&w.desk, &w.analyst, "one week was enough".to_owned()).await;
    assert_eq!(back.unwrap().file_sha256, None);
    w.settle().await;
    assert_eq!(reading(&w, first).await.rank, before);
    let none = roll_back_model(&w.desk, &w.analyst, "again".to_owned()).await;
    assert_eq!(code(&none.unwrap_err()), "no_model_before");
    let kinds = kinds(&w).await;
    for kind in [
        "text_model.trained",
        "text_model.promoted",
        "text_model.rolled_back",
    ] {
        assert!(kinds.contains(&kind), "{kind}");
    }
    let refused = train_model(&w.desk, &w.liaison).await;
    assert_eq!(code(&refused.unwrap_err()), "forbidden");
}

/// Goal: a promoted model that orders decisions worse than the one before goes back by itself,
/// within the hour; with too few decisions it stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_degrades_goes_back() {
    let w = World::new().await;
    let (first, trained) = taught(&w).await;
    promote_model(&w.desk, &w.analyst, &trained.model.hash)
        .await
        .unwrap();
    w.settle().await;
    let exhibit = reading(&w, first).await.exhibit;
    let shipped = trained.model.prior.clone().unwrap();
    for round in 0..2_u128 {
        w.pass(2 * vigie_domain::time::HOUR_MS).await;
        let views = list_models(&w.desk, &w.analyst).await.unwrap();
        assert_eq!(views.current, trained.model.hash, "round {round}");
        let act = vigie_store::Act {
            desk: w.desk.id(),
            side: Side::Unit,
            actor: Actor::job(w.desk.id()).kind,
            now: w.desk.now(),
        };
        let mut tx = w.desk.store().begin(act).await.unwrap();
        for number in round * 40..(round + 1) * 40 {
            let is = number % 2 == 0;
            let label = TextLabel {
                exhibit,
                item: ItemId::from_u128(number),
                at: w.desk.now(),
                source: LabelSource::Assessment,
                conclusion: if is {
                    Conclusion::IllegalOther
                } else {
                    Conclusion::Lawful
                },
                categories: Vec::new(),
                is_sampled: false,
                rank: if is { 100 } else { 900 },
                shadow_rank: Some(if is { 900 } else { 100 }),
                model: trained.model.hash.clone(),
                shadow: Some(shipped.clone()),
            };
            let id = vigie_store::new_id(w.desk.now()).unwrap();
            tx.add_text_label(id, &label).await.unwrap();
        }
        tx.commit(AuditEvent::DataImported { tables: 1 })
            .await
            .unwrap();
    }
    w.pass(2 * vigie_domain::time::HOUR_MS).await;
    let views = list_models(&w.desk, &w.analyst).await.unwrap();
    assert_eq!(views.current, shipped);
    assert!(kinds(&w).await.contains(&"text_model.rolled_back"));
}
