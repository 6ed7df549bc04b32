"""Writes lib/metrics/testdata/classes.json: scores of classes and labels from segmentation_models.pytorch.

The class maps are drawn anew in the test (metric_cases.py). Needs: pip install torch==2.13.0
segmentation-models-pytorch==0.6.0 numpy (and torchvision, which it imports)
"""

import math
import warnings

import numpy as np
import segmentation_models_pytorch as smp
import torch
from fixture import write
from metric_cases import CLASSES, VOID, class_case, label_case

CASES = 25
METRICS = {
    "dice": smp.metrics.f1_score,
    "iou": smp.metrics.iou_score,
    "precision": smp.metrics.precision,
    "recall": smp.metrics.recall,
    "specificity": smp.metrics.specificity,
    "accuracy": smp.metrics.accuracy,
    "f2": lambda *counts, **options: smp.metrics.fbeta_score(*counts, beta=2, **options),
}
REDUCTIONS = ["micro", "macro", "micro-imagewise", "macro-imagewise"]


def text(values):
    return " ".join("NaN" if math.isnan(v) else f"{float(v):.8g}" for v in values)


def nan_mean(values, axis=None):
    warnings.simplefilter("ignore")
    return np.nanmean(values, axis=axis)


def scores(counts):
    counts = [count.double() for count in counts]  # SMP divides in float32 otherwise
    result = {}
    for name, metric in METRICS.items():
        ones = [metric(*counts, reduction=reduction, zero_division=1.0).item() for reduction in REDUCTIONS]
        # SMP's own means do not skip NaN.
        each = metric(*counts, reduction="none", zero_division=math.nan).numpy()
        pooled = metric(*(c.sum(0) for c in counts), reduction="none", zero_division=math.nan).numpy()
        imagewise = nan_mean(nan_mean(each, 0))
        result[name] = {
            "emptyIsOne": text(ones),
            "classes": text(pooled),
            "skipping": text([nan_mean(pooled), imagewise]),
            "skipped": text([np.isnan(pooled).sum(), np.isnan(each).sum()]),
        }
    return result


def main():
    classes, labels = [], []
    for seed in range(CASES):
        prediction, truth = (torch.tensor(x).long() for x in class_case(seed))
        counts = smp.metrics.get_stats(prediction, truth, "multiclass", num_classes=CLASSES, ignore_index=VOID)
        classes.append(scores(counts))
        prediction, truth = (torch.tensor(x).long() for x in label_case(seed))
        labels.append(scores(smp.metrics.get_stats(prediction, truth, "multilabel")))
    write(
        "metrics/testdata/classes.json",
        {"madeWith": f"segmentation_models_pytorch {smp.__version__}", "classes": classes, "labels": labels},
    )


main()
