//! The fonts of the house: found by name in Debian's packages, read once.
//!
//! Only the files named here are read, so that what else is installed changes no document.

use std::fmt;
use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::error::DocumentError;

/// A family of fonts the templates name, and the Debian package it comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The family, as templates name it.
    pub name: &'static str,
    /// The package of Debian.
    pub package: &'static str,
    /// The files wanted of it.
    pub files: &'static [&'static str],
}

/// Every family the templates use.
pub(crate) const FAMILIES: [Family; 3] = [
    Family {
        name: "Amiri",
        package: "fonts-hosny-amiri",
        files: &[
            "Amiri-Regular.ttf",
            "Amiri-Bold.ttf",
            "Amiri-Slanted.ttf",
            "Amiri-BoldSlanted.ttf",
        ],
    },
    Family {
        name: "DejaVu Sans",
        package: "fonts-dejavu-core",
        files: &["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"],
    },
    Family {
        name: "DejaVu Sans Mono",
        package: "fonts-dejavu-core",
        files: &["DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"],
    },
];

/// Folders within folders that are searched.
const DEPTH_MAX: usize = 6;
/// Files and folders looked at in all.
const ENTRIES_MAX: usize = 50_000;
/// Size of one font: the largest wanted has 760 kB.
const FONT_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Fonts that are not there, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The families.
    pub families: Vec<Family>,
    /// Where they were looked for.
    pub searched: Vec<PathBuf>,
}

impl fmt::Display for Missing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self
            .families
            .iter()
            .map(|family| format!("`{}`", family.name))
            .collect();
        let mut packages: Vec<&str> = self.families.iter().map(|family| family.package).collect();
        packages.dedup();
        let searched: Vec<String> = self
            .searched
            .iter()
            .map(|dir| format!("`{}`", dir.display()))
            .collect();
        write!(
            out,
            "no font {} in {}: install {}, or name their folder in `font_dirs` of [document]",
            names.join(", "),
            searched.join(", "),
            packages.join(" and ")
        )
    }
}

/// The fonts in memory.
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
}

impl Fonts {
    /// Reads the families from below `dirs`; the first file of a name counts.
    pub(crate) fn find(dirs: &[PathBuf]) -> Result<Self, DocumentError> {
        let found = find_files(dirs);
        let mut fonts = Vec::new();
        let mut missing = Vec::new();
        for family in FAMILIES {
            let before = fonts.len();
            for name in family.files {
                let path = found.iter().find(|(known, _)| known == name);
                fonts.extend(path.and_then(|(_, path)| read_font(path)));
            }
            // Part of a family would set some of a page in another hand.
            if fonts.len() - before < family.files.len() {
                missing.push(family);
            }
        }
        if !missing.is_empty() {
            let searched = dirs.to_vec();
            let missing = Missing {
                families: missing,
                searched,
            };
            return Err(DocumentError::Font { missing });
        }
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Ok(Self { book, fonts })
    }

    /// Whether one of the fonts has a sign for the character.
    pub(crate) fn cover(&self, character: char) -> bool {
        (0..self.fonts.len())
            .filter_map(|index| self.book.info(index))
            .any(|info| info.coverage.contains(u32::from(character)))
    }
}

fn read_font(path: &Path) -> Option<Font> {
    let size_bytes = std::fs::metadata(path).ok()?.len();
    if size_bytes > FONT_BYTES_MAX {
        return None;
    }
    Font::new(Bytes::new(std::fs::read(path).ok()?), 0)
}

/// Name and path of the wanted files below the folders, in a stable order.
fn find_files(dirs: &[PathBuf]) -> Vec<(String, PathBuf)> {
    let is_wanted = |name: &str| FAMILIES.iter().any(|family| family.files.contains(&name));
    let mut found = Vec::new();
    let mut folders: Vec<(PathBuf, usize)> =
        dirs.iter().rev().map(|dir| (dir.clone(), 0)).collect();
    let mut seen = 0;
    while let Some((folder, depth)) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            seen += 1;
            if seen > ENTRIES_MAX {
                return found;
            }
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            match name {
                Some(name) if is_wanted(&name) => found.push((name, path)),
                _ if depth < DEPTH_MAX && path.is_dir() => folders.push((path, depth + 1)),
                _ => {}
            }
        }
    }
    found
}
