//! The page behind the link in a letter: no account, no script, and a look changes nothing.

use vigie_domain::Language;
use vigie_domain::time::DAY_MS;

on_both! {
    /// Goal: a provider answers without account and script; a look changes nothing, an answer is a
    /// claim.
    /// Method: the page is opened by robots, then a person answers on it.
    async fn a_provider_answers_without_an_account(test) {
        let referral = test.sent("silence").await;
        let path = format!("/answer/{}", test.token_in_letter("abuse@stillwater.test"));
        let visitor = test.visitor();
        let acts = test.acts().await;

        let page = visitor.get(&path).await.expect(200);
        visitor.get(&path).await.expect(200);
        assert_eq!(test.acts().await, acts, "a GET changes nothing");
        assert!(page.body.contains(&referral.reference), "{}", page.body);
        assert!(page.body.contains("hxxp"), "the address cannot be opened by accident");
        assert!(!page.body.contains("href=\"http://stillwater"), "{}", page.body);
        // The link is a secret: no other house learns it from the page.
        assert!(["no-referrer", "same-origin"].contains(&page.header("referrer-policy")));
        assert!(page.header("cache-control").contains("no-store"), "{:?}", page.headers);

        visitor.post(&path, &[("says", "nonsense")]).await.expect(422);
        visitor.post(&path, &[("says", "removed"), ("removed-at", "yesterday")]).await.expect(422);
        assert_eq!(test.acts().await, acts);
        let done = visitor.post(&path, &[("says", "removed"), ("note", "done")]).await;
        assert!(done.status.is_redirection() || done.status.is_success(), "{done:?}");
        let after = test.referral(referral.id).await;
        assert_eq!((after.claims.len(), after.state), (1, referral.state));
    }

    /// Goal: the page speaks the language of its reader, and Arabic runs from right to left.
    /// Method: the letter to an Arabic-speaking desk.
    async fn it_speaks_the_recipients_language(test) {
        let referral = test.sent("murmur-ar").await;
        assert_eq!(referral.language, Language::Ar);

        let path = format!("/answer/{}", test.token_in_preview(referral.id).await);
        let page = test.visitor().get(&path).await.expect(200);

        assert!(page.body.contains("lang=\"ar\"") && page.body.contains("dir=\"rtl\""), "{}", page.body);
    }

    /// Goal: a link that never was, or that expired, says so, alike for everybody.
    /// Method: a made-up token; the right one a month later.
    async fn a_dead_link_says_so(test) {
        test.sent("silence").await;
        let path = format!("/answer/{}", test.token_in_letter("abuse@stillwater.test"));
        let visitor = test.visitor();

        visitor.get("/answer/aaaaaaaaaaaaaaaaaaaaaaaaaa").await.expect(404);
        visitor.get("/answer/..%2f..%2fetc").await.expect(404);
        test.advance_ms(31 * DAY_MS);
        let late = visitor.get(&path).await;
        assert!(late.status.is_client_error(), "{late:?}");
        assert!(late.body.contains("expired"), "{}", late.body);
    }
}
