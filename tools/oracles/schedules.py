"""Writes lib/optimizers/schedules/testdata/schedules.json: learning rates of each step, from torch.optim.lr_scheduler.

Needs: pip install torch==2.13.0 numpy
"""

import json
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler

warnings.filterwarnings("ignore")
PEAK, STEPS_PER_EPOCH, EPOCHS = 0.3, 7, 18
STEPS = STEPS_PER_EPOCH * EPOCHS


def scheduler(optimizer, recipe, total, unit):
    """PyTorch's scheduler for a recipe without warm-up; it is moved on once in `unit` steps."""
    name, factor = recipe["name"], recipe.get("factor")
    lowest = PEAK * recipe.get("finalFactor", 0)
    epochs = lambda count: int(round(count * STEPS_PER_EPOCH)) // unit
    if name == "constant":
        return lr_scheduler.ConstantLR(optimizer, 1, 0)
    if name == "step":
        return lr_scheduler.StepLR(optimizer, epochs(recipe["epochs"]), factor)
    if name == "multi_step":
        return lr_scheduler.MultiStepLR(optimizer, [epochs(m) for m in recipe["milestones"]], factor)
    if name == "exponential":
        return lr_scheduler.ExponentialLR(optimizer, factor ** (unit / STEPS_PER_EPOCH))
    if name == "polynomial":
        return lr_scheduler.PolynomialLR(optimizer, total // unit, recipe["power"])
    if name == "cosine":
        half = epochs(recipe["halfPeriodEpochs"]) if "halfPeriodEpochs" in recipe else total // unit - 1
        return lr_scheduler.CosineAnnealingLR(optimizer, half, lowest)
    if name == "cosine_restarts":
        return lr_scheduler.CosineAnnealingWarmRestarts(optimizer, epochs(recipe["cycleEpochs"]),
                                                        recipe.get("cycleFactor", 1), lowest)
    momentum = recipe.get("momentum")
    return lr_scheduler.OneCycleLR(
        optimizer, PEAK, total, pct_start=recipe.get("riseShare", 0.3), div_factor=recipe.get("startDivisor", 25),
        final_div_factor=recipe.get("finalDivisor", 1e4), three_phase=recipe.get("threePhase", False),
        anneal_strategy="linear" if recipe.get("form") == "linear" else "cos", cycle_momentum=momentum is not None,
        base_momentum=momentum["lowest"] if momentum else 0.85, max_momentum=momentum["highest"] if momentum else 0.95)


def run(recipe):
    recipe = {"warmUpEpochs": 0, **recipe}
    unit = STEPS_PER_EPOCH if recipe.get("every") == "epoch" else 1
    warm_up = round(recipe["warmUpEpochs"] * STEPS_PER_EPOCH)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=PEAK, momentum=0.5)
    overlaps = recipe.get("warmUpOverlaps", False)
    moved = scheduler(optimizer, recipe, STEPS - (0 if overlaps else warm_up), unit)
    if warm_up:
        rise = (lr_scheduler.LinearLR(optimizer, recipe["warmUpFrom"], 1, warm_up) if "warmUpFrom" in recipe
                else lr_scheduler.LambdaLR(optimizer, lambda step: (step + 1) / warm_up))
        moved = (lr_scheduler.ChainedScheduler([moved, rise]) if overlaps
                 else lr_scheduler.SequentialLR(optimizer, [rise, moved], [warm_up]))
    rates, momenta = [], []
    for step in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        if (step + 1) % unit == 0 and step + 1 < STEPS:
            moved.step()
    line = lambda values: " ".join(f"{value:.12g}" for value in values)
    return {"recipe": recipe, "rates": line(rates), **({"momenta": line(momenta)} if "momentum" in recipe else {})}


def plateau(rule, metrics):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1)
    scheduler = lr_scheduler.ReduceLROnPlateau(
        optimizer, rule["mode"], rule["factor"], rule["patience"], rule.get("threshold", 1e-4),
        "abs" if rule.get("thresholdMode") == "absolute" else "rel", rule.get("cooldown", 0),
        rule.get("finalFactor", 0), eps=0)
    factors = []
    for metric in metrics:
        scheduler.step(metric)
        factors.append(optimizer.param_groups[0]["lr"])
    return {"rule": rule, "metrics": metrics, "factors": factors}


# A curve that rises, stays, falls and rises again, with ties.
CURVE = [round(((i * 37) % 23) / 23 * 0.2 + min(i, 30) / 40 - (0.3 if 50 < i < 70 else 0) + (i > 90) * 0.1, 2)
         for i in range(110)]
LOSSES = [round(1 - value / 2, 3) for value in CURVE]
momentum = {"lowest": 0.85, "highest": 0.95}
result = {
    "peak": PEAK, "stepsPerEpoch": STEPS_PER_EPOCH, "epochs": EPOCHS,
    "runs": [run(recipe) for recipe in [
        {"name": "constant"},
        {"name": "constant", "warmUpEpochs": 2, "finalFactor": 0.5},
        {"name": "constant", "warmUpEpochs": 1.3, "warmUpFrom": 0.1},
        {"name": "step", "epochs": 5, "factor": 0.75, "warmUpEpochs": 6},
        {"name": "step", "epochs": 0.5, "factor": 0.9},
        {"name": "multi_step", "milestones": [3, 8.5, 9, 15], "factor": 0.1},
        {"name": "exponential", "factor": 0.8},
        {"name": "exponential", "factor": 0.8, "every": "epoch"},
        {"name": "polynomial", "power": 0.9, "finalFactor": 0},
        {"name": "polynomial", "power": 0.9, "finalFactor": 0, "every": "epoch"},
        {"name": "polynomial", "power": 1, "finalFactor": 0, "warmUpEpochs": 3, "warmUpFrom": 1e-6,
         "warmUpOverlaps": True},
        {"name": "cosine", "finalFactor": 0.01, "warmUpEpochs": 1},
        {"name": "cosine", "finalFactor": 0},
        {"name": "cosine", "finalFactor": 0.1, "halfPeriodEpochs": 4},
        {"name": "cosine", "finalFactor": 0.1, "halfPeriodEpochs": 8, "every": "epoch"},
        {"name": "cosine", "finalFactor": 0.2, "every": "epoch"},
        {"name": "cosine_restarts", "cycleEpochs": 5, "finalFactor": 0.002, "every": "epoch"},
        {"name": "cosine_restarts", "cycleEpochs": 2, "cycleFactor": 2, "finalFactor": 0},
        {"name": "cosine_restarts", "cycleEpochs": 1, "cycleFactor": 3, "finalFactor": 0.1, "warmUpEpochs": 2},
        {"name": "one_cycle"},
        {"name": "one_cycle", "riseShare": 0.45, "threePhase": True, "momentum": momentum},
        {"name": "one_cycle", "riseShare": 0.4, "form": "linear", "momentum": momentum, "startDivisor": 10,
         "finalDivisor": 100},
        {"name": "one_cycle", "riseShare": 0.25, "form": "linear", "threePhase": True},
    ]],
    "plateaus": [
        plateau({"mode": "max", "factor": 0.1, "patience": 2, "finalFactor": 1e-3}, CURVE),
        plateau({"mode": "min", "factor": 0.5, "patience": 3}, LOSSES),
        plateau({"mode": "max", "factor": 0.5, "patience": 4, "threshold": 0.03, "thresholdMode": "absolute"}, CURVE),
        plateau({"mode": "min", "factor": 0.8, "patience": 0, "cooldown": 5, "threshold": 0.01}, LOSSES),
        plateau({"mode": "max", "factor": 0.8, "patience": 1, "cooldown": 3, "threshold": 0}, CURVE),
    ],
}
target = pathlib.Path(__file__).parents[2] / "lib/optimizers/schedules/testdata/schedules.json"
target.write_text(json.dumps(result, indent=1) + "\n")
