"""How evenly scikit-learn's StratifiedGroupKFold splits random items: lib/folds/testdata/stratified_group_k_fold.json.

Run in an environment with numpy and scikit-learn:
    python tools/oracles/folds.py
The items are drawn anew in the test; of the split only two measures of its balance are kept.
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import sklearn
from sklearn.model_selection import StratifiedGroupKFold

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from random_source import RandomSource

LOWER = [0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.1]


def items(seed):
    """Number of folds, and (group, bin) of each image."""
    random = RandomSource(seed, "test items")
    count = 2 + random.integer(5)
    images = 30 + random.integer(200)
    groups = 3 * count + random.integer(images)
    rows = []
    for _ in range(images):
        group = random.integer(groups)
        ratio = random.next() ** 3 * 0.2
        rows.append((group, sum(lower <= ratio for lower in LOWER) - 1))
    return count, rows


def measures(folds, bins, count):
    """Squared distance from an even spread, and scikit-learn's own measure (mean deviation of the bins' shares)."""
    squared, spread = 0.0, []
    for b in np.unique(bins):
        counts = np.array([np.sum((folds == f) & (bins == b)) for f in range(count)])
        squared += np.sum((counts - counts.sum() / count) ** 2) / counts.sum()
        spread.append(np.std(counts / counts.sum()))
    sizes = np.array([np.sum(folds == f) for f in range(count)])
    squared += np.sum((sizes - len(folds) / count) ** 2) / len(folds)
    return float(squared), float(np.mean(spread))


def main():
    warnings.simplefilter("ignore")
    results = []
    for seed in range(60):
        count, rows = items(seed)
        groups, bins = np.array(rows).T
        folds = np.zeros(len(rows), int)
        splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
        for f, (_, valid) in enumerate(splitter.split(bins, bins, groups)):
            folds[valid] = f
        squared, spread = measures(folds, bins, count)
        results.append({"squared": squared, "spread": spread})
    path = pathlib.Path(__file__).parents[2] / "lib/folds/testdata/stratified_group_k_fold.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"madeWith": f"scikit-learn {sklearn.__version__}", "balance": results}, indent=2) + "\n")


main()
