-- One message to many, from draft to sent. Its content is copied to `messages` when it goes out.
CREATE TABLE campaigns (
    id BYTEA PRIMARY KEY,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    segment BYTEA,
    segment_text TEXT,
    topic TEXT NOT NULL,
    subject TEXT NOT NULL,
    preheader TEXT NOT NULL,
    body TEXT NOT NULL,
    format TEXT NOT NULL,
    scheduled_at BIGINT,
    sent_at BIGINT,
    made_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX campaigns_updated ON campaigns (updated_at, id);
