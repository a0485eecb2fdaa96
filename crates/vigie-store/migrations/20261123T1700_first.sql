-- Every table of a desk. Ids are UUIDv7 as text, times integer milliseconds UTC, structs JSON as text.
-- One dialect for SQLite and PostgreSQL; the runner replaces {serial} and gives text the C collation.

CREATE TABLE meta (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE desk (
    id TEXT PRIMARY KEY NOT NULL,
    side TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE setting (
    desk_id TEXT NOT NULL,
    key TEXT NOT NULL,
    side TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (desk_id, key)
);

CREATE TABLE login (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    login TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (desk_id, login)
);

CREATE TABLE session (
    token_sha256 TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    csrf TEXT
);
CREATE INDEX session_of_user ON session (user_id);
CREATE INDEX session_seen ON session (seen_at);

CREATE TABLE api_key (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    secret_sha256 TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
);
CREATE INDEX api_key_desk ON api_key (desk_id);

CREATE TABLE rate_counter (
    key TEXT NOT NULL,
    window_start BIGINT NOT NULL,
    hits BIGINT NOT NULL,
    PRIMARY KEY (key, window_start)
);

CREATE TABLE designation (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    instrument TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX designation_desk ON designation (desk_id);

CREATE TABLE batch (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX batch_desk ON batch (desk_id, created_at);

CREATE TABLE item (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    state TEXT NOT NULL,
    priority BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    host TEXT,
    external_id TEXT,
    batch_id TEXT,
    assessed_by TEXT,
    matched BIGINT NOT NULL,
    account TEXT,
    body TEXT NOT NULL
);
CREATE INDEX item_account ON item (desk_id, account, created_at) WHERE account IS NOT NULL;
CREATE INDEX item_queue ON item (desk_id, state, priority DESC, created_at, id);
CREATE INDEX item_queue_host ON item (desk_id, host, state, priority DESC, created_at, id);
CREATE INDEX item_queue_matched ON item (desk_id, state, priority DESC, created_at, id) WHERE matched = 1;
CREATE UNIQUE INDEX item_external ON item (desk_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX item_batch ON item (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE item_count (
    desk_id TEXT NOT NULL,
    state TEXT NOT NULL,
    side TEXT NOT NULL,
    items BIGINT NOT NULL,
    PRIMARY KEY (desk_id, state)
);

CREATE TABLE locator (
    desk_id TEXT NOT NULL,
    key TEXT NOT NULL,
    side TEXT NOT NULL,
    item_id TEXT NOT NULL,
    PRIMARY KEY (desk_id, key)
);
CREATE INDEX locator_item ON locator (item_id);

CREATE TABLE item_claim (
    item_id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    user_id TEXT NOT NULL,
    until BIGINT NOT NULL
);

CREATE TABLE exhibit (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    item_id TEXT NOT NULL,
    captured_at BIGINT NOT NULL,
    warc_sha256 TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX exhibit_item ON exhibit (item_id, captured_at);

CREATE TABLE exhibit_key (
    exhibit_id TEXT PRIMARY KEY NOT NULL,
    wrapped TEXT NOT NULL
);

CREATE TABLE key_destruction (
    exhibit_id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT NOT NULL
);

CREATE TABLE assessment (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    item_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    reasons_sha256 TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX assessment_item ON assessment (item_id, at);
CREATE INDEX assessment_reasons ON assessment (desk_id, reasons_sha256);

CREATE TABLE review (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    assessment_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX review_assessment ON review (assessment_id, at);

CREATE TABLE observation (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    item_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX observation_item ON observation (item_id, at);

CREATE TABLE item_match (
    item_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    bank_id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (item_id, place)
);

CREATE TABLE chain (
    item_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (item_id, at)
);

CREATE TABLE provider (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (desk_id, name)
);

CREATE TABLE provider_domain (
    desk_id TEXT NOT NULL,
    domain TEXT NOT NULL,
    side TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    PRIMARY KEY (desk_id, domain)
);
CREATE INDEX provider_domain_provider ON provider_domain (provider_id);

CREATE TABLE contact (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    address TEXT NOT NULL,
    is_confirmed BIGINT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (provider_id, address)
);
CREATE INDEX contact_unconfirmed ON contact (desk_id, id) WHERE is_confirmed = 0;

CREATE TABLE protected_source (
    desk_id TEXT NOT NULL,
    domain TEXT NOT NULL,
    side TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (desk_id, domain)
);

CREATE TABLE reference_counter (
    desk_id TEXT NOT NULL,
    year BIGINT NOT NULL,
    side TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (desk_id, year)
);

CREATE TABLE referral (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    reference TEXT NOT NULL,
    state TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    reply_token TEXT NOT NULL UNIQUE,
    answer_token_sha256 TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (desk_id, reference)
);
CREATE INDEX referral_newest ON referral (desk_id, created_at DESC, id DESC);
CREATE INDEX referral_state ON referral (desk_id, state, created_at DESC, id DESC);
CREATE INDEX referral_provider ON referral (provider_id, created_at DESC, id DESC);

CREATE TABLE referral_line (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    referral_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    counts_from BIGINT
);
CREATE INDEX referral_line_referral ON referral_line (referral_id);
CREATE INDEX referral_line_item ON referral_line (item_id);
CREATE INDEX referral_line_counted ON referral_line (provider_id, counts_from) WHERE counts_from IS NOT NULL;

CREATE TABLE disclosure (
    seq {serial},
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    referral_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX disclosure_referral ON disclosure (referral_id, seq);

CREATE TABLE disclosure_item (
    item_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    PRIMARY KEY (item_id, seq)
);

CREATE TABLE retraction (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    referral_id TEXT NOT NULL,
    is_sent BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX retraction_referral ON retraction (referral_id);

CREATE TABLE recheck (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    line_id TEXT NOT NULL,
    referral_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    host TEXT NOT NULL,
    next_at BIGINT,
    body TEXT NOT NULL
);
CREATE INDEX recheck_due ON recheck (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX recheck_referral ON recheck (referral_id);
CREATE INDEX recheck_item ON recheck (item_id);

CREATE TABLE host_budget (
    host TEXT PRIMARY KEY NOT NULL,
    free_at BIGINT NOT NULL
);

CREATE TABLE bank (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    name TEXT NOT NULL,
    is_enabled BIGINT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (desk_id, name)
);

CREATE TABLE bank_entry (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    bank_id TEXT NOT NULL,
    signal_type TEXT NOT NULL,
    value TEXT NOT NULL,
    quality BIGINT NOT NULL,
    source TEXT NOT NULL,
    label TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    UNIQUE (bank_id, signal_type, value)
);
CREATE INDEX bank_entry_value ON bank_entry (desk_id, signal_type, value);
CREATE INDEX bank_entry_page ON bank_entry (bank_id, id);
CREATE INDEX bank_entry_type ON bank_entry (desk_id, signal_type, id);

CREATE TABLE bank_generation (
    desk_id TEXT PRIMARY KEY NOT NULL,
    side TEXT NOT NULL,
    generation BIGINT NOT NULL
);

CREATE TABLE mail (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    referral_id TEXT,
    class TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    raw_sha256 TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX mail_referral ON mail (referral_id, received_at);
CREATE INDEX mail_raw ON mail (desk_id, raw_sha256);
CREATE INDEX mail_unfiled ON mail (desk_id, received_at) WHERE referral_id IS NULL;

CREATE TABLE report (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    item_id TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    language TEXT NOT NULL,
    contact_sealed TEXT,
    contact_expires_at BIGINT
);
CREATE INDEX report_item ON report (item_id, received_at);
CREATE INDEX report_expiry ON report (contact_expires_at) WHERE contact_sealed IS NOT NULL;

CREATE TABLE job (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    priority BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    dedup_key TEXT,
    attempts BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    worker TEXT,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
-- `run_at` of a leased job is the end of its lease: one index finds what is due and what was dropped;
-- `due_at` stays when the work itself was due.
CREATE INDEX job_due ON job (priority DESC, run_at, id) WHERE state <> 'dead';
CREATE INDEX job_next ON job (run_at) WHERE state <> 'dead';
CREATE INDEX job_dead ON job (desk_id, created_at) WHERE state = 'dead';
CREATE UNIQUE INDEX job_dedup ON job (desk_id, kind, dedup_key) WHERE dedup_key IS NOT NULL AND state = 'ready';

CREATE TABLE audit_event (
    seq {serial},
    id TEXT NOT NULL UNIQUE,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    case_item TEXT,
    case_referral TEXT,
    record TEXT,
    salt TEXT,
    leaf TEXT NOT NULL,
    log_index BIGINT
);
CREATE INDEX audit_event_item ON audit_event (case_item, seq) WHERE case_item IS NOT NULL;
CREATE INDEX audit_event_referral ON audit_event (case_referral, seq) WHERE case_referral IS NOT NULL;
CREATE UNIQUE INDEX audit_event_index ON audit_event (log_index) WHERE log_index IS NOT NULL;
CREATE INDEX audit_event_pending ON audit_event (seq) WHERE log_index IS NULL;

CREATE TABLE event_item (
    item_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    PRIMARY KEY (item_id, seq)
);

CREATE TABLE log_state (
    id BIGINT PRIMARY KEY NOT NULL,
    size BIGINT NOT NULL,
    published BIGINT NOT NULL,
    checkpoint TEXT NOT NULL
);
INSERT INTO log_state (id, size, published, checkpoint) VALUES (1, 0, 0, '');
