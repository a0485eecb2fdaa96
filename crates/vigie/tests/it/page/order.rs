//! Orders on their pages: written, checked, refused a signature, given up.

use vigie_desk::legal::{import_set, shipped_set};
use vigie_domain::Language;
use vigie_domain::legal_basis::HomeAuthority;
use vigie_domain::order::form::FormContact;

const WHY: &str = "The provider answered none of our referrals in a year.";

on_both! {
    /// Goal: an order is written from the page of an item; a refusal keeps what was typed; another
    /// person checks it; without an attested form nobody signs; it is given up with a reason.
    async fn an_order_is_walked(test) {
        let id = test.actionable("silence").await;
        test.confirm_contacts(None).await;
        test.publish_contact_points().await;
        let analyst = test.browser_of(&test.people.analyst).await;
        let shown = analyst.get(&format!("/items/{id}")).await.expect(200);
        let form = format!("/items/{id}/order");
        assert!(shown.body.contains(&form), "{}", shown.body);
        analyst.get(&form).await.expect(200);
        let order = [("why", WHY), ("member-state", "FR"), ("non-disclosure", "")];
        let refused = analyst.post(&form, &order).await.expect(409);
        assert!(refused.body.contains(WHY) && refused.body.contains("designation"), "{}", refused.body);

        let admin = test.browser_of(&test.people.admin).await;
        let power = [
            ("instrument", "tco_removal_order"),
            ("authority", "Authority Zeta"),
            ("article", "Article 12"),
            ("document", "Decree 7"),
            ("valid-from", "2020-01-01"),
        ];
        assert!(admin.post("/designations", &power).await.status.is_redirection());
        let mut set = shipped_set().unwrap();
        set.authorities.push(HomeAuthority {
            state: "CA".to_owned(),
            contact: FormContact {
                name: "Home Authority".to_owned(),
                email: "orders@home.example".to_owned(),
                phone: None,
            },
            language: Language::En,
        });
        import_set(&test.desk, &test.people.admin, set).await.unwrap();
        let done = analyst.post(&form, &order).await;
        assert!(done.status.is_redirection(), "{done:?}");
        let list = analyst.get("/orders").await.expect(200);
        let (_, rest) = list.body.split_once("href=\"/orders/").unwrap();
        let page = format!("/orders/{}", rest.split('"').next().unwrap());
        let shown = analyst.get(&page).await.expect(200);
        assert!(shown.body.contains(WHY) && !shown.body.contains("/signature"), "{}", shown.body);
        analyst.post(&format!("{page}/check"), &[]).await.expect(403);

        let legal = test.browser_of(&test.people.legal_officer).await;
        let done = legal.post(&format!("{page}/check"), &[]).await;
        assert!(done.status.is_redirection(), "{done:?}");
        let bases = legal.get("/legal").await.expect(200);
        assert!(bases.body.contains("tco_removal_order@1"), "{}", bases.body);
        let twin = legal.get(&format!("{page}/paper/order.json")).await.expect(200);
        assert!(twin.body.contains("vigie-order/1"), "{}", twin.body);
        legal.get(&format!("{page}/paper/order.json.p7s")).await.expect(404);

        let issuer = test.browser_of(&test.people.issuer).await;
        let shown = issuer.get(&page).await.expect(200);
        assert!(shown.body.contains("/signature"), "{}", shown.body);
        let refused = issuer.post(&format!("{page}/signature"), &[("post", "Head")]).await.expect(409);
        assert!(refused.body.contains("attest"), "{}", refused.body);
        analyst.post(&format!("{page}/step"), &[("step", "dance")]).await.expect(422);
        let withdraw = [("step", "withdraw"), ("reason", "Written for the wrong item.")];
        let done = analyst.post(&format!("{page}/step"), &withdraw).await;
        assert!(done.status.is_redirection(), "{done:?}");
        let other = format!("/answer/order/{}", "a".repeat(26));
        analyst.get(&other).await.expect(404);
    }
}
