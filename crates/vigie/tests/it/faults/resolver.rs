//! The resolver lies, or is silent.

use vigie_domain::time::HOUR_MS;

on_both! {
    /// Goal: a name that suddenly leads inward is not followed, and the case says so.
    /// Method: the only resolver answers every name with a metadata address.
    async fn a_lie_is_not_followed(test) {
        let lied_to = test.desk_with(|to| {
            to.egress.resolvers = vec![test.internet.addresses().lying_dns];
        });
        let item = test.add(&test.url_of("known-picture")).await;
        test.work_as(&lied_to).await;

        assert_eq!(test.state_of(item).await.name(), "capture_failed");
        assert!(test.desk.store().exhibits_of(item).await.unwrap().is_empty());
        let events = test.audit_events(item).await;
        assert!(events.contains(&"capture.failed".to_owned()), "{events:?}");
        assert_eq!(test.internet.count_requests("plazaa.test", "/"), 0);
    }

    /// Goal: a notice does not leave on the word of a resolver that lies; nor is what it hides gone.
    /// Method: the resolver lies at the last look, and during a week of looks.
    async fn nothing_leaves_and_nothing_is_gone_on_a_lie(test) {
        let referral = test.approved("silence").await;
        let lied_to = test.desk_with(|to| {
            to.egress.resolvers = vec![test.internet.addresses().lying_dns];
        });
        for _ in 0..10 {
            test.work_as(&lied_to).await;
            test.advance_ms(10_000);
        }
        assert!(test.mail_sent().is_empty());
        let line = &test.referral(referral.id).await.lines[0];
        assert!(["open", "sent_back"].contains(&line.outcome.name()), "{line:?}");

        let sent = test.sent("known-picture").await;
        for _ in 0..24 {
            test.advance_ms(HOUR_MS);
            test.work_as(&lied_to).await;
        }
        assert_eq!(test.referral(sent.id).await.lines[0].outcome.name(), "open");
    }

    /// Goal: a resolver that does not answer is a failure of the moment: the capture is tried again
    /// when somebody asks.
    /// Method: nobody listens at the resolver's address; then the true one is asked.
    async fn silence_is_a_failure_of_the_moment(test) {
        let deaf = test.desk_with(|to| to.egress.resolvers = vec!["127.0.0.1:9".parse().unwrap()]);
        let item = test.add(&test.url_of("known-picture")).await;
        test.work_as(&deaf).await;
        assert_eq!(test.state_of(item).await.name(), "capture_failed");

        let (desk, analyst) = (&test.desk, &test.people.analyst);
        vigie_desk::exhibit::request_capture(desk, analyst, item).await.unwrap();
        test.work().await;

        assert_eq!(test.state_of(item).await.name(), "captured");
    }
}
