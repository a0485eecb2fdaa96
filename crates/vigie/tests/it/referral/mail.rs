//! What comes back by mail.

use vigie_desk::contact::list_contacts;
use vigie_desk::mail::{file_mail, ingest_mail, list_unfiled_mail};
use vigie_desk::referral::{close_referral, readdress_referral};
use vigie_domain::time::HOUR_MS;

use crate::support::refusal;

on_both! {
    /// Goal: a bounce is filed under its notice; a contact that bounces twice is set aside.
    /// Method: an address that does not work, written to twice after it was confirmed again.
    async fn a_bounce_sets_the_contact_aside(test) {
        let referral = test.sent("bounce").await;
        let item = referral.lines[0].item;
        test.live_ms(HOUR_MS).await;

        let bounced = test.referral(referral.id).await;
        assert_eq!(bounced.state.name(), "bounced");
        assert_eq!(test.state_of(item).await.name(), "monitoring");
        let contact = async || {
            let all = list_contacts(&test.desk, &test.people.liaison, referral.provider).await;
            all.unwrap().into_iter().find(|one| one.id == referral.contact).unwrap()
        };
        assert_eq!((contact().await.bounces, contact().await.quarantined_at), (1, None));

        let (desk, liaison) = (&test.desk, &test.people.liaison);
        readdress_referral(desk, liaison, referral.id, referral.contact).await.unwrap();
        test.approve(referral.id, &test.people.reviewer).await.unwrap();
        test.live_ms(HOUR_MS).await;

        assert_eq!(contact().await.bounces, 2);
        assert!(contact().await.quarantined_at.is_some());
        let again = readdress_referral(desk, liaison, referral.id, referral.contact).await;
        assert_eq!(refusal(again), "contact_unusable");
        let close = vigie_desk::referral::CloseAs::NoAnswer;
        close_referral(desk, liaison, referral.id, close).await.unwrap();
        assert!(test.referral(referral.id).await.lines[0].outcome.name() == "sent_back");
    }

    /// Goal: a bounce that anybody could have written changes nothing.
    /// Method: a report that knows the reference only; the same bytes twice are one mail.
    async fn a_forged_bounce_changes_nothing(test) {
        let referral = test.sent("silence").await;
        let forged = format!(
            "From: MAILER-DAEMON@evil.test\r\nTo: referrals@unit.test\r\n\
             Subject: Undelivered: {}\r\nContent-Type: multipart/report; \
             report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
             no\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Final-Recipient: rfc822; abuse@stillwater.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\
             \r\n--b--\r\n",
            referral.reference
        );
        let (desk, liaison) = (&test.desk, &test.people.liaison);

        let first = ingest_mail(desk, liaison, forged.as_bytes()).await.unwrap();
        let again = ingest_mail(desk, liaison, forged.as_bytes()).await.unwrap();

        assert!(first.is_new && !again.is_new);
        assert_eq!(first.mail, again.mail);
        assert_eq!(test.referral(referral.id).await.state, referral.state);
    }

    /// Goal: a mail is filed by people who may, and nothing is no mail.
    /// Method: an analyst; an empty message.
    async fn mail_has_its_door(test) {
        let (desk, people) = (&test.desk, &test.people);
        assert_eq!(refusal(ingest_mail(desk, &people.analyst, b"Subject: x\r\n\r\n").await), "forbidden");
        assert_eq!(refusal(ingest_mail(desk, &people.liaison, b" \r\n").await), "mail_empty");
    }

    /// Goal: what no machine could file a person files: a reply then stands on its referral.
    /// Method: a letter without token or reference; a wrong reference; filed twice; an analyst tries.
    async fn a_person_files_what_no_machine_could(test) {
        let referral = test.sent("silence").await;
        let (desk, liaison) = (&test.desk, &test.people.liaison);
        let letter = b"From: abuse@stillwater.test\r\nTo: referrals@unit.test\r\nSubject: your letter\r\n\r\nWe are looking into it.\r\n";
        let taken = ingest_mail(desk, liaison, letter).await.unwrap();
        assert_eq!(taken.reference, None);

        let refused = file_mail(desk, liaison, taken.mail, "VIGIE-0000").await;
        assert_eq!(refusal(refused), "reference_unknown");
        let by_analyst = file_mail(desk, &test.people.analyst, taken.mail, &referral.reference).await;
        assert_eq!(refusal(by_analyst), "forbidden");
        assert_eq!(list_unfiled_mail(desk, liaison).await.unwrap().len(), 1);
        assert_eq!(test.referral(referral.id).await.claims.len(), referral.claims.len());

        file_mail(desk, liaison, taken.mail, &referral.reference).await.unwrap();

        assert!(list_unfiled_mail(desk, liaison).await.unwrap().is_empty());
        let claims = test.referral(referral.id).await.claims;
        assert_eq!(claims.last().unwrap().note, "We are looking into it.");
        let again = file_mail(desk, liaison, taken.mail, &referral.reference).await;
        assert_eq!(refusal(again), "mail_filed");
        assert_eq!(test.referral(referral.id).await.claims.len(), claims.len());
    }
}
