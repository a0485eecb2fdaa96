-- Legal bases as data, and removal orders with their clocks.

-- Every set an administrator brought in; the newest is in force.
CREATE TABLE legal_set (
    seq {serial},
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    edition TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX legal_set_newest ON legal_set (desk_id, seq DESC);

-- Which printed form a legal officer compared with the official text.
CREATE TABLE attestation (
    desk_id TEXT NOT NULL,
    form TEXT NOT NULL,
    language TEXT NOT NULL,
    template_sha256 TEXT NOT NULL,
    side TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (desk_id, form, language, template_sha256)
);

-- `waits` while a person has something to do about it.
CREATE TABLE removal_order (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    reference TEXT NOT NULL,
    state TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    reply_token TEXT NOT NULL UNIQUE,
    answer_token_sha256 TEXT NOT NULL UNIQUE,
    waits BIGINT NOT NULL,
    sent_at BIGINT,
    final_at BIGINT,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (desk_id, reference)
);
CREATE INDEX removal_order_newest ON removal_order (desk_id, created_at DESC, id DESC);
CREATE INDEX removal_order_state ON removal_order (desk_id, state, created_at DESC, id DESC);
CREATE INDEX removal_order_waits ON removal_order (desk_id, created_at DESC, id DESC) WHERE waits = 1;
CREATE INDEX removal_order_provider ON removal_order (provider_id, created_at DESC, id DESC);

CREATE TABLE removal_order_line (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    order_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    key TEXT NOT NULL,
    is_open BIGINT NOT NULL
);
CREATE INDEX removal_order_line_order ON removal_order_line (order_id);
CREATE INDEX removal_order_line_item ON removal_order_line (item_id);
CREATE INDEX removal_order_line_key ON removal_order_line (desk_id, key);

-- Legal clocks; `due` while one runs.
CREATE TABLE legal_clock (
    order_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (order_id, kind)
);
CREATE INDEX legal_clock_due ON legal_clock (desk_id, due) WHERE due IS NOT NULL;

-- When a provider was first told how orders work.
CREATE TABLE first_information (
    desk_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    side TEXT NOT NULL,
    order_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (desk_id, provider_id)
);

-- A provider whose final orders are many enough for its home authority to look at it.
CREATE TABLE exposure (
    order_id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    told_at BIGINT,
    body TEXT NOT NULL
);
CREATE INDEX exposure_open ON exposure (desk_id, order_id) WHERE told_at IS NULL;
CREATE INDEX exposure_provider ON exposure (provider_id);
