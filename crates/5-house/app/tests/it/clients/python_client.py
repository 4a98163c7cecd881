"""The official client for Python, unchanged: as node_client.cjs, with people of its own."""

import os
import sys

import segment.analytics as analytics

analytics.write_key = os.environ["KEY"]
analytics.host = os.environ["ADDRESS"]
analytics.max_retries = 20
analytics.flush_at = 7
analytics.on_error = lambda error, items: print(error, file=sys.stderr)

PEOPLE = 20
ROUNDS = 40


def send(number):
    user = f"s{number % PEOPLE}"
    analytics.identify(user, {"email": f"{user}@example.com", "firstName": "Zoé"})
    analytics.track(user, "Product Viewed", {"product_id": f"p{number}"})
    analytics.page(user, "", "Home", {"path": "/"})


for number in range(ROUNDS // 2):
    send(number)
print("HALF", flush=True)
for number in range(ROUNDS // 2, ROUNDS):
    send(number)
sys.stdin.readline()
analytics.flush()
analytics.shutdown()
