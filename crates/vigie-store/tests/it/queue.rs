//! The queue: the same order as sorting everything, at every page size and filter.

use vigie_domain::id::{AssessmentId, BankEntryId, BankId, ExhibitId, UserId};
use vigie_domain::{Item, ItemState, Match, Md5, Signal};
use vigie_store::{QueueFilter, Store};

use crate::sample;
use crate::support::{Bed, DESK, Dice, NOON, act, commit, contract};

type Keep = fn(&Item) -> bool;

/// Made-up items in several states, with ties in priority and instant.
fn items(dice: &mut Dice, count: u128) -> Vec<Item> {
    (0..count)
        .map(|number| {
            let mut item = sample::item(number);
            item.priority = u16::try_from(dice.next(4) * 100).unwrap();
            item.created_at = NOON.plus_ms(i64::try_from(dice.next(5)).unwrap());
            item.locators[0].host = format!("host-{}.example", dice.next(3));
            item.state = match dice.next(4) {
                0 => ItemState::New,
                1 => ItemState::Captured {
                    exhibit: ExhibitId::from_u128(1),
                },
                2 => ItemState::ClosedLawful,
                _ => ItemState::Assessed {
                    exhibit: ExhibitId::from_u128(1),
                    assessment: AssessmentId::from_u128(1),
                    by: UserId::from_u128(u128::from(dice.next(3))),
                },
            };
            item
        })
        .collect()
}

async fn walk(store: &Store, filter: &QueueFilter, limit: u32) -> Vec<Item> {
    let (mut seen, mut after) = (Vec::new(), None);
    for _ in 0..1_000 {
        let page = store.queue(DESK, filter, after, limit).await.unwrap();
        assert!(page.rows.len() <= usize::try_from(limit).unwrap());
        seen.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    seen
}

contract! {
    /// Goal: whatever the filter and page size, the pages together are the sorted whole.
    pages_are_the_sorted_whole => pages
}
async fn pages(store: Store, bed: Bed) {
    let mut dice = Dice(7);
    let mut all = items(&mut dice, 120);
    let near = |item: &Item| Match {
        item: item.id,
        exhibit: None,
        signal: Signal::Md5(Md5([1; 16])),
        bank: BankId::from_u128(1 + item.id.0.as_u128() % 2),
        bank_name: "zeta".to_owned(),
        entry: BankEntryId::from_u128(1),
        label: String::new(),
        source: String::new(),
        distance_bits: 0,
        found_at: NOON,
        transform: vigie_domain::Transform::AsIs,
        overlap: None,
        suppressed_by: None,
    };
    let mut tx = store.begin(act()).await.unwrap();
    tx.add_items(&all).await.unwrap();
    for item in all.iter().filter(|item| item.priority > 100) {
        tx.replace_matches(item.id, &[near(item)]).await.unwrap();
        // A later put leaves what matching found alone.
        tx.put_item(item).await.unwrap();
    }
    commit(tx).await;
    all.sort_by_key(|item| (std::cmp::Reverse(item.priority), item.created_at, item.id));

    let cases: [(QueueFilter, Keep); 8] = [
        (QueueFilter::default(), |_| true),
        (
            QueueFilter {
                states: vec!["new", "captured"],
                ..QueueFilter::default()
            },
            |item| matches!(item.state.name(), "new" | "captured"),
        ),
        (
            QueueFilter {
                host: Some("host-1.example".to_owned()),
                ..QueueFilter::default()
            },
            |item| item.locators[0].host == "host-1.example",
        ),
        (
            QueueFilter {
                matched: Some(true),
                ..QueueFilter::default()
            },
            |item| item.priority > 100,
        ),
        (
            QueueFilter {
                matched: Some(false),
                ..QueueFilter::default()
            },
            |item| item.priority <= 100,
        ),
        (
            QueueFilter {
                bank: Some(BankId::from_u128(1)),
                ..QueueFilter::default()
            },
            |item| item.priority > 100 && item.id.0.as_u128() % 2 == 0,
        ),
        (
            QueueFilter {
                states: vec!["assessed"],
                exclude_assessed_by: Some(UserId::from_u128(1)),
                ..QueueFilter::default()
            },
            |item| matches!(item.state, ItemState::Assessed { by, .. } if by != UserId::from_u128(1)),
        ),
        (
            QueueFilter {
                text: Some("web:item:archive.example/pattern-00001".to_owned()),
                ..QueueFilter::default()
            },
            |item| {
                item.locators[0]
                    .key
                    .starts_with("web:item:archive.example/pattern-00001")
            },
        ),
    ];
    for (filter, keep) in cases {
        let expected: Vec<Item> = all.iter().filter(|item| keep(item)).cloned().collect();
        assert!(!expected.is_empty(), "{filter:?} must keep something");
        for limit in [1, 7, 500] {
            assert!(
                walk(&store, &filter, limit).await == expected,
                "{filter:?} by {limit}"
            );
        }
    }
    let by_id = QueueFilter {
        text: Some(all[3].id.to_string()),
        ..QueueFilter::default()
    };
    assert_eq!(walk(&store, &by_id, 5).await, [all[3].clone()]);
    bed.finish().await;
}

contract! {
    /// Goal: the counts equal a recount after random changes, dropped ones among them.
    counts_equal_a_recount => counts
}
async fn counts(store: Store, bed: Bed) {
    let mut dice = Dice(11);
    let mut kept: Vec<Item> = Vec::new();
    for round in 0..40_u128 {
        let mut tx = store.begin(act()).await.unwrap();
        let mut changed = kept.clone();
        for mut item in items(&mut dice, 3) {
            item.id = sample::item(round * 3 + u128::from(dice.next(3))).id;
            item.locators.clear();
            tx.put_item(&item).await.unwrap();
            changed.retain(|other| other.id != item.id);
            changed.push(item);
        }
        if dice.next(3) == 0 {
            drop(tx);
        } else {
            commit(tx).await;
            kept = changed;
        }
    }
    let mut expected = std::collections::BTreeMap::new();
    for item in &kept {
        *expected.entry(item.state.name().to_owned()).or_insert(0) += 1;
    }
    assert_eq!(
        store.queue_counts(DESK).await.unwrap(),
        expected.into_iter().collect::<Vec<_>>()
    );
    bed.finish().await;
}
