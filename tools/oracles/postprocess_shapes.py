"""Expected morphology, edge filling, hysteresis, contours, distances, split objects: lib/postprocess/testdata/shapes.json.

Run in an environment with numpy, scipy, scikit-image and opencv-python:
    python tools/oracles/postprocess_shapes.py
Masks and maps are drawn anew in the test (lib/postprocess/shapes_test.ts); only hashes of the answers are kept. Real
masks (shared/data/isbi2012_em) are hashed too where they are there.
"""

import hashlib
import heapq
import json
import pathlib
import sys

import cv2
import numpy as np
import scipy
import skimage
from PIL import Image
from scipy import ndimage
from skimage import filters, measure, morphology, segmentation

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from postprocess_masks import box_mean, random_element, random_map, random_mask

BATCHES, BATCH = 40, 50
ROOT = pathlib.Path(__file__).parents[2]
EIGHT = np.ones((3, 3), bool)
FOUR = ndimage.generate_binary_structure(2, 1)


def structure(connectivity):
    return FOUR if connectivity == 4 else EIGHT


def morphology_answers(mask, element):
    dilated = ndimage.binary_dilation(mask, element)
    eroded = ndimage.binary_erosion(mask, element, border_value=1)
    closed = ndimage.binary_erosion(dilated, element, border_value=1)
    opened = ndimage.binary_dilation(eroded, element)
    if element.shape[0] % 2 and element.shape[1] % 2 and (element == element[::-1, ::-1]).all():
        # scipy, scikit-image and OpenCV agree on what is symmetric.
        pixels, footprint = mask.astype(bool), element.astype(bool)
        assert (morphology.closing(pixels, footprint, mode="ignore") == closed).all()
        assert (morphology.opening(pixels, footprint, mode="ignore") == opened).all()
        # Where no offset of the element lies in the picture OpenCV erodes to 255, its border's value.
        assert ((cv2.morphologyEx(mask, cv2.MORPH_CLOSE, element) > 0) == closed).all()
        assert ((cv2.morphologyEx(mask, cv2.MORPH_OPEN, element) > 0) == opened).all()
    yield "dilate", dilated
    yield "erode", eroded
    yield "erodeOutside", ndimage.binary_erosion(mask, element, border_value=0)
    yield "close", closed
    yield "open", opened


SIDES = {
    "left": (lambda m: m[:, 0], ((0, 0), (1, 0)), np.s_[:, 1:]),
    "right": (lambda m: m[:, -1], ((0, 0), (0, 1)), np.s_[:, :-1]),
    "top": (lambda m: m[0], ((1, 0), (0, 0)), np.s_[1:]),
    "bottom": (lambda m: m[-1], ((0, 1), (0, 0)), np.s_[:-1]),
}


def fill_edge(mask, sides, connectivity):
    for line, padding, crop in SIDES.values():
        if not line(mask).any():
            # A wall that the mask does not touch closes nothing, so that plain holes are what is left to fill.
            if sides == "every":
                mask = ndimage.binary_fill_holes(mask, structure(connectivity))
            continue
        padded = np.pad(mask, padding, constant_values=1)
        mask = ndimage.binary_fill_holes(padded, structure(connectivity))[crop]
        if sides == "first_touched":
            break
    return mask


def keep_largest(mask, count, connectivity):
    labels, _ = ndimage.label(mask, structure(connectivity))
    area = np.bincount(labels.ravel())[1:]
    order = sorted(range(len(area)), key=lambda c: (-area[c], c))[:count]
    return np.isin(labels, [c + 1 for c in order])


def literal_watershed(heights, markers):
    """Highest first, then first reached; marker pixels in raster order; never higher than what it came from."""
    labels, queue, age = markers.copy(), [], 0
    rows, columns = np.nonzero(markers)
    for y, x in zip(rows, columns):
        heapq.heappush(queue, (-heights[y, x], age, y, x))
        age += 1
    while queue:
        level, _, y, x = heapq.heappop(queue)
        for ny, nx in ((y - 1, x), (y, x - 1), (y, x + 1), (y + 1, x)):
            inside = 0 <= ny < heights.shape[0] and 0 <= nx < heights.shape[1]
            if inside and heights[ny, nx] > 0 and labels[ny, nx] == 0:
                labels[ny, nx] = labels[y, x]
                heapq.heappush(queue, (max(level, -heights[ny, nx]), age, ny, nx))
                age += 1
    return labels


compared = {"equal": 0, "ties": 0}


def split(mask, distance):
    if mask.all():
        return np.ones(mask.shape, np.int64)
    field = ndimage.distance_transform_edt(mask)
    peaks = (field == ndimage.maximum_filter(field, 2 * distance + 1, mode="constant")) & (mask > 0)
    markers, count = ndimage.label(peaks, EIGHT)
    labels = literal_watershed(field, markers)
    peer = segmentation.watershed(-field, markers, mask=mask.astype(bool))
    heights = field[peaks]
    if len(np.unique(heights)) == len(heights):
        assert (labels == peer).all(), "differs from scikit-image where there are no ties"
    compared["equal" if (labels == peer).all() else "ties"] += 1
    rest, _ = ndimage.label((mask > 0) & (labels == 0), FOUR)
    return np.where(rest > 0, count + rest, labels)


def cut(labels):
    padded = np.pad(labels, 1)
    own = padded[1:-1, 1:-1]
    others = (padded[1:-1, 2:], padded[2:, :-2], padded[2:, 1:-1], padded[2:, 2:])
    border = np.any([(other != 0) & (other != own) for other in others], 0)
    return (own != 0) & ~border


def contours(mask):
    lines, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    rows = [
        [int(hierarchy[0, k, 3] >= 0), round(2 * cv2.contourArea(line)), *line.ravel().tolist()]
        for k, line in enumerate(lines)
    ]
    return np.array([value for row in sorted(rows) for value in (len(row), *row)], "<i4")


def fill_contours(mask, minimum_area):
    """As SIIM-ACR's first place does it: all contours, holes' too, drawn filled where they are large enough."""
    lines, _ = cv2.findContours(mask, cv2.RETR_TREE, cv2.CHAIN_APPROX_NONE)
    drawn = np.zeros_like(mask)
    for line in lines:
        if cv2.contourArea(line) > minimum_area:
            cv2.drawContours(drawn, [line], -1, 1, cv2.FILLED)
    return drawn


def classes(mask, seed):
    """The foreground in patches of classes 1 to 3; objects of a class as scikit-image removes them."""
    y, x = np.indices(mask.shape)
    labels = (mask * (1 + (x // 4 + 2 * (y // 8) + seed) % 3)).astype(np.uint8)
    for label, area in enumerate((seed % 5, 3, 1 + seed % 7), 1):
        own = labels == label
        kept = morphology.remove_small_objects(own, max_size=area - 1, connectivity=2) if area > 1 else own
        labels[own & ~kept] = 0
    return labels


def mask_answers(mask, seed, with_split=True):
    """Without the watershed, which is slow where it is written out in Python, for large masks."""
    yield from morphology_answers(mask, random_element(seed))
    for sides in ("first_touched", "every"):
        for connectivity in (4, 8):
            yield f"fillEdge {sides} {connectivity}", fill_edge(mask, sides, connectivity)
    yield "keepLargest", keep_largest(mask, 1 + seed % 3, 8 if seed % 2 else 4)
    if not mask.all():
        squares = ndimage.distance_transform_edt(mask) ** 2
        yield "squaredDistances", np.rint(squares).astype("<i4")
    yield "contours", contours(mask)
    yield "fillContours", fill_contours(mask, seed % 9)
    yield "classes", classes(mask, seed)
    rows = mask.copy()
    rows[: seed % 3] = 0
    rows[max(len(rows) - seed % 4, 0) :] = 0
    yield "removeEdgeRows", rows
    if not with_split:
        return
    labels = split(mask, 1 + seed % 4)
    yield "splitTouching", labels.astype("<i4")
    yield "cutTouching", cut(labels)


def map_answers(p, seed):
    low, high = sorted(((3 + 5 * seed) % 32 / 32, (9 + 7 * seed) % 32 / 32))
    yield "hysteresis4", filters.apply_hysteresis_threshold(p, low, high)
    labels, _ = ndimage.label(p > low, EIGHT)
    yield "hysteresis8", np.isin(labels, np.setdiff1d(labels[p > high], [0]))
    area = 1 + seed % 20
    yield "triplet", (p > low) & ((p > high).sum() >= area)
    yield "twoThresholds", (p > low) & (p.max() > high)
    yield "multiplyClassScore", (p * (seed % 11 / 10)).astype("<f4")
    rows = []
    labels = measure.label(p > low, connectivity=1)
    for region in measure.regionprops(labels, p):
        top, left, bottom, right = region.bbox
        values = p[labels == region.label] * 32
        sides = (left == 0, right == p.shape[1], top == 0, bottom == p.shape[0])
        rows.append([values.max(), values.sum(), *sides])
    yield "statistics", np.array(rows).astype("<i4")


def digest(hashes):
    return {name: value.hexdigest()[:16] for name, value in hashes.items()}


def add(hashes, answers):
    for name, array in answers:
        array = array.astype(np.uint8) if array.dtype == bool else array
        hashes.setdefault(name, hashlib.sha256()).update(np.ascontiguousarray(array).tobytes())


def real_masks():
    folder = ROOT.parent / "shared/data/isbi2012_em/masks"
    for path in sorted(folder.glob("*.png"))[:4]:
        yield path.name, (np.asarray(Image.open(path).convert("L")) > 0).astype(np.uint8)


def main():
    batches = []
    for batch in range(BATCHES):
        hashes = {}
        for seed in range(batch * BATCH, (batch + 1) * BATCH):
            add(hashes, mask_answers(random_mask(seed), seed))
            add(hashes, map_answers(random_map(seed), seed))
        batches.append(digest(hashes))
    print("watershed as scikit-image's:", compared)
    real = {}
    for seed, (name, mask) in enumerate(real_masks()):
        hashes = {}
        add(hashes, mask_answers(mask, seed))
        add(hashes, map_answers(np.floor(box_mean(mask) * 32) / 32, seed))
        real[name] = digest(hashes)
    made_with = (
        f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-image {skimage.__version__}, "
        f"OpenCV {cv2.__version__}"
    )
    content = {"madeWith": made_with, "batchSize": BATCH, "batches": batches, "real": real}
    path = ROOT / "lib/postprocess/testdata/shapes.json"
    path.write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    main()
