//! The table of roles and permissions, whole, and the separations that must never be lost.

use super::*;
use crate::sample::{AMINA, DESK};

/// One row for each permission, one column for each role, in the order of [`Role::ALL`].
const TABLE: &str = "
                        intake analyst reviewer legal issuer liaison oversight auditor admin
add_item                x      x       x        -     -      x       -         -       -
read_item               x      x       x        x     x      x       x         -       -
read_exhibit            -      x       x        x     x      -       x         -       -
export_exhibit          -      -       -        x     -      -       x         -       -
erase_exhibit           -      -       -        -     -      -       -         -       x
read_assessment         -      -       -        -     -      -       x         -       -
assess_item             -      x       -        -     -      -       -         -       -
review_item             -      -       x        -     -      -       -         -       -
settle_item             -      -       -        x     -      -       -         -       -
reopen_item             -      x       -        x     -      -       -         -       -
draft_referral          -      x       -        -     -      -       -         -       -
approve_referral        -      -       x        x     -      -       -         -       -
close_referral          -      -       -        -     -      x       -         -       -
retract_referral        -      -       -        x     -      x       -         -       -
draft_order             -      x       -        -     -      -       -         -       -
check_order             -      -       -        x     -      -       -         -       -
sign_order              -      -       -        -     x      -       -         -       -
follow_order            -      -       -        -     -      x       -         -       -
read_complaint          -      -       x        x     -      x       x         -       -
assign_complaint        -      -       -        x     -      x       -         -       -
decide_complaint        -      -       x        x     -      -       -         -       -
report_threat           x      x       x        x     x      x       -         -       -
oversee                 -      -       -        -     -      -       x         -       -
answer_oversight        -      -       -        x     -      -       -         -       -
read_provider           -      x       x        x     x      x       x         -       -
compile_dossier         -      -       -        x     -      x       -         -       -
confirm_contact         -      -       -        -     -      x       -         -       -
ingest_mail             -      -       -        -     -      x       -         -       -
match_signal            -      x       x        x     -      -       -         -       x
manage_bank             -      -       -        -     -      -       -         -       x
curate_bank             -      x       x        x     -      -       -         -       x
subscribe_bank          -      -       -        x     -      x       -         -       x
manage_protected_source -      -       -        x     -      -       -         -       -
teach_text              -      x       -        x     -      -       -         -       -
manage_user             -      -       -        -     -      -       -         -       x
read_user               -      -       -        -     -      -       x         -       x
manage_desk             -      -       -        -     -      -       -         -       x
import_data             -      -       -        -     -      -       -         -       x
manage_job              -      -       -        -     -      -       -         -       x
read_log                -      x       x        x     x      x       x         x       x
";

fn permissions() -> Vec<Permission> {
    let names = TABLE
        .lines()
        .skip(2)
        .filter_map(|row| row.split_whitespace().next());
    names
        .map(|name| serde_json::from_value(name.into()).unwrap())
        .collect()
}

fn holders(permission: Permission) -> Vec<Role> {
    Role::ALL
        .into_iter()
        .filter(|role| role.permissions().contains(&permission))
        .collect()
}

fn person(roles: &[Role]) -> Actor {
    Actor::person(AMINA, DESK, roles.to_vec())
}

/// Goal: every role × every permission is as written; a change of the table is a change here.
#[test]
fn every_role_may_what_the_table_says() {
    let mut granted = 0;
    for row in TABLE.lines().skip(2) {
        let mut words = row.split_whitespace();
        let permission = serde_json::from_value(words.next().unwrap().into()).unwrap();
        for role in Role::ALL {
            let expected = words.next().unwrap() == "x";
            assert_eq!(
                person(&[role]).may(permission),
                expected,
                "{} {permission:?}",
                role.name()
            );
            granted += usize::from(expected);
        }
    }
    let held: usize = Role::ALL
        .into_iter()
        .map(|role| role.permissions().len())
        .sum();
    assert_eq!(
        granted, held,
        "a role holds a permission the table does not name"
    );
}

/// Goal: whoever sets the desk up sees no evidence.
#[test]
fn an_administrator_sees_no_evidence() {
    use Permission as P;
    for seen in [
        P::ReadItem,
        P::ReadExhibit,
        P::ExportExhibit,
        P::ReadAssessment,
        P::ReadProvider,
    ] {
        assert!(!person(&[Role::Admin]).may(seen), "{seen:?}");
    }
}

/// Goal: oversight reads everything, and nothing it may do reaches anybody outside (I13).
#[test]
fn oversight_reads_everything_and_sends_nothing() {
    use Permission as P;
    let reads = [
        P::ReadItem,
        P::ReadExhibit,
        P::ExportExhibit,
        P::ReadAssessment,
        P::ReadProvider,
        P::ReadUser,
        P::ReadLog,
        P::ReadComplaint,
        P::Oversee,
    ];
    for permission in permissions() {
        assert_eq!(
            person(&[Role::Oversight]).may(permission),
            reads.contains(&permission)
        );
    }
    let reading = permissions()
        .into_iter()
        .filter(|one| format!("{one:?}").starts_with("Read"));
    assert!(
        reading
            .into_iter()
            .all(|one| person(&[Role::Oversight]).may(one))
    );
}

/// Goal: the auditor reads the log, and only the log.
#[test]
fn an_auditor_reads_the_log() {
    assert_eq!(Role::Auditor.permissions(), [Permission::ReadLog]);
}

/// Goal: no role holds both ends of an act that needs two people.
#[test]
fn no_role_is_two_people() {
    #[track_caller]
    fn case(one: Permission, other: Permission) {
        assert!(!holders(one).is_empty() && !holders(other).is_empty());
        let both: Vec<_> = holders(one)
            .into_iter()
            .filter(|r| holders(other).contains(r))
            .collect();
        assert_eq!(both, [], "{one:?} and {other:?}");
    }
    case(Permission::AssessItem, Permission::ReviewItem);
    case(Permission::AssessItem, Permission::SettleItem);
    case(Permission::ReviewItem, Permission::SettleItem);
    case(Permission::AssessItem, Permission::ApproveReferral);
    case(Permission::DraftReferral, Permission::ApproveReferral);
    case(Permission::DraftReferral, Permission::ConfirmContact);
    case(Permission::ManageUser, Permission::ApproveReferral);
    case(Permission::ManageUser, Permission::AssessItem);
    case(Permission::EraseExhibit, Permission::ReadExhibit);
    case(Permission::ManageBank, Permission::AssessItem);
}

/// Goal: whoever reviews blind cannot look the first finding up.
#[test]
fn nobody_who_judges_reads_findings_before() {
    assert_eq!(holders(Permission::ReadAssessment), [Role::Oversight]);
}

/// Goal: there is nobody without whom a right exists, and no role without a right.
#[test]
fn every_permission_is_held_by_somebody() {
    for permission in permissions() {
        assert!(!holders(permission).is_empty(), "{permission:?}");
    }
}

/// Goal: roles add up; a key has no more than its scope, and no more than the person behind it.
#[test]
fn a_key_has_its_scope_and_no_more() {
    let both = person(&[Role::Analyst, Role::Reviewer]);
    assert!(both.may(Permission::AssessItem) && both.may(Permission::ReviewItem));

    let key = ActorKind::Key {
        key: ApiKeyId::from_u128(1),
        user: AMINA,
    };
    let scope = Some(vec![Permission::AddItem, Permission::ManageUser]);
    let key = Actor {
        kind: key,
        scope,
        ..person(&[Role::Analyst])
    };
    let granted: Vec<_> = permissions()
        .into_iter()
        .filter(|one| key.may(*one))
        .collect();
    assert_eq!(granted, [Permission::AddItem]);
    assert_eq!(key.user(), Some(AMINA));

    let empty = Actor {
        scope: Some(Vec::new()),
        ..person(&Role::ALL)
    };
    assert!(!permissions().into_iter().any(|one| empty.may(one)));
}

/// Goal: work, reporters and holders of a link are nobody, and may nothing by themselves.
#[test]
fn what_is_no_person_may_nothing() {
    for kind in [ActorKind::Job, ActorKind::Reporter, ActorKind::LinkHolder] {
        let actor = Actor {
            kind,
            ..Actor::job(DESK)
        };
        assert_eq!(actor.user(), None);
        assert!(!permissions().into_iter().any(|one| actor.may(one)));
        assert!(!Role::ALL.into_iter().any(|role| actor.is(role)));
    }
}

/// Goal: what people type is what is stored; regional languages count as their language.
#[test]
fn names_are_read_back() {
    for role in Role::ALL {
        assert_eq!(Role::parse(role.name()), Some(role));
        assert_eq!(serde_json::to_value(role).unwrap(), role.name());
    }
    assert_eq!(Role::parse("root"), None);
    for language in Language::ALL {
        assert_eq!(Language::parse(language.code()), Some(language));
        assert_eq!(serde_json::to_value(language).unwrap(), language.code());
    }
    assert_eq!(Language::parse("ar-SA"), Some(Language::Ar));
    assert_eq!(Language::parse("FR_ca"), Some(Language::Fr));
    assert_eq!(Language::parse("de"), None);
    assert_eq!(Language::parse(""), None);
    assert_eq!(
        Language::ALL.map(Language::direction),
        ["rtl", "ltr", "ltr"]
    );
}
