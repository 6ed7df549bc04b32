"""The random masks, maps and elements that the oracles and tests (lib/postprocess/test_masks.ts) draw."""

import math

import numpy as np
from random_source import RandomSource


def random_mask(seed, maximum_side=40):
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


def random_map(seed, maximum_side=40):
    """Probabilities in steps of 1/32, exact in single precision and full of ties, in blocks of 1 to 4 pixels."""
    random = RandomSource(seed, "test map")
    width = 1 + random.integer(maximum_side)
    height = 1 + random.integer(maximum_side)
    block = 1 + random.integer(4)
    columns, rows = math.ceil(width / block), math.ceil(height / block)
    cells = np.array([random.integer(33) for _ in range(columns * rows)], np.float64).reshape(rows, columns) / 32
    return np.kron(cells, np.ones((block, block)))[:height, :width]


def random_element(seed):
    """A square, a disc, or any element of up to 7x7, even sides included."""
    random = RandomSource(seed, "test element")
    kind = random.integer(3)
    if kind == 0:
        return np.ones((side := 1 + random.integer(9), side), np.uint8)
    if kind == 1:
        radius = random.integer(6)
        y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
        return (x * x + y * y <= radius * radius).astype(np.uint8)
    width, height = 1 + random.integer(7), 1 + random.integer(7)
    element = np.array([random.chance(0.5) for _ in range(width * height)], np.uint8)
    element[random.integer(len(element))] = 1
    return element.reshape(height, width)


def box_mean(mask, side=9):
    """A map of a mask: the share of foreground in the square around each pixel, outside counted as background."""
    reach = side // 2
    sums = np.pad(np.pad(mask.astype(np.int64), reach), ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    return (sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]) / side**2
