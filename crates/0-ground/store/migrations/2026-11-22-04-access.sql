-- People of the shop who may sign in.
CREATE TABLE staff (
    id BYTEA PRIMARY KEY,
    email TEXT NOT NULL,
    email_token BYTEA NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    password_changed_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Sign-ins. The token is a hash; what is ended or over is deleted.
CREATE TABLE sessions (
    id BYTEA PRIMARY KEY,
    token BYTEA NOT NULL UNIQUE,
    staff BYTEA NOT NULL,
    agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    idle_micros BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX sessions_staff ON sessions (staff);
CREATE INDEX sessions_end ON sessions (ends_at);

-- Write keys and API keys, by the hash of their secret. A write key is public by nature (it
-- stands in the shop's pages), so its text is kept too.
CREATE TABLE access_keys (
    id BYTEA PRIMARY KEY,
    secret_hash BYTEA NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT,
    namespace TEXT,
    public_text TEXT,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    expires_at BIGINT
);

-- One-time tokens by hash: first setup, password reset.
CREATE TABLE access_tokens (
    hash BYTEA PRIMARY KEY,
    purpose TEXT NOT NULL,
    staff BYTEA,
    ends_at BIGINT NOT NULL
);

-- How busy a subject of a limit is, and until when; the subject is a keyed hash.
CREATE TABLE attempts (
    subject BYTEA PRIMARY KEY,
    busy_until BIGINT NOT NULL
);
CREATE INDEX attempts_over ON attempts (busy_until);

-- Replies to writes that carried an Idempotency-Key.
CREATE TABLE idempotency (
    caller TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
