"""The application that Huey's consumer runs: a task that does nothing, in the SQLite file that HUEY_FILE names."""

import os

from huey import SqliteHuey

# HUEY_FSYNC=1 asks for what is SQLite's own default: every commit waits for the disk.
options = {"fsync": True} if os.environ.get("HUEY_FSYNC") else {}
huey = SqliteHuey("benchmark", filename=os.environ["HUEY_FILE"], **options)


@huey.task()
def analyze_review(customer_id, product_id, rating, review_text):
    pass
