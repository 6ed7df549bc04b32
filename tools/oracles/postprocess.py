"""Expected components, filled holes and removed objects of random masks: lib/postprocess/testdata/random_masks.json.

Run in an environment with numpy, scipy and scikit-image:
    python tools/oracles/postprocess.py
The masks are drawn anew in the test (lib/postprocess/test_masks.ts); only hashes of the answers are kept.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import scipy
import skimage
from scipy import ndimage
from skimage import measure, morphology

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from postprocess_masks import random_mask

BATCHES, BATCH = 40, 50


def statistics(labels):
    rows = []
    height, width = labels.shape
    for region in measure.regionprops(labels):
        top, left, bottom, right = region.bbox
        y, x = region.coords.sum(0)
        border = top == 0 or left == 0 or bottom == height or right == width
        rows.append([region.label, region.area, left, top, right - left, bottom - top, x, y, border])
    return np.array(rows, np.int64).astype("<i4")


def filled(mask, connectivity):
    structure = ndimage.generate_binary_structure(2, 1 if connectivity == 4 else 2)
    return ndimage.binary_fill_holes(mask, structure).astype(np.uint8)


def without_small(mask, minimum_area, connectivity):
    # max_size removes objects up to and including it.
    return morphology.remove_small_objects(
        mask.astype(bool), max_size=minimum_area - 1, connectivity=1 if connectivity == 4 else 2
    ).astype(np.uint8)


def answers(mask, seed):
    minimum_area = 1 + seed % 12
    for connectivity in (4, 8):
        labels, count = ndimage.label(mask, ndimage.generate_binary_structure(2, 1 if connectivity == 4 else 2))
        same = measure.label(mask, connectivity=1 if connectivity == 4 else 2)
        assert (labels == same).all(), "scipy and scikit-image number differently"
        yield f"labels{connectivity}", labels.astype("<i4")
        yield f"statistics{connectivity}", statistics(labels)
        yield f"fillHoles{connectivity}", filled(mask, connectivity)
        yield f"removeSmall{connectivity}", without_small(mask, minimum_area, connectivity)
    yield "removeThenFill", filled(without_small(mask, minimum_area, 8), 4)


def main():
    batches = []
    for batch in range(BATCHES):
        hashes = {}
        for seed in range(batch * BATCH, (batch + 1) * BATCH):
            for name, array in answers(random_mask(seed), seed):
                hashes.setdefault(name, hashlib.sha256()).update(np.ascontiguousarray(array).tobytes())
        batches.append({name: value.hexdigest()[:16] for name, value in hashes.items()})
    path = pathlib.Path(__file__).parents[2] / "lib/postprocess/testdata/random_masks.json"
    path.parent.mkdir(exist_ok=True)
    made_with = f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-image {skimage.__version__}"
    path.write_text(json.dumps({"madeWith": made_with, "batchSize": BATCH, "batches": batches}, indent=2) + "\n")


if __name__ == "__main__":
    main()
