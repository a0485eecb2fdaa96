-- Banks as teams use them: states of entries, numbers for clients, opinions, subscribers, floods;
-- and every signal ever captured, so that a new entry is looked up among them.

ALTER TABLE bank_entry ADD COLUMN content BIGINT NOT NULL DEFAULT 0;
ALTER TABLE bank_entry ADD COLUMN transform TEXT NOT NULL DEFAULT 'as_is';
ALTER TABLE bank_entry ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE bank_entry ADD COLUMN proposed_by TEXT;
ALTER TABLE bank_entry ADD COLUMN activated_at BIGINT;
ALTER TABLE bank_entry ADD COLUMN silent_until BIGINT;
-- Who moved it last and why, its own limit of matches, where it was seen; absent for most of a list.
ALTER TABLE bank_entry ADD COLUMN detail TEXT;
-- The generation of the desk's banks that changed it last: given out under the lock of one row, so
-- that a later commit has a larger one.
ALTER TABLE bank_entry ADD COLUMN change BIGINT NOT NULL DEFAULT 0;

UPDATE bank_entry SET activated_at = added_at;
UPDATE bank_entry SET state = 'withdrawn' WHERE withdrawn_at IS NOT NULL;
UPDATE bank_entry SET content = numbered.number, change = 1 FROM
    (SELECT id AS entry_id, ROW_NUMBER() OVER (PARTITION BY desk_id ORDER BY id) AS number FROM bank_entry) AS numbered
    WHERE numbered.entry_id = bank_entry.id;

DROP INDEX bank_entry_type;
CREATE INDEX bank_entry_change ON bank_entry (bank_id, change, id);
CREATE INDEX bank_entry_content ON bank_entry (desk_id, content);
CREATE INDEX bank_entry_waiting ON bank_entry (bank_id, state, id) WHERE state <> 'active';

ALTER TABLE bank_generation ADD COLUMN content BIGINT NOT NULL DEFAULT 0;
UPDATE bank_generation SET content = COALESCE(
    (SELECT MAX(bank_entry.content) FROM bank_entry WHERE bank_entry.desk_id = bank_generation.desk_id), 0);

CREATE TABLE bank_count (
    bank_id TEXT NOT NULL,
    state TEXT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    entries BIGINT NOT NULL,
    PRIMARY KEY (bank_id, state)
);
INSERT INTO bank_count (bank_id, state, desk_id, side, entries)
    SELECT bank_id, state, MAX(desk_id), MAX(side), COUNT(*) FROM bank_entry GROUP BY bank_id, state;

-- What a client of the lookup service said of a content when it added it.
CREATE TABLE bank_content (
    desk_id TEXT NOT NULL,
    content BIGINT NOT NULL,
    side TEXT NOT NULL,
    bank_id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (desk_id, content)
);

CREATE TABLE bank_opinion (
    entry_id TEXT NOT NULL,
    holder TEXT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    bank_id TEXT NOT NULL,
    stance TEXT NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (entry_id, holder)
);

CREATE TABLE bank_reader (
    bank_id TEXT NOT NULL,
    reader TEXT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    until_change BIGINT NOT NULL,
    fetches BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    fetched_at BIGINT NOT NULL,
    PRIMARY KEY (bank_id, reader)
);

-- Matches of a content in a day (days since 1970, UTC).
CREATE TABLE bank_hit (
    desk_id TEXT NOT NULL,
    content BIGINT NOT NULL,
    day BIGINT NOT NULL,
    side TEXT NOT NULL,
    hits BIGINT NOT NULL,
    PRIMARY KEY (desk_id, content, day)
);
CREATE INDEX bank_hit_day ON bank_hit (day);

CREATE TABLE captured_signal (
    exhibit_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    signal_type TEXT NOT NULL,
    value TEXT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    item_id TEXT NOT NULL,
    quality BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (exhibit_id, place, signal_type, value)
);
CREATE TABLE captured_count (
    desk_id TEXT PRIMARY KEY NOT NULL,
    side TEXT NOT NULL,
    seq BIGINT NOT NULL
);
-- sqlite: INSERT OR IGNORE INTO captured_signal SELECT exhibit.id, record.key,
-- sqlite:     signal.value ->> '$.type', COALESCE(signal.value ->> '$.value.hash', signal.value ->> '$.value'),
-- sqlite:     exhibit.desk_id, exhibit.side, exhibit.item_id, COALESCE(signal.value ->> '$.value.quality', 100), 1
-- sqlite:     FROM exhibit, json_each(exhibit.body, '$.records') AS record, json_each(record.value, '$.signals') AS signal;
-- postgresql: INSERT INTO captured_signal SELECT exhibit.id, record.place - 1,
-- postgresql:     signal.value ->> 'type', COALESCE(signal.value #>> '{value,hash}', signal.value ->> 'value'),
-- postgresql:     exhibit.desk_id, exhibit.side, exhibit.item_id, COALESCE(CAST(signal.value #>> '{value,quality}' AS BIGINT), 100), 1
-- postgresql:     FROM exhibit, jsonb_array_elements(CAST(exhibit.body AS jsonb) -> 'records') WITH ORDINALITY AS record(value, place),
-- postgresql:     jsonb_array_elements(record.value -> 'signals') AS signal(value) ON CONFLICT DO NOTHING;
INSERT INTO captured_count (desk_id, side, seq) SELECT desk_id, MAX(side), 1 FROM captured_signal GROUP BY desk_id;
CREATE INDEX captured_signal_value ON captured_signal (desk_id, signal_type, value);
CREATE INDEX captured_signal_seq ON captured_signal (desk_id, signal_type, seq, exhibit_id, place, value);
