//! A captured picture is banked; what was captured before is found by it, and says why.

use vigie_desk::bank::{bank_record, create_bank, move_entry, show_bank};
use vigie_desk::signal::explain_match;
use vigie_domain::{EntryCommand, EntryState};

use crate::support::{TestDesk, refusal};

/// The record of an item's exhibit that holds its picture.
async fn picture_of(test: &TestDesk, item: vigie_domain::ItemId) -> (vigie_domain::ExhibitId, u32) {
    let exhibit = test.exhibit_of(item).await;
    let found = test.desk.store().exhibit(exhibit).await.unwrap().unwrap();
    let holds = |record: &vigie_domain::ExhibitRecord| {
        record.signals.iter().any(vigie_domain::Signal::is_pdq)
    };
    let place = found.records.iter().position(holds).unwrap();
    (exhibit, u32::try_from(place).unwrap())
}

on_both! {
    /// Goal: a picture banked today finds its re-encoded copy captured yesterday; the page shows
    /// both pictures side by side, blurred, and why; withdrawn, the match is gone.
    /// Method: two captures of one picture; one is banked, through the desk and through the page.
    async fn yesterdays_copy_is_found_and_explained(test) {
        let (desk, people) = (&test.desk, &test.people);
        let original = test.captured("known-picture").await;
        let copy = test.captured("recoded-copy").await;
        let other = test.captured("lawful").await;
        create_bank(desk, &people.admin, "zeta", "posters").await.unwrap();
        let shown = picture_of(&test, original).await;
        assert_eq!(refusal(bank_record(desk, &people.liaison, "zeta", shown, "poster").await), "forbidden");

        let browser = test.browser_of(&people.analyst).await;
        let (exhibit, record) = (shown.0.to_string(), shown.1.to_string());
        let form = [("exhibit", exhibit.as_str()), ("record", record.as_str()), ("bank", "zeta"), ("label", "A poster")];
        browser.post(&format!("/items/{original}/banking"), &form).await.expect(303);
        test.work().await;

        let found = desk.store().matches_of(copy).await.unwrap();
        assert!(!found.is_empty() && found[0].distance_bits <= 31, "{found:?}");
        assert!(test.item(copy).await.priority > test.item(other).await.priority);
        let explained = explain_match(desk, &people.analyst, copy, 0).await.unwrap();
        assert_eq!(explained.entry_picture, Some(shown));
        assert_eq!(explained.differing_bits.len(), found[0].distance_bits as usize);

        let page = browser.get(&format!("/items/{copy}/matches/0")).await.expect(200);
        let (theirs, ours) = (explained.item_picture.unwrap(), shown);
        for (exhibit, record) in [theirs, ours] {
            let picture = format!("/exhibits/{exhibit}/records/{record}/blurred");
            assert!(page.body.contains(&picture), "{}", page.body);
        }
        assert!(!page.body.contains("/still"), "nothing is shown unasked");
        assert!(page.body.contains("pdq/full"), "{}", page.body);
        browser.get(&format!("/items/{copy}")).await.expect(200);
        browser.get("/banks/zeta").await.expect(200);
        browser.get(&format!("/items/{copy}/matches/9")).await.expect(404);

        let entry = explained.entry.id;
        let opinion = format!("/banks/zeta/entries/{entry}/opinion");
        browser.post(&opinion, &[("stance", "disagree"), ("note", "a pattern")]).await.expect(303);
        let page = browser.get(&format!("/items/{copy}/matches/0")).await.expect(200);
        assert!(page.body.contains("a pattern"), "{}", page.body);

        let withdraw = EntryCommand::Withdraw { reason: "shared by many".to_owned() };
        move_entry(desk, &people.reviewer, "zeta", entry, withdraw).await.unwrap();
        test.work().await;
        let left = desk.store().matches_of(copy).await.unwrap();
        assert!(left.iter().all(|one| one.entry != entry), "{left:?}");
        let detail = show_bank(desk, &people.admin, "zeta").await.unwrap();
        assert!(detail.counts.contains(&(EntryState::Withdrawn, 1)), "{:?}", detail.counts);
    }
}
