//! The pages and the interface of reading.

use vigie_desk::item::{Upload, UploadKind, upload_item};
use vigie_domain::ItemId;

use crate::support::TestDesk;

const POST: &str =
    "Tonight we will attack the Zetas, nobody will be spar\u{200b}ed, bring what you have.";

async fn pasted(test: &TestDesk, text: &str) -> ItemId {
    let upload = Upload {
        kind: UploadKind::Text,
        file_name: String::new(),
        bytes: text.as_bytes().to_vec(),
        url: None,
        supplied_by: "a colleague".to_owned(),
        note: None,
    };
    let added = upload_item(&test.desk, &test.people.analyst, upload)
        .await
        .unwrap();
    test.work().await;
    added.item
}

on_both! {
    /// Goal: the form of a finding counts the copies and serves those it counted when asked to, each
    /// with its outcome on the page that follows; not asked, it serves none.
    async fn one_form_serves_the_copies_it_counted(test) {
        let first = pasted(&test, POST).await;
        let copy = pasted(&test, &POST.replace('\u{200b}', "")).await;
        let browser = test.browser_of(&test.people.analyst).await;
        let form = browser.get(&format!("/items/{first}/assessment")).await.expect(200);
        assert!(form.body.contains(&format!("name=\"copies\" value=\"{copy}\"")), "{}", form.body);

        let exhibit = test.exhibit_of(first).await.to_string();
        let copies = copy.to_string();
        let purposes = vigie_domain::Exemption::ALL.map(|one| format!("exemption-{}", one.name()));
        let mut pairs = vec![
            ("exhibit", exhibit.as_str()),
            ("copies", copies.as_str()),
            ("conclusion", "lawful"),
        ];
        pairs.extend(purposes.iter().map(|name| (name.as_str(), "none")));
        pairs.push(("with-copies", "on"));
        let refused = browser.post(&format!("/items/{first}/assessment"), &pairs).await;
        assert!(refused.body.contains("name=\"with-copies\" checked"), "what was ticked stays");
        assert_eq!(test.state_of(copy).await.name(), "captured", "no danger was answered");

        pairs.push(("danger", "none"));
        let done = browser.post(&format!("/items/{first}/assessment"), &pairs).await.expect(200);
        assert!(done.body.contains(&format!("/items/{copy}")), "{}", done.body);
        for item in [first, copy] {
            assert_ne!(test.state_of(item).await.name(), "captured");
        }
        let kept = test.desk.store().assessments_of(copy).await.unwrap();
        assert!(kept[0].form.context.contains(&first.to_string()), "{}", kept[0].form.context);
    }

    /// Goal: a pasted post is found by a word that hides in it, explained on its own page, and one
    /// row with its copy; a list with a bad line comes back with what was typed and the line named.
    async fn a_post_is_read_on_the_pages(test) {
        let first = pasted(&test, POST).await;
        let copy = pasted(&test, &format!("RT {POST}")).await;
        let browser = test.browser_of(&test.people.analyst).await;

        let found = browser.get("/search?q=spared").await.expect(200);
        assert!(found.body.contains("<mark>spar\u{200b}ed</mark>"), "{}", found.body);
        assert!(found.body.contains(&first.to_string()) && found.body.contains(&copy.to_string()));
        browser.get("/search").await.expect(200);
        let none = browser.get("/search?q=nowhere").await.expect(200);
        assert!(none.body.contains("No text holds these words"), "{}", none.body);
        browser.get("/search?q=%E2%80%A6").await.expect(422);
        let liaison = test.browser_of(&test.people.liaison).await;
        liaison.get("/search?q=spared").await.expect(403);

        let queue = browser.get("/queue").await.expect(200);
        let folded = format!("/queue?state=captured&amp;cluster={first}");
        assert!(queue.body.contains(&folded), "{}", queue.body);
        let rows = [first, copy].map(|item| queue.body.matches(&format!("/items/{item}\"")).count());
        assert_eq!(rows.iter().sum::<usize>(), 1, "one row stands for both");
        let both = browser.get(&format!("/queue?state=all&cluster={first}")).await.expect(200);
        assert!(both.body.contains(&first.to_string()) && both.body.contains(&copy.to_string()));
        let french = browser.get("/queue?language=fr").await.expect(200);
        assert!(!french.body.contains(&first.to_string()), "{}", french.body);

        let exhibit = test.exhibit_of(copy).await;
        let page = browser.get(&format!("/items/{copy}")).await.expect(200);
        let why = format!("/exhibits/{exhibit}/reading");
        assert!(page.body.contains(&why), "{}", page.body);
        let why = browser.get(&why).await.expect(200);
        assert!(why.body.contains("class=\"for-"), "{}", why.body);
        assert!(why.body.contains(&first.to_string()), "the nearest text");

        let texts = browser.get("/texts").await.expect(200);
        assert!(texts.body.contains("starter-fr"), "{}", texts.body);
        let bad = [("list", "name: zetas\ncategory: nonsense\n---\nspared")];
        let refused = browser.post("/texts/terms", &bad).await.expect(422);
        assert!(refused.body.contains("line 2") && refused.body.contains("nonsense"), "{}", refused.body);
        let good = [("list", "name: zetas\nlanguage: en\ncategory: threat\n---\nspared")];
        browser.post("/texts/terms", &good).await.expect(303);
        test.work().await;
        let queue = browser.get("/queue?label=threat").await.expect(200);
        assert!(queue.body.contains(&copy.to_string()), "{}", queue.body);
        browser.get("/texts/terms/zetas").await.expect(200);
        browser.post("/texts/terms/zetas/withdrawal", &[]).await.expect(303);
        browser.get("/texts/terms/none").await.expect(404);
        browser.post("/texts/training", &[]).await.expect(422);
        browser.post("/texts/promotion", &[("model", "")]).await.expect(422);
        browser.post("/texts/rollback", &[("reason", "why")]).await.expect(422);
        liaison.post("/texts/training", &[]).await.expect(403);

        let listed = browser.get("/api/v1/texts/search?q=spared").await.expect(200).json();
        assert_eq!(listed["rows"].as_array().unwrap().len(), 2);
        let explained = browser.get(&format!("/api/v1/exhibits/{exhibit}/reading")).await.expect(200).json();
        assert_eq!(explained["rows"][0]["language"], "en");
        let item = browser.get(&format!("/api/v1/items?cluster={first}&limit=1")).await.expect(200).json();
        assert_eq!(item["rows"][0]["reading"]["cluster"], first.to_string());
        for path in ["models", "recall", "terms", "terms/zetas"] {
            browser.get(&format!("/api/v1/texts/{path}")).await.expect(200);
        }
    }
}
