"""Expected scores of random mask pairs: lib/metrics/testdata/scores.json.

Run in an environment with numpy and scikit-learn:
    python tools/oracles/metrics.py
The pairs are drawn anew in the test; the scores here come from scikit-learn, with zero_division=nan.
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import sklearn
from sklearn.metrics import f1_score, jaccard_score, precision_score, recall_score

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from random_source import RandomSource

PIXELS = 60


def pair(seed):
    random = RandomSource(seed, "test pair")
    density, flip = random.next(), random.uniform(0, 0.6)
    prediction = np.array([random.chance(density) for _ in range(PIXELS)])
    truth = prediction ^ np.array([random.chance(flip) for _ in range(PIXELS)])
    if seed % 8 in (0, 2):
        truth[:] = False
    if seed % 8 in (1, 2):
        prediction[:] = False
    return prediction, truth


def plain(values):
    """NaN as null, which JSON can hold."""
    return [None if np.isnan(v) else float(v) for v in values]


def main():
    warnings.simplefilter("ignore")
    pairs = [pair(seed) for seed in range(80)]
    scores = {}
    functions = {"dice": f1_score, "iou": jaccard_score, "precision": precision_score, "recall": recall_score}
    for name, function in functions.items():
        keep = {} if name == "iou" else {"zero_division": np.nan}
        values = [function(t, p, **keep) for p, t in pairs]
        if name == "iou":  # jaccard_score knows no nan
            values = [v if (p | t).any() else np.nan for v, (p, t) in zip(values, pairs)]
        scores[name] = plain(values)
    every_prediction = np.concatenate([p for p, _ in pairs])
    every_truth = np.concatenate([t for _, t in pairs])
    dice = np.array([np.nan if v is None else v for v in scores["dice"]])

    # The resampled means by the project's own draws, the percentiles by numpy.
    used = dice[~np.isnan(dice)]
    random = RandomSource(5, "bootstrap", len(used))
    means = [np.mean([used[random.integer(len(used))] for _ in used]) for _ in range(400)]
    low, high = np.percentile(means, [5, 95])
    result = {
        "madeWith": f"numpy {np.__version__}, scikit-learn {sklearn.__version__}",
        "scores": scores,
        "meanDice": float(np.nanmean(dice)),
        "globalDice": float(f1_score(every_truth, every_prediction)),
        "bootstrap": {"low": float(low), "high": float(high)},
    }
    path = pathlib.Path(__file__).parents[2] / "lib/metrics/testdata/scores.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(result, indent=2) + "\n")


main()
