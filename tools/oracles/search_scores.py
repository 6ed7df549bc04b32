"""Average precision, precision and recall, and reliability by scikit-learn's formulas (written out in numpy).

Run in an environment with numpy:
    python tools/oracles/search_scores.py
Writes lib/search/testdata/{threshold_scores,reliability}.json. The numbers are drawn anew in the tests.
"""

import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from fixture import write
from random_source import RandomSource


def short(values):
    return [float(f"{value:.12g}") for value in values]


def precision_recall_curve(truth, score):
    """sklearn.metrics.precision_recall_curve: sorted by falling score, one point a distinct value."""
    order = np.argsort(score, kind="mergesort")[::-1]
    score, truth = score[order], truth[order]
    last = np.r_[np.where(np.diff(score))[0], len(score) - 1]
    hits = np.cumsum(truth)[last]
    alarms = 1 + last - hits
    precision = hits / (hits + alarms)
    recall = hits / hits[-1] if hits[-1] > 0 else np.ones_like(precision)
    return np.r_[precision[::-1], 1], np.r_[recall[::-1], 0]


def scores(seed):
    random = RandomSource(seed, "scores")
    levels, pixels = 2 + random.integer(40), 1 + random.integer(120)
    data, label = [], []
    for _ in range(pixels):
        data.append(random.integer(levels) * 255 // (levels - 1))
        label.append(int(random.chance(0.1 + 0.6 * data[-1] / 255)))
    precision, recall = precision_recall_curve(np.array(label), np.array(data))
    average = -np.sum(np.diff(recall) * precision[:-1])
    return {
        "averagePrecision": float(average) if any(label) else None,
        "precision": short(precision),
        "recall": short(recall),
    }


def reliability(seed):
    random = RandomSource(seed, "reliability")
    levels, bins = 2 + random.integer(60), 1 + random.integer(20)
    data, label = [], []
    for _ in range(2):
        for _ in range(1 + random.integer(150)):
            data.append(np.float32(random.integer(levels) / (levels - 1)))
            label.append(int(random.chance(float(data[-1]) * float(data[-1]))))
    p, t = np.array(data, np.float64), np.array(label, np.float64)
    # sklearn.calibration.calibration_curve, strategy "uniform".
    edges = np.linspace(0.0, 1.0, bins + 1)
    ids = np.searchsorted(edges[1:-1], p)
    total = np.bincount(ids, minlength=bins)
    filled = total != 0
    confidence = np.bincount(ids, weights=p, minlength=bins)[filled] / total[filled]
    frequency = np.bincount(ids, weights=t, minlength=bins)[filled] / total[filled]
    error = np.abs(confidence - frequency)
    return {
        "pixels": [int(n) for n in total[filled]],
        "confidence": short(confidence),
        "frequency": short(frequency),
        "expectedError": float((error * total[filled]).sum() / len(p)),
        "maximumError": float(error.max()),
        "squaredError": float(np.mean((p - t) ** 2)),
    }


write("search/testdata/threshold_scores.json", {"cases": [scores(seed) for seed in range(60)]})
write("search/testdata/reliability.json", {"cases": [reliability(seed) for seed in range(60)]})
