"""CDNOW as an import file: every row of the file is an order in US dollars.

The file (69,659 purchases of 23,570 customers, 1997 to mid 1998) has neither order ids nor a
currency, and 255 of its rows equal an earlier one. So the rows are numbered, and each is an order.

Usage: cdnow.py PACKAGE FOLDER, where PACKAGE is the downloaded Python package `lifetimes`.
Writes FOLDER/orders.csv and FOLDER/answers.json, the figures computed from the file alone.
"""

import csv
import json
import sys
import zipfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

MEMBER = "lifetimes/datasets/CDNOW_master.txt"
EXPECTED = {"orders": 69_659, "customers": 23_570, "total_minor": 250_031_563, "equal_rows": 255}


def rows(package):
    """The purchases as (customer, day, discs, dollars), in the order of the file."""
    with zipfile.ZipFile(package) as archive:
        text = archive.read(MEMBER).decode("ascii")
    for line in text.splitlines()[1:]:
        if not line.strip():
            continue
        customer, day, discs, dollars = line.split()
        yield customer, f"{day[:4]}-{day[4:6]}-{day[6:]}", int(discs), Decimal(dollars)


def answers(purchases):
    """What a correct import has to arrive at."""
    orders, spent, days = defaultdict(int), defaultdict(int), defaultdict(list)
    for customer, day, _, dollars in purchases:
        orders[customer] += 1
        spent[customer] += int(dollars * 100)
        days[customer].append(day)
    repeat = [customer for customer, count in orders.items() if count >= 2]
    return {
        "orders": len(purchases),
        "customers": len(orders),
        "total_minor": sum(spent.values()),
        "equal_rows": len(purchases) - len(set(purchases)),
        "currency": "USD",
        "first_day": min(map(min, days.values())),
        "last_day": max(map(max, days.values())),
        "orders_without_value": sum(1 for row in purchases if row[3] == 0),
        "customers_with_one_order": len(orders) - len(repeat),
        "repeat_buyers": len(repeat),
        "repeat_buyers_orders": sum(orders[customer] for customer in repeat),
        "repeat_buyers_total_minor": sum(spent[customer] for customer in repeat),
        "repeat_buyers_on_another_day": sum(1 for each in days.values() if len(set(each)) >= 2),
        "most_orders": max(orders.values()),
        "most_spent_minor": max(spent.values()),
        "segments": [
            {"text": "orders >= 2", "count": len(repeat)},
            {"text": "orders = 1", "count": len(orders) - len(repeat)},
            {"text": "orders >= 10", "count": at_least(orders, 10)},
            {"text": "spent >= 100 USD", "count": at_least(spent, 100_00)},
            {"text": "spent >= 1000 USD", "count": at_least(spent, 1000_00)},
            {
                "text": "orders >= 2 and spent < 50 USD",
                "count": sum(1 for customer in repeat if spent[customer] < 50_00),
            },
        ],
    }


def at_least(figures, bound):
    """How many customers reach the bound."""
    return sum(1 for figure in figures.values() if figure >= bound)


def main():
    package, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    purchases = list(rows(package))
    found = answers(purchases)
    for name, value in EXPECTED.items():
        if found[name] != value:
            sys.exit(f"CDNOW: {name} is {found[name]}, expected {value}; is this another file?")
    with open(folder / "orders.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["order_id", "customer_id", "placed_at", "currency", "total"])
        for number, (customer, day, _, dollars) in enumerate(purchases, start=1):
            writer.writerow([f"cdnow-{number:05}", customer, day, "USD", dollars])
    (folder / "answers.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({key: value for key, value in found.items() if key != "segments"}, indent=2))


if __name__ == "__main__":
    main()
