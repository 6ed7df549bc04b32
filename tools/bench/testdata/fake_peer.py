"""Stands for a peer in the tests: its work gives 0.5, then NaN, then nothing; at the fourth request it ends."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "peers"))
from protocol import serve

print("no answer, before it is ready")
if sys.argv[1] == "broken":
    sys.exit(3)
values = [0.5, float("nan"), None]


def work():
    print("no answer, while it works", flush=True)
    if not values:
        sys.exit(4)
    return values.pop(0)


serve(work, versions="Fake 1", parameters=7)
