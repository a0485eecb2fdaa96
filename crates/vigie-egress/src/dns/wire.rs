//! DNS messages ↔ our words for them, over `hickory-proto`.

use std::net::SocketAddr;

use hickory_proto::op::{Edns, Message, Query};
use hickory_proto::rr::{Name, RData, Record, RecordType as WireType};

use super::{DnsAnswer, DnsRecord, RecordData, RecordType, ResponseCode};
use crate::error::{EgressError, Part};

/// Size of UDP answers we ask for: what crosses networks whole (DNS flag day 2020).
const UDP_PAYLOAD_BYTES: u16 = 1232;
/// Records kept of one section; beyond it is nobody's honest answer.
const RECORDS_MAX: usize = 256;

/// A question ready to be sent.
pub(super) struct Question {
    pub(super) bytes: Vec<u8>,
    id: u16,
    query: Query,
    name: String,
    record_type: RecordType,
}

pub(super) enum Reading {
    /// Not an answer to this question: somebody else's, or forged.
    Foreign,
    /// Cut: to be asked again over TCP.
    Cut,
    Answer(Box<DnsAnswer>),
}

/// Writes the question, with a random number from the system.
pub(super) fn render_question(
    name: &str,
    record_type: RecordType,
) -> Result<Question, EgressError> {
    let bad = |reason: String| EgressError::malformed(Part::Host, reason);
    let mut wire_name = Name::from_ascii(name).map_err(|error| bad(error.to_string()))?;
    wire_name.set_fqdn(true);
    let query = Query::query(wire_name, wire_type(record_type));
    let mut message = Message::query();
    message.metadata.recursion_desired = true;
    message.add_query(query.clone());
    let mut edns = Edns::new();
    edns.set_max_payload(UDP_PAYLOAD_BYTES);
    message.set_edns(edns);
    let bytes = message.to_vec().map_err(|error| bad(error.to_string()))?;
    let name = query.name().to_lowercase().to_ascii();
    let name = name.trim_end_matches('.').to_owned();
    Ok(Question {
        bytes,
        id: message.metadata.id,
        query,
        name,
        record_type,
    })
}

/// Reads what came back: ours, cut, or not for us.
pub(super) fn parse_answer(question: &Question, server: SocketAddr, raw: &[u8]) -> Reading {
    let Ok(message) = Message::from_vec(raw) else {
        return Reading::Foreign;
    };
    let header = &message.metadata;
    let is_ours = header.id == question.id
        && header.message_type == hickory_proto::op::MessageType::Response
        && message.queries.len() == 1
        && message.queries[0]
            .name()
            .eq_ignore_root(question.query.name())
        && message.queries[0].query_type() == question.query.query_type();
    if !is_ours {
        return Reading::Foreign;
    }
    if header.truncation {
        return Reading::Cut;
    }
    Reading::Answer(Box::new(DnsAnswer {
        name: question.name.clone(),
        record_type: question.record_type,
        server,
        code: code_of(header.response_code),
        is_authoritative: header.authoritative,
        records: message
            .answers
            .iter()
            .take(RECORDS_MAX)
            .map(record_of)
            .collect(),
        authority: message
            .authorities
            .iter()
            .take(RECORDS_MAX)
            .map(record_of)
            .collect(),
        raw: raw.to_vec(),
    }))
}

const fn wire_type(record_type: RecordType) -> WireType {
    match record_type {
        RecordType::A => WireType::A,
        RecordType::Aaaa => WireType::AAAA,
        RecordType::Cname => WireType::CNAME,
        RecordType::Ns => WireType::NS,
        RecordType::Mx => WireType::MX,
        RecordType::Txt => WireType::TXT,
        RecordType::Soa => WireType::SOA,
        RecordType::Ptr => WireType::PTR,
        RecordType::Caa => WireType::CAA,
    }
}

fn code_of(code: hickory_proto::op::ResponseCode) -> ResponseCode {
    use hickory_proto::op::ResponseCode as Wire;
    match code {
        Wire::NoError => ResponseCode::NoError,
        Wire::NXDomain => ResponseCode::NxDomain,
        Wire::ServFail => ResponseCode::ServFail,
        Wire::Refused => ResponseCode::Refused,
        other => ResponseCode::Other(other.into()),
    }
}

fn record_of(record: &Record) -> DnsRecord {
    let data = match &record.data {
        RData::A(address) => RecordData::Address(address.0.into()),
        RData::AAAA(address) => RecordData::Address(address.0.into()),
        RData::CNAME(name) => RecordData::Cname(plain(&name.0)),
        RData::NS(name) => RecordData::Ns(plain(&name.0)),
        RData::PTR(name) => RecordData::Ptr(plain(&name.0)),
        RData::MX(mx) => RecordData::Mx {
            preference: mx.preference,
            exchange: plain(&mx.exchange),
        },
        RData::TXT(txt) => {
            let bytes = txt.txt_data.concat();
            RecordData::Txt(String::from_utf8_lossy(&bytes).into_owned())
        }
        RData::SOA(soa) => RecordData::Soa {
            primary: plain(&soa.mname),
            mailbox: plain(&soa.rname),
            serial: soa.serial,
            minimum_seconds: soa.minimum,
        },
        RData::CAA(caa) => RecordData::Caa {
            tag: caa.tag.clone(),
            value: String::from_utf8_lossy(&caa.value).into_owned(),
        },
        other => RecordData::Other {
            type_number: record.record_type().into(),
            text: other.to_string(),
        },
    };
    DnsRecord {
        name: plain(&record.name),
        ttl_seconds: record.ttl,
        data,
    }
}

fn plain(name: &Name) -> String {
    name.to_lowercase()
        .to_ascii()
        .trim_end_matches('.')
        .to_owned()
}
