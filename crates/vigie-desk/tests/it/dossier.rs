//! Escalation dossiers, from a silent provider to an outsider's check.

use sha2::Digest as _;
use vigie_desk::dossier::*;
use vigie_desk::provider::show_provider;
use vigie_desk::referral::{NewReferral, approve_referral, draft_referral, record_claim};
use vigie_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use vigie_domain::*;

use super::world::*;

/// Two items: one gone after an hour, one refused in words that name a person.
async fn a_reluctant_provider(w: &World) -> (ProviderId, Timestamp) {
    let began = w.desk.now();
    let mut items = Vec::new();
    for (path, sentence) in [
        ("/posts/one", "A plain sentence."),
        ("/posts/two", "Another."),
    ] {
        w.put(path, sentence);
        let reason = format!("It asks readers to join the training of Zeta, {path}");
        items.push(w.actionable(path, &reason).await);
    }
    w.add_contact("abuse@host.example").await;
    let mut provider = None;
    for item in items {
        let referral = draft_referral(&w.desk, &w.analyst, NewReferral::of(vec![item]))
            .await
            .unwrap();
        approve_referral(&w.desk, &w.reviewer, referral.id)
            .await
            .unwrap();
        w.pass(5_000).await;
        provider = Some(referral.provider);
    }
    let mails = w.mails();
    let said = ClaimKind::Refused {
        ground: "public interest".to_owned(),
    };
    let words = "We keep it. Write to keeper@host.example or call +00 1 23 45 67 89.";
    record_claim(&w.desk, &World::link(&mails[1]), said, words)
        .await
        .unwrap();
    w.pass(HOUR_MS).await;
    w.pages.lock().unwrap().remove("/posts/one");
    w.pass(3 * HOUR_MS).await;
    w.pass(2 * DAY_MS).await;
    (provider.unwrap(), began)
}

fn over(provider: ProviderId, from: Timestamp, until: Timestamp) -> NewDossier {
    NewDossier {
        provider,
        language: Language::Fr,
        from,
        until,
    }
}

fn file<'a>(files: &'a [DossierFile], name: &str) -> &'a [u8] {
    &files.iter().find(|file| file.name == name).unwrap().bytes
}

/// Goal: two people; figures of the log equal those of the rows; nothing of a person and no address
/// of an item leaves; an outsider with the log's key believes every file, and none that changed.
#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_leaves_by_two_people() {
    let w = World::new().await;
    let (provider, began) = a_reluctant_provider(&w).await;
    let until = w.desk.now().plus_ms(MINUTE_MS);
    let draft = compile_dossier(&w.desk, &w.liaison, over(provider, began, until))
        .await
        .unwrap();
    let view = show_dossier(&w.desk, &w.liaison, draft.id).await.unwrap();
    assert!(!view.body.is_released);
    assert_eq!((view.body.totals.notices, view.body.totals.items), (2, 2));

    // The rows say the same as the log.
    let rows = show_provider(&w.desk, &w.liaison, provider)
        .await
        .unwrap()
        .figures;
    let of_rows = rows.figures();
    for (told, row) in view.body.scorecard.figures.iter().zip(&of_rows) {
        let counted = (told.name.as_str(), told.provider.value, told.provider.n);
        assert_eq!(counted, (row.name, row.value, row.n));
    }
    assert_eq!(
        (rows.gone(), rows.not_gone(), rows.answered),
        (1, 1, 1),
        "{rows:?}"
    );
    let codes: Vec<&str> = view
        .body
        .findings
        .iter()
        .map(|one| one.code.as_str())
        .collect();
    assert_eq!(codes, ["up", "silent"]);

    // Who compiled it cannot let it leave; who may not, cannot either.
    let own = release_dossier(&w.desk, &w.liaison, draft.id)
        .await
        .unwrap_err();
    assert_eq!(code(&own), "same_pair_of_eyes");
    let other = release_dossier(&w.desk, &w.analyst, draft.id)
        .await
        .unwrap_err();
    assert_eq!(other.code(), "forbidden");
    let (released, files) = release_dossier(&w.desk, &w.legal, draft.id).await.unwrap();
    assert!(released.release.is_some());
    let twice = release_dossier(&w.desk, &w.legal, draft.id)
        .await
        .unwrap_err();
    assert_eq!(code(&twice), "dossier_released");
    let (_, kept) = dossier_files(&w.desk, &w.legal, draft.id).await.unwrap();
    assert_eq!(kept, files, "what left is kept as it left");

    // What travels names nobody and leads to no content.
    let json = String::from_utf8(file(&files, "dossier.json").to_vec()).unwrap();
    for word in [
        "keeper@",
        "23 45 67",
        "/posts/",
        "http",
        "plain sentence",
        "abuse@",
    ] {
        assert!(!json.contains(word), "`{word}` is in {json}");
    }
    assert!(
        json.contains("We keep it. Write to [•••] or call [•••]"),
        "{json}"
    );
    assert!(file(&files, "dossier.pdf").starts_with(b"%PDF-1.7"));

    // The outsider.
    let key = w.desk.log_key().verifier_key().clone();
    let (proved, defects) = verify_files(&files, &key);
    assert_eq!(defects, []);
    assert!(proved >= 20, "{proved} entries");
    for at in 0..files.len() {
        let mut changed = files.clone();
        let last = changed[at].bytes.len() / 2;
        changed[at].bytes[last] ^= 1;
        assert_ne!(
            verify_files(&changed, &key).1,
            [],
            "a changed {}",
            files[at].name
        );
        let mut fewer = files.clone();
        fewer.remove(at);
        assert_ne!(
            verify_files(&fewer, &key).1,
            [],
            "without {}",
            files[at].name
        );
    }
    let stranger = vigie_tlog::LogKey::from_seed(&[7; 32], "log.elsewhere").unwrap();
    assert_ne!(verify_files(&files, stranger.verifier_key()).1, []);

    // The acts are written down.
    let newest = vigie_desk::log::list_newest(&w.desk, &w.liaison, 3)
        .await
        .unwrap();
    let kinds: Vec<&str> = newest
        .iter()
        .filter_map(|event| Some(event.record.as_ref()?.event.kind()))
        .collect();
    assert_eq!(kinds[..2], ["dossier.released", "dossier.compiled"]);
}

/// Goal: a story retold under valid digests is still found. Method: the JSON says that an item
/// was refused which was not, or names an entry that is not proved, and the manifest is made anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_retold_story_is_found() {
    let w = World::new().await;
    let (provider, began) = a_reluctant_provider(&w).await;
    let draft = compile_dossier(&w.desk, &w.liaison, over(provider, began, w.desk.now()))
        .await
        .unwrap();
    let (_, files) = dossier_files(&w.desk, &w.liaison, draft.id).await.unwrap();
    let key = w.desk.log_key().verifier_key().clone();
    assert_eq!(verify_files(&files, &key).1, [DossierDefect::Draft]);
    let retell = |from: &str, to: &str| {
        let mut told = files.clone();
        let json = String::from_utf8(file(&files, "dossier.json").to_vec()).unwrap();
        let json = json.replace("\"is_released\": false", "\"is_released\": true");
        assert!(json.contains(from), "{from} is in {json}");
        for one in &mut told {
            if one.name == "dossier.json" {
                one.bytes = json.replacen(from, to, 1).into_bytes();
            }
        }
        let line = |one: &DossierFile| {
            let digest: [u8; 32] = sha2::Sha256::digest(&one.bytes).into();
            format!("{}  {}\n", Sha256(digest), one.name)
        };
        let listed: Vec<String> = told
            .iter()
            .filter(|one| one.name != MANIFEST)
            .map(line)
            .collect();
        for one in &mut told {
            if one.name == MANIFEST {
                one.bytes = listed.concat().into_bytes();
            }
        }
        verify_files(&told, &key).1
    };
    assert_eq!(retell("\"is_released\": true", "\"is_released\": true"), []);
    for (from, to) in [
        ("\"says\": \"gone_seen_from_one\"", "\"says\": \"refused\""),
        ("\"act\": \"item.reviewed\"", "\"act\": \"item.settled\""),
        (
            "\"act\": \"referral.approved\"",
            "\"act\": \"referral.retracted\"",
        ),
    ] {
        let found = retell(from, to);
        assert!(
            matches!(found[..], [DossierDefect::OtherAct { .. }]),
            "{to}: {found:?}"
        );
    }
}

/// Goal: what cannot be a dossier is refused with its sentence; a period without a notice gives an
/// empty one that says so.
#[tokio::test(flavor = "multi_thread")]
async fn refusals_and_an_empty_period() {
    let w = World::new().await;
    let (provider, began) = a_reluctant_provider(&w).await;
    let now = w.desk.now();
    let compile = async |actor: &Actor, new| compile_dossier(&w.desk, actor, new).await;
    let backwards = compile(&w.liaison, over(provider, now, began))
        .await
        .unwrap_err();
    assert_eq!(code(&backwards), "dossier_period");
    let long = over(provider, now.plus_ms(-800 * DAY_MS), now);
    assert_eq!(
        code(&compile(&w.liaison, long).await.unwrap_err()),
        "dossier_period"
    );
    let nobody = over(ProviderId::from_u128(1), began, now);
    assert_eq!(
        compile(&w.liaison, nobody).await.unwrap_err().code(),
        "not_found"
    );
    let mine = over(provider, began, now);
    assert_eq!(
        compile(&w.analyst, mine).await.unwrap_err().code(),
        "forbidden"
    );
    let before = over(provider, began.plus_ms(-2 * DAY_MS), began.plus_ms(-DAY_MS));
    let draft = compile(&w.liaison, before).await.unwrap();
    let view = show_dossier(&w.desk, &w.liaison, draft.id).await.unwrap();
    assert_eq!((view.body.totals.notices, view.body.items.len()), (0, 0));
    let (_, files) = dossier_files(&w.desk, &w.liaison, draft.id).await.unwrap();
    assert!(file(&files, "dossier.pdf").len() > 10_000);
}
