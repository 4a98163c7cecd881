-- Refunds by their time, who said no last, and customers by their last order with those who never
-- ordered at the end: pages ask for the latest of each.
CREATE INDEX refunds_at ON refunds (at);
CREATE INDEX consents_withdrawn ON consents (at) WHERE state = 'withdrawn';
DROP INDEX IF EXISTS customers_by_last_order;
DELETE FROM indexes_aside WHERE name = 'customers_by_last_order';
CREATE INDEX customers_by_latest_order ON customers (hidden, (coalesce(last_order_at, 0)), id);
