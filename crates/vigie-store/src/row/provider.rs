//! Providers, their domains, the addresses they can be reached at, and protected sources.

use vigie_domain::{Contact, ContactId, DeskId, ProtectedSource, Provider, ProviderId};

use crate::db::{Arg, Reader, args, built, json, list_of};
use crate::error::StoreError;
use crate::tx::Tx;

/// Labels of a name that are looked at, from the right: more than any real one has.
const LABELS_MAX: usize = 32;

/// The name and everything above it, longest first: `a.b.example`, `b.example`, `example`.
fn name_and_above(name: &str) -> Vec<&str> {
    let above = name.match_indices('.').map(|(dot, _)| &name[dot + 1..]);
    std::iter::once(name)
        .chain(above)
        .take(LABELS_MAX)
        .collect()
}

impl Reader {
    /// One provider.
    pub async fn provider(&self, id: ProviderId) -> Result<Option<Provider>, StoreError> {
        self.body("SELECT body FROM provider WHERE id = $1", args![id])
            .await
    }

    /// The provider of that name.
    pub async fn provider_by_name(
        &self,
        desk: DeskId,
        name: &str,
    ) -> Result<Option<Provider>, StoreError> {
        self.body(
            "SELECT body FROM provider WHERE desk_id = $1 AND name = $2",
            args![desk, name],
        )
        .await
    }

    /// The provider whose domain this is, or under whose domain it lies; the closest one wins.
    pub async fn provider_by_domain(
        &self,
        desk: DeskId,
        name: &str,
    ) -> Result<Option<Provider>, StoreError> {
        let names = name_and_above(name);
        let sql = format!(
            "SELECT provider.body FROM provider_domain JOIN provider \
             ON provider.id = provider_domain.provider_id \
             WHERE provider_domain.desk_id = $1 AND provider_domain.domain IN {} \
             ORDER BY LENGTH(provider_domain.domain) DESC LIMIT 1",
            list_of(names.len(), 2)
        );
        let mut args = args![desk];
        args.extend(names.into_iter().map(Arg::from));
        self.body(built(sql), args).await
    }

    /// The providers of a desk, by name.
    pub async fn providers(&self, desk: DeskId) -> Result<Vec<Provider>, StoreError> {
        self.bodies(
            "SELECT body FROM provider WHERE desk_id = $1 ORDER BY name",
            args![desk],
        )
        .await
    }

    /// One contact.
    pub async fn contact(&self, id: ContactId) -> Result<Option<Contact>, StoreError> {
        self.body("SELECT body FROM contact WHERE id = $1", args![id])
            .await
    }

    /// The contacts of a provider, oldest first.
    pub async fn contacts_of(&self, provider: ProviderId) -> Result<Vec<Contact>, StoreError> {
        self.bodies(
            "SELECT body FROM contact WHERE provider_id = $1 ORDER BY id",
            args![provider],
        )
        .await
    }

    /// The contact of a provider with that address.
    pub async fn contact_by_address(
        &self,
        provider: ProviderId,
        address: &str,
    ) -> Result<Option<Contact>, StoreError> {
        self.body(
            "SELECT body FROM contact WHERE provider_id = $1 AND address = $2",
            args![provider, address],
        )
        .await
    }

    /// The contacts that nobody vouched for, oldest first.
    pub async fn contacts_unconfirmed(&self, desk: DeskId) -> Result<Vec<Contact>, StoreError> {
        self.bodies(
            "SELECT body FROM contact WHERE desk_id = $1 AND is_confirmed = 0 ORDER BY id",
            args![desk],
        )
        .await
    }

    /// The register of protected sources, by domain.
    pub async fn protected_sources(
        &self,
        desk: DeskId,
    ) -> Result<Vec<ProtectedSource>, StoreError> {
        self.bodies(
            "SELECT body FROM protected_source WHERE desk_id = $1 ORDER BY domain",
            args![desk],
        )
        .await
    }

    /// The entry of the register that covers a host, the closest one.
    pub async fn protected_source_of(
        &self,
        desk: DeskId,
        host: &str,
    ) -> Result<Option<ProtectedSource>, StoreError> {
        let names = name_and_above(host);
        let sql = format!(
            "SELECT body FROM protected_source WHERE desk_id = $1 AND domain IN {} \
             ORDER BY LENGTH(domain) DESC LIMIT 1",
            list_of(names.len(), 2)
        );
        let mut args = args![desk];
        args.extend(names.into_iter().map(Arg::from));
        self.body(built(sql), args).await
    }
}

impl Tx<'_> {
    /// Writes a provider with its domains. A domain of another provider is a conflict.
    pub async fn put_provider(&mut self, provider: &Provider) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO provider (id, desk_id, side, name, body) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body",
            args![
                provider.id,
                provider.desk,
                self.act.side.name(),
                &*provider.name,
                json(provider)?,
            ],
        )
        .await?;
        self.run(
            "DELETE FROM provider_domain WHERE provider_id = $1",
            args![provider.id],
        )
        .await?;
        let mut domains: Vec<&str> = provider.domains.iter().map(|domain| &**domain).collect();
        domains.sort_unstable();
        domains.dedup();
        for domain in domains {
            self.run(
                "INSERT INTO provider_domain (desk_id, domain, side, provider_id) \
                 VALUES ($1, $2, $3, $4)",
                args![provider.desk, domain, self.act.side.name(), provider.id],
            )
            .await?;
        }
        Ok(())
    }

    /// Writes a contact.
    pub async fn put_contact(&mut self, contact: &Contact) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO contact (id, desk_id, side, provider_id, address, is_confirmed, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET \
             address = excluded.address, is_confirmed = excluded.is_confirmed, body = excluded.body",
            args![
                contact.id,
                contact.desk,
                self.act.side.name(),
                contact.provider,
                &*contact.address,
                contact.confirmed.is_some(),
                json(contact)?,
            ],
        )
        .await
    }

    /// Puts a domain on the register of the transaction's desk.
    pub async fn put_protected_source(
        &mut self,
        source: &ProtectedSource,
    ) -> Result<(), StoreError> {
        self.upsert(
            "INSERT INTO protected_source (desk_id, domain, side, body) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (desk_id, domain) DO UPDATE SET body = excluded.body",
            args![
                self.act.desk,
                &*source.domain,
                self.act.side.name(),
                json(source)?
            ],
        )
        .await
    }

    /// Takes a domain off the register of the transaction's desk; answers whether it was on it.
    pub async fn delete_protected_source(&mut self, domain: &str) -> Result<bool, StoreError> {
        let gone = self
            .run(
                "DELETE FROM protected_source WHERE desk_id = $1 AND domain = $2",
                args![self.act.desk, domain],
            )
            .await?;
        Ok(gone > 0)
    }
}
