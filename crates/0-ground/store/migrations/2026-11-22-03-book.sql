-- Whom each identifier belongs to, and what its sources say of the person. Derived from the
-- ledger: it can be emptied and folded again.
CREATE TABLE persons (
    subject BIGINT PRIMARY KEY,
    space TEXT NOT NULL,
    own BYTEA,
    customer BYTEA,
    facts TEXT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX persons_customer ON persons (customer);
CREATE INDEX persons_own ON persons (own);

-- Two identifiers of one person. A link that was taken back stays, so that it is not made again
-- by itself.
CREATE TABLE links (
    a BIGINT NOT NULL,
    b BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (a, b)
) /* clustered */;
CREATE INDEX links_b ON links (b);

-- Pairs that may be one person.
CREATE TABLE suspects (
    a BIGINT NOT NULL,
    b BIGINT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (a, b)
) /* clustered */;
CREATE INDEX suspects_b ON suspects (b);

-- One row per customer, folded from her identifiers.
CREATE TABLE customers (
    id BYTEA PRIMARY KEY,
    since BIGINT NOT NULL,
    first_name TEXT,
    last_name TEXT,
    email TEXT,
    phone TEXT,
    birth_date TEXT,
    birth_year BIGINT,
    gender TEXT,
    language TEXT,
    timezone TEXT,
    street1 TEXT,
    street2 TEXT,
    postal_code TEXT,
    city TEXT,
    region TEXT,
    country TEXT,
    tags TEXT NOT NULL,
    attributes TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    n_orders BIGINT NOT NULL,
    spent_minor BIGINT NOT NULL,
    spent TEXT NOT NULL,
    first_order_at BIGINT,
    last_order_at BIGINT,
    email_consent TEXT NOT NULL,
    sms_consent TEXT NOT NULL,
    deleted_at BIGINT,
    hidden BIGINT NOT NULL
);
CREATE INDEX customers_by_since ON customers (hidden, since, id);
CREATE INDEX customers_by_last_order ON customers (hidden, last_order_at, id);
CREATE INDEX customers_by_spent ON customers (hidden, spent_minor, id);
CREATE INDEX customers_by_orders ON customers (hidden, n_orders, id);
CREATE INDEX customers_by_name ON customers (hidden, sort_name, id);

-- Blind indexes for search: names by their first 3 to 6 letters, emails and phones as a whole.
CREATE TABLE search_tokens (
    token BYTEA NOT NULL,
    customer BYTEA NOT NULL,
    PRIMARY KEY (token, customer)
) /* clustered */;
CREATE INDEX search_tokens_customer ON search_tokens (customer);

CREATE TABLE products (
    id BYTEA PRIMARY KEY,
    namespace TEXT NOT NULL,
    product TEXT NOT NULL,
    sku TEXT,
    name TEXT,
    category TEXT,
    brand TEXT,
    price_minor BIGINT,
    cost_minor BIGINT,
    currency TEXT,
    url TEXT,
    image_url TEXT,
    stock BIGINT,
    tags TEXT NOT NULL,
    attributes TEXT NOT NULL,
    content BYTEA NOT NULL
);

CREATE TABLE orders (
    id BYTEA PRIMARY KEY,
    namespace TEXT NOT NULL,
    number TEXT NOT NULL,
    source TEXT NOT NULL,
    subject BIGINT,
    placed_at BIGINT NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    refunded_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    shipping_minor BIGINT NOT NULL,
    coupon TEXT,
    channel TEXT,
    pending_until BIGINT,
    cancelled_at BIGINT,
    content BYTEA NOT NULL
);
CREATE INDEX orders_subject ON orders (subject, placed_at);
CREATE INDEX orders_placed ON orders (placed_at);

CREATE TABLE order_lines (
    order_id BYTEA NOT NULL,
    line_no BIGINT NOT NULL,
    product BYTEA,
    product_key TEXT,
    sku TEXT,
    name TEXT,
    category TEXT,
    quantity DOUBLE PRECISION NOT NULL,
    unit_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    PRIMARY KEY (order_id, line_no)
) /* clustered */;

CREATE TABLE refunds (
    order_id BYTEA NOT NULL,
    refund_no BIGINT NOT NULL,
    at BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (order_id, refund_no)
) /* clustered */;

-- What stands for one contact point, channel and topic; the evidence is in the ledger.
CREATE TABLE consents (
    subject BIGINT NOT NULL,
    channel TEXT NOT NULL,
    topic TEXT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    firsthand BIGINT NOT NULL,
    evidence TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (subject, channel, topic)
) /* clustered */;

-- Who is in which segment; written by insights.
CREATE TABLE memberships (
    segment BYTEA NOT NULL,
    customer BYTEA NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (segment, customer)
) /* clustered */;
CREATE INDEX memberships_customer ON memberships (customer);

-- What people of the shop write down about a customer; not derived.
CREATE TABLE notes (
    id BYTEA PRIMARY KEY,
    subject BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX notes_subject ON notes (subject, at);
