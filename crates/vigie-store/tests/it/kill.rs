//! `kill -9` at random moments: what was acknowledged is there, the log goes on.
//!
//! The test program runs itself as the victim: [`victim`] works only when it is told where.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use vigie_domain::{AuditEvent, EventId};
use vigie_store::{Config, LogFiles, Store};
use vigie_tlog::{Checkpoint, verify_log};

use crate::sample;
use crate::support::{Bed, DESK, Dice, NOON, act, runtime};

const VICTIM: &str = "VIGIE_STORE_VICTIM";

/// How often the victim is killed; `VIGIE_TEST_KILLS` asks for more.
fn kills() -> u64 {
    std::env::var("VIGIE_TEST_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(8)
}

/// Not a test: writes acts and says each one that was acknowledged, until it is killed.
#[test]
fn victim() {
    let Ok(config) = std::env::var(VICTIM) else {
        return;
    };
    let config: Config = serde_json::from_str(&config).unwrap();
    runtime().block_on(async {
        let store = Store::open(&config).await.unwrap();
        let sequencer = store.clone();
        tokio::spawn(async move {
            let signer = sequencer.log_key().unwrap();
            let mut commits = sequencer.commits();
            while commits.changed().await.is_ok() {
                sequencer.sequence(NOON, &signer).await.unwrap();
            }
        });
        // Bounded, should nobody kill it.
        for _ in 0..100_000 {
            let mut tx = store.begin(act()).await.unwrap();
            let mut item = sample::item(0);
            item.id = vigie_store::new_id(NOON).unwrap();
            item.locators.clear();
            tx.put_item(&item).await.unwrap();
            let added = AuditEvent::ItemAdded {
                item: item.id,
                channel: "api".to_owned(),
            };
            let event = tx.commit(added).await.unwrap();
            println!("acknowledged {event} {}", item.id);
        }
    });
}

fn survive(bed: &Bed, dice: &mut Dice, acknowledged: &mut Vec<(EventId, vigie_domain::ItemId)>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["kill::victim", "--exact", "--nocapture", "--test-threads=1"])
        .env(VICTIM, serde_json::to_string(&bed.config).unwrap())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut seen = Vec::new();
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // A line cut off by the kill has no second id.
            let mut words = line
                .split(' ')
                .skip_while(|word| !word.ends_with("acknowledged"))
                .skip(1);
            if let (Some(event), Some(item)) = (words.next(), words.next())
                && let (Ok(event), Ok(item)) = (event.parse(), item.parse())
            {
                seen.push((event, item));
            }
        }
        seen
    });
    // The moment of the kill is what is tested, so here time really passes.
    let until = Instant::now() + Duration::from_millis(150 + dice.next(400));
    while Instant::now() < until && child.try_wait().unwrap().is_none() {
        std::thread::park_timeout(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    acknowledged.extend(reader.join().unwrap());
}

async fn check(
    bed: &Bed,
    acknowledged: &[(EventId, vigie_domain::ItemId)],
    heads: &mut Vec<Checkpoint>,
) {
    let store = Store::open(&bed.config).await.unwrap();
    for (event, item) in acknowledged {
        assert!(
            store.event(*event).await.unwrap().is_some(),
            "event {event} is lost"
        );
        assert!(
            store.item(*item).await.unwrap().is_some(),
            "item {item} is lost"
        );
    }
    let signer = store.log_key().unwrap();
    while let Some(head) = store.sequence(NOON, &signer).await.unwrap() {
        heads.push(head);
    }
    let files = LogFiles::new(store.log_dir());
    let report = verify_log(&files, signer.verifier_key(), heads, &mut |_, _| {}).unwrap();
    assert!(report.is_sound(), "{:?}", report.defects);
    let counted: u64 = store
        .queue_counts(DESK)
        .await
        .unwrap()
        .iter()
        .map(|(_, n)| n)
        .sum();
    // The desk itself is one event more; an act that was not acknowledged may still be there.
    assert_eq!(report.checkpoint.size, counted + 1);
    assert!(counted >= acknowledged.len() as u64);
}

fn killed(bed: Bed, seed: u64) {
    let mut dice = Dice(seed);
    let (mut acknowledged, mut heads) = (Vec::new(), Vec::new());
    runtime().block_on(async { drop(bed.create().await) });
    for _ in 0..kills() {
        let before = acknowledged.len();
        survive(&bed, &mut dice, &mut acknowledged);
        runtime().block_on(check(&bed, &acknowledged[before..], &mut heads));
    }
    runtime().block_on(check(&bed, &acknowledged, &mut heads));
    println!(
        "{} acts acknowledged over {} kills",
        acknowledged.len(),
        kills()
    );
    assert!(!acknowledged.is_empty());
    runtime().block_on(bed.finish());
}

/// Goal: no acknowledged act is lost on SQLite.
#[test]
fn lite_loses_no_acknowledged_act() {
    killed(Bed::lite(), 3);
}

/// Goal: no acknowledged act is lost on PostgreSQL when the server process dies.
#[test]
fn pg_loses_no_acknowledged_act() {
    if let Some(bed) = runtime().block_on(Bed::pg()) {
        killed(bed, 5);
    }
}
