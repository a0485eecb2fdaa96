//! A desk of our own, opened through the same rooms as the program opens.

use std::path::Path;
use std::sync::{Arc, RwLock};

use anyhow::Result;
use vigie_capture::Capturer;
use vigie_desk::{Clock as _, Desk, Rooms, SystemClock, setup};
use vigie_dispatch::Mailer;
use vigie_domain::Actor;
use vigie_egress::Egress;
use vigie_format::key::KeyRules;
use vigie_media::Decoder;
use vigie_store::Store;
use vigie_trace::{ReferenceData, Tracer};

/// A desk and whoever works at it.
pub(crate) struct Opened {
    pub(crate) desk: Desk,
    pub(crate) operator: Actor,
}

/// Makes the desk in `folder`, or opens it; every setting is the default.
pub(crate) async fn open(folder: &Path) -> Result<Opened> {
    let config = vigie_store::Config {
        data_dir: folder.to_owned(),
        ..vigie_store::Config::default()
    };
    let store = if Store::exists(&config) {
        Store::open(&config).await?
    } else {
        Store::create(&config).await?
    };
    let desk_config = vigie_desk::Config::default();
    let now = SystemClock.now();
    let name = &desk_config.name;
    let id = setup::ensure_desk(&store, name, vigie_store::new_id(now)?, now).await?;
    let operator = setup::local_operator(&store, id, vigie_store::new_id(now)?, now).await?;
    let egress = Egress::new(vigie_egress::Config::default())?;
    let (reference, _) = ReferenceData::load(&folder.join("reference"))?;
    let rooms = Rooms {
        capturer: Capturer::new(egress.clone(), vigie_capture::Config::default()),
        decoder: Decoder::new(vigie_media::Config::default())?,
        tracer: RwLock::new(Arc::new(Tracer::new(
            egress.clone(),
            Arc::new(reference),
            vigie_trace::Config::default(),
        ))),
        paper: vigie_desk::Paper::default(),
        mailer: Mailer::open(vigie_dispatch::Config::default())?,
        egress,
        keys: KeyRules::builtin().clone().into(),
        log_key: store.log_key()?,
        store,
        clock: Arc::new(SystemClock),
    };
    Ok(Opened {
        desk: Desk::new(id, desk_config, rooms),
        operator,
    })
}

impl Opened {
    /// Ends every connection, so that a server can take the folder.
    pub(crate) async fn close(self) {
        self.desk.store().clone().close().await;
    }
}
