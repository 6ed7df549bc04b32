"""One line in, one line out: the peer runs its work once for each line it reads and answers with milliseconds."""
import sys
import time


def serve(work):
    """Says that it is ready, then times `work` at each line until the input ends."""
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        work()
        print((time.perf_counter() - start) * 1e3, flush=True)
