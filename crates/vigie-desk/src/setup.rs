//! The first hour of a desk: its row, its first administrator, its register of protected sources.

use vigie_domain::{
    Actor, ActorKind, AuditEvent, DeskId, ProtectedSource, Role, Side, Timestamp, User, UserId,
};
use vigie_store::{Act, Desk, Store};

use crate::error::DeskError;

/// Sources that are lawful as a rule. Each desk keeps its own register from here on.
///
/// Source: the notices of 2019 named libraries, a government and scholarly articles.
const PROTECTED: &[(&str, &str)] = &[
    ("arxiv.org", "science"),
    ("doi.org", "science"),
    ("ncbi.nlm.nih.gov", "science"),
    ("jstor.org", "science"),
    ("wikipedia.org", "encyclopedia"),
    ("wikimedia.org", "encyclopedia"),
    ("loc.gov", "library"),
    ("bnf.fr", "library"),
    ("bl.uk", "library"),
    ("europa.eu", "government"),
    ("un.org", "government"),
    ("gouv.fr", "government"),
    ("gov.uk", "government"),
    ("afp.com", "press"),
    ("reuters.com", "press"),
    ("apnews.com", "press"),
    ("bbc.co.uk", "press"),
    ("bbc.com", "press"),
    ("lemonde.fr", "press"),
    ("aljazeera.net", "press"),
];

/// Finds the desk of that name.
///
/// # Errors
///
/// [`DeskError::Refused`] naming the desks there are, so that a misspelt name makes no second one.
pub async fn find_desk(store: &Store, name: &str) -> Result<DeskId, DeskError> {
    if let Some(row) = store.desk_by_name(name).await? {
        return Ok(row.id);
    }
    let names: Vec<String> = store
        .desks()
        .await?
        .into_iter()
        .map(|row| row.name)
        .collect();
    let there = if names.is_empty() {
        "none".to_owned()
    } else {
        names.join("`, `")
    };
    let detail = format!(
        "there is no desk `{name}` here, there is `{there}`: set `name` of [desk], or make it with `vigie init`"
    );
    Err(DeskError::input("no_such_desk", detail))
}

/// Finds the desk of that name, or makes it.
///
/// # Errors
///
/// [`DeskError::Broken`] only.
pub async fn ensure_desk(
    store: &Store,
    name: &str,
    fresh: DeskId,
    now: Timestamp,
) -> Result<DeskId, DeskError> {
    if let Some(row) = store.desk_by_name(name).await? {
        return Ok(row.id);
    }
    let act = Act {
        desk: fresh,
        side: Side::Unit,
        actor: ActorKind::Job,
        now,
    };
    let mut tx = store.begin(act).await?;
    tx.put_desk(&Desk {
        id: fresh,
        name: name.to_owned(),
        side: Side::Unit,
        created_at: now,
    })
    .await?;
    for (domain, kind) in PROTECTED {
        tx.put_protected_source(&ProtectedSource {
            domain: (*domain).to_owned(),
            kind: (*kind).to_owned(),
            note: "shipped with the desk".to_owned(),
        })
        .await?;
    }
    tx.commit(AuditEvent::DeskCreated {
        name: name.to_owned(),
    })
    .await?;
    Ok(fresh)
}

/// The person at the machine itself: whoever can read the desk's key file may set it up.
///
/// The login `operator` stands for them in the log; it has no password and cannot sign in.
///
/// # Errors
///
/// [`DeskError::Broken`] only.
pub async fn local_operator(
    store: &Store,
    desk: DeskId,
    fresh: UserId,
    now: Timestamp,
) -> Result<Actor, DeskError> {
    const LOGIN: &str = "operator";
    let roles = vec![
        Role::Admin,
        Role::Intake,
        Role::Analyst,
        Role::Reviewer,
        Role::LegalOfficer,
        Role::Liaison,
        Role::Oversight,
    ];
    if let Some(user) = store.user_by_login(desk, LOGIN).await? {
        return Ok(Actor::person(user.id, desk, roles));
    }
    let actor = Actor::person(fresh, desk, roles.clone());
    let act = Act {
        desk,
        side: Side::Unit,
        actor: actor.kind.clone(),
        now,
    };
    let mut tx = store.begin(act).await?;
    tx.put_user(&User {
        id: fresh,
        desk,
        login: LOGIN.to_owned(),
        name: "Operator of the machine".to_owned(),
        roles: roles.clone(),
        language: vigie_domain::Language::En,
        password_hash: None,
        disabled_at: None,
        created_at: now,
    })
    .await?;
    let names = roles.iter().map(|role| role.name().to_owned()).collect();
    tx.commit(AuditEvent::UserAdded {
        user: fresh,
        roles: names,
    })
    .await?;
    Ok(actor)
}
