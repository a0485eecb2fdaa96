//! What is set on paper and signed: the typesetter and the unit's certificate, held for the desk.
//!
//! The typesetter reads its fonts when the first document is due: a desk that prints nothing needs
//! none, and one that misses them is told which and where to get them.

use std::sync::{Arc, OnceLock};

use vigie_dispatch::cms::Sealer;
use vigie_document::{Config, DocumentError, Press, Sheet, Template};
use vigie_domain::{Language, Sha256, Timestamp};

use crate::error::DeskError;

/// Sets documents and signs them. Clones share what was read.
#[derive(Clone)]
pub struct Paper {
    config: Config,
    press: Arc<OnceLock<Arc<Press>>>,
    sealer: Option<Arc<Sealer>>,
}

impl std::fmt::Debug for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Paper").finish_non_exhaustive()
    }
}

impl Default for Paper {
    fn default() -> Self {
        Self::new(Config::default(), None)
    }
}

impl Paper {
    /// Reads nothing yet. Without a sealer nothing can be signed with a certificate.
    pub fn new(config: Config, sealer: Option<Sealer>) -> Self {
        Self {
            config,
            press: Arc::default(),
            sealer: sealer.map(Arc::new),
        }
    }

    /// The unit's certificate and key, where they are configured.
    pub fn sealer(&self) -> Option<&Sealer> {
        self.sealer.as_deref()
    }

    /// The typesetter, with its fonts read.
    ///
    /// # Errors
    ///
    /// [`DeskError::Refused`] naming the fonts that are missing.
    pub fn press(&self) -> Result<Arc<Press>, DeskError> {
        if let Some(press) = self.press.get() {
            return Ok(Arc::clone(press));
        }
        let opened =
            Arc::new(Press::open(self.config.clone()).map_err(|error| unprintable(&error))?);
        Ok(Arc::clone(self.press.get_or_init(|| opened)))
    }

    /// The fingerprint of what a printed form looks like in a language.
    ///
    /// # Errors
    ///
    /// As [`Self::press`].
    pub fn template_sha256(
        &self,
        template: Template,
        language: Language,
    ) -> Result<Sha256, DeskError> {
        Ok(self.press()?.template_sha256(template, language))
    }

    /// Sets a document away from the tasks that serve.
    ///
    /// # Errors
    ///
    /// [`DeskError::Refused`] for what cannot be set, in its own words.
    pub async fn set(&self, order: Printed) -> Result<Vec<u8>, DeskError> {
        let press = self.press()?;
        let set = tokio::task::spawn_blocking(move || {
            press.set(&Sheet {
                template: order.template,
                language: order.language,
                at: order.at,
                data: &order.data,
                is_attested: order.is_attested,
                twin: Some((order.twin_name, &order.twin)),
            })
        });
        set.await
            .map_err(DeskError::broken)?
            .map_err(|error| unprintable(&error))
    }

    /// Signs bytes with the unit's certificate; `None` where none is configured.
    ///
    /// # Errors
    ///
    /// [`DeskError::Refused`] when the certificate is not valid at that instant.
    pub fn seal(&self, bytes: &[u8], at: Timestamp) -> Result<Option<Vec<u8>>, DeskError> {
        let Some(sealer) = &self.sealer else {
            return Ok(None);
        };
        let signature = sealer.sign(bytes, at);
        signature
            .map(Some)
            .map_err(|error| DeskError::input("certificate_unusable", error.to_string()))
    }
}

/// What is to be set, owned, so that it can be set elsewhere.
#[derive(Debug, Clone)]
pub struct Printed {
    /// As which document.
    pub template: Template,
    /// In which language.
    pub language: Language,
    /// The date it bears.
    pub at: Timestamp,
    /// The data.
    pub data: serde_json::Value,
    /// Whether an officer attested the template.
    pub is_attested: bool,
    /// Name of the attached twin.
    pub twin_name: &'static str,
    /// The twin itself.
    pub twin: Vec<u8>,
}

fn unprintable(error: &DocumentError) -> DeskError {
    DeskError::input("not_printed", error.to_string())
}
