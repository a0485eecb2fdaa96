//! A captured picture is banked; what was captured before is found by it, and says why.

use vigie_desk::bank::{
    BankSettings, NewContent, add_content, bank_record, create_bank, create_bank_with,
    hash_to_bank, move_entry, show_bank,
};
use vigie_desk::signal::{ServiceLookup, explain_match, hash_upload, look_up, look_up_picture};
use vigie_domain::{Activation, EntryCommand, EntryState, Signal, SignalType, Transform};

use super::files::made;
use crate::support::{TestDesk, refusal};

fn content(signal: Signal, label: &str) -> NewContent {
    NewContent {
        signals: vec![(signal, Transform::AsIs)],
        label: label.to_owned(),
        source: "desk".to_owned(),
        ..NewContent::default()
    }
}

/// The exact PDQ of a picture.
async fn pdq_of(test: &TestDesk, bytes: &[u8]) -> Signal {
    let signals = hash_upload(&test.desk, &test.people.analyst, bytes)
        .await
        .unwrap();
    signals.into_iter().find(Signal::is_pdq).unwrap()
}

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

    /// Goal: a bank's page says which other banks hold the same, and of an entry that waits what else
    /// is near it. Method: one signal in two banks, and a neighbour put forward in a third that takes
    /// two people.
    async fn what_banks_share_stands_on_their_pages(test) {
        let (desk, people) = (&test.desk, &test.people);
        let pdq = |last: &str| Signal::parse(SignalType::Pdq, &format!("{}{last}", "5a".repeat(31))).unwrap();
        for name in ["zeta", "eta"] {
            create_bank(desk, &people.admin, name, "posters").await.unwrap();
            add_content(desk, &people.analyst, name, content(pdq("5a"), "A poster")).await.unwrap();
        }
        let settings = BankSettings { activation: Some(Activation::TwoPeople), ..BankSettings::default() };
        create_bank_with(desk, &people.admin, "theta", settings).await.unwrap();
        add_content(desk, &people.analyst, "theta", content(pdq("5b"), "Its neighbour")).await.unwrap();

        let browser = test.browser_of(&people.analyst).await;
        let page = browser.get("/banks/zeta").await.expect(200);
        assert!(page.body.contains("href=\"/banks/eta\""), "{}", page.body);
        assert!(!page.body.contains("href=\"/banks/theta\""), "what waits answers nowhere");
        let page = browser.get("/banks/theta").await.expect(200);
        assert!(page.body.contains("A poster") && page.body.contains(" bit apart"), "{}", page.body);
        assert!(page.body.contains("href=\"/banks/zeta\""), "{}", page.body);
    }

    /// Goal: a program that asks with a file is told exact distances, and nothing of a stranger; a
    /// broken file is refused. Method: the known pictures of the demo.
    async fn a_file_is_looked_up_at_its_exact_distance(test) {
        let (desk, people) = (&test.desk, &test.people);
        let original = &test.internet.scenario().known_pictures[0].bytes;
        let folder = tempfile::tempdir().unwrap();
        let drawn = ["-f", "lavfi", "-i", "mandelbrot=size=900x700", "-frames:v", "1"];
        let other = &made(folder.path(), "other.jpg", &drawn);
        create_bank(desk, &people.admin, "zeta", "posters").await.unwrap();
        let signals = hash_to_bank(desk, &people.analyst, original).await.unwrap();
        let new = NewContent { signals, ..content(pdq_of(&test, original).await, "A poster") };
        add_content(desk, &people.analyst, "zeta", new).await.unwrap();

        let all = ServiceLookup { bypasses_ratio: true, ..ServiceLookup::default() };
        let found = look_up_picture(desk, &people.analyst, original, all).await.unwrap();
        let exact = pdq_of(&test, original).await;
        assert_eq!(found, look_up(desk, &people.analyst, &exact, all).await.unwrap());
        assert_eq!(found.len(), 1);
        let found = look_up_picture(desk, &people.analyst, other, all).await.unwrap();
        assert_eq!(found, []);
        let broken = look_up_picture(desk, &people.analyst, &original[..original.len() / 2], all);
        assert_eq!(refusal(broken.await), "undecodable");
    }
}
