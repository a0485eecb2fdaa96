//! A second person lets a referral leave.

use vigie_desk::referral::withdraw_referral;
use vigie_domain::Case;
use vigie_domain::time::{DAY_MS, HOUR_MS};

use crate::support::{finding, refusal};

on_both! {
    /// Goal: the approver is not the drafter; the reviewer may be.
    /// Method: drafted by a person who may do both; approved by the same, by others, by the reviewer.
    async fn the_approver_is_not_the_drafter(test) {
        let item = test.captured("known-picture").await;
        test.assess(item, &test.people.both, finding::actionable("one")).await.unwrap();
        test.review(item, &test.people.reviewer, finding::actionable("two")).await.unwrap();
        test.confirm_contacts(None).await;
        let new = vigie_desk::referral::NewReferral::of(vec![item]);
        let draft =
            vigie_desk::referral::draft_referral(&test.desk, &test.people.both, new).await.unwrap();

        assert_eq!(refusal(test.approve(draft.id, &test.people.both).await), "same_pair_of_eyes");
        for by in [&test.people.analyst, &test.people.liaison, &test.people.oversight, &test.people.admin] {
            assert_eq!(refusal(test.approve(draft.id, by).await), "forbidden");
        }
        assert!(test.mail_sent().is_empty());
        let approved = test.approve(draft.id, &test.people.reviewer).await.unwrap();
        assert_eq!(approved.state.name(), "approved");
        assert_eq!(refusal(test.approve(draft.id, &test.people.legal_officer).await), "referral_state");
    }

    /// Goal: every guard is asked again at the approval.
    /// Method: the capture grows old; the host is put on the register.
    async fn the_guards_are_asked_again(test) {
        let draft = test.drafted("known-picture").await;
        let acts = test.acts().await;
        test.advance_ms(DAY_MS + HOUR_MS);
        assert_eq!(refusal(test.approve(draft.id, &test.people.reviewer).await), "stale_capture");
        test.protect("plazaa.test").await;
        assert_eq!(refusal(test.approve(draft.id, &test.people.reviewer).await), "protected_source");

        assert_eq!(test.acts().await, acts + 1, "only the register changed");
        assert_eq!(test.referral(draft.id).await.state.name(), "draft");
    }

    /// Goal: a referral given up before it left leaves no trace outside; its item can be referred.
    /// Method: withdrawn after the approval, then worked on.
    async fn what_is_withdrawn_does_not_leave(test) {
        let referral = test.approved("known-picture").await;
        let (desk, analyst) = (&test.desk, &test.people.analyst);

        let mute = withdraw_referral(desk, analyst, referral.id, " ".to_owned()).await;
        assert_eq!(refusal(mute), "reason_missing");
        withdraw_referral(desk, analyst, referral.id, "the wrong post".to_owned()).await.unwrap();
        test.work().await;

        assert!(test.mail_sent().is_empty());
        assert_eq!(test.state_of(referral.lines[0].item).await.name(), "actionable");
        let events = test.events_of(Case::Referral(referral.id)).await;
        assert_eq!(events, ["referral.drafted", "referral.approved", "referral.withdrawn"]);
    }
}
