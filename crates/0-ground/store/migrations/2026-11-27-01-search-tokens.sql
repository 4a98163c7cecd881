-- Blind indexes for search: for each word of a name one token whose bytes follow the letters, so
-- that a beginning is a range; emails and phones as a whole. Derived from the rows of customers:
-- the book fills it at its next start. A plain table with an index, so that a large file can set
-- the index aside.
DROP TABLE search_tokens;
CREATE TABLE search_tokens (
    token BYTEA NOT NULL,
    customer BYTEA NOT NULL
);
CREATE UNIQUE INDEX search_tokens_token ON search_tokens (token, customer);
