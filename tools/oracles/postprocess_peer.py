"""Answers scikit-image, scipy, OpenCV and Pillow give to masks and maps that a test sends (lib/postprocess/peers_test.ts).

    python tools/oracles/postprocess_peer.py FOLDER
FOLDER has cases.json, a list of {kind, seed, width, height, offset, options?}, and pixels.bin with the pixels at those
offsets: bytes for masks, single precision for maps. Written there: answers.json, for each case the first byte and the
number of bytes of each answer in answers.bin. Where several peers know a thing, they must agree here.
"""

import json
import pathlib
import sys

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from scipy import ndimage
from skimage import morphology

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import postprocess
import postprocess_cascade
import postprocess_shapes
from postprocess_masks import random_element


def agree_on_components(mask):
    """OpenCV counts and measures what scikit-image does, in an order of its own."""
    for connectivity in (4, 8):
        structure = postprocess_shapes.structure(connectivity)
        labels, count = ndimage.label(mask, structure)
        found, _, stats, centroids = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
        assert found == count + 1
        own = sorted(
            (*(stats[c].tolist()), *np.round(centroids[c] * stats[c, cv2.CC_STAT_AREA]).astype(int).tolist())
            for c in range(1, found)
        )
        rows = [tuple(row) for row in postprocess.statistics(labels).tolist()]
        assert own == sorted((left, top, width, height, area, x, y) for _, area, left, top, width, height, x, y, _ in rows)


def agree_on_holes(mask):
    """scipy's filled holes are what OpenCV's and Pillow's flood of the outside leaves."""
    filled = ndimage.binary_fill_holes(mask, postprocess_shapes.structure(4))
    rim = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    image = Image.fromarray(rim)
    cv2.floodFill(rim, None, (0, 0), 2)
    assert ((rim[1:-1, 1:-1] != 2) == filled).all()
    if mask.size < 1000:
        ImageDraw.floodfill(image, (0, 0), 2)
        assert ((np.asarray(image)[1:-1, 1:-1] != 2) == filled).all()


def agree_on_shapes(mask, seed):
    """Squares of odd sides by Pillow, symmetrical elements by OpenCV and scikit-image."""
    element = random_element(seed)
    dilated = ndimage.binary_dilation(mask, element)
    eroded = ndimage.binary_erosion(mask, element, border_value=1)
    height, width = element.shape
    if height == width and height % 2 and element.all():
        # Pillow repeats the outermost pixels: what lies outside changes nothing.
        image = Image.fromarray(mask)
        assert (np.asarray(image.filter(ImageFilter.MaxFilter(width))) == dilated).all()
        assert (np.asarray(image.filter(ImageFilter.MinFilter(width))) == eroded).all()
    if height % 2 and width % 2 and (element == element[::-1, ::-1]).all():
        assert (cv2.dilate(mask, element) == dilated).all()
        # Where no offset of the element lies in the picture OpenCV gives 255, its border's value.
        assert ((cv2.erode(mask, element) > 0) == eroded).all()
        pixels, footprint = mask.astype(bool), element.astype(bool)
        assert (morphology.dilation(pixels, footprint, mode="ignore") == dilated).all()
        assert (morphology.erosion(pixels, footprint, mode="ignore") == eroded).all()
    if not mask.all():
        exact = ndimage.distance_transform_edt(mask)
        near = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        assert np.allclose(near, exact, rtol=1e-5, atol=1e-4)


def mask_answers(mask, seed, kind):
    agree_on_components(mask)
    agree_on_holes(mask)
    agree_on_shapes(mask, seed)
    yield from postprocess.answers(mask, seed)
    yield from postprocess_shapes.mask_answers(mask, seed, with_split=kind == "mask")




def answers(case, pixels):
    kind, seed, width, height = (case[key] for key in ("kind", "seed", "width", "height"))
    if kind in ("mask", "large"):
        mask = np.frombuffer(pixels, np.uint8, width * height, case["offset"]).reshape(height, width).copy()
        return mask_answers(mask, seed, kind)
    values = np.frombuffer(pixels, "<f4", width * height, case["offset"]).reshape(height, width)
    if kind == "map":
        return postprocess_shapes.map_answers(values.astype(np.float64), seed)
    options = case.get("options", postprocess_cascade.PUBLISHED)
    return [("cascade", postprocess_cascade.cascade(values.astype(np.float64), **options))]


def main():
    folder = pathlib.Path(sys.argv[1])
    pixels = (folder / "pixels.bin").read_bytes()
    index, at = [], 0
    with open(folder / "answers.bin", "wb") as file:
        for case in json.loads((folder / "cases.json").read_text()):
            places = {}
            try:
                for name, array in answers(case, pixels):
                    array = array.astype(np.uint8) if array.dtype == bool else array
                    content = np.ascontiguousarray(array).tobytes()
                    file.write(content)
                    places[name] = [at, len(content)]
                    at += len(content)
            except AssertionError as error:
                raise AssertionError(f"the peers differ on {case}") from error
            index.append(places)
    (folder / "answers.json").write_text(json.dumps(index))
    print(postprocess_cascade.used)


main()
