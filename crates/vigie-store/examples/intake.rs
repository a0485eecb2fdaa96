//! Measures batch intake, the sequencer and the queue on a store of its own; prints, asserts nothing.
//!
//! `cargo run --release -p vigie-store --example intake -- ITEMS [FOLDER]`; with `VIGIE_TEST_PG` set
//! and a third word `pg`, on that PostgreSQL database.

#![expect(
    clippy::print_stdout,
    reason = "a program that prints its measurements"
)]
#![expect(
    clippy::unwrap_used,
    reason = "a measurement that fails is no measurement"
)]
#![expect(
    clippy::cast_precision_loss,
    reason = "rates are printed, not computed with"
)]

use std::time::{Instant, SystemTime};

use vigie_domain::id::{DeskId, ExhibitId, ItemId, UserId};
use vigie_domain::item::{IntakeChannel, ItemState, Locator, UrlScope};
use vigie_domain::{ActorKind, AuditEvent, Item, ItemReading, Side, Timestamp};
use vigie_store::{Act, Config, Desk, QueueFilter, Store, new_id};

const DESK: DeskId = DeskId::from_u128(1);
const BATCH: u64 = 1_000;

fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap())
}

fn act() -> Act {
    Act {
        desk: DESK,
        side: Side::Unit,
        actor: ActorKind::Person {
            user: UserId::from_u128(2),
        },
        now: now(),
    }
}

/// Half of the items have a text; of these, every other one is a copy: of one flood, or of a few.
fn reading(number: u64) -> Option<ItemReading> {
    let cluster = match number % 8 {
        0 => Some(0),
        2 => Some(1 + number / 64),
        4 | 6 => None,
        _ => return None,
    };
    let languages = ["ar", "fr", "en"];
    Some(ItemReading {
        exhibit: ExhibitId::from_u128(u128::from(number)),
        language: languages[usize::try_from(number % 3).unwrap()].to_owned(),
        label: number.is_multiple_of(50).then(|| "threat".to_owned()),
        rank: u16::try_from(number % 1_000).unwrap(),
        unread: 0,
        cluster: cluster.map(|number| ItemId::from_u128(u128::from(number))),
    })
}

fn item(number: u64) -> Item {
    // Spreads keys over the whole index, as real addresses do.
    let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Item {
        id: new_id(now()).unwrap(),
        desk: DESK,
        side: Side::Unit,
        locators: vec![Locator {
            url: format!("https://archive.example/details/{spread:016x}"),
            key: format!("web:item:archive.example/{spread:016x}"),
            scope: UrlScope::Item,
            host: format!("host-{}.example", spread % 500),
            first_seen: now(),
        }],
        channel: IntakeChannel::List,
        external_id: Some(format!("ext-{number}")),
        batch: None,
        note: Some("A coloured pattern, reported by Training Organisation Zeta".to_owned()),
        state: ItemState::New,
        priority: u16::try_from(spread % 400).unwrap(),
        priority_reasons: Vec::new(),
        account_pseudonym: None,
        reupload_of: None,
        reading: reading(number),
        created_at: now(),
        updated_at: now(),
    }
}

async fn add(store: &Store, from: u64, count: u64) {
    let items: Vec<Item> = (from..from + count).map(item).collect();
    let keys: Vec<String> = items
        .iter()
        .map(|item| item.locators[0].key.clone())
        .collect();
    let mut tx = store.begin(act()).await.unwrap();
    assert!(tx.items_by_keys(DESK, &keys).await.unwrap().is_empty());
    tx.add_items(&items).await.unwrap();
    let events = items.iter().map(|item| AuditEvent::ItemAdded {
        item: item.id,
        channel: "list".to_owned(),
    });
    tx.commit_all(events.collect()).await.unwrap();
}

async fn queue_ms(store: &Store, filter: &QueueFilter) -> f64 {
    let mut worst = 0.0_f64;
    let mut after = None;
    for _ in 0..20 {
        let begun = Instant::now();
        let page = store.queue(DESK, filter, after, 50).await.unwrap();
        worst = worst.max(begun.elapsed().as_secs_f64() * 1e3);
        after = page.next;
    }
    worst
}

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let total: u64 = words.first().map_or(20_000, |word| word.parse().unwrap());
    let folder = words
        .get(1)
        .cloned()
        .unwrap_or_else(|| "intake-bench".to_owned());
    let mut config = Config {
        data_dir: folder.into(),
        ..Config::default()
    };
    if words.get(2).is_some_and(|word| word == "pg") {
        config.database_url = Some(std::env::var("VIGIE_TEST_PG").unwrap());
    }
    let store = Store::create(&config).await.unwrap();
    let mut tx = store.begin(act()).await.unwrap();
    let desk = Desk {
        id: DESK,
        name: "bench".to_owned(),
        side: Side::Unit,
        created_at: now(),
    };
    tx.put_desk(&desk).await.unwrap();
    tx.commit(AuditEvent::DeskCreated { name: desk.name })
        .await
        .unwrap();

    let signer = store.log_key().unwrap();
    // A store that was filled before is only added to, and measured.
    let counts = store.queue_counts(DESK).await.unwrap();
    let mut done: u64 = counts.iter().map(|(_, items)| items).sum();
    let mut sequenced = 0.0;
    while done < total {
        let begun = Instant::now();
        let until = (done + (total / 10).max(BATCH)).min(total);
        let from = done;
        while done < until {
            let count = BATCH.min(until - done);
            add(&store, done, count).await;
            done += count;
            let sequencing = Instant::now();
            store.sequence(now(), &signer).await.unwrap();
            sequenced += sequencing.elapsed().as_secs_f64();
        }
        let rate = (done - from) as f64 / begun.elapsed().as_secs_f64();
        println!("{done:>9} items: {rate:>8.0} items/s with their events in the log");
    }
    if sequenced > 0.0 {
        println!("sequencer: {:.0} events/s", done as f64 / sequenced);
    }
    for (name, filter) in [
        ("everything", QueueFilter::default()),
        (
            "new",
            QueueFilter {
                states: vec!["new"],
                ..QueueFilter::default()
            },
        ),
        (
            "one host",
            QueueFilter {
                host: Some("host-7.example".to_owned()),
                ..QueueFilter::default()
            },
        ),
        (
            "copies as one row",
            QueueFilter {
                states: vec!["new"],
                folds_copies: true,
                ..QueueFilter::default()
            },
        ),
        (
            "one flood",
            QueueFilter {
                cluster: Some(ItemId::from_u128(0)),
                ..QueueFilter::default()
            },
        ),
        (
            "one language and label",
            QueueFilter {
                states: vec!["new"],
                language: Some("fr".to_owned()),
                label: Some("threat".to_owned()),
                ..QueueFilter::default()
            },
        ),
        (
            "matched",
            QueueFilter {
                matched: Some(true),
                ..QueueFilter::default()
            },
        ),
        (
            "by key",
            QueueFilter {
                text: Some("web:item:archive.example/00".to_owned()),
                ..QueueFilter::default()
            },
        ),
        (
            "by another's eyes",
            QueueFilter {
                states: vec!["new", "assessed"],
                exclude_assessed_by: Some(UserId::from_u128(2)),
                ..QueueFilter::default()
            },
        ),
    ] {
        println!(
            "queue, {name}: worst of 20 pages {:.1} ms",
            queue_ms(&store, &filter).await
        );
    }
    let begun = Instant::now();
    store.queue_counts(DESK).await.unwrap();
    println!("counts: {:.1} ms", begun.elapsed().as_secs_f64() * 1e3);
    let begun = Instant::now();
    for number in 0..50 {
        add(&store, done + number, 1).await;
    }
    println!(
        "one act: {:.1} ms",
        begun.elapsed().as_secs_f64() * 1e3 / 50.0
    );
    store.close().await;
    let begun = Instant::now();
    let store = Store::open(&config).await.unwrap();
    println!("open: {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
    store.close().await;
}
