//! Writes a sample log into a folder, for other people's verifiers.
//!
//! `write_log FOLDER PUBLISHED SIZE…` grows the log through the sizes, in that order, and
//! publishes the entries below PUBLISHED. Each head stays as `older/SIZE`; the verifier key is
//! printed. The signing key is made of zeros and ones: nobody may trust this log.

use std::error::Error;
use std::path::Path;

use vigie_domain::Timestamp;
use vigie_domain::id::ItemId;
use vigie_tlog::{
    AppendState, CHECKPOINT_PATH, Leaf, LogKey, PUBLISHED_PATH, PublicRecord, case_pseudonym,
    commit_private, entry_bundles, leaf_hash, render_published,
};

const KINDS: [&str; 4] = [
    "item_added",
    "exhibit_sealed",
    "assessment_recorded",
    "referral_approved",
];

fn entry(index: u64) -> Vec<u8> {
    let number = usize::try_from(index % 4).unwrap_or_default();
    let record = PublicRecord {
        kind: KINDS[number].to_owned(),
        at_minute: Timestamp::from_ms(1_764_000_000_000)
            .plus_ms(i64::try_from(index).unwrap_or_default() * 7_000),
        desk: "Training Organisation Zeta".to_owned(),
        instrument: (number == 3).then(|| "referral".to_owned()),
        case_pseudonym: Some(case_pseudonym(
            &[1; 32],
            ItemId::from_u128(u128::from(index / 4)),
        )),
        ..PublicRecord::default()
    };
    let private = format!(r#"{{"note":"plain sentence {index}"}}"#);
    let leaf = Leaf::new(record, commit_private(&[2; 32], private.as_bytes()));
    leaf.expect("a record of short words is always a leaf")
        .render()
}

#[expect(clippy::print_stdout, reason = "the key is this program's answer")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let usage = "usage: write_log FOLDER PUBLISHED SIZE…";
    let folder = words.next().ok_or(usage)?;
    let folder = Path::new(&folder);
    let published: u64 = words.next().ok_or(usage)?.parse()?;
    let key = LogKey::from_seed(&[1; 32], "demo.example/log")?;
    let mut state = AppendState::new();
    for size in words {
        let size: u64 = size.parse()?;
        for file in state.append((state.size()..size).map(|index| leaf_hash(&entry(index)))) {
            write(folder, &file.path, &file.bytes)?;
        }
        let head = key.sign_checkpoint(size, &state.root());
        write(folder, &format!("older/{size}"), head.as_bytes())?;
        write(folder, CHECKPOINT_PATH, head.as_bytes())?;
    }
    for file in entry_bundles(0, published, (0..published).map(entry))? {
        write(folder, &file.path, &file.bytes)?;
    }
    write(
        folder,
        PUBLISHED_PATH,
        render_published(published).as_bytes(),
    )?;
    println!("{}", key.verifier_key());
    Ok(())
}

fn write(folder: &Path, path: &str, bytes: &[u8]) -> std::io::Result<()> {
    let path = folder.join(path);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(path, bytes)
}
