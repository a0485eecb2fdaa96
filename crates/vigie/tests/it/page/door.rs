//! Who comes in, from where, with what.

use crate::support::refusal;

on_both! {
    /// Goal: without an account nothing of the desk is seen; wrong words open nothing and look alike.
    /// Method: pages without a session; a wrong password, an unknown login, a made-up cookie.
    async fn nothing_is_seen_without_an_account(test) {
        let item = test.captured("known-picture").await;
        let visitor = test.visitor();

        for path in [format!("/items/{item}"), "/queue".to_owned(), "/users".to_owned()] {
            let answer = visitor.get(&path).await;
            assert!([302, 303, 307, 401].contains(&answer.status.as_u16()), "{path}: {answer:?}");
            assert!(!answer.body.contains("plazaa"), "{}", answer.body);
        }
        visitor.get(&format!("/api/v1/items/{item}")).await.expect(401);
        let sign_in = async |login: &str| {
            let fields = [("login", login), ("password", "not this one at all")];
            visitor.post("/sign-in", &fields).await.expect(401)
        };
        let (known, unknown) = (sign_in("analyst").await, sign_in("nobody").await);
        assert_eq!(known.headers.get("set-cookie"), None);
        assert_eq!(
            known.body.replace("analyst", "LOGIN"),
            unknown.body.replace("nobody", "LOGIN"),
        );
    }

    /// Goal: a page of another site changes nothing in the name of whoever is signed in.
    /// Method: the same form from the desk's own page and from elsewhere.
    async fn a_forged_form_changes_nothing(test) {
        let analyst = test.browser_of(&test.people.analyst).await;
        let acts = test.acts().await;
        let fields = [("urls", "https://pages.test/1")];

        for site in ["cross-site", "same-site"] {
            analyst.post_from(site, "/intake/url", &fields).await.expect(403);
        }
        assert_eq!(test.acts().await, acts);
        let done = analyst.post("/intake/url", &fields).await;
        assert!(done.status.is_redirection(), "{done:?}");
        assert!(test.acts().await > acts);
    }

    /// Goal: roles are asked at the door of the act, not only on the page.
    /// Method: the drafter approves, an administrator looks at evidence, oversight sends.
    async fn roles_are_asked_at_every_door(test) {
        let referral = test.drafted("known-picture").await;
        let item = referral.lines[0].item;
        let approve = format!("/referrals/{}/approval", referral.id);

        for person in [&test.people.analyst, &test.people.oversight, &test.people.admin] {
            test.browser_of(person).await.post(&approve, &[]).await.expect(403);
        }
        let admin = test.browser_of(&test.people.admin).await;
        admin.get(&format!("/items/{item}")).await.expect(403);
        assert_eq!(test.referral(referral.id).await.state.name(), "draft");

        let reviewer = test.browser_of(&test.people.reviewer).await;
        let done = reviewer.post(&approve, &[]).await;
        assert!(done.status.is_redirection(), "{done:?}");
        assert_eq!(test.referral(referral.id).await.state.name(), "approved");
    }

    /// Goal: bad addresses get their sentence on the page, keep what was typed out of harm, and
    /// change nothing.
    /// Method: a table; one that is itself markup.
    async fn bad_input_gets_a_sentence(test) {
        let analyst = test.browser_of(&test.people.analyst).await;
        let acts = test.acts().await;
        let enormous = format!("https://pages.test/{}", "a".repeat(10 << 10));
        let table = [
            ("javascript:alert(1)", "cannot be reported"),
            ("file:///etc/hostname", "cannot be reported"),
            ("/only/a/path", "relative address"),
            (enormous.as_str(), "bytes long"),
            ("\"><script>alert(1)</script>", "URL"),
        ];

        for (url, piece) in table {
            let answer = analyst.post("/intake/url", &[("urls", url)]).await.expect(422);
            assert!(answer.body.contains(piece), "`{piece}` is missing:\n{}", answer.body);
            assert!(!answer.body.contains("<script>alert"), "{}", answer.body);
            let program = serde_json::json!({"url": url});
            let problem = analyst.post_json("/api/v1/items", &program).await.expect(422).json();
            assert!(problem["code"].is_string() && problem["manual"].is_string(), "{problem}");
        }
        let flood = "a".repeat(1 << 20);
        analyst.post("/intake/url", &[("urls", &flood)]).await.expect(413);
        analyst.get("/items/nonsense").await.expect(400);
        analyst.get("/no/such/page").await.expect(404);
        assert_eq!(test.acts().await, acts);
    }

    /// Goal: no page runs a script of its own or anybody's, and none is framed.
    /// Method: the headers of a page, of an answer to a program, of an error.
    async fn pages_are_strict(test) {
        let analyst = test.browser_of(&test.people.analyst).await;

        for path in ["/queue", "/api/v1/items", "/no/such/page", "/sign-in"] {
            let answer = analyst.get(path).await;
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") || policy.contains("default-src 'self'"), "{policy}");
            assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert!(!answer.body.contains("<script>") && !answer.body.contains(" onclick="));
        }
    }

    /// Goal: captured bytes are never a page of the desk.
    /// Method: a captured page of HTML is asked for under every address an exhibit has.
    async fn captured_bytes_are_no_page(test) {
        let item = test.captured("known-picture").await;
        let exhibit = test.desk.store().exhibits_of(item).await.unwrap().remove(0);
        let analyst = test.browser_of(&test.people.analyst).await;
        let oversight = test.browser_of(&test.people.oversight).await;

        for index in 0..exhibit.records.len() {
            for kind in ["blurred", "still"] {
                let path = format!("/exhibits/{}/records/{index}/{kind}", exhibit.id);
                let answer = analyst.get(&path).await;
                if answer.status.is_success() {
                    assert!(answer.header("content-type").starts_with("image/"), "{path}");
                }
                assert!(!answer.body.contains("Register now"), "{path}");
            }
        }
        let export = oversight.post(&format!("/exhibits/{}/warc", exhibit.id), &[]).await.expect(200);
        assert!(export.header("content-disposition").starts_with("attachment"), "{export:?}");
        assert!(!export.header("content-type").contains("html"));
        let refused = vigie_desk::exhibit::export_exhibit(&test.desk, &test.people.analyst, exhibit.id);
        assert_eq!(refusal(refused.await), "forbidden");
    }
}
