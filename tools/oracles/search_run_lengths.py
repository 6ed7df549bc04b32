"""Run lengths of random masks by Kaggle's functions and pycocotools: lib/imaging/run_length/testdata/run_lengths.json.

Run in an environment with numpy and pycocotools:
    python tools/oracles/search_run_lengths.py
The masks are drawn anew in the test (lib/postprocess/test_masks.ts).
"""

import pathlib
import sys

import numpy as np
import pycocotools.mask as coco

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from fixture import write
from postprocess_masks import random_mask

MASKS = 120


def absolute(mask, order):
    """Kaggle's usual encoder: 1-based start and length."""
    pixels = np.concatenate([[0], mask.flatten(order=order), [0]])
    runs = np.where(pixels[1:] != pixels[:-1])[0] + 1
    runs[1::2] -= runs[::2]
    return " ".join(str(x) for x in runs)


def siim(img, width, height):
    """SIIM-ACR's mask_functions.py, mask2rle, as it came with the data (img[x][y], 255 is foreground)."""
    rle = []
    last_color = 0
    current_pixel = 0
    run_start = -1
    run_length = 0
    for x in range(width):
        for y in range(height):
            current_color = img[x][y]
            if current_color != last_color:
                if current_color == 255:
                    run_start = current_pixel
                    run_length = 1
                else:
                    rle.append(str(run_start))
                    rle.append(str(run_length))
                    run_start = -1
                    run_length = 0
                    current_pixel = 0
            elif run_start > -1:
                run_length += 1
            last_color = current_color
            current_pixel += 1
    return " ".join(rle)


def main():
    cases = []
    for seed in range(MASKS):
        mask = random_mask(seed, 24)
        height, width = mask.shape
        packed = coco.encode(np.asfortranarray(mask))
        assert (coco.decode(packed) == mask).all()
        cases.append({
            "columns": absolute(mask, "F"),
            "rows": absolute(mask, "C"),
            # The function forgets a run that reaches the last pixel: the picture gets a last column without any.
            "siim": siim(np.pad(mask, ((0, 0), (0, 1))).T * 255, width + 1, height),
            "coco": packed["counts"].decode(),
        })
    # A length that needs several characters, falling and rising by more than 16.
    wide = np.zeros((900, 700), np.uint8)
    wide[:, 3:90] = 1
    wide[100:700, 200:203] = 1
    wide[5:6, 300:] = 1
    wide[899, 699] = 1
    write("imaging/run_length/testdata/run_lengths.json", {
        "cases": cases,
        "wide": {"columns": absolute(wide, "F"), "coco": coco.encode(np.asfortranarray(wide))["counts"].decode()},
    })


main()
