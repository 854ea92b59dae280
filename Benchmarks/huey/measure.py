"""Measures Huey on SQLite, used as its documentation says.

Usage: measure.py FOLDER SECONDS

Prints, each in jobs a second: enqueued by one caller, enqueued by 32 threads, and from enqueue to finished with a consumer of four
worker processes, which is the example of its documentation. HUEY_FSYNC is read by tasks.py.
"""

import os
import signal
import subprocess
import sys
import threading
import time

folder, seconds = sys.argv[1], float(sys.argv[2])
here = os.path.dirname(os.path.abspath(__file__))
os.environ["HUEY_FILE"] = os.path.join(folder, "huey.db")
for ending in ("", "-wal", "-shm"):
    if os.path.exists(os.environ["HUEY_FILE"] + ending):
        os.remove(os.environ["HUEY_FILE"] + ending)
import tasks  # noqa: E402  (it opens the file)

REVIEW = (456, 789, 5, "This product is amazing and excellent quality!")


def enqueue_until(end, counts):
    count = 0
    while time.monotonic() < end:
        tasks.analyze_review(*REVIEW)
        count += 1
    counts.append(count)


def enqueue(callers):
    begun = time.monotonic()
    counts = []
    threads = [threading.Thread(target=enqueue_until, args=(begun + seconds, counts)) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - begun)


def drain():
    """A consumer runs while one caller enqueues."""
    command = [os.path.join(os.path.dirname(sys.executable), "huey_consumer"), "tasks.huey", "-k", "process", "-w", "4", "-q"]
    consumer = subprocess.Popen(command, cwd=here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        # It is not there yet: once it has done these, it is.
        tasks.huey.storage.flush_queue()
        for _ in range(100):
            tasks.analyze_review(*REVIEW)
        while tasks.huey.pending_count() > 0:
            time.sleep(0.01)
        begun = time.monotonic()
        counts = []
        enqueue_until(begun + seconds, counts)
        while tasks.huey.pending_count() > 0:
            time.sleep(0.001)
        return counts[0] / (time.monotonic() - begun)
    finally:
        os.killpg(consumer.pid, signal.SIGKILL)
        consumer.wait()


print(*(round(rate) for rate in (enqueue(1), enqueue(32), drain())))
