"""Measures PgQueuer, used as its documentation says: asyncpg, uvloop, batches of 200.

Usage: measure.py URL JOBS

Prints, each in jobs a second: enqueued in batches of 200, from a queue that is full to finished with one process, and from enqueue to
finished, with one process that does both at the same time.
"""

import asyncio
import sys
import time

import asyncpg
import uvloop
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.queries import Queries
from pgqueuer.types import QueueExecutionMode

url, jobs = sys.argv[1], int(sys.argv[2])
BATCH = 200
REVIEW = b'{"customer_id":456,"product_id":789,"rating":5,"review_text":"This product is amazing and excellent quality!"}'


async def enqueue(queries, count):
    left = count
    while left > 0:
        size = min(BATCH, left)
        await queries.enqueue(["analyze_review"] * size, [REVIEW] * size, [0] * size)
        left -= size


async def drain():
    """Works until the queue is empty."""
    connection = await asyncpg.connect(url)
    queuer = PgQueuer(AsyncpgDriver(connection))

    @queuer.entrypoint("analyze_review")
    async def analyze_review(job):
        pass

    await queuer.run(batch_size=BATCH, mode=QueueExecutionMode.drain)
    await connection.close()


async def main():
    connection = await asyncpg.connect(url)
    queries = Queries(AsyncpgDriver(connection))
    if await queries.schema_is_installed():
        await queries.uninstall()
    await queries.install()

    begun = time.monotonic()
    await enqueue(queries, jobs)
    stored = jobs / (time.monotonic() - begun)

    begun = time.monotonic()
    await drain()
    drained = jobs / (time.monotonic() - begun)

    begun = time.monotonic()
    producer = asyncio.create_task(enqueue(queries, jobs))
    while not producer.done() or (await connection.fetchval("SELECT count(*) FROM pgqueuer")) > 0:
        await drain()
    both = jobs / (time.monotonic() - begun)

    await queries.uninstall()
    await connection.close()
    print(int(stored), int(drained), int(both))


uvloop.run(main())
