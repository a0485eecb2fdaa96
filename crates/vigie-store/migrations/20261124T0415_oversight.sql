-- Oversight: looks, samples drawn by the log, recommendations, and who wants a login of it closed.

CREATE TABLE oversight_look (
    seq {serial},
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    at BIGINT NOT NULL,
    took_ms BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX oversight_look_desk ON oversight_look (desk_id, took_ms);

CREATE TABLE oversight_seen (
    item_id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE oversight_draw (
    item_id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE recommendation (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    item_id TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX recommendation_desk ON recommendation (desk_id, id DESC);
CREATE INDEX recommendation_item ON recommendation (item_id, id);

CREATE TABLE oversight_closing (
    user_id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX disclosure_item_desk ON disclosure_item (desk_id, item_id);
