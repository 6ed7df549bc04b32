"""Post-processing and threshold search with the usual Python libraries, one thread. Its argument describes the work as
tools/bench/postprocess/bench_work.ts has it; the parts of the work are kinds of maps."""
import hashlib
import importlib.metadata
import json
import pathlib
import sys

import cv2
import numpy as np
from pycocotools import mask as coco
from scipy import ndimage
from skimage import filters, measure, morphology

from protocol import serve

WORK = json.loads(sys.argv[1])
HEIGHT, WIDTH = WORK["height"], WORK["width"]
EIGHT = np.ones((3, 3), bool)
SQUARE = morphology.footprint_rectangle((9, 9), decomposition="separable")
THRESHOLDS = np.linspace(0.05, 0.95, 19).astype(np.float32)
AREAS = [0, 100, 250, 500, 1000, 2000, 4000, 8000]
TOPS = np.array([0.5, 0.6, 0.7, 0.8, 0.9], np.float32)
TRIPLET_AREAS = [0, 250, 500, 1000, 2000, 4000]
BOTTOMS = np.array([0.2, 0.3, 0.4, 0.5, 0.6], np.float32)
LOW, HIGH = np.float32(0.3), np.float32(0.6)
STAGES = [(0.35, 0.25, 0.1, 0.4), (0.3, 0.1, 0.1, 0.2), (0.2, 0.05, 0.05, 0.2), (0.1, 0.01, 0.01, 0.2)]
cv2.setNumThreads(1)


class Given:
    """A map with what may be made ready before the work is timed."""

    def __init__(self, kind, index):
        path = pathlib.Path(WORK["folder"]) / f"{kind}_{index}"
        read = lambda ending, kind: np.fromfile(f"{path}.{ending}", kind).reshape(HEIGHT, WIDTH)
        self.map = read("map", np.float32)
        self.bytes = read("mask", np.uint8)
        self.mask = self.bytes.astype(bool)
        self.truth = read("truth", np.uint8).astype(bool)
        # The cascade's thresholds are compared in double precision.
        self.double = self.map.astype(np.float64) if WORK["work"] == "cascade" else None
        self.runs = coco.encode(np.asfortranarray(self.bytes))


# Components: rows of area, box and centroid.


def components_label(given):
    """Label, count and find_objects: faster than regionprops where there are many objects."""
    labels, count = measure.label(given.mask, connectivity=2, return_num=True)
    place = np.flatnonzero(given.mask)
    label = labels.ravel()[place]
    y, x = np.divmod(place, WIDTH)
    area = np.bincount(label, minlength=count + 1)[1:]
    sums = [np.bincount(label, weights=axis, minlength=count + 1)[1:] for axis in (x, y)]
    return area, ndimage.find_objects(labels), sums[0] / area, sums[1] / area


def components_regions(given):
    labels = measure.label(given.mask, connectivity=2)
    return measure.regionprops_table(labels, properties=("area", "bbox", "centroid"))


def components_opencv(given):
    return cv2.connectedComponentsWithStats(given.bytes, connectivity=8)


def component_rows(result):
    if isinstance(result, dict):
        top, left, bottom, right = (result[f"bbox-{i}"] for i in range(4))
        area, y, x = result["area"], result["centroid-0"], result["centroid-1"]
        return zip(area, left, top, right - left, bottom - top, x * area, y * area)
    if len(result[2].shape) == 2:
        stats, centroids = result[2][1:], result[3][1:]
        area = stats[:, 4]
        return zip(area, *stats[:, :4].T, centroids[:, 0] * area, centroids[:, 1] * area)
    area, boxes, x, y = result
    sides = [(c.start, r.start, c.stop - c.start, r.stop - r.start) for r, c in boxes]
    return ((a, *box, cx * a, cy * a) for a, box, cx, cy in zip(area, sides, x, y))


def component_text(result):
    lines = (",".join(str(round(float(value))) for value in row) for row in component_rows(result))
    return "\n".join(sorted(lines)).encode()


# Masks.


def fill_opencv(given):
    padded = cv2.copyMakeBorder(given.bytes, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    cv2.floodFill(padded, None, (0, 0), 2)
    return padded[1:-1, 1:-1] != 2


def hysteresis_opencv(given):
    count, labels = cv2.connectedComponents((given.map > LOW).view(np.uint8), connectivity=4)
    kept = np.zeros(count, bool)
    kept[np.unique(labels[given.map > HIGH])] = True
    kept[0] = False
    return kept[labels]


def select(p, high, lower, drop, ratio):
    labels, count = measure.label((p >= drop) & (p > 0), connectivity=2, return_num=True)
    counted = lambda where: np.bincount(labels[where], minlength=count + 1)
    area = np.maximum(np.bincount(labels.ravel(), minlength=count + 1), 1)
    kept = (counted(p > high) > 0) & (counted(p > 0.9 * high) / area >= ratio)
    kept[0] = False
    return kept[labels] & (p > lower)


def fill(mask):
    return ndimage.binary_fill_holes(mask, EIGHT)


def fill_edge(mask):
    """With a wall on the first side that the mask touches."""
    sides = [mask[:, 0], mask[:, -1], mask[0], mask[-1]]
    walls = [((0, 0), (1, 0)), ((0, 0), (0, 1)), ((1, 0), (0, 0)), ((0, 1), (0, 0))]
    for side, ((top, bottom), (left, right)) in zip(sides, walls):
        if side.any():
            padded = np.pad(mask, ((top, bottom), (left, right)), constant_values=True)
            height, width = padded.shape
            return fill(padded)[top : height - bottom, left : width - right]
    return mask


def cascade(given):
    p = given.double
    for number, stage in enumerate(STAGES):
        mask = select(p, *stage)
        if number == 0 and mask.sum() > mask.size / 2:
            mask = np.zeros_like(mask)
        mask = morphology.closing(mask, SQUARE, mode="ignore")
        mask = fill(fill_edge(mask))
        mask = morphology.remove_small_objects(mask, max_size=149, connectivity=2)
        if mask.sum() >= 1000:
            break
    return mask


# Search.


def area_scores(area, hits, labelled):
    scores = np.zeros(len(AREAS))
    for j, least in enumerate(AREAS):
        kept = area >= least
        whole = area[kept].sum() + labelled
        scores[j] = 1.0 if whole == 0 else 2.0 * hits[kept].sum() / whole
    return scores


def grid_skimage(given):
    """One labelling a threshold."""
    labelled, rows = given.truth.sum(), []
    for threshold in THRESHOLDS:
        labels = measure.label(given.map > threshold, connectivity=2)
        count = labels.max() + 1
        area = np.bincount(labels.ravel(), minlength=count)[1:]
        hits = np.bincount(labels[given.truth], minlength=count)[1:]
        rows.append(area_scores(area, hits, labelled))
    return np.array(rows)


def grid_opencv(given):
    labelled, rows = given.truth.sum(), []
    for threshold in THRESHOLDS:
        above = (given.map > threshold).view(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(above, connectivity=8)
        hits = np.bincount(labels[given.truth], minlength=count)[1:]
        rows.append(area_scores(stats[1:, cv2.CC_STAT_AREA].astype(np.int64), hits, labelled))
    return np.array(rows)


def dice(mask, truth):
    whole = mask.sum() + truth.sum()
    return 1.0 if whole == 0 else 2.0 * np.logical_and(mask, truth).sum() / whole


def triplet(tops, areas, bottoms, given):
    """What is above each top is counted once, and each bottom scored once."""
    p, truth = given.map, given.truth
    above = [int((p > top).sum()) for top in tops]
    scores = np.array([dice(p > bottom, truth) for bottom in bottoms])
    empty = np.full(len(bottoms), dice(np.zeros_like(truth), truth))
    return np.array([[scores if count >= area else empty for area in areas] for count in above])


def triplet_small(given):
    return triplet(TOPS, TRIPLET_AREAS, BOTTOMS, given)


def triplet_million(given):
    single = lambda *ends: np.linspace(*ends, 100).astype(np.float32)
    return triplet(single(0.3, 0.95), np.linspace(0, 9900, 100), single(0.05, 0.7), given)


# Run lengths: pycocotools is timed for every form; what is compared are the Kaggle functions' texts.


def encode(given):
    return coco.encode(np.asfortranarray(given.bytes))


def decode(given):
    """To rows, as everything else here has its pixels."""
    return np.ascontiguousarray(coco.decode(given.runs))


def bounds(pixels):
    padded = np.concatenate([[0], pixels, [0]])
    return np.flatnonzero(padded[1:] != padded[:-1])


def absolute_text(pixels):
    runs = bounds(pixels) + 1
    runs[1::2] -= runs[::2]
    return " ".join(map(str, runs)).encode()


def relative_text(pixels):
    """Background before each run, and its length."""
    steps = np.diff(bounds(pixels), prepend=0)
    return " ".join(map(str, steps)).encode() or b"-1"


rows_of = lambda given: given.bytes.ravel()
columns_of = lambda given: given.bytes.T.ravel()
masks = lambda result: np.asarray(result).astype(np.uint8).tobytes()
doubles = lambda result: np.asarray(result, np.float64).tobytes()

# Ways to do each work, and how its result is written.
WAYS = {
    "components": (
        {"label": components_label, "regionprops": components_regions, "opencv": components_opencv},
        component_text,
    ),
    "remove_small": (
        {"skimage": lambda given: morphology.remove_small_objects(given.mask, max_size=500, connectivity=2)},
        masks,
    ),
    "fill_holes": ({"scipy": lambda given: ndimage.binary_fill_holes(given.mask), "opencv": fill_opencv}, masks),
    "closing": (
        {
            "skimage": lambda given: morphology.closing(given.mask, SQUARE, mode="ignore"),
            "whole": lambda given: morphology.closing(given.mask, np.ones((9, 9), bool), mode="ignore"),
        },
        masks,
    ),
    "hysteresis": (
        {
            "skimage": lambda given: filters.apply_hysteresis_threshold(given.map, LOW, HIGH),
            "opencv": hysteresis_opencv,
        },
        masks,
    ),
    "cascade": ({"skimage": cascade}, masks),
    "area_grid": ({"skimage": grid_skimage, "opencv": grid_opencv}, doubles),
    "triplet": ({"numpy": triplet_small}, doubles),
    # As many points as numpy's own triplet are timed against; its million is only compared.
    "triplet_million": ({"numpy": triplet_small}, doubles),
}
TEXTS = {
    "encode_columns": lambda given: absolute_text(columns_of(given)),
    "encode_rows": lambda given: absolute_text(rows_of(given)),
    "encode_relative": lambda given: relative_text(columns_of(given)),
    "encode_coco": lambda given: given.runs["counts"],
}


def work_of(name, way):
    """What is timed, and what is compared."""
    if name in TEXTS:
        return encode, TEXTS[name]
    if name.startswith("decode"):
        return decode, lambda given: masks(decode(given))
    ways, written = WAYS[name]
    compared = triplet_million if name == "triplet_million" else ways[way]
    return ways[way], lambda given: written(compared(given))


RUN, COMPARED = work_of(WORK["work"], WORK["way"])
MAPS = {kind: [Given(kind, index) for index in range(WORK["maps"])] for kind in WORK["kinds"]}


def run(kind):
    for _ in range(WORK["repeats"]):
        for given in MAPS[kind]:
            RUN(given)


def check(kind):
    value = hashlib.sha256()
    for given in MAPS[kind]:
        value.update(COMPARED(given))
    return value.hexdigest()


PACKAGES = ["scikit-image", "scipy", "opencv-python-headless", "numpy", "pycocotools"]
serve(run, check, versions=", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES))
