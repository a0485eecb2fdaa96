//! The store dies before it commits.

use vigie_desk::DeskError;
use vigie_desk::item::{NewItem, add_item, add_list};
use vigie_domain::IntakeChannel;
use vigie_domain::time::HOUR_MS;

use crate::support::{files_below, finding};

on_both! {
    /// Goal: an act whose commit fails leaves nothing, and can be done again.
    /// Method: acts of every room on a store that dies; then on one that lives.
    async fn a_failed_commit_leaves_nothing(test) {
        let captured = test.captured("known-picture").await;
        let actionable = test.actionable("short-link").await;
        test.confirm_contacts(None).await;
        let acts = test.acts().await;
        test.break_commits().await;

        let (desk, people) = (&test.desk, &test.people);
        let new = || NewItem::url("https://pages.test/1", IntakeChannel::Desk);
        let broken = |answer: Result<(), DeskError>| assert!(matches!(answer, Err(DeskError::Broken(_))));
        broken(add_item(desk, &people.analyst, new()).await.map(drop));
        broken(add_list(desk, &people.analyst, vec![new()], |_| {}).await.map(drop));
        broken(test.assess(captured, &people.analyst, finding::actionable("one")).await.map(drop));
        broken(test.draft(actionable).await.map(drop));
        broken(vigie_desk::bank::create_bank(desk, &people.admin, "zeta", "").await.map(drop));
        test.mend_commits().await;

        assert_eq!(test.acts().await, acts);
        assert_eq!(test.state_of(captured).await.name(), "captured");
        assert_eq!(test.state_of(actionable).await.name(), "actionable");
        assert!(add_item(desk, &people.analyst, new()).await.unwrap().is_new);
        let referral = test.draft(actionable).await.unwrap();
        assert!(referral.reference.ends_with("-000001"), "no reference is lost: {referral:?}");
        vigie_desk::bank::create_bank(desk, &people.admin, "zeta", "").await.unwrap();
    }

    /// Goal: a capture whose bytes were written and whose act failed is made again; nobody sees the
    /// first bytes, and what can be exported is whole.
    /// Method: the store dies between the sealed file and the commit.
    async fn bytes_without_an_act_are_nothing(test) {
        let item = test.add(&test.url_of("known-picture")).await;
        test.break_exhibits().await;
        let failed = vigie_desk::job::run_round(&test.desk, "test").await;
        assert!(failed.is_ok_and(|report| report.jobs_failed > 0));
        assert!(test.desk.store().exhibits_of(item).await.unwrap().is_empty());
        test.mend_exhibits().await;

        test.live_ms(HOUR_MS).await;

        assert_eq!(test.state_of(item).await.name(), "captured");
        let exhibits = test.desk.store().exhibits_of(item).await.unwrap();
        assert_eq!(exhibits.len(), 1);
        let exported = vigie_desk::exhibit::export_exhibit(
            &test.desk, &test.people.oversight, exhibits[0].id,
        )
        .await
        .unwrap();
        assert_eq!(exported.exhibit.warc_sha256, exhibits[0].warc_sha256);
        assert!(!files_below(&test.data_dir().join("blob")).is_empty());
    }

    /// Goal: whoever finds a letter between handing over and writing down says that nobody knows.
    /// Method: the store dies after the letter left; a later process, hours on, finds it. A person
    /// learns that it arrived; it is not sent again.
    async fn a_letter_nobody_wrote_down_is_uncertain(test) {
        let referral = test.approved("silence").await;
        test.break_referral_state("sent").await;
        // The round may fail as a whole: its store is dying.
        let _ = vigie_desk::job::run_round(&test.desk, "test").await;
        test.mend_referral_state().await;
        assert_eq!(test.referral(referral.id).await.state.name(), "sending");
        assert_eq!(test.mail_sent().len(), 1);

        test.live_ms(3 * HOUR_MS).await;

        assert_eq!(test.referral(referral.id).await.state.name(), "uncertain");
        assert_eq!(test.mail_sent().len(), 1, "not sent again");
        let (desk, liaison) = (&test.desk, &test.people.liaison);
        vigie_desk::referral::settle_uncertain(desk, liaison, referral.id, true).await.unwrap();
        test.work().await;
        assert_eq!(test.referral(referral.id).await.state.name(), "sent");
        assert_eq!(test.mail_sent().len(), 1);
    }
}
