//! Keys that change under known items, the ladder of an item, the register of contacts.

use vigie_desk::contact::{export_contacts, import_contacts, list_register};
use vigie_desk::item::{NewItem, add_item};
use vigie_desk::trace::show_ladder;
use vigie_domain::audit_event::Case;
use vigie_domain::*;
use vigie_trace::{RungKind, Wording};

use crate::world::{World, code};

async fn add(w: &World, path: &str) -> ItemId {
    let url = format!("http://host.example:{}{path}", w.port);
    let new = NewItem::url(url, IntakeChannel::Desk);
    add_item(&w.desk, &w.analyst, new).await.unwrap().item
}

async fn find(w: &World, key: &str) -> Option<ItemId> {
    let found = w.desk.store().item_by_key(w.desk.id(), key).await.unwrap();
    found.map(|item| item.id)
}

/// Goal: rules that change while the desk works key known items anew; the old key still finds the
/// item, another shape of its address is the same item, and of two that now have one key both stay.
#[tokio::test(flavor = "multi_thread")]
async fn known_items_are_keyed_anew() {
    let w = World::new().await;
    w.put("/details/One", "<p>a sentence</p>");
    let one = add(&w, "/details/One").await;
    // Items are taken in the order they came; ids of one instant have none.
    w.pass(1_000).await;
    let twin = add(&w, "/details/One?view=2").await;
    let other = add(&w, "/shelf").await;
    w.settle().await;
    let before = w.item(one).await.primary_locator().unwrap().key.clone();
    assert!(before.starts_with("web:url:"));

    w.put_rules(
        "item host.example /details|show/{id:ia} zeta:item:{id}\ncollection host.example /shelf -\n",
    );
    w.pass(3_000).await;
    assert_eq!(
        w.item(one).await.primary_locator().unwrap().key,
        "zeta:item:One"
    );
    assert_eq!(find(&w, "zeta:item:One").await, Some(one));
    assert_eq!(find(&w, &before).await, Some(one));
    assert_eq!(add(&w, "/show/One").await, one);
    // Which of two cases goes on is a person's question.
    assert!(
        w.item(twin)
            .await
            .primary_locator()
            .unwrap()
            .key
            .starts_with("web:url:")
    );
    assert_eq!(
        w.item(other).await.primary_locator().unwrap().scope,
        UrlScope::Collection
    );
    let events = w.desk.store().events_of(Case::Item(one), 50).await.unwrap();
    let rekeyed = events
        .iter()
        .filter_map(|event| event.record.as_ref())
        .filter(|record| record.event.kind() == "item.rekeyed");
    assert_eq!(rekeyed.count(), 1);

    // A file with a bad line changes nothing, and the desk goes on.
    w.put_rules("item host.example /details/{id zeta:item:{id}\n# a bad line above\n");
    w.pass(3_000).await;
    assert_eq!(add(&w, "/show/One").await, one);
}

/// Goal: the ladder of an item names who stands on each rung, through whom it may be written to,
/// and nothing that nobody confirmed.
#[tokio::test(flavor = "multi_thread")]
async fn an_item_has_a_ladder() {
    let w = World::new().await;
    w.put("/a", "<p>a sentence</p>");
    let id = add(&w, "/a").await;
    assert!(
        show_ladder(&w.desk, &w.analyst, id)
            .await
            .unwrap()
            .is_empty()
    );
    w.settle().await;
    let ladder = show_ladder(&w.desk, &w.analyst, id).await.unwrap();
    let first = &ladder[0];
    assert_eq!(
        (first.rung.kind, first.rung.wording),
        (RungKind::Platform, Wording::Notice)
    );
    assert!(first.contact.is_none() && first.last_answer.is_none() && first.asked_at.is_none());
    w.add_contact("abuse@host.example").await;
    let ladder = show_ladder(&w.desk, &w.analyst, id).await.unwrap();
    assert_eq!(
        ladder[0].contact.as_ref().unwrap().address,
        "abuse@host.example"
    );
}

/// Goal: the register goes out and comes in; what comes in waits for a person, and what a person
/// confirmed no list changes.
#[tokio::test(flavor = "multi_thread")]
async fn the_register_goes_out_and_comes_in() {
    let w = World::new().await;
    let list = b"provider,country,address,scope,language,zone,days,from,until\n\
        Zeta Hosting,FR,Abuse@zeta.example,tco_contact_point,fr,Europe/Paris,1-5,09:00,17:00\n\
        Zeta Hosting,FR,nobody,abuse,,,,,\n\
        Plain Cloud,,abuse@plain.example,,,Nowhere/None,,,\n";
    let refused = import_contacts(&w.desk, &w.analyst, list)
        .await
        .unwrap_err();
    assert_eq!(code(&refused), "forbidden");
    let import = import_contacts(&w.desk, &w.liaison, list).await.unwrap();
    assert_eq!(
        (
            import.added,
            import.changed,
            import.kept,
            import.defects.len()
        ),
        (1, 0, 0, 2)
    );
    let again = import_contacts(&w.desk, &w.liaison, list).await.unwrap();
    assert_eq!((again.added, again.kept), (0, 1));

    let register = list_register(&w.desk, &w.analyst).await.unwrap();
    let contact = &register[0].contact;
    assert_eq!(contact.address, "abuse@zeta.example");
    assert_eq!(contact.scope, ContactScope::TcoContactPoint);
    assert!(contact.check().is_err(), "nobody confirmed it yet");

    let confirmation = vigie_desk::contact::Confirmation {
        language: Language::En,
        zone: "UTC".to_owned(),
        hours: None,
    };
    vigie_desk::contact::confirm_contact(&w.desk, &w.liaison, contact.id, &confirmation)
        .await
        .unwrap();
    let kept = import_contacts(&w.desk, &w.liaison, list).await.unwrap();
    assert_eq!((kept.changed, kept.kept), (0, 1));
    let out = export_contacts(&w.desk, &w.analyst).await.unwrap();
    assert!(
        out.contains("Zeta Hosting,FR,abuse@zeta.example,tco_contact_point,en,UTC"),
        "{out}"
    );
    assert!(out.contains(",lia,"), "{out}");
    let empty = import_contacts(&w.desk, &w.liaison, b"mail\n")
        .await
        .unwrap_err();
    assert_eq!(code(&empty), "list_unusable");
}

/// Goal: nobody's site is asked for its security.txt before a person vouched for the provider, and
/// never by who may not confirm contacts.
#[tokio::test(flavor = "multi_thread")]
async fn security_txt_needs_a_confirmed_provider() {
    let w = World::new().await;
    w.put("/a", "<p>a sentence</p>");
    add(&w, "/a").await;
    w.settle().await;
    let provider = w
        .desk
        .store()
        .provider_by_name(w.desk.id(), "Host Example")
        .await
        .unwrap()
        .unwrap();
    let ask = |actor| vigie_desk::contact::fetch_security_txt(&w.desk, actor, provider.id);
    assert_eq!(code(&ask(&w.analyst).await.unwrap_err()), "forbidden");
    assert_eq!(
        code(&ask(&w.liaison).await.unwrap_err()),
        "provider_unconfirmed"
    );
    w.add_contact("abuse@host.example").await;
    // The small world speaks no TLS: asked now, and not there.
    assert_eq!(
        code(&ask(&w.liaison).await.unwrap_err()),
        "security_txt_absent"
    );
}
