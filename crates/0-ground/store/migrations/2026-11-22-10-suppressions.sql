-- Addresses that nothing is sent to, by their subject, with what put each there. Derived from the
-- ledger: it can be emptied and folded again.
DROP TABLE suppressions;
CREATE TABLE suppressions (
    subject BIGINT PRIMARY KEY,
    reason TEXT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    import BYTEA
);
CREATE INDEX suppressions_at ON suppressions (at, subject);
CREATE INDEX suppressions_import ON suppressions (import) WHERE import IS NOT NULL;

-- Which addresses a message already goes to, by their subject: one address, one mail.
DROP TABLE message_addresses;
CREATE TABLE message_addresses (
    message BYTEA NOT NULL,
    subject BIGINT NOT NULL,
    PRIMARY KEY (message, subject)
) /* clustered */;
