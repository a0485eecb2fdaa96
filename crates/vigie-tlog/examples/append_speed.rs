//! Measures the hot path on one core: leaves a second, by what is done to them.
//!
//! `append_speed [LEAVES]` (a million by default). Nothing is written.

use std::time::Instant;

use vigie_domain::Timestamp;
use vigie_tlog::{
    AppendState, Leaf, LogKey, PublicRecord, Sha256, commit_private, leaf_hash, node_hash,
};

/// Leaves a batch: what a busy sequencer integrates at once.
const BATCH: u64 = 10_000;

#[expect(clippy::print_stdout, reason = "the figures are this program's answer")]
fn measure(what: &str, count: u64, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    let spent = start.elapsed();
    let rate = u128::from(count) * 1_000_000 / spent.as_micros().max(1);
    println!("{what:<44} {rate:>10} a second");
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let leaves: u64 = std::env::args()
        .nth(1)
        .map_or(Ok(1_000_000), |text| text.parse())?;
    let key = LogKey::from_seed(&[1; 32], "demo.example/log")?;
    let record = PublicRecord {
        kind: "referral_approved".to_owned(),
        at_minute: Timestamp::from_ms(1_764_000_000_000),
        desk: "unit-1".to_owned(),
        case_pseudonym: Some("00112233445566778899aabbccddeeff".to_owned()),
        ..PublicRecord::default()
    };
    let mut last = Sha256([0; 32]);
    measure("node hashes alone (two a leaf are needed)", leaves, || {
        for _ in 0..leaves {
            last = node_hash(&last, &last);
        }
    });
    measure("append, 16-byte entries, batches of 10,000", leaves, || {
        let mut state = AppendState::new();
        while state.size() < leaves {
            let end = (state.size() + BATCH).min(leaves);
            let entries = (state.size()..end).map(|index| u128::from(index).to_be_bytes());
            let files = state.append(entries.map(|entry| leaf_hash(&entry)));
            std::hint::black_box((files, state.root()));
        }
    });
    measure("append one by one, tiles each time", leaves, || {
        let mut state = AppendState::new();
        for index in 0..leaves {
            let files = state.append([leaf_hash(&u128::from(index).to_be_bytes())]);
            std::hint::black_box((files, state.root()));
        }
    });
    measure(
        "seal, render, hash and append whole records",
        leaves,
        || {
            let mut state = AppendState::new();
            let entries = (0..leaves).map(|index| {
                let commitment = commit_private(&[2; 32], &index.to_be_bytes());
                let leaf = Leaf::new(record.clone(), commitment);
                leaf_hash(&leaf.expect("the record is sound").render())
            });
            std::hint::black_box(state.append(entries));
        },
    );
    let heads = 10_000;
    measure("sign checkpoints", heads, || {
        for size in 0..heads {
            std::hint::black_box(key.sign_checkpoint(size, &last));
        }
    });
    Ok(())
}
