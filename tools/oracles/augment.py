"""Writes lib/augment/testdata/oracles.json: what other libraries make of the same pixels.

Needs: pip install numpy==2.4.6 pillow==13.0.0 opencv-python-headless==5.0.0.* scipy==1.17.1 albumentations==2.0.8
Run from the project's root: python tools/oracles/augment.py
"""

import colorsys
import json
import math

import albumentations.augmentations.pixel.functional as albumentations
import cv2
import numpy as np
from PIL import Image, ImageEnhance
from scipy import ndimage

rng = np.random.default_rng(20)
HEIGHT, WIDTH = 11, 14
image = rng.integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8)
mask = (rng.random((HEIGHT, WIDTH)) < 0.4).astype(np.uint8)


def affine(rotate, scale, shift_x, shift_y, shear):
    """Shear, then OpenCV's rotation and scale about the centre, then the shift; sampled by SciPy in doubles."""
    centre = ((WIDTH - 1) / 2, (HEIGHT - 1) / 2)
    turn = np.vstack([cv2.getRotationMatrix2D(centre, rotate, scale), [0, 0, 1]])
    lean = np.eye(3)
    lean[0, 1] = math.tan(math.radians(shear))
    lean[0, 2] = -lean[0, 1] * centre[1]
    shift = np.eye(3)
    shift[:2, 2] = shift_x * WIDTH, shift_y * HEIGHT
    inverse = np.linalg.inv(shift @ turn @ lean)
    swap = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1]])  # SciPy's axes are (row, column)
    matrix = swap @ inverse @ swap
    planes = [
        ndimage.affine_transform(image[..., k].astype(float), matrix, order=1, mode="mirror")
        for k in range(3)
    ]
    moved = ndimage.affine_transform(mask, matrix, order=0, mode="mirror")
    return {
        "parameters": {
            "rotate": rotate,
            "scale": scale,
            "shiftX": shift_x,
            "shiftY": shift_y,
            "shear": shear,
        },
        "image": np.round(np.stack(planes, -1), 3).ravel().tolist(),
        "mask": moved.ravel().tolist(),
    }


def hue_saturation(hue, saturation):
    result = []
    for pixel in image.reshape(-1, 3) / 255:
        h, s, v = colorsys.rgb_to_hsv(*pixel)
        changed = colorsys.hsv_to_rgb((h + hue / 360) % 1, min(1, s * saturation), v)
        result += [round(255 * value, 3) for value in changed]
    return {"hue": hue, "saturation": saturation, "image": result}


oracles = {
    "width": WIDTH,
    "height": HEIGHT,
    "image": image.ravel().tolist(),
    "mask": mask.ravel().tolist(),
    "rot90": [np.rot90(image, turns).ravel().tolist() for turns in range(4)],
    "fliplr": np.fliplr(image).ravel().tolist(),
    "flipud": np.flipud(image).ravel().tolist(),
    "padded": np.pad(image, ((2, 2), (3, 3), (0, 0)), mode="reflect").ravel().tolist(),
    "affine": [
        affine(0, 1, 0.13, -0.21, 0),
        affine(17, 1, 0, 0, 0),
        affine(0, 1.3, 0, 0, 0),
        affine(0, 1, 0, 0, 12),
        affine(-33, 0.6, 0.1, 0.2, -8),
    ],
    "contrast": [
        {
            "contrast": factor,
            "image": np.asarray(ImageEnhance.Contrast(Image.fromarray(image)).enhance(factor)).ravel().tolist(),
        }
        for factor in (0.5, 1.4)
    ],
    "gamma": [
        {"exponent": exponent, "image": albumentations.gamma_transform(image, exponent).ravel().tolist()}
        for exponent in (0.6, 1.0, 1.7)
    ],
    "hueSaturation": [
        hue_saturation(0, 1),
        hue_saturation(25, 1.3),
        hue_saturation(-170, 0.4),
        hue_saturation(0, 3),
    ],
    "blur": [
        {
            "deviation": deviation,
            "image": cv2.GaussianBlur(
                image,
                (2 * math.ceil(3 * deviation) + 1,) * 2,
                deviation,
                borderType=cv2.BORDER_REFLECT_101,
            ).ravel().tolist(),
        }
        for deviation in (0.4, 1.0, 2.5)
    ],
}
with open("lib/augment/testdata/oracles.json", "w") as file:
    json.dump(oracles, file, separators=(",", ":"))
    file.write("\n")
