//! Files kept from smaller trees: each must be the beginning of what it grew into.
//!
//! The outsider's check reads what the newest checkpoint stands on. Partial tiles and bundles of
//! earlier ones lie beside them, and are served to whoever kept an earlier checkpoint.

use std::path::{Path, PathBuf};

use vigie_store::LogFiles;
use vigie_tlog::{Bundle, CHECKPOINT_PATH, LogSource as _, PUBLISHED_PATH, Tile};

/// Folders within folders of a log: tiles of 2^64 entries need fewer.
const DEPTH_MAX: usize = 16;

/// Paths of files that are not what they were, or that belong to no log. O(files).
pub(super) fn find_damaged(dir: &Path, files: &LogFiles, size: u64, published: u64) -> Vec<String> {
    let mut damaged = Vec::new();
    for path in list_files(dir) {
        if !is_sound(files, &path, size, published) {
            damaged.push(path);
        }
    }
    damaged.sort();
    damaged
}

fn is_sound(files: &LogFiles, path: &str, size: u64, published: u64) -> bool {
    let is_cut_off = Path::new(path)
        .extension()
        .is_some_and(|ending| ending == "new");
    if path == CHECKPOINT_PATH || path == PUBLISHED_PATH || is_cut_off {
        // Checked by their own means; the last is a write that a crash cut off.
        return true;
    }
    let (grown, width, grown_width) = if let Some(bundle) = Bundle::parse_path(path) {
        let grown = Bundle::at(bundle.index, published);
        (
            grown.map(|grown| grown.path()),
            bundle.width,
            grown.map(|grown| grown.width),
        )
    } else if let Some(tile) = Tile::parse_path(path) {
        let grown = Tile::at(tile.level, tile.index, size);
        (
            grown.map(|grown| grown.path()),
            tile.width,
            grown.map(|grown| grown.width),
        )
    } else {
        return false;
    };
    // As wide as today's, the outsider's check read it; wider, it waits for its checkpoint.
    let (Some(grown), true) = (grown, grown_width.is_some_and(|today| width < today)) else {
        return true;
    };
    match (files.read(path), files.read(&grown)) {
        (Ok(Some(before)), Ok(Some(after_))) => !before.is_empty() && after_.starts_with(&before),
        _ => false,
    }
}

/// Every file below the folder, as the log names it.
fn list_files(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![(dir.to_path_buf(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            let path: PathBuf = entry.path();
            if path.is_dir() {
                if depth < DEPTH_MAX {
                    folders.push((path, depth + 1));
                }
            } else if let Ok(name) = path.strip_prefix(dir) {
                found.push(name.to_string_lossy().into_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use vigie_tlog::{AppendState, entry_bundles, leaf_hash};

    use super::*;

    /// Goal: a flipped byte of any partial tile or bundle kept from a smaller tree is found, and
    /// of the files that are sound none is named.
    #[test]
    fn partial_files_are_beginnings() {
        let dir = tempfile::tempdir().unwrap();
        let mut tree = AppendState::new();
        let entry = |number: u64| format!("entry {number}");
        let mut size = 0;
        for grown in [5, 9, 260, 300] {
            let fresh: Vec<String> = (size..grown).map(entry).collect();
            let mut writes = tree.append(fresh.iter().map(|entry| leaf_hash(entry.as_bytes())));
            let from = size / 256 * 256;
            let entries: Vec<String> = (from..grown).map(entry).collect();
            writes.extend(entry_bundles(size, grown, entries).unwrap());
            for write in writes {
                let path = dir.path().join(&write.path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, &write.bytes).unwrap();
            }
            size = grown;
        }
        let files = LogFiles::new(dir.path());
        let check = || find_damaged(dir.path(), &files, size, size);
        assert_eq!(check(), Vec::<String>::new());
        for path in ["tile/0/000.p/9", "tile/0/001.p/4", "tile/entries/000.p/5"] {
            let file = dir.path().join(path);
            let sound = std::fs::read(&file).unwrap();
            for at in [0, sound.len() / 2, sound.len() - 1] {
                let mut flipped = sound.clone();
                flipped[at] ^= 1;
                std::fs::write(&file, &flipped).unwrap();
                assert_eq!(check(), vec![path.to_owned()], "byte {at}");
            }
            std::fs::write(&file, &sound).unwrap();
        }
        std::fs::write(dir.path().join("tile/0/stray"), b"x").unwrap();
        assert_eq!(check(), vec!["tile/0/stray".to_owned()]);
    }
}
