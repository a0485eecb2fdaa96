//! The rules of the desk on their pages: powers, protected sources, mail that names no notice.

use vigie_desk::mail::ingest_mail;

on_both! {
    /// Goal: an administrator records a power and ends it; a wrong date is said on the form and
    /// nothing typed is lost.
    async fn a_power_is_recorded_and_ended(test) {
        let admin = test.browser_of(&test.people.admin).await;
        let power = |from: &'static str| {
            [
                ("instrument", "tco_removal_order"),
                ("authority", "Authority Zeta"),
                ("article", "Article 3"),
                ("document", "Order 7"),
                ("valid-from", from),
            ]
        };
        let refused = admin.post("/designations", &power("2026-02-30")).await.expect(422);
        assert!(refused.body.contains("Authority Zeta"), "{}", refused.body);
        assert!(!admin.get("/designations").await.expect(200).body.contains("Order 7"));

        let done = admin.post("/designations", &power("2020-01-01")).await;
        assert!(done.status.is_redirection(), "{done:?}");
        let shown = admin.get("/designations").await.expect(200);
        assert!(shown.body.contains("Order 7"), "{}", shown.body);
        let (_, rest) = shown.body.split_once("action=\"/designations/").unwrap();
        let end = format!("/designations/{}", rest.split('"').next().unwrap());
        let done = admin.post(&end, &[("until", "")]).await;
        assert!(done.status.is_redirection(), "{done:?}");
        admin.post(&end, &[("until", "")]).await.expect(422);
        let shown = admin.get("/designations").await.expect(200);
        assert!(shown.body.contains("Order 7") && !shown.body.contains(&end), "{}", shown.body);

        let analyst = test.browser_of(&test.people.analyst).await;
        analyst.post("/designations", &power("2020-01-01")).await.expect(403);
    }

    /// Goal: the legal officer keeps the register; others read it, and a word that is no domain is said.
    async fn the_register_is_kept_by_the_legal_officer(test) {
        let legal = test.browser_of(&test.people.legal_officer).await;
        let source = |domain: &'static str| [("domain", domain), ("kind", "library"), ("note", "a public library")];
        let refused = legal.post("/protected-sources", &source("https://books.example/")).await;
        let refused = refused.expect(422);
        assert!(refused.body.contains("a public library"), "{}", refused.body);
        let done = legal.post("/protected-sources", &source("Books.Example")).await;
        assert!(done.status.is_redirection(), "{done:?}");

        let analyst = test.browser_of(&test.people.analyst).await;
        let shown = analyst.get("/protected-sources").await.expect(200);
        assert!(shown.body.contains("books.example"), "{}", shown.body);
        assert!(!shown.body.contains("/protected-sources/removal"), "{}", shown.body);
        analyst.post("/protected-sources/removal", &[("domain", "books.example")]).await.expect(403);
        let done = legal.post("/protected-sources/removal", &[("domain", "books.example")]).await;
        assert!(done.status.is_redirection(), "{done:?}");
        assert!(!analyst.get("/protected-sources").await.expect(200).body.contains("books.example"));
        legal.post("/protected-sources/removal", &[("domain", "books.example")]).await.expect(404);
    }

    /// Goal: mail that names no notice is read as text alone, and filed by a person.
    async fn unfiled_mail_is_read_and_filed(test) {
        let referral = test.sent("silence").await;
        let letter = b"From: abuse@stillwater.test\r\nSubject: <b>your</b> letter\r\n\r\n<script>x()</script> We will look.\r\n";
        let liaison = &test.people.liaison;
        let taken = ingest_mail(&test.desk, liaison, letter).await.unwrap();
        let browser = test.browser_of(liaison).await;
        let page = format!("/mails/{}", taken.mail);
        assert!(browser.get("/mails").await.expect(200).body.contains(&page));
        let shown = browser.get(&page).await.expect(200);
        assert!(shown.body.contains("We will look."), "{}", shown.body);
        assert!(!shown.body.contains("<script>") && !shown.body.contains("<b>your"), "{}", shown.body);

        let filing = format!("{page}/filing");
        let refused = browser.post(&filing, &[("reference", "no such thing")]).await.expect(422);
        assert!(refused.body.contains("no such thing"), "{}", refused.body);
        let done = browser.post(&filing, &[("reference", &referral.reference)]).await;
        assert!(done.status.is_redirection(), "{done:?}");
        assert!(!browser.get("/mails").await.expect(200).body.contains(&page));
        test.browser_of(&test.people.analyst).await.get(&page).await.expect(403);
    }
}
