//! Captures that fail: what is tried again, when, and when a person has to decide.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use vigie_desk::exhibit::request_capture;
use vigie_desk::item::{NewItem, add_item};
use vigie_domain::audit_event::Case;
use vigie_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use vigie_domain::*;

use crate::world::World;

/// What a server says next; `None` closes the connection without a word.
type Says = Arc<Mutex<Option<&'static str>>>;

const BUSY: &str = "HTTP/1.1 503 -\r\nRetry-After: 7200\r\nContent-Length: 4\r\n\r\nlate";
const LIMITED: &str = "HTTP/1.1 429 -\r\nRetry-After: 5\r\nContent-Length: 4\r\n\r\nlate";
const PAGE: &str =
    "HTTP/1.1 200 -\r\nContent-Type: text/html\r\nContent-Length: 17\r\n\r\n<p>a sentence</p>";

/// A server that says one thing at a time; answers its port and how often it was asked.
async fn serve(says: Says) -> (u16, Arc<Mutex<u32>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(0));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            *count.lock().unwrap() += 1;
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).await;
            let answer = *says.lock().unwrap();
            if let Some(answer) = answer {
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        }
    });
    (port, asked)
}

async fn add(w: &World, url: String) -> ItemId {
    let new = NewItem::url(url, IntakeChannel::Desk);
    let id = add_item(&w.desk, &w.analyst, new).await.unwrap().item;
    w.settle().await;
    id
}

/// The causes of the failures of an item with their instants, oldest first.
async fn failures(w: &World, id: ItemId) -> Vec<(String, Timestamp)> {
    let events = w.desk.store().events_of(Case::Item(id), 200).await.unwrap();
    let records = events.into_iter().rev().filter_map(|event| event.record);
    records
        .filter_map(|record| match record.event {
            AuditEvent::CaptureFailed { cause, .. } => Some((cause, record.at)),
            _ => None,
        })
        .collect()
}

async fn pauses(w: &World, id: ItemId) -> Vec<i64> {
    let at: Vec<Timestamp> = failures(w, id)
        .await
        .into_iter()
        .map(|(_, at)| at)
        .collect();
    at.windows(2).map(|two| two[1].since_ms(two[0])).collect()
}

/// Goal: a server that closes its door is tried four times more, later each time, then left; a
/// person who asks begins anew, and at once.
#[tokio::test(flavor = "multi_thread")]
async fn what_may_pass_is_tried_again_four_times() {
    let w = World::new().await;
    let (port, asked) = serve(Says::default()).await;
    let id = add(&w, format!("http://host.example:{port}/posts/one")).await;
    assert_eq!(w.item(id).await.state, ItemState::CaptureFailed);
    w.pass(30 * DAY_MS).await;
    let expected = [10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS];
    assert_eq!(pauses(&w, id).await, expected);
    assert!(
        failures(&w, id)
            .await
            .iter()
            .all(|(cause, _)| cause == "disconnected")
    );
    assert_eq!(w.item(id).await.state, ItemState::CaptureFailed);
    assert_eq!(
        w.desk.store().next_job_at().await.unwrap(),
        None,
        "a person decides now"
    );

    let before = *asked.lock().unwrap();
    request_capture(&w.desk, &w.analyst, id).await.unwrap();
    w.settle().await;
    assert_eq!(failures(&w, id).await.len(), 6);
    assert!(*asked.lock().unwrap() > before);
    // While the next one waits, a person need not.
    request_capture(&w.desk, &w.analyst, id).await.unwrap();
    w.settle().await;
    assert_eq!(failures(&w, id).await.len(), 7);
    w.pass(30 * DAY_MS).await;
    assert_eq!(failures(&w, id).await.len(), 11);
}

/// Goal: a server that is busy shows nothing: no exhibit, another try when it asks for one, and
/// the page is captured once it is there.
#[tokio::test(flavor = "multi_thread")]
async fn a_busy_server_is_no_evidence() {
    let w = World::new().await;
    let says: Says = Arc::new(Mutex::new(Some(BUSY)));
    let (port, asked) = serve(Arc::clone(&says)).await;
    let id = add(&w, format!("http://host.example:{port}/posts/one")).await;
    assert_eq!(w.item(id).await.state, ItemState::CaptureFailed);
    assert_eq!(
        w.desk.store().next_job_at().await.unwrap(),
        Some(w.desk.now().plus_ms(2 * HOUR_MS))
    );
    *says.lock().unwrap() = Some(LIMITED);
    w.pass(2 * HOUR_MS).await;
    // Five seconds are less than what is due anyhow.
    assert_eq!(
        w.desk.store().next_job_at().await.unwrap(),
        Some(w.desk.now().plus_ms(HOUR_MS))
    );
    assert!(
        failures(&w, id)
            .await
            .iter()
            .all(|(cause, _)| cause == "busy")
    );
    assert!(w.desk.store().exhibits_of(id).await.unwrap().is_empty());
    let before = *asked.lock().unwrap();
    w.pass(HOUR_MS - 1).await;
    assert_eq!(*asked.lock().unwrap(), before, "left alone until then");

    *says.lock().unwrap() = Some(PAGE);
    w.pass(1).await;
    assert_eq!(w.item(id).await.state.name(), "captured");
    w.pass(7 * DAY_MS).await;
    assert_eq!(w.desk.store().exhibits_of(id).await.unwrap().len(), 1);
}

/// Goal: a capture that came another way ends the tries; so does a person who closes the case.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_between_ends_the_tries() {
    let w = World::new().await;
    let says = Says::default();
    let (port, asked) = serve(Arc::clone(&says)).await;
    let id = add(&w, format!("http://host.example:{port}/posts/one")).await;
    let other = add(&w, format!("http://host.example:{port}/")).await;
    *says.lock().unwrap() = Some(PAGE);
    request_capture(&w.desk, &w.analyst, id).await.unwrap();
    vigie_desk::item::close_not_item(&w.desk, &w.analyst, other)
        .await
        .unwrap();
    w.settle().await;
    let ItemState::Captured { exhibit } = w.item(id).await.state else {
        panic!("not captured")
    };
    let before = *asked.lock().unwrap();
    w.pass(7 * DAY_MS).await;
    assert_eq!(w.item(id).await.state, ItemState::Captured { exhibit });
    assert_eq!(w.item(other).await.state, ItemState::ClosedNotItem);
    assert_eq!(*asked.lock().unwrap(), before, "nobody was asked again");
}

/// Goal: an address that a rule of ours refuses is refused once.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_address_is_not_tried_again() {
    let w = World::new().await;
    let id = add(&w, "http://10.0.0.7/posts/one".to_owned()).await;
    assert_eq!(w.item(id).await.state, ItemState::CaptureFailed);
    w.pass(30 * DAY_MS).await;
    let causes: Vec<String> = failures(&w, id)
        .await
        .into_iter()
        .map(|(cause, _)| cause)
        .collect();
    assert_eq!(causes, ["refused_address"]);
}
