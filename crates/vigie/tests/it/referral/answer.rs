//! The provider answers: a claim is a claim.

use vigie_desk::referral::{open_answer, record_claim};
use vigie_domain::ClaimKind;
use vigie_domain::time::{DAY_MS, HOUR_MS};

use crate::support::refusal;

on_both! {
    /// Goal: opening the link changes nothing, however often.
    /// Method: opened three times; acts and rows compared.
    async fn opening_changes_nothing(test) {
        let referral = test.sent("silence").await;
        let token = test.token_in_letter("abuse@stillwater.test");
        let (acts, before) = (test.acts().await, test.referral(referral.id).await);

        for _ in 0..3 {
            let view = open_answer(&test.desk, &token).await.unwrap();
            assert_eq!(view.reference, referral.reference);
            assert!(view.lines[0].url_defanged.starts_with("hxxp://stillwater[.]test"));
        }

        assert_eq!(test.acts().await, acts);
        assert_eq!(test.referral(referral.id).await, before);
    }

    /// Goal: a claim is shown, closes nothing and stops no clock.
    /// Method: "removed" is claimed; the page is still there a day later.
    async fn a_claim_closes_nothing(test) {
        let referral = test.sent("silence").await;
        let token = test.token_in_letter("abuse@stillwater.test");
        let says = ClaimKind::Removed { stated_at: Some(test.now()) };

        record_claim(&test.desk, &token, says.clone(), "done").await.unwrap();
        record_claim(&test.desk, &token, says, "done").await.unwrap();
        test.live_ms(HOUR_MS).await;

        let after = test.referral(referral.id).await;
        assert_eq!(after.claims.len(), 1, "said twice is said once");
        assert_eq!(after.state, referral.state);
        assert_eq!(after.lines[0].outcome.name(), "open");
        assert_eq!(test.state_of(referral.lines[0].item).await.name(), "monitoring");
        let view = open_answer(&test.desk, &token).await.unwrap();
        assert_eq!(view.claims.len(), 1);
    }

    /// Goal: a wrong link opens nothing; a link expires, and says what to do instead.
    /// Method: letters changed, too short, of another alphabet; a month later.
    async fn links_are_exact_and_expire(test) {
        test.sent("silence").await;
        let token = test.token_in_letter("abuse@stillwater.test");
        let mut wrong = token.clone();
        wrong.replace_range(0..1, if token.starts_with('a') { "b" } else { "a" });

        for bad in [wrong.as_str(), "", "a", "../../etc/hostname", "ب", &token[1..]] {
            assert_eq!(refusal(open_answer(&test.desk, bad).await), "not_found", "{bad}");
            let claim = record_claim(&test.desk, bad, ClaimKind::Acknowledged, "").await;
            assert_eq!(refusal(claim), "not_found", "{bad}");
        }
        test.advance_ms(31 * DAY_MS);
        assert_eq!(refusal(open_answer(&test.desk, &token).await), "answer_link_expired");
        let late = record_claim(&test.desk, &token, ClaimKind::Acknowledged, "").await;
        assert_eq!(refusal(late), "answer_link_expired");
    }

    /// Goal: whoever holds a link cannot fill the disk with it.
    /// Method: long texts and many claims.
    async fn a_link_cannot_flood(test) {
        let referral = test.sent("silence").await;
        let token = test.token_in_letter("abuse@stillwater.test");
        let long = "word ".repeat(100_000);
        record_claim(&test.desk, &token, ClaimKind::Refused { ground: long.clone() }, &long)
            .await
            .unwrap();
        let mut refused = None;
        for at in 0..200 {
            let note = format!("note {at}");
            let claim = record_claim(&test.desk, &token, ClaimKind::Acknowledged, &note).await;
            if let Err(error) = claim {
                refused = Some(error.code());
                break;
            }
        }

        assert_eq!(refused, Some("too_many_claims"));
        let body = serde_json::to_string(&test.referral(referral.id).await).unwrap();
        assert!(body.len() < 100_000, "{}", body.len());
    }
}
