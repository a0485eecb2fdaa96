//! What belongs to another desk is not there.

use vigie_desk::{
    assessment, contact, exhibit, item, provider, referral, retraction, review, trace, user,
};
use vigie_domain::Conclusion;
use vigie_domain::time::HOUR_MS;

use crate::support::{finding, refusal};

on_both! {
    /// Goal: whoever may do everything on one desk can do nothing to another's rows, nor see them,
    /// though they lie in the same database and their ids are known.
    /// Method: every act that names a row, by a neighbour with every role; then nothing has changed.
    async fn a_neighbour_finds_nothing(test) {
        let item = test.assessed("known-picture").await;
        let (exhibit, form) = (test.exhibit_of(item).await, finding::actionable("a neighbour"));
        let sent = test.sent("silence").await;
        let analyst = test.people.analyst.user().unwrap();
        let (desk, by) = test.neighbour().await;
        let (desk, by) = (&*desk, &by);
        let acts = test.acts().await;
        let words = || "a finding that is long enough to be one".to_owned();
        let confirmation = contact::Confirmation {
            language: vigie_domain::Language::En, zone: "UTC".to_owned(), hours: None,
        };
        let new_contact = contact::NewContact {
            provider: sent.provider,
            address: "elsewhere@neighbour.test".to_owned(),
            confirmation: confirmation.clone(),
        };
        let until = test.now().plus_ms(HOUR_MS);
        let address = "127.22.0.10".parse().unwrap();
        let close = referral::CloseAs::NoAnswer;

        let answers = [
            refusal(item::show_item(desk, by, item).await),
            refusal(item::claim_item(desk, by, item).await),
            refusal(item::close_not_item(desk, by, item).await),
            refusal(item::hold_item(desk, by, item, until, words()).await),
            refusal(item::clear_item(desk, by, item).await),
            refusal(item::reopen_item(desk, by, item, words()).await),
            refusal(assessment::record_assessment(desk, by, item, exhibit, form.clone()).await),
            refusal(assessment::settle_item(desk, by, item, Conclusion::Lawful, words()).await),
            refusal(assessment::record_legal_look(desk, by, item, words()).await),
            refusal(review::record_review(desk, by, item, exhibit, form).await),
            refusal(exhibit::request_capture(desk, by, item).await),
            refusal(exhibit::export_exhibit(desk, by, exhibit).await),
            refusal(exhibit::erase_exhibit(desk, by, exhibit, words()).await),
            refusal(exhibit::reveal_text(desk, by, exhibit).await),
            refusal(trace::request_trace(desk, by, item).await),
            refusal(trace::show_chain(desk, by, item).await),
            refusal(trace::record_host_statement(desk, by, item, address, "mail").await),
            refusal(provider::list_addressees(desk, by, item).await),
            refusal(provider::show_provider(desk, by, sent.provider).await),
            refusal(contact::confirm_contact(desk, by, sent.contact, &confirmation).await),
            refusal(contact::add_contact(desk, by, new_contact).await),
            refusal(referral::draft_referral(desk, by, referral::NewReferral::of(vec![item])).await),
            refusal(referral::approve_referral(desk, by, sent.id).await),
            refusal(referral::show_referral(desk, by, sent.id).await),
            refusal(referral::withdraw_referral(desk, by, sent.id, words()).await),
            refusal(referral::settle_uncertain(desk, by, sent.id, true).await),
            refusal(referral::close_referral(desk, by, sent.id, close).await),
            refusal(referral::readdress_referral(desk, by, sent.id, sent.contact).await),
            refusal(referral::release_volume(desk, by, sent.provider, until, words()).await),
            refusal(retraction::retract_referral(desk, by, sent.id, &[], words()).await),
            refusal(user::disable_user(desk, by, analyst).await),
            refusal(user::set_password(desk, by, analyst, "four plain made-up words".to_owned()).await),
        ];

        for (at, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer, "not_found", "the act of line {at}");
        }
        assert_eq!(test.acts().await, acts);
        let queue = vigie_store::QueueFilter::default();
        assert!(item::list_queue(desk, by, &queue, None, 50).await.unwrap().rows.is_empty());
        assert!(item::list_review_queue(desk, by, None, 50).await.unwrap().rows.is_empty());
    }
}
