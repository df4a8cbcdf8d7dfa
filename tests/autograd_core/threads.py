"""Work in several threads at once, which change places as often as they can."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor


def in_threads(work, n):
    """`work(0)` ... `work(n - 1)`, at once; errors come out."""
    barrier = threading.Barrier(n)

    def start(i):
        barrier.wait()
        return work(i)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(n) as pool:
            return list(pool.map(start, range(n)))
    finally:
        sys.setswitchinterval(interval)
