//! Retractions: what was sent in error is taken back with everybody it reached.

use vigie_desk::retraction::retract_referral;
use vigie_domain::WorkingHours;
use vigie_domain::time::{DAY_MS, HOUR_MS};

use crate::support::refusal;

on_both! {
    /// Goal: everybody who was told is told, at once, also after the case was closed; the item is a
    /// case again.
    /// Method: referred, removed, closed; then taken back at night.
    async fn everybody_who_was_told_is_told(test) {
        let referral = test.sent("known-picture").await;
        let item = referral.lines[0].item;
        test.live_ms(DAY_MS).await;
        assert_eq!(test.state_of(item).await.name(), "closed_removed");
        test.confirm_contacts(Some(WorkingHours::default())).await;
        test.advance_ms(14 * HOUR_MS);
        let before = test.internet.mailbox("abuse@plazaa.test").len();
        let (desk, people) = (&test.desk, &test.people);
        let take_back = async |by, reason: &str| {
            retract_referral(desk, by, referral.id, &[], reason.to_owned()).await
        };

        assert_eq!(refusal(take_back(&people.analyst, "an error").await), "forbidden");
        assert_eq!(refusal(take_back(&people.legal_officer, " ").await), "reason_missing");
        take_back(&people.legal_officer, "the post belongs to a teacher").await.unwrap();
        test.work().await;

        let letters = test.internet.mailbox("abuse@plazaa.test");
        assert_eq!(letters.len(), before + 1);
        let raw = String::from_utf8_lossy(&letters.last().unwrap().raw).into_owned();
        assert!(raw.contains(&referral.reference), "{raw}");
        assert!(raw.contains(&referral.message_id), "it answers the first letter: {raw}");
        let view = vigie_desk::referral::show_referral(desk, &people.liaison, referral.id)
            .await
            .unwrap();
        assert!(view.retractions[0].sent_at.is_some());
        assert_eq!(view.disclosures.last().unwrap().kind, "retraction");
        assert_eq!(test.referral(referral.id).await.lines[0].outcome.name(), "retracted");
        assert_eq!(test.state_of(item).await.name(), "captured");
    }

    /// Goal: what is taken back is not looked at on its account any more, nor reminded of.
    /// Method: taken back while it is open; a week passes.
    async fn a_retracted_referral_is_quiet(test) {
        let referral = test.sent("silence").await;
        let (desk, legal_officer) = (&test.desk, &test.people.legal_officer);
        retract_referral(desk, legal_officer, referral.id, &[], "an error".to_owned()).await.unwrap();
        test.work().await;
        let letters = test.mail_sent().len();
        let looks = test.internet.count_requests("stillwater.test", "/p/zeta-rules");

        test.live_ms(7 * DAY_MS).await;

        assert_eq!(letters, 2, "the notice and its retraction");
        assert_eq!(test.mail_sent().len(), letters);
        assert_eq!(test.internet.count_requests("stillwater.test", "/p/zeta-rules"), looks);
        let again =
            retract_referral(desk, legal_officer, referral.id, &[], "an error".to_owned()).await;
        assert!(["no_line", "referral_state"].contains(&refusal(again)));
    }

    /// Goal: what never left cannot be taken back.
    /// Method: a draft and an approved referral.
    async fn what_never_left_is_not_taken_back(test) {
        let referral = test.approved("known-picture").await;
        let (desk, legal_officer) = (&test.desk, &test.people.legal_officer);

        let answer =
            retract_referral(desk, legal_officer, referral.id, &[], "an error".to_owned()).await;

        assert_eq!(refusal(answer), "referral_state");
    }
}
