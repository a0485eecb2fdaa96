-- What is written in exhibits, as a machine reads it: sealed under the exhibit's key, gone with it.

-- The place of an item in the queue, that waiting does not change; higher is sooner.
ALTER TABLE item ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
UPDATE item SET place = priority * 7200000 - created_at;
ALTER TABLE item ADD COLUMN language TEXT;
ALTER TABLE item ADD COLUMN label TEXT;
-- Items with nearly the same text have one cluster; of those in one state, one is the head.
ALTER TABLE item ADD COLUMN cluster TEXT;
ALTER TABLE item ADD COLUMN is_head BIGINT NOT NULL DEFAULT 1;
DROP INDEX item_queue;
DROP INDEX item_queue_host;
DROP INDEX item_queue_matched;
CREATE INDEX item_queue ON item (desk_id, state, place DESC, id);
CREATE INDEX item_queue_heads ON item (desk_id, state, place DESC, id) WHERE is_head = 1;
CREATE INDEX item_queue_host ON item (desk_id, host, state, place DESC, id);
CREATE INDEX item_queue_matched ON item (desk_id, state, place DESC, id) WHERE matched = 1;
CREATE INDEX item_queue_language ON item (desk_id, language, state, place DESC, id) WHERE language IS NOT NULL;
CREATE INDEX item_queue_label ON item (desk_id, label, state, place DESC, id) WHERE label IS NOT NULL;
CREATE INDEX item_queue_cluster ON item (desk_id, cluster, state, place DESC, id) WHERE cluster IS NOT NULL;
CREATE INDEX item_cluster_head ON item (cluster, state) WHERE is_head = 1 AND cluster IS NOT NULL;

-- One text of an exhibit. `sealed` and `signature` open with the exhibit's key only; what stands
-- beside them are numbers and hashes of models. `edition` names what it was read by.
CREATE TABLE text_reading (
    exhibit_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    item_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    edition TEXT NOT NULL,
    rank BIGINT NOT NULL,
    shadow_rank BIGINT,
    sealed TEXT NOT NULL,
    signature TEXT,
    PRIMARY KEY (exhibit_id, place)
);
CREATE INDEX text_reading_seq ON text_reading (desk_id, seq);
CREATE INDEX text_reading_edition ON text_reading (desk_id, edition, exhibit_id);

-- The number of the last exhibit read; given out under the lock of its row.
CREATE TABLE text_count (
    desk_id TEXT PRIMARY KEY NOT NULL,
    side TEXT NOT NULL,
    seq BIGINT NOT NULL
);

-- Folded words, each as a keyed hash: they can be searched for and not read.
CREATE TABLE text_token (
    seq {serial},
    exhibit_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    item_id TEXT NOT NULL,
    tokens TEXT NOT NULL
);
CREATE INDEX text_token_exhibit ON text_token (exhibit_id);
-- postgresql: CREATE INDEX text_token_search ON text_token USING GIN (to_tsvector('simple', tokens));
-- sqlite: CREATE VIRTUAL TABLE text_search USING fts5(tokens, content='text_token', content_rowid='seq', tokenize='ascii');
-- sqlite: INSERT INTO text_search (text_search, rank) VALUES ('secure-delete', 1);
-- sqlite: CREATE TRIGGER text_token_added AFTER INSERT ON text_token BEGIN INSERT INTO text_search (rowid, tokens) VALUES (new.seq, new.tokens); END;
-- sqlite: CREATE TRIGGER text_token_gone AFTER DELETE ON text_token BEGIN INSERT INTO text_search (text_search, rowid, tokens) VALUES ('delete', old.seq, old.tokens); END;

-- What each decision says of a text: never changed, gone with its exhibit.
CREATE TABLE text_label (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    exhibit_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX text_label_desk ON text_label (desk_id, at, id);
CREATE INDEX text_label_exhibit ON text_label (exhibit_id);

CREATE TABLE text_model (
    desk_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    side TEXT NOT NULL,
    standing TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (desk_id, hash)
);

CREATE TABLE term_list (
    desk_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    side TEXT NOT NULL,
    is_current BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (desk_id, name, version)
);
CREATE INDEX term_list_current ON term_list (desk_id, name) WHERE is_current = 1;
