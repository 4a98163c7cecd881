-- How many lines of the report each reason has, as JSON; the lines themselves are bounded.
ALTER TABLE imports ADD COLUMN reasons TEXT;
-- Bytes of the rows that are kept for the report.
ALTER TABLE imports ADD COLUMN n_kept_bytes BIGINT NOT NULL DEFAULT 0;

-- Rows of a file that were not taken as they stand, to be mended and imported again.
CREATE TABLE import_rows (
    import BYTEA NOT NULL,
    row_no BIGINT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (import, row_no)
) /* clustered */;
