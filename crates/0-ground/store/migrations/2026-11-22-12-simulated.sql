-- Whether the demo's people read the mail: 1, or 0 for everybody else.
ALTER TABLE readings ADD COLUMN simulated BIGINT NOT NULL DEFAULT 0;
