"""Expected masks of TEAM_1137's cascade: lib/postprocess/testdata/cascade.json.

An independent reading of the published rules, on scipy and numpy alone, in double precision. Run with both there:
    python tools/oracles/postprocess_cascade.py
The maps are drawn anew in the test (lib/postprocess/test_blobs.ts); only hashes of the masks are kept.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import scipy
from scipy import ndimage

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from random_source import RandomSource

BATCHES, BATCH = 24, 25
EIGHT = np.ones((3, 3), bool)
HIGH, LOWER, DROP, RATIO = [0.35, 0.30, 0.20, 0.10], [0.25, 0.10, 0.05, 0.01], [0.10, 0.10, 0.05, 0.01], [0.4, 0.2, 0.2, 0.2]
PUBLISHED = {
    "stages": [dict(zip(("high", "lower", "drop", "ratio"), stage)) for stage in zip(HIGH, LOWER, DROP, RATIO)],
    "closingSide": 9,
    "minimumArea": 150,
    "enough": 1000,
    "emptyAbove": 0.5,
}


def blob_map(seed, width, height, steps):
    """Blobs and rings, some over the sides, on a lattice of weak noise; in steps of 1 / steps, single precision."""
    random = RandomSource(seed, "test blobs")
    y, x = np.mgrid[:height, :width].astype(np.float64)
    p = (x * 73 + y * 151 + seed) % 13 / 13 * (random.integer(12) / 100)
    for _ in range(1 + random.integer(5)):
        cx, cy = random.integer(width), random.integer(height)
        a, b = 4 + random.integer(width // 2), 4 + random.integer(height // 2)
        peak = (1 + random.integer(20)) / 20
        ring = random.chance(0.5)
        t = (x - cx) * (x - cx) / (a * a) + (y - cy) * (y - cy) / (b * b)
        p = np.maximum(p, peak * (1 - 4 * np.abs(t - 0.6)) if ring else peak * (1 - t))
    return (np.floor(p * steps + 0.5) / steps).astype(np.float32).astype(np.float64)


def map_size(seed):
    random = RandomSource(seed, "test blob size")
    return 20 + random.integer(120), 20 + random.integer(100)


def options(seed):
    """The published numbers for even seeds; for odd ones others, in steps that hit the map's values exactly."""
    if seed % 2 == 0:
        return PUBLISHED
    random = RandomSource(seed, "test cascade")
    share = lambda: random.integer(24) / 32
    stages = [
        {"high": share(), "lower": share(), "drop": share(), "ratio": share()} for _ in range(1 + random.integer(4))
    ]
    return {
        "stages": stages,
        "closingSide": 1 + 2 * random.integer(5),
        "minimumArea": random.integer(80),
        "enough": random.integer(2000),
        "emptyAbove": (1 + random.integer(4)) / 4,
    }


def select(p, high, lower, drop, ratio):
    left = np.where(p < drop, 0, p)
    labels, count = ndimage.label(left != 0, EIGHT)
    foreground = np.zeros(p.shape, bool)
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        values = left[box][labels[box] == number]
        if values.max() > high and (values > 0.9 * high).sum() / values.size >= ratio:
            foreground[box] |= (labels[box] == number) & (p[box] > lower)
    return foreground


def window(mask, reach, outside, combine):
    """One square, one shift after another."""
    padded = np.pad(mask, reach, constant_values=outside)
    height, width = mask.shape
    shifts = [padded[y : y + height, x : x + width] for y in range(2 * reach + 1) for x in range(2 * reach + 1)]
    return combine.reduce(shifts)


def close(mask, side):
    reach = side // 2
    dilated = window(mask, reach, False, np.logical_or)
    return window(dilated, reach, True, np.logical_and)


def fill(mask):
    """Background that is not 8-connected to the frame becomes foreground."""
    labels, _ = ndimage.label(~mask, EIGHT)
    frame = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    return mask | ~np.isin(labels, np.append(frame[frame > 0], 0))


def fill_with_edge(mask):
    height, width = mask.shape
    if mask[:, 0].any():
        return fill(np.hstack([np.ones((height, 1), bool), mask]))[:, 1:]
    if mask[:, -1].any():
        return fill(np.hstack([mask, np.ones((height, 1), bool)]))[:, :-1]
    if mask[0].any():
        return fill(np.vstack([np.ones((1, width), bool), mask]))[1:]
    if mask[-1].any():
        return fill(np.vstack([mask, np.ones((1, width), bool)]))[:-1]
    return mask


def remove(mask, area):
    labels, _ = ndimage.label(mask, EIGHT)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return mask & (sizes[labels] >= area)


used = {}


def cascade(p, stages, closingSide, minimumArea, enough, emptyAbove):
    for k, stage in enumerate(stages):
        mask = select(p, **stage)
        if k == 0 and mask.sum() > emptyAbove * mask.size:
            mask[:] = False
            used["emptied"] = used.get("emptied", 0) + 1
        mask = close(mask, closingSide)
        mask = fill(fill_with_edge(mask))
        mask = remove(mask, minimumArea)
        if mask.sum() >= enough:
            break
    used[f"stage {k + 1}"] = used.get(f"stage {k + 1}", 0) + 1
    used["not empty"] = used.get("not empty", 0) + bool(mask.any())
    return mask


def digest(value):
    return value.hexdigest()[:16]


def main():
    batches = []
    for batch in range(BATCHES):
        value = hashlib.sha256()
        for seed in range(batch * BATCH, (batch + 1) * BATCH):
            p = blob_map(seed, *map_size(seed), 32 if seed % 2 else 100)
            value.update(cascade(p, **options(seed)).astype(np.uint8).tobytes())
        batches.append(digest(value))
    whole = []
    for seed in range(6):
        mask = cascade(blob_map(seed, 1716, 942, 100), **PUBLISHED)
        whole.append({"area": int(mask.sum()), "hash": digest(hashlib.sha256(mask.astype(np.uint8).tobytes()))})
    print(used)
    made_with = f"numpy {np.__version__}, scipy {scipy.__version__}"
    content = {"madeWith": made_with, "batchSize": BATCH, "batches": batches, "whole": whole}
    path = pathlib.Path(__file__).parents[2] / "lib/postprocess/testdata/cascade.json"
    path.write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()
