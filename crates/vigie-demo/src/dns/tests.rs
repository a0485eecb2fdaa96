//! What the name servers say, message by message.

use hickory_proto::op::Query;

use super::*;

fn ask(name: &str, kind: RecordType) -> Message {
    let mut query = Message::new(7, MessageType::Query, OpCode::Query);
    query.add_query(Query::query(parse(name), kind));
    let answered = answer(&query.to_vec().unwrap(), Honesty::Truthful, true).unwrap();
    Message::from_vec(&answered).unwrap()
}

fn lines(message: &Message) -> Vec<String> {
    message
        .answers
        .iter()
        .map(|record| format!("{} {} {}", record.name, record.record_type(), record.data))
        .collect()
}

/// Goal: a site behind the edge is an alias into it, and the whole chain is answered.
#[test]
fn an_alias_is_followed_to_the_edge() {
    assert_eq!(
        lines(&ask("site.zeta-voice.test.", RecordType::A)),
        [
            "site.zeta-voice.test. CNAME site.edge.shieldnet.test.",
            "site.edge.shieldnet.test. A 127.21.0.10",
        ]
    );
    assert_eq!(
        lines(&ask("SITE.Zeta-Voice.test.", RecordType::CNAME)),
        ["site.zeta-voice.test. CNAME site.edge.shieldnet.test."]
    );
}

/// Goal: the other kinds the trace asks for.
#[test]
fn other_kinds_are_answered() {
    assert_eq!(
        lines(&ask("zeta-voice.test.", RecordType::NS)),
        [
            "zeta-voice.test. NS ns1.shieldnet.test.",
            "zeta-voice.test. NS ns2.shieldnet.test."
        ]
    );
    assert_eq!(
        lines(&ask("zeta-voice.test.", RecordType::MX)),
        ["zeta-voice.test. MX 10 mail.zeta-voice.test."]
    );
    assert_eq!(
        lines(&ask("mail.zeta-voice.test.", RecordType::A)),
        ["mail.zeta-voice.test. A 127.22.0.10"]
    );
    assert_eq!(
        lines(&ask("v6.northbyte.test.", RecordType::AAAA)),
        ["v6.northbyte.test. AAAA ::1"]
    );
    assert_eq!(
        lines(&ask("10.0.22.127.in-addr.arpa.", RecordType::PTR)),
        ["10.0.22.127.in-addr.arpa. PTR static-10.northbyte.test."]
    );
    assert_eq!(lines(&ask("plazaa.test.", RecordType::SOA)).len(), 1);
    assert_eq!(lines(&ask("plazaa.test.", RecordType::TXT)).len(), 1);
}

/// Goal: absent names, absent kinds and other people's names are told apart.
#[test]
fn what_is_not_there_is_said_precisely() {
    let absent = ask("nobody.plazaa.test.", RecordType::A);
    assert_eq!(absent.metadata.response_code, ResponseCode::NXDomain);
    assert_eq!(absent.authorities[0].record_type(), RecordType::SOA);
    let no_kind = ask("plazaa.test.", RecordType::AAAA);
    assert_eq!(no_kind.metadata.response_code, ResponseCode::NoError);
    assert!(no_kind.answers.is_empty());
    assert_eq!(no_kind.authorities.len(), 1);
    let between = ask("edge.shieldnet.test.", RecordType::A);
    assert_eq!(between.metadata.response_code, ResponseCode::NoError);
    let foreign = ask("example.com.", RecordType::A);
    assert_eq!(foreign.metadata.response_code, ResponseCode::Refused);
}

/// Goal: the lying server gives an address that must be refused; garbage gets no answer.
#[test]
fn lies_and_garbage() {
    let mut query = Message::new(9, MessageType::Query, OpCode::Query);
    query.add_query(Query::query(parse("plazaa.test."), RecordType::A));
    let lie = answer(&query.to_vec().unwrap(), Honesty::Lying, true).unwrap();
    assert_eq!(
        lines(&Message::from_vec(&lie).unwrap()),
        ["plazaa.test. A 169.254.169.254"]
    );
    assert_eq!(answer(b"\x00", Honesty::Truthful, true), None);
    assert_eq!(
        answer(&lie, Honesty::Truthful, true),
        None,
        "answers are not answered"
    );
}
