"""Sums up the real STAS labels as quantile tables: what lib/datasets/synthetic/reference_statistics.ts holds.

Only order statistics of three figures leave the data: objects an image, labelled share of the image, side of an object's
box (square root of width times height). Needs Python 3.9 and no package.

    python tools/oracles/stas_statistics.py ../shared/data/stas_meta > lib/datasets/synthetic/reference_statistics.ts
    deno fmt lib/datasets/synthetic/reference_statistics.ts
"""

import glob
import json
import math
import sys
import textwrap


def quantile(values, level):
    """Linear interpolation between order statistics (numpy's default)."""
    values = sorted(values)
    at = level * (len(values) - 1)
    low = math.floor(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


def table(values, count, digits):
    return [float(f"%.{digits}g" % quantile(values, i / (count - 1))) for i in range(count)]


images = {}
for pattern in ("Fold*_train.json", "Fold*_valid.json", "Test.json"):
    for path in sorted(glob.glob(f"{sys.argv[1]}/{pattern}")):
        with open(path) as file:
            for image in json.load(file):
                images[image["filename"]] = image
images = list(images.values())

most = max(image["numobj"] for image in images)
counts = [sum(image["numobj"] == n for image in images) for n in range(most + 1)]
groups = [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 7), (8, most)]
boxes = [box for image in images for box in image["bbox_xyxy"]]
sides = [math.sqrt((x1 - x0) * (y1 - y0)) for x0, y0, x1, y1 in boxes]
touching = sum(x0 <= 3 or y0 <= 3 or x1 >= 1713 or y1 >= 939 for x0, y0, x1, y1 in boxes)


def numbers(values):
    """A template literal of at most 100 letters a line, which deno fmt leaves as it is."""
    lines = textwrap.wrap(" ".join(f"{value:.10g}" for value in values), 100)
    return "numbers(`\n  " + "\n  ".join(lines) + "\n`)"


by_objects = "".join(
    f"""  {{
    most: {high},
    ratio: {numbers(table([i["ratio"] for i in images if low <= i["numobj"] <= high], 21, 3))},
  }},
"""
    for low, high in groups
)

print(f"""// Made by tools/oracles/stas_statistics.py from the labels of {len(images)} STAS images; do not edit.

function numbers(text: string): readonly number[] {{
  return text.trim().split(/\\s+/).map(Number);
}}

/** Images with 0, 1, 2, ... objects. */
export const objectCounts = {numbers(counts)};

/**
 * Quantiles 0, .05, ..., 1 of the labelled share of the image, for images of at most `most` objects and more than the
 * row before has.
 */
export const ratioByObjects: readonly {{
  readonly most: number;
  readonly ratio: readonly number[];
}}[] = [
{by_objects}];

/** Quantiles 0, .005, ..., 1 of the labelled share of the image. */
export const ratioQuantiles = {numbers(table([i["ratio"] for i in images], 201, 3))};

/**
 * Quantiles 0, .005, ..., 1 of an object's box side (square root of width times height), pixels of a 1716x942 image.
 */
export const boxSideQuantiles = {numbers(table(sides, 201, 4))};

/** Share of the objects whose box comes within 3 pixels of the image's border. */
export const touchingShare = {touching / len(boxes):.4f};""")
