//! The people of the demo's desk.

use anyhow::Context;
use vigie_desk::Desk;
use vigie_desk::user::{NewUser, add_user};
use vigie_domain::{Actor, Language, Role};

/// The password of every account of the demo; the desk is on loopback and holds made-up things.
pub(crate) const PASSWORD: &str = "four plain made-up words";

/// Somebody of the cast.
pub(crate) struct Person {
    /// What is typed at sign-in.
    pub(crate) login: &'static str,
    /// The name shown.
    pub(crate) name: &'static str,
    /// What the person is.
    pub(crate) roles: &'static [Role],
    /// Interface language.
    pub(crate) language: Language,
}

/// Everybody.
pub(crate) const CAST: &[Person] = &[
    Person {
        login: "amina",
        name: "Amina Said",
        roles: &[Role::Analyst, Role::Intake],
        language: Language::Ar,
    },
    Person {
        login: "bruno",
        name: "Bruno Keller",
        roles: &[Role::Reviewer],
        language: Language::En,
    },
    Person {
        login: "claire",
        name: "Claire Morel",
        roles: &[Role::LegalOfficer],
        language: Language::Fr,
    },
    Person {
        login: "dalia",
        name: "Dalia Haddad",
        roles: &[Role::Liaison],
        language: Language::En,
    },
    Person {
        login: "olaf",
        name: "Olaf Brandt",
        roles: &[Role::Oversight],
        language: Language::En,
    },
    Person {
        login: "admin",
        name: "Administrator",
        roles: &[Role::Admin],
        language: Language::En,
    },
];

/// The cast as actors, after their logins were made.
pub(crate) struct Cast {
    pub(crate) analyst: Actor,
    pub(crate) reviewer: Actor,
    pub(crate) legal_officer: Actor,
    pub(crate) liaison: Actor,
}

/// Makes the logins that are not there, and answers with the actors.
pub(crate) async fn hire(desk: &Desk, operator: &Actor) -> anyhow::Result<Cast> {
    for person in CAST {
        if desk
            .store()
            .user_by_login(desk.id(), person.login)
            .await?
            .is_some()
        {
            continue;
        }
        let new = NewUser {
            login: person.login.to_owned(),
            name: person.name.to_owned(),
            roles: person.roles.to_vec(),
            language: person.language,
            password: Some(PASSWORD.to_owned()),
        };
        add_user(desk, operator, new).await?;
    }
    Ok(Cast {
        analyst: actor(desk, "amina").await?,
        reviewer: actor(desk, "bruno").await?,
        legal_officer: actor(desk, "claire").await?,
        liaison: actor(desk, "dalia").await?,
    })
}

async fn actor(desk: &Desk, login: &str) -> anyhow::Result<Actor> {
    let user = desk
        .store()
        .user_by_login(desk.id(), login)
        .await?
        .context("a login of the cast")?;
    Ok(Actor::person(user.id, desk.id(), user.roles))
}
