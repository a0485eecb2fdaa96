-- Escalation dossiers: what was compiled over which period, and what left the house. The files of
-- a released one are blobs; a draft is set anew from the log whenever it is read.
CREATE TABLE dossier (
    id TEXT PRIMARY KEY NOT NULL,
    desk_id TEXT NOT NULL,
    side TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX dossier_provider ON dossier (provider_id, created_at DESC, id DESC);
