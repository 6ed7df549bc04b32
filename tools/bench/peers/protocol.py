"""One line in, one line of JSON out: `run` does the work once, `check` says what it gives (either with a part of the
work), `memory` what the process holds."""
import json
import math
import sys
import time


def status_bytes(name):
    """A size of this process as Linux counts it (VmRSS, VmHWM); None on other systems."""
    try:
        with open("/proc/self/status") as lines:
            for line in lines:
                if line.startswith(name + ":"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def answer(**values):
    print(json.dumps(values), flush=True)


def serve(work, check=None, **facts):
    """Says that it is ready, with `facts` about itself, then answers each line until the input ends."""
    answer(ready=True, **facts)
    for line in sys.stdin:
        request, *part = line.split()
        if request == "memory":
            answer(peak=status_bytes("VmHWM"), resident=status_bytes("VmRSS"))
            continue
        if request == "check":
            answer(check=check(*part))
            continue
        start = time.perf_counter()
        value = work(*part)
        milliseconds = (time.perf_counter() - start) * 1e3
        # JSON has no NaN.
        finite = value is not None and math.isfinite(value)
        answer(milliseconds=milliseconds, value=value if finite else None)
