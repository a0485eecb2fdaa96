//! The mail relay dies at each stage of the dialogue.

use vigie_demo::Fault;
use vigie_domain::time::{DAY_MS, HOUR_MS};

on_both! {
    /// Goal: what was certainly not taken is sent later, once.
    /// Method: the relay goes away at its greeting; an hour passes.
    async fn what_was_not_taken_is_sent_again(test) {
        let referral = test.approved("silence").await;
        test.internet.set_mail_fault(Some(Fault::GoesAwayAtGreeting));
        vigie_desk::job::run_round(&test.desk, "test").await.unwrap();
        assert_eq!(test.referral(referral.id).await.state.name(), "approved");
        assert!(test.mail_sent().is_empty());

        test.live_ms(HOUR_MS).await;

        assert_eq!(test.referral(referral.id).await.state.name(), "sent");
        assert_eq!(test.mail_sent().len(), 1);
    }

    /// Goal: a connection that breaks within the letter never leads to two letters.
    /// Method: the relay dies in the middle and keeps nothing. Whether the final dot was on its way
    /// is a matter of buffers: the desk knows that it was not, or says that it does not know.
    async fn a_break_within_the_letter_is_told_apart(test) {
        let referral = test.approved("silence").await;
        test.internet.set_mail_fault(Some(Fault::DiesInData));
        test.work().await;
        assert!(test.mail_sent().is_empty());
        let state = test.referral(referral.id).await.state;
        assert!(["approved", "uncertain"].contains(&state.name()), "{state:?}");
        if state.name() == "uncertain" {
            let (desk, liaison) = (&test.desk, &test.people.liaison);
            vigie_desk::referral::settle_uncertain(desk, liaison, referral.id, false).await.unwrap();
        }

        test.live_ms(HOUR_MS).await;

        assert_eq!(test.referral(referral.id).await.state.name(), "sent");
        assert_eq!(test.mail_sent().len(), 1);
    }

    /// Goal: what may have been taken is said to be uncertain and never sent twice by a machine.
    /// Method: the relay keeps the letter and dies before it says so; a day passes.
    async fn what_may_have_been_taken_is_uncertain(test) {
        let referral = test.approved("silence").await;
        test.internet.set_mail_fault(Some(Fault::DiesBeforeAccepting));
        test.work().await;
        assert_eq!(test.referral(referral.id).await.state.name(), "uncertain");

        test.live_ms(DAY_MS).await;

        assert_eq!(test.referral(referral.id).await.state.name(), "uncertain");
        assert_eq!(test.internet.mailbox("abuse@stillwater.test").len(), 1);
        let events = test.events_of(vigie_domain::Case::Referral(referral.id)).await;
        assert!(events.contains(&"sending.left_uncertain".to_owned()), "{events:?}");
    }

    /// Goal: a person who learns that it did not arrive has it sent.
    /// Method: settled as not arrived.
    async fn what_did_not_arrive_is_sent(test) {
        let referral = test.approved("silence").await;
        test.internet.set_mail_fault(Some(Fault::DiesBeforeAccepting));
        test.work().await;
        let (desk, liaison) = (&test.desk, &test.people.liaison);

        vigie_desk::referral::settle_uncertain(desk, liaison, referral.id, false).await.unwrap();
        test.work().await;

        assert_eq!(test.referral(referral.id).await.state.name(), "sent");
        assert_eq!(test.internet.mailbox("abuse@stillwater.test").len(), 2);
    }

    /// Goal: a letter refused for what it says goes out shorter, with the link only.
    /// Method: the relay refuses the content once.
    async fn a_refused_content_goes_out_shorter(test) {
        let referral = test.approved("silence").await;
        test.internet.set_mail_fault(Some(Fault::RefusesContent));
        test.work().await;

        assert_eq!(test.referral(referral.id).await.state.name(), "sent");
        let letters = test.internet.mailbox("abuse@stillwater.test");
        assert_eq!(letters.len(), 1);
        let events = test.events_of(vigie_domain::Case::Referral(referral.id)).await;
        assert_eq!(events.iter().filter(|kind| *kind == "sending.begun").count(), 2, "{events:?}");
    }

    /// Goal: without a relay a referral waits and is seen to; with one again, it leaves once.
    /// Method: nobody listens until the work is set aside; then it is put back.
    async fn without_a_relay_the_work_is_set_aside(test) {
        let referral = test.approved("silence").await;
        let alone = test.desk_with(|to| to.dispatch.smtp_port = 1);
        let (desk, operator) = (&test.desk, &test.operator);
        let dead = async || vigie_desk::job::list_dead_jobs(desk, operator).await.unwrap();
        // A relay is waited for some days; then somebody has to know.
        for _ in 0..60 {
            test.work_as(&alone).await;
            if !dead().await.is_empty() {
                break;
            }
            test.advance_ms(6 * HOUR_MS);
        }
        assert_eq!(test.referral(referral.id).await.state.name(), "approved");
        let dead = dead().await;
        assert_eq!(dead.len(), 1, "{dead:?}");
        assert_eq!(dead[0].kind, "dispatch");

        vigie_desk::job::requeue_job(desk, operator, dead[0].id).await.unwrap();
        test.live_ms(HOUR_MS).await;

        assert_eq!(test.referral(referral.id).await.state.name(), "sent");
        assert_eq!(test.mail_sent().len(), 1);
    }
}
