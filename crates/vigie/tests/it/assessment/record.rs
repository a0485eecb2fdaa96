//! The first finding.

use vigie_desk::assessment::record_assessment;
use vigie_desk::item::close_not_item;
use vigie_domain::{Category, CategoryFinding, ExhibitId, FindingForm};

use crate::support::{finding, refusal};

on_both! {
    /// Goal: an incomplete finding is refused and changes nothing.
    /// Method: one answer missing at a time.
    async fn an_incomplete_finding_is_refused(test) {
        let item = test.captured("known-picture").await;
        let acts = test.acts().await;
        let without = |change: fn(&mut FindingForm)| {
            let mut form = finding::actionable("a course");
            change(&mut form);
            form
        };
        let table = [
            ("no offence", without(|form| form.offence.clear())),
            ("no category", without(|form| form.categories.clear())),
            ("no reason", without(|form| form.categories[0].reason.truncate(3))),
            ("twice the same", without(|form| form.categories.push(form.categories[0].clone()))),
            ("a purpose unanswered", without(|form| drop(form.exemptions.pop()))),
            ("a purpose that exempts", {
                let mut form = finding::actionable("a course");
                form.exemptions = finding::exempt().exemptions;
                form
            }),
            ("no danger", without(|form| {
                form.danger.finding = vigie_domain::Finding::None;
                form.categories = vec![CategoryFinding {
                    category: Category::A,
                    reason: "It praises what was done on the square.".to_owned(),
                }];
            })),
            ("a book", without(|form| form.context = "word ".repeat(100_000))),
        ];

        for (what, form) in table {
            let answer = test.assess(item, &test.people.analyst, form).await;
            assert_eq!(refusal(answer), "assessment_incomplete", "{what}");
        }
        assert_eq!(test.acts().await, acts);
        assert_eq!(test.state_of(item).await.name(), "captured");
    }

    /// Goal: a finding is about what was looked at, by somebody who may.
    /// Method: another exhibit, other roles, an item of nobody.
    async fn a_finding_is_about_what_was_seen(test) {
        let item = test.captured("known-picture").await;
        let exhibit = test.exhibit_of(item).await;
        let form = finding::actionable("a course");
        let record = async |by, item, exhibit| {
            record_assessment(&test.desk, by, item, exhibit, form.clone()).await
        };
        let people = &test.people;

        assert_eq!(refusal(record(&people.analyst, item, ExhibitId::from_u128(1)).await), "other_exhibit");
        for by in [&people.reviewer, &people.liaison, &people.oversight, &people.admin] {
            assert_eq!(refusal(record(by, item, exhibit).await), "forbidden");
        }
        let nothing = vigie_domain::ItemId::from_u128(1);
        assert_eq!(refusal(record(&people.analyst, nothing, exhibit).await), "not_found");
        record(&people.analyst, item, exhibit).await.unwrap();
        assert_eq!(refusal(record(&people.second_analyst, item, exhibit).await), "item_state");
    }

    /// Goal: a shelf of a library is not found unlawful; it is closed and never leaves the house.
    /// Method: a collection, a search; then the act that closes it; an item cannot be closed so.
    async fn a_shelf_is_not_an_item(test) {
        let people = &test.people;
        for name in ["library-collection", "archive-texts", "archive-search"] {
            let item = test.captured(name).await;
            let answer = test.assess(item, &people.analyst, finding::actionable(name)).await;
            assert_eq!(refusal(answer), "scope_not_item", "{name}");
            close_not_item(&test.desk, &people.analyst, item).await.unwrap();
            assert_eq!(test.state_of(item).await.name(), "closed_not_item", "{name}");
        }
        let item = test.captured("known-picture").await;
        assert_eq!(refusal(close_not_item(&test.desk, &people.analyst, item).await), "is_an_item");
    }

    /// Goal: what a bank knows is recognised, also re-encoded; a machine decides nothing by it.
    /// Method: the known picture is banked by its file; two posts that show it, and one that does not.
    async fn a_match_orders_and_decides_nothing(test) {
        let known = &test.internet.scenario().known_pictures[0];
        let decoder = vigie_media::Decoder::new(test.settings.media.clone()).unwrap();
        let signals = vigie_desk::signal::hash_bytes(&decoder, &known.bytes).await.unwrap();
        let pdq = signals.iter().find(|one| one.signal_type().name() == "pdq").unwrap();
        let (desk, admin) = (&test.desk, &test.people.admin);
        vigie_desk::bank::create_bank(desk, admin, "zeta", "").await.unwrap();
        let list = format!("{}\n", pdq.value()).into_bytes();
        let kind = pdq.signal_type();
        vigie_desk::bank::import_bank(desk, admin, "zeta", vigie_desk::bank::ImportForm::Values(kind), "test", &list).await.unwrap();

        let other = test.captured("lawful").await;
        let (same, recoded) =
            (test.captured("known-picture").await, test.captured("recoded-copy").await);

        let view = async |id| vigie_desk::item::show_item(desk, &test.people.analyst, id).await.unwrap();
        assert_eq!(view(same).await.matches.len(), 1);
        assert_eq!(view(recoded).await.matches.len(), 1);
        assert!(view(recoded).await.matches[0].distance_bits <= 31);
        assert!(view(other).await.matches.is_empty());
        let filter = vigie_store::QueueFilter::default();
        let queue =
            vigie_desk::item::list_queue(desk, &test.people.analyst, &filter, None, 10).await.unwrap();
        assert_eq!(queue.rows.last().unwrap().id, other, "what is known comes first");
        assert!(queue.rows.iter().all(|item| item.state.name() == "captured"));
    }
}
