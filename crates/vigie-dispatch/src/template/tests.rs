//! Goal: what a provider reads, in three languages; and that no letter leaves with a hole in it.

use std::path::Path;

use vigie_domain::Language;

use super::*;
use crate::{Detail, Relay, sample};

const LRI: char = '\u{2066}';
const FSI: char = '\u{2068}';
const PDI: char = '\u{2069}';

fn built_in() -> Templates {
    Templates::built_in().unwrap()
}

/// Method: isolates are shown as ⟦ ⟧, so that a reader of the snapshot sees them.
fn shown(notice: &Notice, language: Language) -> String {
    let letter = built_in().render(notice, language).unwrap();
    format!("{}\n\n{}", letter.subject, letter.text)
        .replace([LRI, FSI], "⟦")
        .replace(PDI, "⟧")
}

#[test]
fn letters_in_every_language() {
    for language in Language::ALL {
        let code = language.code();
        insta::assert_snapshot!(
            format!("referral_{code}"),
            shown(&sample::notice(language), language)
        );
        insta::assert_snapshot!(
            format!("reminder_{code}"),
            shown(&sample::reminder(language), language)
        );
        insta::assert_snapshot!(
            format!("retraction_{code}"),
            shown(&sample::retraction(language), language)
        );
    }
}

#[test]
fn a_letter_without_items_names_no_address() {
    for language in Language::ALL {
        let mut notice = sample::notice(language);
        notice.detail = Detail::LinkOnly;
        let letter = built_in().render(&notice, language).unwrap();
        assert!(
            !letter.text.contains("archive[.]example"),
            "{}",
            letter.text
        );
        assert!(!letter.text.contains("zeta"), "{}", letter.text);
        assert!(letter.text.contains(&notice.answer_link), "{}", letter.text);
    }
}

#[test]
fn whoever_carries_a_letter_is_named_and_is_not_the_sender() {
    for language in Language::ALL {
        let mut notice = sample::notice(language);
        notice.unit.via = Some(Relay {
            name: "Relay House".to_owned(),
            address: None,
        });
        let letter = built_in().render(&notice, language).unwrap();
        assert!(letter.text.contains("Relay House"));
        assert!(letter.subject.ends_with(&notice.unit.name));
        assert!(!letter.subject.contains("Relay House"));
    }
}

#[test]
fn isolates_are_balanced_on_every_line() {
    for notice in
        [sample::notice, sample::reminder, sample::retraction].map(|make| make(Language::Ar))
    {
        let letter = built_in().render(&notice, Language::Ar).unwrap();
        for line in letter.text.lines() {
            let mut open = 0_i32;
            for character in line.chars() {
                match character {
                    LRI | FSI => open += 1,
                    PDI => open -= 1,
                    letter if letter.is_ascii_alphabetic() => {
                        assert!(open > 0, "a latin letter stands unprotected in `{line}`");
                    }
                    _ => {}
                }
                assert!(open >= 0, "{line}");
            }
            assert_eq!(open, 0, "{line}");
        }
    }
    let english = built_in()
        .render(&sample::notice(Language::En), Language::En)
        .unwrap();
    assert!(!english.text.contains(LRI));
}

#[test]
fn content_can_neither_turn_the_line_nor_forge_a_mark() {
    let mut notice = sample::notice(Language::En);
    notice.lines[0].url = "https://archive.example/\u{202e}###x###/{{y}}/%7B%7B".to_owned();
    notice.lines[0].grounds[0].reasons = "plain\u{202e} words\u{0}".to_owned();
    let letter = built_in().render(&notice, Language::En).unwrap();
    assert!(
        letter
            .text
            .contains("hxxps://archive[.]example/%E2%80%AE###x###/{{y}}/%7B%7B\n")
    );
    assert!(letter.text.contains("plain words\n"), "{}", letter.text);
    assert!(!letter.text.contains('\u{202e}'));
}

/// What an operator's template is told.
fn refusal(file: &str, source: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, source).unwrap();
    let error = Templates::load(Some(folder.path()))
        .unwrap_err()
        .to_string();
    error.replace(&folder.path().display().to_string(), "FOLDER")
}

#[test]
fn a_hole_is_named_when_the_house_opens() {
    insta::assert_snapshot!(
        refusal("referral/fr/body.txt", "Bonjour\n{{ unit.nmae }}\n"),
        @"the letter `referral/fr/body.txt` has no value for `unit.nmae` (line 2)"
    );
    insta::assert_snapshot!(
        refusal("referral/en/subject.txt", "{{ title }}"),
        @"the letter `referral/en/subject.txt` has no value for `title` (line 1)"
    );
    // Known, but absent in some notices.
    insta::assert_snapshot!(
        refusal("reminder/en/body.txt", "Call {{ unit.phone }}."),
        @"the letter `reminder/en/body.txt` has no value for `unit.phone` (line 1)"
    );
    insta::assert_snapshot!(
        refusal("referral/ar/body.txt", "{% for line in lines %}{{ line.sha }}{% endfor %}"),
        @"the letter `referral/ar/body.txt` has no value for `line.sha` (line 1)"
    );
    insta::assert_snapshot!(
        refusal("retraction/en/body.txt", "Dear ###NAME###,\n"),
        @"the letter `retraction/en/body.txt` still holds `###NAME###,`, which somebody meant to fill in"
    );
    insta::assert_snapshot!(
        refusal("retraction/en/body.txt", "{% raw %}{{ unit.name }}{% endraw %}"),
        @"the letter `retraction/en/body.txt` still holds `{{ unit.name }}`, which somebody meant to fill in"
    );
    insta::assert_snapshot!(
        refusal("retraction/en/body.txt", "\n{% if %}"),
        @"the template `retraction/en/body.txt` is not well formed (line 2): unexpected end of block"
    );
}

#[test]
fn a_mark_in_an_officers_words_is_refused() {
    let mut notice = sample::notice(Language::En);
    notice.lines[1].grounds[0].reasons = "see ###reasons of item 1###".to_owned();
    let error = built_in().render(&notice, Language::En).unwrap_err();
    assert!(matches!(error, DispatchError::LeftOver { .. }), "{error}");
}

#[test]
fn an_operators_letter_replaces_ours_and_changes_the_hash() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("referral/en/subject.txt");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "[{{ reference }}] ours").unwrap();
    let theirs = Templates::load(Some(folder.path())).unwrap();
    let notice = sample::notice(Language::En);
    let [theirs, built_in] =
        [theirs, built_in()].map(|templates| templates.render(&notice, Language::En).unwrap());
    assert_eq!(theirs.subject, "[V-2026-000123] ours");
    assert_eq!(theirs.text, built_in.text);
    assert_ne!(theirs.template_sha256, built_in.template_sha256);
    let again = Templates::load(Some(folder.path())).unwrap();
    assert_eq!(again.render(&notice, Language::En).unwrap(), theirs);
}

#[test]
fn an_unreadable_or_enormous_letter_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("referral/en/body.txt");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, [0xff, 0xfe]).unwrap();
    let named = |folder: &Path| match Templates::load(Some(folder)) {
        Err(DispatchError::Unreadable { path, .. }) => path,
        other => panic!("{other:?}"),
    };
    assert_eq!(named(folder.path()), path);
    std::fs::write(&path, vec![b'a'; 65 * 1024]).unwrap();
    assert_eq!(named(folder.path()), path);
}
