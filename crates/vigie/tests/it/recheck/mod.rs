//! Re-checks: gone is what was seen gone, twice.

use vigie_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use vigie_domain::{LineOutcome, PageState, Watch};

use crate::support::{Page, TestDesk, WebServer, finding};

/// A referral about a page of this server, sent.
async fn sent_about(test: &TestDesk, url: &str) -> vigie_domain::Referral {
    let item = test.add(url).await;
    test.work().await;
    test.assess(item, &test.people.analyst, finding::actionable("one"))
        .await
        .unwrap();
    test.review(item, &test.people.reviewer, finding::actionable("two"))
        .await
        .unwrap();
    test.confirm_contacts(None).await;
    let draft = test.draft(item).await.unwrap();
    test.approve(draft.id, &test.people.reviewer).await.unwrap();
    test.work().await;
    let referral = test.referral(draft.id).await;
    assert_eq!(referral.state.name(), "sent");
    referral
}

fn course() -> Page {
    Page::of(
        "text/html",
        "<title>Course</title><p>Join the spring course of the organisation.</p>",
    )
}

on_both! {
    /// Goal: two looks, ten minutes apart, close the case; the time lies between the last look that
    /// saw it and the first that did not; one vantage is said to be one.
    /// Method: removed by its host three hours after the receipt.
    async fn two_looks_close_the_case(test) {
        let referral = test.sent("silence").await;
        let item = referral.lines[0].item;
        let receipt = referral.state.receipt_at().unwrap();
        test.live_ms(3 * HOUR_MS + 30 * MINUTE_MS).await;
        let removed_at = test.now();
        assert!(test.internet.remove("silence"));

        test.live_ms(3 * HOUR_MS).await;

        let closed = test.referral(referral.id).await;
        let LineOutcome::Removed { removal } = closed.lines[0].outcome.clone() else {
            panic!("{closed:?}");
        };
        assert!(removal.last_up >= receipt && removal.last_up <= removed_at, "{removal:?}");
        assert!(removal.first_gone >= removed_at, "{removal:?}");
        assert!(removal.seen_from_one);
        assert_eq!(closed.lines[0].outcome.name(), "gone_seen_from_one");
        assert_eq!(closed.state.name(), "closed");
        assert_eq!(test.state_of(item).await.name(), "closed_removed");
        let store = test.desk.store();
        let gone = store.observations_of(item, 100).await.unwrap();
        let mut gone: Vec<_> = gone.iter().filter(|seen| seen.state == PageState::Gone).collect();
        gone.sort_by_key(|seen| seen.at);
        assert_eq!(gone.len(), 2);
        assert!(gone[1].at.since_ms(gone[0].at) >= 10 * MINUTE_MS);
    }

    /// Goal: a server that is busy, shut, or asks who we are has removed nothing.
    /// Method: each such answer for a day; then the page again.
    async fn only_gone_is_gone(test) {
        let server = WebServer::at("127.23.0.99", [("/post/1", course())]);
        let referral = sent_about(&test, &server.url("/post/1")).await;
        let login = "<title>Sign in</title><form action=/login><input type=password name=p></form>";
        let challenge = "<title>Just a moment...</title><p>Checking your browser before accessing.";
        let answers = [
            Page { status: 403, ..Page::of("text/html", "<p>forbidden") },
            Page { status: 429, ..Page::of("text/html", "<p>slower") },
            Page { status: 500, ..Page::of("text/html", "<p>oops") },
            Page { status: 503, ..Page::of("text/html", challenge) },
            Page::of("text/html", login),
        ];
        for answer in answers {
            server.put("/post/1", answer);
            test.live_ms(DAY_MS).await;
            let line = &test.referral(referral.id).await.lines[0];
            assert_eq!(line.outcome.name(), "open");
        }
        server.put("/post/1", course());
        test.live_ms(DAY_MS).await;
        assert_eq!(test.referral(referral.id).await.lines[0].outcome.name(), "open");

        server.put("/post/1", Page { status: 410, ..Page::of("text/html", "<p>removed") });
        test.live_ms(2 * DAY_MS).await;
        assert_eq!(test.referral(referral.id).await.lines[0].outcome.name(), "gone_seen_from_one");
    }

    /// Goal: gone for a moment is not gone.
    /// Method: one look sees 404, the next sees the page.
    async fn one_look_is_not_enough(test) {
        let server = WebServer::at("127.23.0.99", [("/post/1", course())]);
        let referral = sent_about(&test, &server.url("/post/1")).await;
        server.remove("/post/1");
        let is_suspected = async || {
            let watches = test.desk.store().rechecks_of(referral.id).await.unwrap();
            matches!(watches[0].watch, Watch::Suspected { .. })
        };
        for _ in 0..120 {
            test.live_ms(MINUTE_MS).await;
            if is_suspected().await {
                break;
            }
        }
        assert!(is_suspected().await, "somebody looked within two hours");
        server.put("/post/1", course());
        test.live_ms(DAY_MS).await;

        assert_eq!(test.referral(referral.id).await.lines[0].outcome.name(), "open");
        assert_eq!(test.state_of(referral.lines[0].item).await.name(), "monitoring");
    }

    /// Goal: what comes back is a case again, more urgent than before, with its history.
    /// Method: removed and closed, then there again.
    async fn what_comes_back_is_opened_again(test) {
        let referral = test.sent("known-picture").await;
        let item = referral.lines[0].item;
        test.live_ms(DAY_MS).await;
        assert_eq!(test.state_of(item).await.name(), "closed_removed");
        let before = test.item(item).await.priority;

        assert!(test.internet.restore("known-picture"));
        test.live_ms(2 * DAY_MS).await;

        let back = test.item(item).await;
        assert_eq!(back.state.name(), "captured");
        assert!(back.priority > before, "{} > {before}", back.priority);
        let events = test.audit_events(item).await;
        assert!(events.contains(&"item.came_back".to_owned()), "{events:?}");
        assert!(events.contains(&"item.reopened".to_owned()), "{events:?}");
        assert!(matches!(
            test.referral(referral.id).await.lines[0].outcome,
            LineOutcome::Removed { .. }
        ));
    }

    /// Goal: a host is asked by one look at a time, with a pause between, however many items it has.
    /// Method: two items of one host, due at the same instant.
    async fn a_host_is_not_hammered(test) {
        let (one, two) = (test.sent("refusal").await, test.sent("murmur-ar").await);
        let looks = async |id| {
            test.desk.store().rechecks_of(id).await.unwrap().iter().map(|one| one.looks).sum::<u32>()
        };
        // Both are due by then, whatever the jitter; nobody looked meanwhile.
        test.advance_ms(2 * HOUR_MS);
        vigie_desk::job::run_round(&test.desk, "test").await.unwrap();
        assert_eq!(looks(one.id).await + looks(two.id).await, 1);
        vigie_desk::job::run_round(&test.desk, "test").await.unwrap();
        assert_eq!(looks(one.id).await + looks(two.id).await, 1, "the pause is kept");
        test.advance_ms(15_000);
        vigie_desk::job::run_round(&test.desk, "test").await.unwrap();
        assert_eq!(looks(one.id).await + looks(two.id).await, 2);
    }
}
