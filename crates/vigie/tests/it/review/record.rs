//! The second finding is the second person's own.

use vigie_desk::item::{list_review_queue, show_item};
use vigie_desk::log;
use vigie_domain::ExhibitId;

use crate::support::{finding, refusal};

on_both! {
    /// Goal: until hers is written, nothing tells a reviewer the first finding: not the page of the
    /// item, not its history, not the log.
    /// Method: everything she can read is searched for the words of the finding.
    async fn the_reviewer_cannot_learn_the_first_finding(test) {
        let item = test.assessed("known-picture").await;
        let reviewer = &test.people.reviewer;

        let view = show_item(&test.desk, reviewer, item).await.unwrap();
        let entries = log::list_newest(&test.desk, reviewer, 500).await.unwrap();
        let from_start = log::list_entries(&test.desk, reviewer, 0, 500).await.unwrap();

        assert!(view.has_hidden_finding && view.assessments.is_empty() && view.reviews.is_empty());
        for read in [format!("{view:?}"), format!("{entries:?}"), format!("{from_start:?}")] {
            for word in ["TerroristContent", "terrorist_content", "Asks readers", "Soliciting"] {
                assert!(!read.contains(word), "`{word}` can be read:\n{read}");
            }
        }

        // Oversight, and the author, read it.
        for reader in [&test.people.oversight, &test.people.analyst] {
            let view = show_item(&test.desk, reader, item).await.unwrap();
            assert_eq!(view.assessments.len(), 1);
            assert!(!view.has_hidden_finding);
        }
    }

    /// Goal: being asked tells nothing: a lawful finding looks to the reviewer like an unlawful one.
    /// Method: the two views side by side, without what differs between any two items.
    async fn every_conclusion_looks_alike(test) {
        let unlawful = test.assessed("known-picture").await;
        let lawful = test.captured("recoded-copy").await;
        test.assess(lawful, &test.people.analyst, finding::lawful()).await.unwrap();
        let reviewer = &test.people.reviewer;

        let queue = list_review_queue(&test.desk, reviewer, None, 50).await.unwrap();
        assert_eq!(queue.rows.len(), 2, "both are asked about");
        let seen = async |id| {
            let view = show_item(&test.desk, reviewer, id).await.unwrap();
            let mut kinds: Vec<&str> = view
                .history
                .iter()
                .map(|event| event.record.as_ref().map_or("", |record| record.event.kind()))
                .collect();
            // What a worker does at one instant has no order.
            kinds.sort_unstable();
            (view.has_hidden_finding, view.assessments.len(), view.item.state.name(), kinds)
        };
        assert_eq!(seen(unlawful).await, seen(lawful).await);
    }

    /// Goal: the reviewer is somebody else, and looks at the same capture.
    /// Method: the same person; another exhibit; a person without the right. Nothing is written.
    async fn it_is_another_person_and_the_same_capture(test) {
        let item = test.captured("known-picture").await;
        test.assess(item, &test.people.both, finding::actionable("first")).await.unwrap();
        let acts = test.acts().await;
        let form = finding::actionable("second");

        let same = test.review(item, &test.people.both, form.clone()).await;
        let other = vigie_desk::review::record_review(
            &test.desk, &test.people.reviewer, item, ExhibitId::from_u128(1), form.clone(),
        )
        .await;
        let nobody = test.review(item, &test.people.liaison, form).await;

        assert_eq!(refusal(same), "same_pair_of_eyes");
        assert_eq!(refusal(other), "other_exhibit");
        assert_eq!(refusal(nobody), "forbidden");
        assert_eq!(test.acts().await, acts);
        let own = list_review_queue(&test.desk, &test.people.both, None, 50).await.unwrap();
        assert!(own.rows.is_empty(), "one's own finding is not offered for review");
    }

    /// Goal: two people disagree, a third settles in writing, and both findings stay.
    /// Method: assess, review, settle; each by who may not, too.
    async fn a_disagreement_is_settled_by_a_third(test) {
        let item = test.assessed("disagreement").await;

        let outcome =
            test.review(item, &test.people.reviewer, finding::exempt()).await.unwrap();
        assert_eq!(test.state_of(item).await.name(), "disputed");
        assert_eq!(outcome.first.by, test.people.analyst.user().unwrap());
        assert_eq!(refusal(test.draft(item).await), "item_state", "nothing leaves on a dispute");

        let settle = async |by, finding: &str| {
            let conclusion = vigie_domain::Conclusion::Exempt;
            vigie_desk::assessment::settle_item(&test.desk, by, item, conclusion, finding.to_owned())
                .await
        };
        let written = "A critic of a public list takes part in a debate.";
        assert_eq!(refusal(settle(&test.people.analyst, written).await), "forbidden");
        assert_eq!(refusal(settle(&test.people.legal_officer, "no").await), "finding_missing");
        settle(&test.people.legal_officer, written).await.unwrap();

        assert_eq!(test.state_of(item).await.name(), "closed_exempt");
        let view = show_item(&test.desk, &test.people.reviewer, item).await.unwrap();
        assert_eq!((view.assessments.len(), view.reviews.len()), (1, 1));
        assert!(test.mail_sent().is_empty());
    }

    /// Goal: what two people find lawful is closed and never leaves the house.
    /// Method: assess, review, try to refer.
    async fn what_is_lawful_is_closed(test) {
        let item = test.captured("lawful").await;
        test.assess(item, &test.people.analyst, finding::lawful()).await.unwrap();
        test.review(item, &test.people.reviewer, finding::lawful()).await.unwrap();

        assert_eq!(test.state_of(item).await.name(), "closed_lawful");
        assert_eq!(refusal(test.draft(item).await), "item_state");
    }
}
