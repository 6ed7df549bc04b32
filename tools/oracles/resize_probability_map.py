"""Expected values of lib/imaging/resize_probability_map.ts: lib/imaging/testdata/probability_maps.json.

Run in an environment with numpy and torch:
    python tools/oracles/resize_probability_map.py
"""

import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from fixture import numbers, write
from random_source import RandomSource

SIZES = [(4, 3, 9, 8), (7, 5, 3, 2), (1, 1, 5, 4), (6, 6, 6, 6), (5, 9, 11, 4), (8, 2, 1, 7)]


def case(seed):
    width, height, to_width, to_height = SIZES[seed]
    random = RandomSource(seed, "probability map")
    values = torch.tensor([random.next() for _ in range(width * height)], dtype=torch.float32)
    result = torch.nn.functional.interpolate(
        values.reshape(1, 1, height, width), (to_height, to_width), mode="bilinear", align_corners=False
    )
    return {"from": [width, height], "to": [to_width, to_height], **numbers(result[0, 0])}


write("imaging/testdata/probability_maps.json", {"torch": torch.__version__, "cases": [case(i) for i in range(len(SIZES))]})
