//! What the desk keeps about itself and about others: its powers, and the sources it protects.

use vigie_desk::designation::*;
use vigie_desk::protected_source::*;
use vigie_desk::{DeskError, setup};
use vigie_domain::time::{DAY_MS, HOUR_MS};
use vigie_domain::*;

use crate::world::{World, code};

async fn operator(w: &World) -> Actor {
    let fresh = vigie_store::new_id(w.desk.now()).unwrap();
    setup::local_operator(w.desk.store(), w.desk.id(), fresh, w.desk.now())
        .await
        .unwrap()
}

fn power(from: Timestamp) -> NewDesignation {
    NewDesignation {
        instrument: Instrument::TcoRemovalOrder,
        authority: " Authority of Zeta ".to_owned(),
        article: "Article 3 of the training code".to_owned(),
        document: "Decree 7 of a made-up day".to_owned(),
        valid_from: from,
        valid_until: None,
    }
}

/// The kind of the newest entry of the log.
async fn newest_kind(w: &World) -> &'static str {
    w.settle().await;
    let all = w.desk.store().events_after(w.desk.id(), 0, 1_000).await;
    let newest = all.unwrap().pop().unwrap();
    newest.record.unwrap().event.kind()
}

/// Goal: a power is recorded, stands, and ends; each is on record, and who may not does neither.
#[tokio::test(flavor = "multi_thread")]
async fn a_power_is_recorded_and_ended() {
    let w = World::new().await;
    let admin = operator(&w).await;
    let now = w.desk.now();
    for actor in [&w.analyst, &w.legal, &w.liaison] {
        let refused = record_designation(&w.desk, actor, power(now))
            .await
            .unwrap_err();
        assert_eq!(code(&refused), "forbidden");
    }
    for spoil in [
        |new: &mut NewDesignation| new.authority = " ".to_owned(),
        |new: &mut NewDesignation| new.article = "x".repeat(501),
        |new: &mut NewDesignation| new.document = "a\nb".to_owned(),
        |new: &mut NewDesignation| new.valid_until = Some(new.valid_from),
    ] {
        let mut new = power(now);
        spoil(&mut new);
        let refused = record_designation(&w.desk, &admin, new).await.unwrap_err();
        assert!(matches!(refused, DeskError::Refused(_)), "{refused}");
    }
    assert!(list_designations(&w.desk, &admin).await.unwrap().is_empty());

    let id = record_designation(&w.desk, &admin, power(now))
        .await
        .unwrap();
    assert_eq!(newest_kind(&w).await, "designation.recorded");
    let listed = list_designations(&w.desk, &w.analyst).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].authority, "Authority of Zeta");
    assert!(listed[0].is_valid(now));

    let end = async |actor: &Actor, id, until| end_designation(&w.desk, actor, id, until).await;
    let refused = end(&w.legal, id, None).await.unwrap_err();
    assert_eq!(code(&refused), "forbidden");
    let stranger = DesignationId::from_u128(1);
    assert_eq!(
        code(&end(&admin, stranger, None).await.unwrap_err()),
        "not_found"
    );
    assert_eq!(
        code(&end(&admin, id, Some(now)).await.unwrap_err()),
        "dates_malformed"
    );
    let tomorrow = now.plus_ms(DAY_MS);
    end(&admin, id, Some(tomorrow)).await.unwrap();
    assert_eq!(newest_kind(&w).await, "designation.ended");
    let later = end(&admin, id, Some(tomorrow.plus_ms(1)))
        .await
        .unwrap_err();
    assert_eq!(
        code(&later),
        "dates_malformed",
        "a longer power is another one"
    );
    w.clock.advance_to(now.plus_ms(HOUR_MS));
    end(&admin, id, None).await.unwrap();
    let listed = list_designations(&w.desk, &admin).await.unwrap();
    assert_eq!(listed[0].valid_until, Some(now.plus_ms(HOUR_MS)));
    assert!(!listed[0].is_valid(w.desk.now()));
    assert_eq!(
        code(&end(&admin, id, None).await.unwrap_err()),
        "designation_over"
    );
}

/// Goal: the register is the legal officer's, read by all who handle items, kept in one form.
#[tokio::test(flavor = "multi_thread")]
async fn the_register_of_protected_sources_is_kept() {
    let w = World::new().await;
    let before = list_protected_sources(&w.desk, &w.analyst).await.unwrap();
    assert!(
        before.iter().any(|source| source.domain == "gov.uk"),
        "shipped with the desk"
    );
    let new = |domain: &str, kind: &str, note: &str| NewProtectedSource {
        domain: domain.to_owned(),
        kind: kind.to_owned(),
        note: note.to_owned(),
    };
    let add = async |actor: &Actor, new| add_protected_source(&w.desk, actor, &new).await;
    let library = || {
        new(
            "Bibliothèque.example",
            "library",
            "a library of made-up books",
        )
    };
    for actor in [&w.analyst, &w.reviewer, &w.liaison] {
        assert_eq!(code(&add(actor, library()).await.unwrap_err()), "forbidden");
    }
    for (bad, expected) in [
        (new("co.uk", "press", "all of it"), "domain_malformed"),
        (
            new("https://library.example/", "library", "a page"),
            "domain_malformed",
        ),
        (new("library.example", "shop", "a shop"), "kind_unknown"),
        (new("library.example", "library", ""), "text_malformed"),
    ] {
        assert_eq!(code(&add(&w.legal, bad).await.unwrap_err()), expected);
    }
    let kept = add(&w.legal, library()).await.unwrap();
    assert_eq!(kept.domain, "xn--bibliothque-59a.example");
    assert_eq!(newest_kind(&w).await, "protected_source.changed");
    let anew = new(
        "xn--bibliothque-59a.example",
        "archive",
        "an archive by now",
    );
    add(&w.legal, anew).await.unwrap();
    let listed = list_protected_sources(&w.desk, &w.liaison).await.unwrap();
    assert_eq!(listed.len(), before.len() + 1, "one entry for one domain");
    let host = "papers.xn--bibliothque-59a.example";
    let found = w
        .desk
        .store()
        .protected_source_of(w.desk.id(), host)
        .await
        .unwrap();
    assert_eq!(found.unwrap().kind, "archive");

    let remove = async |actor: &Actor, name| remove_protected_source(&w.desk, actor, name).await;
    let name = "bibliothèque.EXAMPLE";
    assert_eq!(
        code(&remove(&w.analyst, name).await.unwrap_err()),
        "forbidden"
    );
    assert_eq!(
        code(&remove(&w.legal, host).await.unwrap_err()),
        "not_found"
    );
    assert_eq!(remove(&w.legal, name).await.unwrap(), kept.domain);
    assert_eq!(
        code(&remove(&w.legal, name).await.unwrap_err()),
        "not_found"
    );
    assert_eq!(
        list_protected_sources(&w.desk, &w.legal).await.unwrap(),
        before
    );
}
