-- Orders that name nobody, or a visitor who never said who they are: the figures of the shop take
-- them beside those of its customers.
ALTER TABLE orders ADD COLUMN anonymous BIGINT NOT NULL DEFAULT 0;
UPDATE orders SET anonymous = 1
WHERE subject IS NULL OR subject IN (SELECT p.subject FROM persons p WHERE p.own IS NULL);
CREATE INDEX orders_anonymous ON orders (placed_at) WHERE anonymous = 1;
