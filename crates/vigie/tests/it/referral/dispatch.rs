//! A referral leaves: once, in working hours, after a last look.

use vigie_domain::time::{DAY_MS, HOUR_MS};
use vigie_domain::{Case, LineOutcome, WorkingHours};
use vigie_trace::PlatformEntry;

use crate::support::{Page, TestDesk, WebServer, finding};

/// An approved referral about a page of this server, whose network is Plazaa's.
async fn approved_about(test: &TestDesk, url: &str) -> vigie_domain::Referral {
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
    test.approve(draft.id, &test.people.reviewer).await.unwrap()
}

/// A machine in Plazaa's network.
fn at_plazaa() -> WebServer {
    let page = Page::of(
        "text/html",
        "<title>Course</title><p>Join the spring course.</p>",
    );
    WebServer::at("127.23.0.99", [("/post/1", page)])
}

fn outcomes(referral: &vigie_domain::Referral) -> Vec<&'static str> {
    referral
        .lines
        .iter()
        .map(|line| line.outcome.name())
        .collect()
}

on_both! {
    /// Goal: a referral leaves once, with its place in the log, and its item is watched from then.
    /// Method: sent, then worked on for a day of rounds.
    async fn it_leaves_once(test) {
        let referral = test.sent("silence").await;
        let item = referral.lines[0].item;
        test.work().await;

        let letters = test.internet.mailbox("abuse@stillwater.test");
        assert_eq!(letters.len(), 1);
        let raw = String::from_utf8_lossy(&letters[0].raw).into_owned();
        assert!(raw.contains(&referral.reference), "{raw}");
        assert!(raw.contains(&referral.message_id), "{raw}");
        assert_eq!(test.state_of(item).await.name(), "monitoring");
        assert_eq!(
            test.events_of(Case::Referral(referral.id)).await[..4],
            ["referral.drafted", "referral.approved", "sending.begun", "referral.sent"]
        );
        let told = vigie_desk::referral::show_referral(&test.desk, &test.people.liaison, referral.id)
            .await
            .unwrap()
            .disclosures;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].items, [item]);
    }

    /// Goal: what is not urgent waits for the recipient's morning; what is, does not.
    /// Method: approved at night by the clock of the recipient.
    async fn the_night_is_waited_out(test) {
        let quiet = test.actionable("known-picture").await;
        let urgent = test.actionable("short-link").await;
        // Monday, 09:00 in Paris; now it is 23:00.
        test.confirm_contacts(Some(WorkingHours::default())).await;
        test.advance_ms(14 * HOUR_MS);
        let draft = async |item, is_urgent| {
            let mut new = vigie_desk::referral::NewReferral::of(vec![item]);
            new.is_urgent = is_urgent;
            let draft = vigie_desk::referral::draft_referral(&test.desk, &test.people.analyst, new);
            let draft = draft.await.unwrap();
            test.approve(draft.id, &test.people.reviewer).await.unwrap()
        };
        let (quiet, urgent) = (draft(quiet, false).await, draft(urgent, true).await);
        test.work().await;

        assert_eq!(test.referral(quiet.id).await.state.name(), "approved");
        assert_eq!(test.referral(urgent.id).await.state.name(), "sent");
        test.advance_ms(8 * HOUR_MS);
        test.work().await;
        assert_eq!(test.referral(quiet.id).await.state.name(), "approved", "07:00");
        test.advance_ms(4 * HOUR_MS);
        test.work().await;
        assert_eq!(test.referral(quiet.id).await.state.name(), "sent", "11:00");
        assert_eq!(test.mail_sent().len(), 2);
    }

    /// Goal: what is there now is not what was assessed: the line goes back to the analyst.
    /// Method: the page changes between approval and sending.
    async fn a_changed_object_goes_back(test) {
        let server = at_plazaa();
        let referral = approved_about(&test, &server.url("/post/1")).await;
        server.put("/post/1", Page::of("text/html", "<title>Tomatoes</title><p>They are ripe.</p>"));
        test.work().await;

        let referral = test.referral(referral.id).await;
        let LineOutcome::SentBack { why } = &referral.lines[0].outcome else {
            panic!("{referral:?}");
        };
        assert_eq!(why, "object_changed");
        assert_eq!(referral.state.name(), "withdrawn");
        assert_eq!(test.state_of(referral.lines[0].item).await.name(), "captured");
        assert!(test.mail_sent().is_empty());
    }

    /// Goal: the same page sent again in other clothes is still the same object.
    /// Method: only a counter in the head of the page changes.
    async fn the_same_text_is_the_same_object(test) {
        let server = at_plazaa();
        let referral = approved_about(&test, &server.url("/post/1")).await;
        let again = "<title>Course</title><!-- visit 2 --><p>Join the  spring course.</p>";
        server.put("/post/1", Page::of("text/html", again));
        test.work().await;

        assert_eq!(test.referral(referral.id).await.state.name(), "sent");
    }

    /// Goal: what is gone before it was referred is no effect of the referral.
    /// Method: the host removes it between approval and sending.
    async fn what_is_gone_already_is_not_referred(test) {
        let referral = test.approved("known-picture").await;
        assert!(test.internet.remove("known-picture"));
        test.work().await;

        let referral = test.referral(referral.id).await;
        assert_eq!(outcomes(&referral), ["already_gone"]);
        assert_eq!(referral.state.name(), "withdrawn");
        assert!(test.mail_sent().is_empty());
    }

    /// Goal: a host that moved is not written to in its old place.
    /// Method: by the time of sending, the platform is known to be somebody else's.
    async fn a_moved_host_goes_back(test) {
        let referral = test.approved("known-picture").await;
        let moved = test.desk_with(|to| {
            to.trace.platforms.push(PlatformEntry {
                domain: "plazaa.test".to_owned(),
                provider_key: "elsewhere".to_owned(),
                provider_name: "Elsewhere".to_owned(),
                key_prefix: None,
            });
        });
        test.work_as(&moved).await;

        let referral = test.referral(referral.id).await;
        assert_eq!(outcomes(&referral), ["sent_back"], "{referral:?}");
        assert_eq!(test.state_of(referral.lines[0].item).await.name(), "captured");
        assert!(test.mail_sent().is_empty());
    }

    /// Goal: silence is met with two reminders and then waits for the liaison officer.
    /// Method: nobody answers for five days.
    async fn silence_is_reminded_twice(test) {
        let referral = test.sent("silence").await;
        test.live_ms(5 * DAY_MS).await;

        assert_eq!(test.internet.mailbox("abuse@stillwater.test").len(), 3);
        let now = test.referral(referral.id).await;
        assert_eq!(now.state.name(), "waiting");
        let (desk, liaison) = (&test.desk, &test.people.liaison);
        let close = vigie_desk::referral::CloseAs::NoAnswer;
        vigie_desk::referral::close_referral(desk, liaison, referral.id, close).await.unwrap();
        assert_eq!(test.state_of(referral.lines[0].item).await.name(), "escalated");
    }
}
