-- Lines and refunds lie in the order in which their orders became known, by a short number: the
-- place of the first activity about the order. So a new order is written behind the others.
ALTER TABLE orders ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
UPDATE orders SET seq = coalesce(
    (SELECT min(a.seq) FROM activities a WHERE a.object = orders.id AND a.retracted_at IS NULL), 0);
CREATE INDEX orders_seq ON orders (seq);

ALTER TABLE order_lines RENAME TO order_lines_before;
CREATE TABLE order_lines (
    order_seq BIGINT NOT NULL,
    line_no BIGINT NOT NULL,
    product BYTEA,
    product_key TEXT,
    sku TEXT,
    name TEXT,
    category TEXT,
    quantity DOUBLE PRECISION NOT NULL,
    unit_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    PRIMARY KEY (order_seq, line_no)
) /* clustered */;
INSERT INTO order_lines (order_seq, line_no, product, product_key, sku, name, category, quantity,
    unit_minor, discount_minor)
SELECT o.seq, l.line_no, l.product, l.product_key, l.sku, l.name, l.category, l.quantity,
    l.unit_minor, l.discount_minor
FROM orders o JOIN order_lines_before l ON l.order_id = o.id;
DROP TABLE order_lines_before;

ALTER TABLE refunds RENAME TO refunds_before;
CREATE TABLE refunds (
    order_seq BIGINT NOT NULL,
    refund_no BIGINT NOT NULL,
    at BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (order_seq, refund_no)
) /* clustered */;
INSERT INTO refunds (order_seq, refund_no, at, amount_minor)
SELECT o.seq, r.refund_no, r.at, r.amount_minor
FROM orders o JOIN refunds_before r ON r.order_id = o.id;
DROP TABLE refunds_before;

-- What a customer is found under follows from her row.
DROP INDEX search_tokens_customer;
