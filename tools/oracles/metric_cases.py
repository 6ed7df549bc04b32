"""The random masks of lib/metrics/test_cases.ts, drawn here once more for the oracles."""

import numpy as np
from random_source import RandomSource


def blocks(random, size, side, density):
    """Noise of a density in cubes of some pixels a side."""
    cells = [-(-length // side) for length in size]
    drawn = np.array([random.chance(density) for _ in range(int(np.prod(cells)))], bool).reshape(cells)
    for axis in range(len(size)):
        drawn = drawn.repeat(side, axis)
    return drawn[tuple(slice(length) for length in size)]


def mask(random, size):
    kind = random.integer(8)
    if kind == 0:
        return np.zeros(size, bool)
    if kind == 1:
        return np.ones(size, bool)
    if kind == 2:
        single = np.zeros(int(np.prod(size)), bool)
        single[random.integer(single.size)] = True
        return single.reshape(size)
    side = 1 + random.integer(5)
    return blocks(random, size, side, random.next())


def surface_case(seed):
    """Prediction, truth, pixels to ignore, spacing and tolerance; a mask where the seed is even, else a volume."""
    random = RandomSource(seed, "surface case")
    size = [] if seed % 2 == 0 else [1 + random.integer(6)]
    size += [1 + random.integer(20), 1 + random.integer(20)]
    spacing = [random.uniform(0.3, 3) if seed % 4 > 1 else 1.0 for _ in size]
    prediction, truth = mask(random, size), mask(random, size)
    ignore = blocks(random, size, 3, 0.2)
    return prediction, truth, ignore, spacing, random.uniform(0, 4)


IMAGES, CLASSES, VOID = 4, 4, 255


def class_case(seed):
    """Class maps [image, row, column] of a prediction and a truth, the latter with void pixels."""
    random = RandomSource(seed, "class case")
    height, width = 1 + random.integer(9), 1 + random.integer(9)
    predictions, truths = [], []
    for _ in range(IMAGES):
        present = 1 + random.integer(CLASSES)
        pixels = range(height * width)
        truths.append([VOID if random.chance(0.1) else random.integer(present) for _ in pixels])
        predictions.append([t if t != VOID and random.chance(0.6) else random.integer(present) for t in truths[-1]])
    shape = (IMAGES, height, width)
    return np.array(predictions).reshape(shape), np.array(truths).reshape(shape)


def label_case(seed):
    """Masks [image, label, row, column] of which several can hold at one pixel."""
    random = RandomSource(seed, "label case")
    size = [1 + random.integer(9), 1 + random.integer(9)]
    draw = lambda: np.array([[mask(random, size) for _ in range(CLASSES)] for _ in range(IMAGES)])
    return draw(), draw()


def scan_case(seed):
    """A scan's volumes [class, slice, row, column], some classes or the whole of them empty."""
    random = RandomSource(seed, "scan case")
    size = [1 + random.integer(5), 1 + random.integer(12), 1 + random.integer(12)]
    draw = lambda: np.array([np.zeros(size, bool) if random.chance(0.7) else mask(random, size) for _ in range(3)])
    return draw(), draw()
