-- Words that recur in millions of activities: sources, kinds, spaces, imports.
CREATE TABLE words (
    id BIGINT PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
);

-- Identifiers as they were received. The token is a blind index over space and value.
CREATE TABLE subjects (
    id BIGINT PRIMARY KEY,
    space BIGINT NOT NULL,
    token BYTEA NOT NULL UNIQUE,
    value TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

-- What happened, in the order in which it was taken in. Rows are never changed, except that an
-- undone import's are marked as retracted.
CREATE TABLE activities (
    seq BIGINT PRIMARY KEY,
    source BIGINT NOT NULL,
    key TEXT NOT NULL,
    kind BIGINT NOT NULL,
    at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    namespace BIGINT NOT NULL,
    subject BIGINT,
    others TEXT,
    object BYTEA,
    import BIGINT,
    payload TEXT NOT NULL,
    retracted_at BIGINT
);
CREATE UNIQUE INDEX activities_key ON activities (source, key) WHERE retracted_at IS NULL;
CREATE INDEX activities_subject ON activities (subject, at);
CREATE INDEX activities_object ON activities (object) WHERE object IS NOT NULL;
