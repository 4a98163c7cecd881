-- What was sent: the subject for good, the mail as a page for as long as mails are kept.
ALTER TABLE deliveries ADD COLUMN subject TEXT;

CREATE TABLE kept_mails (
    delivery BYTEA PRIMARY KEY,
    packed BYTEA NOT NULL
);

-- A message filled in for nobody. Its mails are packed against it, since they differ in little.
CREATE TABLE mail_molds (
    message BYTEA PRIMARY KEY,
    packed BYTEA NOT NULL,
    made_at BIGINT NOT NULL
);
