-- Complaints with what was written about them, sealed; and retractions by whether they are out.

CREATE TABLE complaint (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    state TEXT NOT NULL,
    is_waiting BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    outcome TEXT,
    decided_at BIGINT,
    token_sha256 TEXT NOT NULL UNIQUE,
    proof_sha256 TEXT NOT NULL UNIQUE,
    about_sealed TEXT NOT NULL,
    contact_sealed TEXT,
    contact_expires_at BIGINT,
    body TEXT NOT NULL
);
CREATE INDEX complaint_newest ON complaint (desk_id, received_at DESC, id DESC);
CREATE INDEX complaint_waiting ON complaint (desk_id, due_at, id) WHERE is_waiting = 1;
CREATE INDEX complaint_contact ON complaint (contact_expires_at) WHERE contact_sealed IS NOT NULL;

CREATE TABLE complaint_item (
    item_id TEXT NOT NULL,
    complaint_id TEXT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    PRIMARY KEY (item_id, complaint_id)
);

-- What the complainant wrote, the first line of it and what was added.
CREATE TABLE complaint_note (
    complaint_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    at BIGINT NOT NULL,
    text_sealed TEXT NOT NULL,
    PRIMARY KEY (complaint_id, place)
);

CREATE INDEX retraction_unsent ON retraction (desk_id, id) WHERE is_sent = 0;
CREATE INDEX retraction_newest ON retraction (desk_id, id DESC);
