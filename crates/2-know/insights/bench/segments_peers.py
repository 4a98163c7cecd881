"""Asks DuckDB and Polars the ten sentences of the contract over the tables of the benchmark.

`segments_peers.py FOLDER`: prints `name count milliseconds` per sentence and peer. Both hold the
tables in memory, in the order of customers, texts that recur as enumerations, and use two threads;
each sentence is asked once to warm up and then five times, and the median counts.
"""

import os
import sys
import time
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "2"

import duckdb
import polars as pl

RUNS = 5
NOW = "2026-11-22 10:00:00"
TABLES = ["customers", "orders", "lines", "refunds", "activities"]


def ago(days):
    return f"(TIMESTAMP '{NOW}' - INTERVAL '{days}' DAY)"


COUNTING = "SELECT order_id, customer, placed_at, currency, total FROM orders WHERE NOT cancelled"


def ordered(days, having):
    return (
        f"SELECT customer FROM orders WHERE NOT cancelled AND placed_at >= {ago(days)} "
        f"GROUP BY customer HAVING {having}"
    )


def did(kind, days, more="", having="count(*) >= 1"):
    return (
        f"SELECT customer FROM activities WHERE kind = '{kind}' AND \"at\" >= {ago(days)} {more} "
        f"GROUP BY customer HAVING {having}"
    )


def spent(days, having):
    since_order = f"AND placed_at >= {ago(days)}" if days else ""
    since_refund = f"AND r.\"at\" >= {ago(days)}" if days else ""
    return f"""SELECT customer FROM (
        SELECT customer, total AS amount FROM orders
        WHERE NOT cancelled AND currency = 'EUR' {since_order}
        UNION ALL
        SELECT o.customer, -r.amount FROM refunds r JOIN orders o USING (order_id)
        WHERE NOT o.cancelled AND o.currency = 'EUR' {since_refund}
    ) GROUP BY customer HAVING {having}"""


IGNORES_MAIL = f"""({did('email_opened', 30)}) EXCEPT ({did('email_clicked', 30)})"""

SQL = [
    "SELECT count(*) FROM customers WHERE country = 'DE' AND email_consent",
    f"SELECT count(*) FROM ({ordered(90, 'count(*) >= 2')})",
    f"""SELECT count(*) FROM (SELECT customer FROM orders WHERE NOT cancelled
        GROUP BY customer HAVING max(placed_at) < {ago(60)})""",
    f"""SELECT count(*) FROM
        ({did('product_viewed', 90, "AND category = 'activewear'", 'count(*) >= 3')}) v
        ANTI JOIN (SELECT o.customer FROM orders o JOIN lines l USING (order_id)
            WHERE NOT o.cancelled AND o.placed_at >= {ago(90)} AND l.category = 'activewear') b
        USING (customer)""",
    f"SELECT count(*) FROM ({spent(365, 'sum(amount) >= 50000')})",
    f"""SELECT count(*) FROM (SELECT customer FROM orders WHERE NOT cancelled GROUP BY customer
        HAVING count(*) >= 4 AND max(placed_at) >= {ago(30)})
        SEMI JOIN ({spent(None, 'sum(amount) >= 30000')}) USING (customer)""",
    f"SELECT count(*) FROM ({IGNORES_MAIL})",
    f"""SELECT count(*) FROM (SELECT customer, max(\"at\") AS added FROM activities
            WHERE kind = 'product_added' GROUP BY customer HAVING max(\"at\") >= {ago(1)}) a
        LEFT JOIN (SELECT customer, max(placed_at) AS placed FROM orders WHERE NOT cancelled
            GROUP BY customer) o USING (customer)
        WHERE o.placed IS NULL OR o.placed < a.added""",
    f"""SELECT count(*) FROM (SELECT customer FROM orders WHERE NOT cancelled
        GROUP BY customer HAVING count(*) = 1 AND max(placed_at) >= {ago(14)})""",
    f"""SELECT count(*) FROM customers c
        WHERE (c.customer IN ({ordered(90, 'count(*) >= 2')})
            OR c.customer IN ({spent(365, 'sum(amount) >= 50000')}))
        AND c.customer NOT IN ({IGNORES_MAIL})
        AND country IN ('DE', 'FR', 'GB')
        AND birth_date <= DATE '2026-11-22' - INTERVAL 25 YEAR
        AND birth_date > DATE '2026-11-22' - INTERVAL 46 YEAR""",
]


def measure(name, asks):
    for ask in asks:
        count = ask()
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            again = ask()
            times.append((time.perf_counter() - start) * 1e3)
            assert again == count
        print(name, count, f"{sorted(times)[RUNS // 2]:.3f}", flush=True)


def duck(folder):
    db = duckdb.connect(":memory:", config={"threads": 2})
    for table in TABLES:
        db.execute(f"CREATE TABLE {table} AS SELECT * FROM '{folder}/{table}.parquet'")
    enums = [
        ("customers", "country"), ("orders", "currency"), ("lines", "category"),
        ("activities", "kind"), ("activities", "category"),
    ]
    for table, column in enums:
        kind = f"{table}_{column}"
        db.execute(f"CREATE TYPE {kind} AS ENUM (SELECT DISTINCT {column} FROM {table})")
        db.execute(f"ALTER TABLE {table} ALTER {column} TYPE {kind}")
    measure("DuckDB", [lambda sql=sql: db.execute(sql).fetchone()[0] for sql in SQL])


def polars(folder):
    frames = {}
    for table in TABLES:
        frame = pl.read_parquet(folder / f"{table}.parquet")
        texts = [name for name, kind in frame.schema.items() if kind == pl.String]
        frames[table] = frame.with_columns(pl.col(texts).cast(pl.Categorical)).lazy()
    customers, orders, lines, refunds, activities = (frames[table] for table in TABLES)
    now = pl.lit(NOW).str.to_datetime(time_unit="us")
    counting = orders.filter(~pl.col("cancelled"))

    def since(column, days):
        return pl.col(column) >= now - pl.duration(days=days)

    def did(kind, days, more=None, at_least=1):
        rows = activities.filter((pl.col("kind") == kind) & since("at", days))
        rows = rows if more is None else rows.filter(more)
        counted = rows.group_by("customer").agg(pl.len().alias("n"))
        return counted.filter(pl.col("n") >= at_least).select("customer")

    def twice():
        rows = counting.filter(since("placed_at", 90)).group_by("customer")
        return rows.agg(pl.len().alias("n")).filter(pl.col("n") >= 2).select("customer")

    def spent(days, least):
        euros = counting.filter(pl.col("currency") == "EUR")
        back = refunds.join(euros.select("order_id"), on="order_id", how="semi")
        if days:
            euros, back = euros.filter(since("placed_at", days)), back.filter(since("at", days))
        both = pl.concat([
            euros.select("customer", amount="total"),
            back.select("customer", amount=-pl.col("amount")),
        ])
        sums = both.group_by("customer").agg(pl.col("amount").sum())
        return sums.filter(pl.col("amount") >= least).select("customer")

    def ignores_mail():
        return did("email_opened", 30).join(did("email_clicked", 30), on="customer", how="anti")

    def last_order():
        return counting.group_by("customer").agg(
            pl.col("placed_at").max().alias("last"), pl.len().alias("n")
        )

    activewear = pl.col("category") == "activewear"

    def viewed_not_bought():
        recent = counting.filter(since("placed_at", 90)).select("order_id")
        bought = lines.filter(activewear).join(recent, on="order_id", how="semi")
        viewed = did("product_viewed", 90, activewear, 3)
        return viewed.join(bought.select("customer"), on="customer", how="anti")

    def cart_left():
        added = activities.filter(pl.col("kind") == "product_added")
        added = added.group_by("customer").agg(pl.col("at").max().alias("added"))
        both = added.filter(since("added", 1)).join(last_order(), on="customer", how="left")
        return both.filter(pl.col("last").is_null() | (pl.col("last") < pl.col("added")))

    def all_of_it():
        good = pl.concat([twice(), spent(365, 50_000)]).unique()
        born = pl.col("birth_date")
        people = customers.filter(
            pl.col("country").is_in(["DE", "FR", "GB"])
            & (born <= pl.date(2001, 11, 22)) & (born > pl.date(1980, 11, 22))
        )
        good = people.join(good, on="customer", how="semi")
        return good.join(ignores_mail(), on="customer", how="anti")

    asks = [
        lambda: customers.filter((pl.col("country") == "DE") & pl.col("email_consent")),
        twice,
        lambda: last_order().filter(pl.col("last") < now - pl.duration(days=60)),
        viewed_not_bought,
        lambda: spent(365, 50_000),
        lambda: last_order().filter((pl.col("n") >= 4) & since("last", 30))
        .join(spent(None, 30_000), on="customer", how="semi"),
        ignores_mail,
        cart_left,
        lambda: last_order().filter((pl.col("n") == 1) & since("last", 14)),
        all_of_it,
    ]
    measure("Polars", [lambda q=q: q().select(pl.len()).collect().item() for q in asks])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    duck(folder)
    polars(folder)
