-- Saved segments. The text is the definition; who is in them stands in `memberships`.
CREATE TABLE segments (
    id BYTEA PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    description TEXT,
    text TEXT NOT NULL,
    ready_made BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
