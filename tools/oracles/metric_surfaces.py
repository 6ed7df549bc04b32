"""Writes lib/metrics/testdata/surfaces.json: distances between surfaces from MONAI, distance transforms from scipy, and
the score of UW-Madison 2022 by the formula of mle-bench's scorer.

The masks are drawn anew in the test (metric_cases.py). The real ones are read from a folder of public data sets, which
the test does not need to have. Needs: pip install torch==2.13.0 monai==1.6.1 scipy==1.17.1 numpy Pillow
    python tools/oracles/metric_surfaces.py ../shared/data
"""

import math
import pathlib
import sys
import warnings

import monai
import numpy as np
import scipy
import torch
from fixture import write
from metric_cases import scan_case, surface_case
from monai.metrics import compute_average_surface_distance, compute_hausdorff_distance, compute_surface_dice
from monai.metrics.utils import get_edge_surface_distance
from PIL import Image
from scipy.ndimage import distance_transform_edt
from scipy.spatial.distance import directed_hausdorff

CASES, TRANSFORMS, SCANS = 160, 16, 40


def text(values, digits=8):
    """One string, with the names that JavaScript knows."""
    names = {math.inf: "Infinity", -math.inf: "-Infinity"}
    plain = lambda v: "NaN" if math.isnan(v) else names.get(v, f"{v:.{digits}g}")
    return " ".join(plain(float(value)) for value in values)


def monai_scores(prediction, truth, spacing, tolerance):
    """In the order of the test's `scores`. MONAI computes in float32, so that is how far these go."""
    p, t = (torch.tensor(x)[None, None].float() for x in (prediction, truth))
    both = dict(include_background=True, spacing=spacing)
    hausdorff = lambda a, b, **options: compute_hausdorff_distance(a, b, **both, **options).item()
    average = lambda a, b, **options: compute_average_surface_distance(a, b, **both, **options).item()
    return [
        hausdorff(p, t),
        hausdorff(p, t, percentile=95),
        hausdorff(p, t, percentile=50),
        hausdorff(p, t, directed=True),
        hausdorff(t, p, directed=True, percentile=90),
        average(p, t),
        average(t, p),
        average(p, t, symmetric=True),
        compute_surface_dice(p, t, [tolerance], **both).item(),
    ]


def ignoring(prediction, truth, ignore, spacing):
    """Hausdorff distance and mean of all distances, without the surfaces under `ignore`."""
    p, t = torch.tensor(prediction), torch.tensor(truth)
    mask = torch.tensor(~ignore)
    _, (ahead, back), _ = get_edge_surface_distance(p, t, spacing=spacing, symmetric=True, mask=mask)
    every = torch.cat([ahead, back]).double()
    return [every.max().item(), every.mean().item()] if len(every) else [math.nan, math.nan]


def normalized_hausdorff(prediction, truth):
    """mle-bench, uw-madison-gi-tract-image-segmentation/grade.py, without its guard against large predictions."""
    if not prediction.any() and not truth.any():
        return math.nan
    if not prediction.any() or not truth.any():
        return 1.0
    a, b = (np.argwhere(x) / x.shape for x in (prediction, truth))
    return max(directed_hausdorff(a, b)[0], directed_hausdorff(b, a)[0]) / math.sqrt(3)


def dice(prediction, truth):
    total = prediction.sum() + truth.sum()
    return 2 * (prediction & truth).sum() / total if total else math.nan


def uw_madison(predictions, truths):
    """Mean Dice of slices and classes, mean distance of the union and of the classes, of some scans."""
    dices = [dice(p, t) for ps, ts in zip(predictions, truths) for pc, tc in zip(ps, ts) for p, t in zip(pc, tc)]
    union = [normalized_hausdorff(p.any(0), t.any(0)) for p, t in zip(predictions, truths)]
    classes = [normalized_hausdorff(p, t) for ps, ts in zip(predictions, truths) for p, t in zip(ps, ts)]
    skipped = [int(np.isnan(x).sum()) for x in (dices, union, classes)]
    return {"means": text([np.nanmean(x) for x in (dices, union, classes)], 12), "skipped": skipped}


def real_scan(folder):
    """The large bowel, small bowel and stomach of four slices of a case, and the same moved by some pixels."""
    names = [f"case117_day0_slice_{number}" for number in ("0072", "0074", "0093", "0101")]
    paths = [folder / "uwm_gi_tract/masks" / f"{name}.png" for name in names]
    rgb = np.array([np.array(Image.open(path).convert("RGB")) for path in paths]) > 127
    red, green = rgb[..., 0], rgb[..., 1]
    truths = np.array([green & ~red, green & red, red & ~green])
    return np.roll(truths, (3, -5), (2, 3)), truths


def main():
    warnings.simplefilter("ignore")
    folder = pathlib.Path(sys.argv[1])
    cases, ignored, transforms = [], [], []
    for seed in range(CASES):
        prediction, truth, ignore, spacing, tolerance = surface_case(seed)
        cases.append(text(monai_scores(prediction, truth, spacing, tolerance)))
        ignored.append(text(ignoring(prediction, truth, ignore, spacing)))
    seed = 0
    while len(transforms) < TRANSFORMS:
        prediction, _, _, spacing, _ = surface_case(seed)
        if prediction.size <= 400 and not prediction.all():
            transforms.append({"seed": seed, "values": text(distance_transform_edt(prediction, spacing).ravel(), 12)})
        seed += 1

    scans = [scan_case(seed) for seed in range(SCANS)]
    predictions, truths = real_scan(folder)
    real = [monai_scores(p, t, [3.0, 1.5, 1.5], 3) for p, t in zip(predictions, truths)]
    slices = [monai_scores(p[0], t[0], [1.5, 1.5], 3) for p, t in zip(predictions, truths)]
    write(
        "metrics/testdata/surfaces.json",
        {
            "madeWith": f"monai {monai.__version__}, scipy {scipy.__version__}, torch {torch.__version__}",
            "cases": cases,
            "ignored": ignored,
            "transforms": transforms,
            "uwMadison": uw_madison(*zip(*scans)),
            "real": {
                "volumes": [text(values) for values in real],
                "slices": [text(values) for values in slices],
                "uwMadison": uw_madison([predictions[:, :, ::4, ::4]], [truths[:, :, ::4, ::4]]),
            },
        },
    )


main()
