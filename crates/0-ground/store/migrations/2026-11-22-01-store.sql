-- Small documents by name.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    doc TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Background work. A lease that ran out may be claimed again.
CREATE TABLE jobs (
    id BYTEA PRIMARY KEY,
    kind TEXT NOT NULL,
    unique_key TEXT UNIQUE,
    payload TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT,
    problem TEXT,
    given_up_at BIGINT
);
CREATE INDEX jobs_due ON jobs (kind, run_at);
