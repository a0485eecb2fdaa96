//! The second person looks through the pages, too, without knowing.

use crate::support::finding;

on_both! {
    /// Goal: no page and no call tells the reviewer the first finding before hers is written.
    /// Method: everything she can open is searched for its words; once she has written, they show.
    async fn no_page_tells_the_first_finding(test) {
        let item = test.assessed("known-picture").await;
        let browser = test.browser_of(&test.people.reviewer).await;
        let pages = [
            format!("/items/{item}"),
            format!("/items/{item}/review"),
            "/review".to_owned(),
            "/queue".to_owned(),
            "/log".to_owned(),
            "/referrals".to_owned(),
            format!("/api/v1/items/{item}"),
            "/api/v1/queue/review".to_owned(),
            "/api/v1/items".to_owned(),
            "/api/v1/log/entries".to_owned(),
        ];

        for path in &pages {
            let answer = browser.get(path).await.expect(200);
            for word in ["Asks readers", "Soliciting participation", "A date and a place"] {
                assert!(!answer.body.contains(word), "`{word}` on {path}:\n{}", answer.body);
            }
            // The form names every conclusion; elsewhere none is named.
            if path.starts_with("/api") {
                assert!(!answer.body.contains("terrorist_content"), "{path}:\n{}", answer.body);
            }
        }

        test.review(item, &test.people.reviewer, finding::actionable("twice")).await.unwrap();
        let shown = browser.get(&pages[0]).await.expect(200);
        assert!(shown.body.contains("Asks readers"), "{}", shown.body);
    }
}
