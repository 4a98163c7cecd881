-- Indexes that a bulk load has set aside, with the statements that make them again.
CREATE TABLE indexes_aside (
    name TEXT PRIMARY KEY,
    statement TEXT NOT NULL
);
