-- People look orders up by the number that the shop gave them.
CREATE INDEX orders_number ON orders (number);
