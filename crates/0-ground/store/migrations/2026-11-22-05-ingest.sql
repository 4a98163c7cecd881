-- The newest requests at the front door, for the inspector. `slot` goes round, so the table
-- never grows; `items` is one JSON document that is shown, never queried inside.
CREATE TABLE calls (
    slot BIGINT PRIMARY KEY,
    request_no BIGINT NOT NULL,
    at BIGINT NOT NULL,
    source TEXT NOT NULL,
    items TEXT NOT NULL
);
CREATE INDEX calls_newest ON calls (request_no);

-- What was refused at the front door and waits to be mended. `content` is a hash, so that the
-- same call sent again waits once.
CREATE TABLE quarantine (
    id BYTEA PRIMARY KEY,
    at BIGINT NOT NULL,
    source TEXT NOT NULL,
    namespace TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    pointer TEXT NOT NULL,
    body TEXT NOT NULL,
    content BYTEA NOT NULL UNIQUE
);

-- Files that came in. `n_rows` is how far it is durably done, counted in rows of the file.
CREATE TABLE imports (
    id BYTEA PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    doc TEXT NOT NULL,
    n_rows BIGINT NOT NULL,
    n_bytes BIGINT NOT NULL,
    n_new BIGINT NOT NULL,
    n_changed BIGINT NOT NULL,
    n_same BIGINT NOT NULL,
    n_skipped BIGINT NOT NULL,
    n_conflicting BIGINT NOT NULL,
    n_problems BIGINT NOT NULL,
    busy_micros BIGINT NOT NULL,
    first_seq BIGINT,
    last_seq BIGINT,
    problem TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);

-- What was refused or left out of a file, by row.
CREATE TABLE import_problems (
    import BYTEA NOT NULL,
    problem_no BIGINT NOT NULL,
    row_no BIGINT NOT NULL,
    taken BIGINT NOT NULL,
    reason TEXT NOT NULL,
    field TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (import, problem_no)
) /* clustered */;
