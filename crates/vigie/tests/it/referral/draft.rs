//! The guards that a draft meets.

use vigie_desk::assessment::record_legal_look;
use vigie_desk::referral::{NewReferral, draft_referral, release_volume};
use vigie_domain::time::{DAY_MS, HOUR_MS};
use vigie_domain::{Instrument, ItemId};

use crate::support::{TestDesk, finding, refusal};

/// A draft on a desk with another configuration.
async fn draft_with(
    test: &TestDesk,
    change: impl FnOnce(&mut crate::support::Settings),
    items: Vec<ItemId>,
) -> Result<vigie_domain::Referral, vigie_desk::DeskError> {
    let desk = test.desk_with(change);
    draft_referral(&desk, &test.people.analyst, NewReferral::of(items)).await
}

on_both! {
    /// Goal: nothing is drafted on less than two findings.
    /// Method: at each step before; a person without the right; nothing at all.
    async fn two_findings_are_needed(test) {
        let captured = test.captured("known-picture").await;
        assert_eq!(refusal(test.draft(captured).await), "item_state");
        test.assess(captured, &test.people.analyst, finding::actionable("one")).await.unwrap();
        assert_eq!(refusal(test.draft(captured).await), "item_state");
        let none = draft_referral(&test.desk, &test.people.analyst, NewReferral::of(vec![])).await;
        assert_eq!(refusal(none), "no_line");
        let new = NewReferral::of(vec![captured]);
        assert_eq!(refusal(draft_referral(&test.desk, &test.people.liaison, new).await), "forbidden");
    }

    /// Goal: a contact that a machine found is unusable until a person confirms it.
    /// Method: before and after the liaison officer's word.
    async fn an_unconfirmed_contact_is_unusable(test) {
        let item = test.actionable("known-picture").await;
        let acts = test.acts().await;

        assert_eq!(refusal(test.draft(item).await), "contact_unusable");
        assert_eq!(test.acts().await, acts);
        assert_eq!(test.state_of(item).await.name(), "actionable");

        test.confirm_contacts(None).await;
        assert_eq!(test.draft(item).await.unwrap().state.name(), "draft");
    }

    /// Goal: a finding rests on a fresh look.
    /// Method: a day and an hour later.
    async fn an_old_capture_is_stale(test) {
        let item = test.actionable("known-picture").await;
        test.confirm_contacts(None).await;
        test.advance_ms(DAY_MS + HOUR_MS);

        assert_eq!(refusal(test.draft(item).await), "stale_capture");
    }

    /// Goal: an account is no item: it needs a basis of its own.
    /// Method: a profile that two people found unlawful; as a referral and as an order.
    async fn an_account_needs_its_own_basis(test) {
        let item = test.actionable("profile").await;
        test.confirm_contacts(None).await;

        assert_eq!(refusal(test.draft(item).await), "account_without_basis");
        let mut order = NewReferral::of(vec![item]);
        order.instrument = Instrument::TcoRemovalOrder;
        let order = draft_referral(&test.desk, &test.people.analyst, order).await;
        assert!(["account_for_order", "instrument_not_allowed"].contains(&refusal(order)));
    }

    /// Goal: a desk without a dated designation can refer, and cannot order.
    /// Method: a removal order about an item that could be referred.
    async fn without_a_designation_nothing_is_ordered(test) {
        let item = test.actionable("known-picture").await;
        test.confirm_contacts(None).await;
        let mut order = NewReferral::of(vec![item]);
        order.instrument = Instrument::TcoRemovalOrder;

        let answer = draft_referral(&test.desk, &test.people.analyst, order).await;

        assert_eq!(refusal(answer), "instrument_not_allowed");
    }

    /// Goal: a source that is lawful as a rule leaves only with the legal officer's finding.
    /// Method: the host is put on the register between review and draft.
    async fn a_protected_source_needs_the_legal_officer(test) {
        let item = test.actionable("known-picture").await;
        test.confirm_contacts(None).await;
        test.protect("plazaa.test").await;

        assert_eq!(refusal(test.draft(item).await), "protected_source");
        let look = async |by| {
            let finding = "Published outside the newspaper's own pages; no purpose exempts it.";
            record_legal_look(&test.desk, by, item, finding.to_owned()).await
        };
        assert_eq!(refusal(look(&test.people.analyst).await), "forbidden");
        look(&test.people.legal_officer).await.unwrap();
        test.draft(item).await.unwrap();
    }

    /// Goal: what may be art is not referred before the legal officer looked.
    /// Method: both people leave one purpose unclear.
    async fn an_unclear_purpose_needs_the_legal_officer(test) {
        let item = test.captured("known-picture").await;
        test.assess(item, &test.people.analyst, finding::unclear("one")).await.unwrap();
        test.review(item, &test.people.reviewer, finding::unclear("two")).await.unwrap();
        test.confirm_contacts(None).await;

        assert_eq!(refusal(test.draft(item).await), "exemption_unclear");
        let written = "Set to music, but made to recruit; the purpose is not artistic.";
        record_legal_look(&test.desk, &test.people.legal_officer, item, written.to_owned())
            .await
            .unwrap();
        test.draft(item).await.unwrap();
    }

    /// Goal: each item has its own reasons.
    /// Method: two different posts found unlawful in the same words, but for case and spaces.
    async fn reasons_are_not_copied(test) {
        let first = test.actionable("known-picture").await;
        let second = test.captured("short-link").await;
        let mut form = finding::actionable("known-picture");
        form.categories[0].reason = form.categories[0].reason.to_uppercase().replace(' ', "  ");
        test.assess(second, &test.people.analyst, form).await.unwrap();
        test.review(second, &test.people.reviewer, finding::actionable("own words")).await.unwrap();
        test.confirm_contacts(None).await;

        for item in [first, second] {
            assert_eq!(refusal(test.draft(item).await), "same_reasons");
        }
    }

    /// Goal: a batch has a cap, and an unusual day is stopped until the legal officer looked.
    /// Method: limits of one; the release runs for an hour.
    async fn a_batch_is_capped(test) {
        let one = test.actionable("known-picture").await;
        let two = test.actionable("short-link").await;
        test.confirm_contacts(None).await;

        let capped = draft_with(&test, |to| to.desk.referral.lines_max = 1, vec![one, two]).await;
        assert_eq!(refusal(capped), "too_many_lines");
        let daily = |to: &mut crate::support::Settings| to.desk.referral.lines_per_day_max = 1;
        let both = draft_with(&test, daily, vec![one, two]).await;
        assert_eq!(refusal(both), "outlier_volume");

        let first = draft_with(&test, daily, vec![one]).await.unwrap();
        test.approve(first.id, &test.people.reviewer).await.unwrap();
        assert_eq!(refusal(draft_with(&test, daily, vec![two]).await), "outlier_volume");
        let desk = test.desk_with(daily);
        let release = async |by| {
            let (until, why) = (test.now().plus_ms(HOUR_MS), "a new channel was found".to_owned());
            release_volume(&desk, by, first.provider, until, why).await
        };
        assert_eq!(refusal(release(&test.people.liaison).await), "forbidden");
        release(&test.people.legal_officer).await.unwrap();
        draft_with(&test, daily, vec![two]).await.unwrap();
    }

    /// Goal: an item is on one referral at a time.
    /// Method: drafted twice.
    async fn an_item_is_referred_once(test) {
        let referral = test.drafted("known-picture").await;

        assert_eq!(refusal(test.draft(referral.lines[0].item).await), "item_state");
    }

    /// Goal: a proxy is never asked to remove what it does not hold by a binding act.
    /// Method: the addressees of a page behind a CDN.
    async fn a_proxy_is_never_ordered(test) {
        let item = test.actionable("cdn-page").await;

        let addressees =
            vigie_desk::provider::list_addressees(&test.desk, &test.people.analyst, item)
                .await
                .unwrap();

        let proxies: Vec<_> =
            addressees.iter().filter(|one| one.role == vigie_domain::ProviderRole::CdnProxy).collect();
        assert_eq!(proxies.len(), 1, "{addressees:?}");
        assert!(!proxies[0].instruments.contains(&Instrument::TcoRemovalOrder), "{proxies:?}");
        assert!(
            !addressees.iter().any(|one| one.role == vigie_domain::ProviderRole::HostingProvider
                && one.provider.name == proxies[0].provider.name),
            "a proxy is not taken for the host: {addressees:?}"
        );
    }

    /// Goal: a desk without a sender of its own works on items and sends nothing.
    /// Method: no address in the configuration.
    async fn without_a_sender_nothing_is_drafted(test) {
        let item = test.actionable("known-picture").await;
        test.confirm_contacts(None).await;

        let answer = draft_with(&test, |to| to.desk.unit.sender_address.clear(), vec![item]).await;

        assert_eq!(refusal(answer), "no_sender");
    }
}
