//! The table of addresses: every special range, its edges, and its disguises.

use AddressClass as C;

use super::*;

#[track_caller]
fn case(address: &str, expected: AddressClass) {
    assert_eq!(
        AddressClass::of(address.parse().unwrap()),
        expected,
        "{address}"
    );
}

/// Goal: each IPv4 range and the public addresses on both sides of it.
#[test]
fn every_ipv4_range_is_known() {
    for (address, expected) in [
        ("0.0.0.0", C::Unspecified),
        ("0.255.255.255", C::Unspecified),
        ("1.0.0.0", C::Public),
        ("9.255.255.255", C::Public),
        ("10.0.0.0", C::Private),
        ("10.255.255.255", C::Private),
        ("11.0.0.0", C::Public),
        ("100.63.255.255", C::Public),
        ("100.64.0.0", C::CarrierShared),
        ("100.127.255.255", C::CarrierShared),
        ("100.100.100.200", C::Metadata),
        ("100.128.0.0", C::Public),
        ("126.255.255.255", C::Public),
        ("127.0.0.1", C::Loopback),
        ("127.255.255.255", C::Loopback),
        ("128.0.0.0", C::Public),
        ("168.63.129.15", C::Public),
        ("168.63.129.16", C::Metadata),
        ("169.253.255.255", C::Public),
        ("169.254.0.1", C::LinkLocal),
        ("169.254.169.254", C::Metadata),
        ("169.254.170.2", C::Metadata),
        ("169.255.0.0", C::Public),
        ("172.15.255.255", C::Public),
        ("172.16.0.0", C::Private),
        ("172.31.255.255", C::Private),
        ("172.32.0.0", C::Public),
        ("192.0.0.8", C::Reserved),
        ("192.0.0.192", C::Metadata),
        ("192.0.2.1", C::Reserved),
        ("192.0.3.0", C::Public),
        ("192.88.99.1", C::Reserved),
        ("192.167.255.255", C::Public),
        ("192.168.0.1", C::Private),
        ("192.169.0.0", C::Public),
        ("198.17.255.255", C::Public),
        ("198.18.0.1", C::Reserved),
        ("198.19.255.255", C::Reserved),
        ("198.20.0.0", C::Public),
        ("198.51.100.7", C::Reserved),
        ("203.0.113.7", C::Reserved),
        ("223.255.255.255", C::Public),
        ("224.0.0.1", C::Multicast),
        ("239.255.255.255", C::Multicast),
        ("240.0.0.1", C::Reserved),
        ("255.255.255.254", C::Reserved),
        ("255.255.255.255", C::Unspecified),
    ] {
        case(address, expected);
    }
}

/// Goal: IPv6 ranges, and IPv4 looked at through every kind of embedding.
#[test]
fn every_ipv6_disguise_is_seen_through() {
    for (address, expected) in [
        ("::", C::Unspecified),
        ("::1", C::Loopback),
        ("::2", C::Unspecified),
        ("::ffff:127.0.0.1", C::Loopback),
        ("::ffff:10.1.2.3", C::Private),
        ("::ffff:169.254.169.254", C::Metadata),
        ("::ffff:8.8.8.8", C::Public),
        ("::127.0.0.1", C::Loopback),
        ("::8.8.8.8", C::Reserved),
        ("::ffff:0:127.0.0.1", C::Loopback),
        ("::ffff:0:8.8.8.8", C::Reserved),
        ("64:ff9b::127.0.0.1", C::Loopback),
        ("64:ff9b::10.0.0.1", C::Private),
        ("64:ff9b::169.254.169.254", C::Metadata),
        ("64:ff9b::8.8.8.8", C::Public),
        ("64:ff9b::1:127.0.0.1", C::Reserved),
        ("64:ff9b:1::8.8.8.8", C::Private),
        ("100::1", C::Reserved),
        ("2001:0:7f00:1::", C::Loopback),
        ("2001:0:808:808::80ff:fffe", C::Loopback),
        ("2001:0:808:808::f7f7:f7f7", C::Reserved),
        ("2001:20::1", C::Reserved),
        ("2001:1ff:ffff::1", C::Reserved),
        ("2001:200::1", C::Public),
        ("2001:db8::1", C::Reserved),
        ("2001:4860:4860::8888", C::Public),
        ("2002:7f00:1::1", C::Loopback),
        ("2002:c0a8:101::1", C::Private),
        ("2002:a9fe:a9fe::", C::Metadata),
        ("2002:808:808::1", C::Public),
        ("2a00::5efe:10.0.0.1", C::Private),
        ("2a00::200:5efe:127.0.0.1", C::Loopback),
        ("2002:7f00:1::5efe:8.8.8.8", C::Loopback),
        ("2001:db8::5efe:8.8.8.8", C::Reserved),
        ("3fff::1", C::Reserved),
        ("3fff:1000::1", C::Public),
        ("4000::1", C::Reserved),
        ("5f00::1", C::Reserved),
        ("fc00::1", C::Private),
        ("fd00:ec2::254", C::Metadata),
        ("fe80::1", C::LinkLocal),
        ("febf::1", C::LinkLocal),
        ("fec0::1", C::Private),
        ("ff02::1", C::Multicast),
        ("ffff::1", C::Multicast),
    ] {
        case(address, expected);
    }
}
