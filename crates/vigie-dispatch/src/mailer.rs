//! The mailer: this room opened under one configuration, with its letters, keys and password.

use vigie_domain::Language;
use vigie_egress::Egress;
use zeroize::Zeroizing;

use crate::dkim::Signer;
use crate::smtp::{self, Credentials, Delivery};
use crate::template::{Rendered, Templates};
use crate::{Composed, Config, DispatchError, Notice, SmtpSecurity, message};

/// Writes letters and hands them to the mail relay.
pub struct Mailer {
    config: Config,
    templates: Templates,
    signers: Vec<Signer>,
    credentials: Option<Credentials>,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer")
            .field("signers", &self.signers)
            .finish_non_exhaustive()
    }
}

impl Mailer {
    /// Reads the letters, the keys and the password that `config` names. Connects to nothing.
    ///
    /// # Errors
    ///
    /// [`DispatchError`], naming the file or the keys that contradict each other.
    pub fn open(config: Config) -> Result<Self, DispatchError> {
        let templates = Templates::load(config.template_dir.as_deref())?;
        let signers = config
            .dkim
            .iter()
            .map(Signer::open)
            .collect::<Result<_, _>>()?;
        let credentials = read_credentials(&config)?;
        Ok(Self {
            config,
            templates,
            signers,
            credentials,
        })
    }

    /// The configuration it was opened under.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// The keys that sign: where their public halves must stand in the DNS, and what must stand there.
    pub fn signers(&self) -> &[Signer] {
        &self.signers
    }

    /// The letter in words, in the recipient's language: what a person approves.
    ///
    /// # Errors
    ///
    /// [`DispatchError::Blank`], [`DispatchError::Unfilled`], [`DispatchError::LeftOver`],
    /// [`DispatchError::TooManyLines`], [`DispatchError::BadId`].
    pub fn render(&self, notice: &Notice) -> Result<Rendered, DispatchError> {
        self.render_in(notice, notice.recipient.language)
    }

    /// The letter in another language than the recipient's, for a colleague to read along.
    ///
    /// # Errors
    ///
    /// As [`Self::render`].
    pub fn render_in(
        &self,
        notice: &Notice,
        language: Language,
    ) -> Result<Rendered, DispatchError> {
        notice.check(self.config.lines_max)?;
        self.templates.render(notice, language)
    }

    /// The letter as the exact bytes that travel; the same notice gives the same bytes.
    ///
    /// # Errors
    ///
    /// As [`Self::render`], and [`DispatchError::BadAddress`], [`DispatchError::ForeignSender`],
    /// [`DispatchError::TooLarge`], [`DispatchError::Unbuildable`].
    pub fn compose(&self, notice: &Notice) -> Result<(Rendered, Composed), DispatchError> {
        let rendered = self.render(notice)?;
        let composed = message::compose(notice, &rendered, &self.signers, &self.config)?;
        Ok((rendered, composed))
    }

    /// Hands a letter to the relay, once. What became of it is never an error but the answer.
    pub async fn send(&self, egress: &Egress, letter: &Composed) -> Delivery {
        smtp::send(egress, &self.config, self.credentials.as_ref(), letter).await
    }
}

fn read_credentials(config: &Config) -> Result<Option<Credentials>, DispatchError> {
    let path = match (config.smtp_user.is_empty(), &config.smtp_password_file) {
        (true, None) => return Ok(None),
        (false, Some(path)) => path,
        _ => {
            let reason = "`dispatch.smtp_user` and `dispatch.smtp_password_file` go together: set \
                          both or neither";
            return Err(DispatchError::BadConfig { reason });
        }
    };
    if config.smtp_security == SmtpSecurity::Plain {
        let reason = "`dispatch.smtp_security` is `plain` and `dispatch.smtp_user` is set: a \
                      password is never sent unencrypted";
        return Err(DispatchError::BadConfig { reason });
    }
    let password = std::fs::read_to_string(path).map_err(|source| DispatchError::Unreadable {
        path: path.clone(),
        source,
    })?;
    let password = Zeroizing::new(password);
    let secret = Zeroizing::new(password.trim_end_matches(['\r', '\n']).to_owned());
    if secret.is_empty() || config.smtp_user.contains('\0') || secret.contains('\0') {
        let reason = "`dispatch.smtp_password_file` holds no password that can be sent";
        return Err(DispatchError::BadConfig { reason });
    }
    Ok(Some(Credentials {
        user: config.smtp_user.clone(),
        password: secret,
    }))
}
