//! The corpus of the targets, read again: in the ordinary tests, without a fuzzer.

use std::path::{Path, PathBuf};

/// Hands every file of `corpus/<name>` to the reader of that name; a reader without files panics.
pub fn replay(readers: &[(&str, fn(&[u8]))]) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    for (name, read) in readers {
        let files = files_of(&corpus.join(name));
        assert!(!files.is_empty(), "fuzz/corpus/{name} is empty");
        for path in files {
            println!("{}", path.display()); // Shown when the reader panics.
            read(&std::fs::read(&path).unwrap());
        }
    }
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
