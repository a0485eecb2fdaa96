//! Each element of Article 3(4) taken out in turn; the two answers with times that cannot be.

use super::*;
use crate::sample::{NOON, annex_ii, annex_iii, order_form};
use crate::time::{DAY_MS, HOUR_MS};

/// Takes something out of a form that is complete.
type Spoil = fn(&mut OrderForm);

/// Goal: a complete form passes, and each missing element is named by its letter.
/// Method: one thing is taken out at a time.
#[test]
fn each_missing_element_is_named() {
    let table: &[(char, &str, Spoil)] = &[
        ('a', "issuing Member State", |f| f.issuing_state.clear()),
        ('a', "issuing Member State", |f| {
            "Zetaland".clone_into(&mut f.issuing_state);
        }),
        ('a', "name of the provider", |f| f.addressee.name.clear()),
        ('a', "contact point", |f| {
            f.addressee.contact_point = " ".to_owned();
        }),
        ('a', "provider's Member State", |f| {
            f.addressee.member_state.clear();
        }),
        ('a', "reference", |f| f.reference.clear()),
        ('a', "name of the authority", |f| {
            f.authority.name = "one\ntwo".to_owned();
        }),
        ('a', "designation", |f| f.authority.designation.clear()),
        ('a', "file number", |f| f.authority.file_number.clear()),
        ('a', "address of the authority", |f| {
            f.authority.address.clear();
        }),
        ('a', "telephone", |f| f.authority.phone.clear()),
        ('a', "mail address", |f| {
            "nowhere".clone_into(&mut f.authority.email);
        }),
        ('a', "contact for answers", |f| {
            f.feedback_contact.email.clear();
        }),
        ('a', "at home in another state", |f| f.cross_border = false),
        ('a', "authority of the provider's state", |f| {
            f.home_copy = None;
        }),
        ('a', "sent with the order", |f| {
            f.home_copy.as_mut().unwrap().sent_at = None;
        }),
        ('b', "type of material", |f| f.material.clear()),
        ('b', "reasons for each", |f| f.material[0].reasons.clear()),
        ('b', "sufficiently detailed", |f| {
            "as usual".clone_into(&mut f.material[0].reasons);
        }),
        ('b', "additional reasons", |f| {
            f.additional_reasons = Some(String::new());
        }),
        ('c', "exact address", |f| f.locations.clear()),
        ('c', "complete and without spaces", |f| {
            "zeta.test".clone_into(&mut f.locations[0].url);
        }),
        ('c', "complete and without spaces", |f| {
            f.locations[0].url.push_str(" /more");
        }),
        ('c', "at most 20", |f| {
            f.locations = vec![f.locations[0].clone(); LOCATIONS_MAX + 1];
        }),
        ('d', "edition", |f| f.edition.clear()),
        ('d', "code of the legal basis", |f| {
            f.legal_basis.code.clear();
        }),
        ('d', "legal basis in words", |f| f.legal_basis.text.clear()),
        ('d', "version", |f| f.legal_basis.version = 0),
        ('d', "version", |f| f.execute_within_ms = 0),
        ('e', "date and time", |f| f.issued_at = None),
        ('e', "signature", |f| f.signature = None),
        ('e', "name of who signs", |f| {
            f.signature.as_mut().unwrap().name.clear();
        }),
        ('e', "post of who signs", |f| {
            f.signature.as_mut().unwrap().post.clear();
        }),
        ('e', "one instant", |f| {
            f.signature.as_mut().unwrap().at = NOON.plus_ms(1);
        }),
        ('f', "authority or court", |f| f.redress.body.clear()),
        ('f', "from when", |f| f.redress.counted_from.clear()),
        ('f', "for the provider", |f| f.redress.for_provider.clear()),
        ('f', "for the author", |f| f.redress.for_author.clear()),
        ('f', "where the law", |f| f.redress.law_url.clear()),
        ('f', "time for redress", |f| f.redress.within_days = 0),
        ('g', "why the author", |f| {
            f.non_disclosure.as_mut().unwrap().reasons.clear();
        }),
        ('g', "sufficient grounds", |f| {
            "secret".clone_into(&mut f.non_disclosure.as_mut().unwrap().reasons);
        }),
    ];
    order_form().check().unwrap();
    for (letter, what, spoil) in table {
        let mut form = order_form();
        spoil(&mut form);
        let refused = form.check().unwrap_err();
        let said = refused.to_string();
        assert!(
            said.contains(&format!("({letter})")) && said.contains(what),
            "{what}: {said}"
        );
    }
}

/// Goal: what is too long, twice there or another form is refused for what it is.
#[test]
fn odd_forms_are_refused() {
    let table: &[(&str, Spoil)] = &[
        ("not a form of the kind `vigie-order/1`", |f| {
            "other/9".clone_into(&mut f.schema);
        }),
        ("longer than 500", |f| {
            f.authority.name = "z".repeat(LINE_CHARS_MAX + 1);
        }),
        ("longer than 8000", |f| {
            f.material[0].reasons = "z".repeat(TEXT_CHARS_MAX + 1);
        }),
        ("`material` names the same thing twice", |f| {
            f.material.push(f.material[0].clone());
        }),
        ("`locations` names the same thing twice", |f| {
            f.locations.push(f.locations[0].clone());
        }),
    ];
    for (sentence, spoil) in table {
        let mut form = order_form();
        spoil(&mut form);
        let said = form.check().unwrap_err().to_string();
        assert!(said.contains(sentence), "{sentence}: {said}");
    }
}

/// Goal: a form that nobody signed is complete but for the signature.
#[test]
fn only_the_signature_is_missing_before_it() {
    let mut form = order_form();
    form.issued_at = None;
    form.signature = None;
    form.check_unsigned().unwrap();
    assert!(form.check().unwrap_err().to_string().contains("(e)"));
}

/// Goal: a domestic order has no copy, and says so by having none.
#[test]
fn a_domestic_order_needs_no_copy() {
    let mut form = order_form();
    form.addressee.member_state.clone_from(&form.issuing_state);
    form.cross_border = false;
    assert!(
        form.check()
            .unwrap_err()
            .to_string()
            .contains("authority of the provider's state")
    );
    form.home_copy = None;
    form.check().unwrap();
}

/// Goal: the twin says the same: times are instants anybody reads, nothing unknown is taken.
#[test]
fn the_twin_comes_back_whole() {
    let form = order_form();
    let twin = serde_json::to_value(&form).unwrap();
    assert_eq!(twin["schema"], ORDER_SCHEMA);
    assert_eq!(twin["issued_at"], "2026-11-23T12:00:00.000Z");
    assert_eq!(
        serde_json::from_value::<OrderForm>(twin.clone()).unwrap(),
        form
    );
    let mut odd = twin.clone();
    odd["surprise"] = true.into();
    assert!(serde_json::from_value::<OrderForm>(odd).is_err());
    let mut odd = twin;
    odd["issued_at"] = "yesterday".into();
    assert!(serde_json::from_value::<OrderForm>(odd).is_err());
    let answer = annex_ii();
    let twin = serde_json::to_value(&answer).unwrap();
    assert_eq!(
        serde_json::from_value::<RemovalAnswer>(twin).unwrap(),
        answer
    );
    let answer = annex_iii(Impossibility::ManifestErrors);
    let twin = serde_json::to_value(&answer).unwrap();
    assert_eq!(
        serde_json::from_value::<ImpossibleAnswer>(twin).unwrap(),
        answer
    );
}

fn sent() -> Sent<'static> {
    Sent {
        reference: "V-2026-000007",
        sent_at: NOON,
    }
}

/// Goal: an executed order is reported with times that can be.
#[test]
fn times_of_an_execution_can_be() {
    type Spoil = fn(&mut RemovalAnswer);
    let now = NOON.plus_ms(HOUR_MS);
    annex_ii().check(sent(), now).unwrap();
    let table: &[(AnswerRefusal, Spoil)] = &[
        (AnswerRefusal::OtherOrder, |a| {
            a.head.authority_reference.push('8');
        }),
        (AnswerRefusal::ReceivedBeforeSent, |a| {
            a.head.received_at = NOON.plus_ms(-DAY_MS);
        }),
        (AnswerRefusal::InTheFuture, |a| {
            a.head.received_at = NOON.plus_ms(DAY_MS);
        }),
        (AnswerRefusal::InTheFuture, |a| {
            a.measure_at = NOON.plus_ms(DAY_MS);
        }),
        (AnswerRefusal::ActedBeforeReceived, |a| {
            a.measure_at = NOON.plus_ms(-1);
        }),
        (AnswerRefusal::InTheFuture, |a| {
            a.by.at = NOON.plus_ms(DAY_MS);
        }),
        (
            AnswerRefusal::OtherSchema {
                schema: ANNEX_II_SCHEMA,
            },
            |a| a.schema.clear(),
        ),
        (
            AnswerRefusal::Blank {
                what: "the person who may speak for the provider",
            },
            |a| a.by.authorised_person.clear(),
        ),
        (
            AnswerRefusal::Blank {
                what: "the Member State, as two capital letters",
            },
            |a| "ie".clone_into(&mut a.by.member_state),
        ),
        (
            AnswerRefusal::TooLong {
                what: "how to reach that person",
                chars_max: LINE_CHARS_MAX,
            },
            |a| a.by.contact = "z".repeat(LINE_CHARS_MAX + 1),
        ),
    ];
    for (expected, spoil) in table {
        let mut answer = annex_ii();
        spoil(&mut answer);
        assert_eq!(answer.check(sent(), now).as_ref(), Err(expected));
    }
    // A clock that goes a little before ours is no impossible time.
    let mut answer = annex_ii();
    answer.head.received_at = NOON.plus_ms(-60_000);
    answer.check(sent(), now).unwrap();
}

/// Goal: an impossibility says which box and why; who asks says what.
#[test]
fn an_impossibility_says_why() {
    type Spoil = fn(&mut ImpossibleAnswer);
    let now = NOON.plus_ms(HOUR_MS);
    for reason in Impossibility::ALL {
        let answer = annex_iii(reason);
        answer.check(sent(), now).unwrap();
        assert_eq!(answer.asks(), reason != Impossibility::ForceMajeure);
        assert_eq!(Impossibility::parse(reason.name()), Some(reason));
    }
    let table: &[(AnswerRefusal, Spoil)] = &[
        (AnswerRefusal::NoReason, |a| a.reasons.clear()),
        (AnswerRefusal::ReasonTwice, |a| a.reasons.push(a.reasons[0])),
        (
            AnswerRefusal::Blank {
                what: "what stands in the way",
            },
            |a| a.explanation.clear(),
        ),
        (AnswerRefusal::NothingAsked, |a| {
            a.clarification_needed = None;
        }),
        (AnswerRefusal::OtherOrder, |a| {
            a.head.authority_reference.clear();
        }),
    ];
    for (expected, spoil) in table {
        let mut answer = annex_iii(Impossibility::InsufficientInformation);
        spoil(&mut answer);
        assert_eq!(answer.check(sent(), now).as_ref(), Err(expected));
    }
}
