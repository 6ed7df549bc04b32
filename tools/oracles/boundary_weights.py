"""Writes lib/losses/testdata/boundary_weights.json: U-Net's maps of weights, by SciPy's distance transform.

Needs: pip install torch==2.13.0 numpy scipy
"""

import numpy as np
import torch
from scipy.ndimage import distance_transform_edt

from fixture import numbers, write

random = np.random.default_rng(7)


def weights(labels, w0, sigma, background, foreground):
    distances = [distance_transform_edt(labels != label) for label in np.unique(labels) if label != 0]
    flat = np.where(labels == 0, float(background), float(foreground))
    if len(distances) < 2:
        return flat
    first, second = np.sort(distances, axis=0)[:2]
    return flat + (labels == 0) * w0 * np.exp(-((first + second) ** 2) / (2 * sigma**2))


def discs(height, width, count):
    labels = np.zeros((height, width), int)
    rows, columns = np.mgrid[:height, :width]
    for label in range(1, count + 1):
        y, x, radius = random.integers(height), random.integers(width), random.integers(1, 5)
        labels[(rows - y) ** 2 + (columns - x) ** 2 <= radius**2] = label * 3
    return labels


touching = np.zeros((9, 12), int)
touching[2:7, 1:6], touching[2:7, 6:11] = 1, 2
split = np.zeros((15, 7), int)
split[0], split[7], split[14] = 1, 2, 1  # an object in two pieces
scattered = np.where(random.random((21, 19)) < 0.05, random.integers(1, 6, (21, 19)), 0)
maps = {
    "discs": discs(31, 47, 7),
    "many discs": discs(40, 33, 20),
    "two columns apart": np.pad(np.array([[1, 0, 0, 2]]), ((3, 3), (4, 4))),
    "touching": touching,
    "in two pieces": split,
    "scattered": scattered,
    "one object": discs(11, 13, 1),
    "nothing": np.zeros((5, 6), int),
    "all object": np.ones((4, 5), int),
}
settings = [(10, 5, 1, 1), (3.5, 1.5, 0.25, 2)]
write("losses/testdata/boundary_weights.json", [
    {
        "name": name,
        "labels": numbers(torch.tensor(labels)),
        "settings": dict(zip(["borderWeight", "sigma", "backgroundWeight", "foregroundWeight"], setting)),
        "weights": numbers(torch.tensor(weights(labels, *setting))),
    }
    for name, labels in maps.items() for setting in (settings if labels.size < 1000 else settings[:1])
])
