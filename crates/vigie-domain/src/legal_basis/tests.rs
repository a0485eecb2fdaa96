//! The matrix of instruments and roles, whole, and powers with dates.

use super::*;
use crate::sample::{DESK, NOON};

/// Source: `law-and-workflow` §13.4; a cell the matrix does not have is a refusal.
const MATRIX: &str = "
                           hosting cdn network dns registrar registry isp search
tco_referral               yes     yes -       -   yes       yes      -   yes
dsa16_notice               yes     yes -       -   yes       yes      -   yes
tco_removal_order          yes     -   -       -   -         -        -   -
dsa9_order                 yes     yes -       -   yes       yes      yes yes
origin_disclosure_request  yes     yes -       -   yes       yes      -   -
preservation_request       yes     yes -       -   yes       yes      -   -
fr_6_1_withdrawal          yes     -   -       -   -         -        -   -
fr_6_1_block_or_delist     -       -   -       -   -         -        yes yes
";

const COLUMNS: [ProviderRole; 8] = [
    ProviderRole::HostingProvider,
    ProviderRole::CdnProxy,
    ProviderRole::Network,
    ProviderRole::DnsOperator,
    ProviderRole::Registrar,
    ProviderRole::Registry,
    ProviderRole::Isp,
    ProviderRole::Search,
];

fn power(instrument: Instrument) -> Designation {
    Designation {
        id: DesignationId::from_u128(1),
        desk: DESK,
        instrument,
        authority: "Competent authority of Testland".to_owned(),
        article: "Article 12".to_owned(),
        document: "Decree 1 of 2026".to_owned(),
        valid_from: NOON,
        valid_until: None,
    }
}

/// Goal: the matrix is complete, and every cell answers as written (I7).
#[test]
fn every_instrument_meets_every_role() {
    let mut cells = 0;
    let mut seen = Vec::new();
    for row in MATRIX.lines().skip(2) {
        let mut words = row.split_whitespace();
        let instrument = Instrument::parse(words.next().unwrap()).unwrap();
        seen.push(instrument);
        for role in COLUMNS {
            let allowed = words.next().unwrap() == "yes";
            let answer = check_instrument(instrument, role, &[power(instrument)], NOON);
            let refusal = InstrumentRefusal::RoleNotAllowed {
                instrument: instrument.name(),
                role: role.name(),
            };
            let expected = if allowed { Ok(()) } else { Err(refusal) };
            assert_eq!(answer, expected);
            assert_eq!(instrument.allows(role), allowed);
            cells += 1;
        }
        assert_eq!(words.next(), None);
    }
    assert_eq!(seen, Instrument::ALL);
    assert_eq!(COLUMNS.len(), ProviderRole::ALL.len());
    assert_eq!(cells, 64);
}

/// Goal: a CDN is never ordered under the Regulation, whatever the power (recitals 13 and 14).
#[test]
fn a_cdn_is_never_the_addressee_of_a_removal_order() {
    let order = Instrument::TcoRemovalOrder;
    for role in ProviderRole::ALL
        .into_iter()
        .filter(|role| *role != ProviderRole::HostingProvider)
    {
        assert!(check_instrument(order, role, &[power(order)], NOON).is_err());
    }
}

/// Goal: without a dated power a desk can refer, and cannot order.
#[test]
fn a_desk_without_powers_refers() {
    for instrument in Instrument::ALL {
        let role = instrument.addressees()[0];
        let answer = check_instrument(instrument, role, &[], NOON);
        let refusal = InstrumentRefusal::NoDesignation {
            instrument: instrument.name(),
        };
        assert_eq!(
            answer,
            if instrument.is_binding() {
                Err(refusal)
            } else {
                Ok(())
            }
        );
        let of_another = Instrument::ALL
            .into_iter()
            .filter(|other| *other != instrument);
        let others: Vec<_> = of_another.map(power).collect();
        assert_eq!(check_instrument(instrument, role, &others, NOON), answer);
    }
}

/// Goal: a power holds from its first millisecond to the last before its end.
#[test]
fn powers_are_dated() {
    #[track_caller]
    fn case(valid_from: i64, valid_until: Option<i64>, valid: bool) {
        let order = Instrument::TcoRemovalOrder;
        let dated = Designation {
            valid_from: NOON.plus_ms(valid_from),
            valid_until: valid_until.map(|ms| NOON.plus_ms(ms)),
            ..power(order)
        };
        assert_eq!(dated.is_valid(NOON), valid);
        let answer = check_instrument(order, ProviderRole::HostingProvider, &[dated], NOON);
        assert_eq!(answer.is_ok(), valid);
    }
    case(0, None, true);
    case(1, None, false);
    case(-1, None, true);
    case(-10, Some(1), true);
    case(-10, Some(0), false);
    case(-10, Some(-1), false);
    case(0, Some(0), false);
}

/// Goal: the binding acts, and the acts that ask for removal, are these.
#[test]
fn kinds_of_instruments() {
    use Instrument as I;
    let binding: Vec<_> = I::ALL.into_iter().filter(|i| i.is_binding()).collect();
    assert_eq!(
        binding,
        [
            I::TcoRemovalOrder,
            I::Dsa9Order,
            I::Fr61Withdrawal,
            I::Fr61BlockOrDelist
        ]
    );
    let other: Vec<_> = I::ALL.into_iter().filter(|i| !i.asks_removal()).collect();
    assert_eq!(other, [I::OriginDisclosureRequest, I::PreservationRequest]);
}

/// Goal: what people type is what is stored.
#[test]
fn instruments_are_read_back() {
    for instrument in Instrument::ALL {
        assert_eq!(Instrument::parse(instrument.name()), Some(instrument));
        assert_eq!(serde_json::to_value(instrument).unwrap(), instrument.name());
    }
    assert_eq!(Instrument::parse("takedown"), None);
}
