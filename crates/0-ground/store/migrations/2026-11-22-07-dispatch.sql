-- What is sent to one or many: the content as it was when it went out.
CREATE TABLE messages (
    id BYTEA PRIMARY KEY,
    class TEXT NOT NULL,
    topic TEXT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    preheader TEXT NOT NULL,
    body TEXT NOT NULL,
    format TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

-- Where the links of a message lead. A click is led there and nowhere else.
CREATE TABLE message_links (
    message BYTEA NOT NULL,
    mark BIGINT NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (message, mark)
) /* clustered */;

-- One message to one customer. `due_at` is null once nothing is left to do.
CREATE TABLE deliveries (
    id BYTEA PRIMARY KEY,
    message BYTEA NOT NULL,
    customer BYTEA NOT NULL,
    address TEXT NOT NULL,
    class TEXT NOT NULL,
    state TEXT NOT NULL,
    planned_at BIGINT NOT NULL,
    state_at BIGINT NOT NULL,
    due_at BIGINT,
    leased_until BIGINT,
    attempts BIGINT NOT NULL,
    accepted_at BIGINT,
    code BIGINT,
    reply TEXT,
    raw BYTEA,
    opened_at BIGINT,
    clicked_at BIGINT,
    unsubscribed_at BIGINT,
    bounced_at BIGINT,
    UNIQUE (message, customer)
);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_leased ON deliveries (leased_until) WHERE leased_until IS NOT NULL;
CREATE INDEX deliveries_customer ON deliveries (customer, planned_at);
CREATE INDEX deliveries_state ON deliveries (message, state);

-- What was decided about each candidate of a message, and why. One row each, whatever it says.
CREATE TABLE decisions (
    message BYTEA NOT NULL,
    customer BYTEA NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    delivery BYTEA,
    PRIMARY KEY (message, customer)
) /* clustered */;

-- Which addresses a message already goes to, by blind index: one address, one mail.
CREATE TABLE message_addresses (
    message BYTEA NOT NULL,
    token BYTEA NOT NULL,
    PRIMARY KEY (message, token)
) /* clustered */;

-- Opens and clicks, each with what fetched it.
CREATE TABLE readings (
    delivery BYTEA NOT NULL,
    message BYTEA NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    mark BIGINT NOT NULL,
    reader TEXT NOT NULL
);
CREATE INDEX readings_delivery ON readings (delivery, at);
CREATE INDEX readings_message ON readings (message, kind, at);

-- Addresses that nothing is sent to.
CREATE TABLE suppressions (
    token BYTEA PRIMARY KEY,
    email TEXT NOT NULL,
    reason TEXT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX suppressions_at ON suppressions (at);
