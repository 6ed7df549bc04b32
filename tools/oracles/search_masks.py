"""The random masks of the search oracles, drawn as lib/postprocess/test_masks.ts draws them."""

import math

import numpy as np
from random_source import RandomSource


def random_mask(seed, maximum_side=24):
    random = RandomSource(seed, "test mask")
    width = 1 + random.integer(maximum_side)
    height = 1 + random.integer(maximum_side)
    shape = random.integer(20)
    if shape == 0:
        width = 1
    if shape == 1:
        height = 1
    block = 1 + random.integer(4)
    density = random.next()
    columns, rows = math.ceil(width / block), math.ceil(height / block)
    cells = np.array([random.chance(density) for _ in range(columns * rows)], np.uint8).reshape(rows, columns)
    return np.kron(cells, np.ones((block, block), np.uint8))[:height, :width]
