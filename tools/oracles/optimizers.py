"""Writes lib/optimizers/testdata/optimizers.json: parameters after each step of torch.optim.

Values and gradients come from a formula that the test repeats. Needs: pip install torch==2.13.0 numpy
"""

import torch

from fixture import numbers, write

torch.set_default_dtype(torch.float64)
SHAPES = {"conv.weight": (3, 3, 2, 4), "norm.weight": (4,), "norm.bias": (4,), "large.weight": (130, 130),
          "head.weight": (5,), "other.weight": (2, 7)}
RATES = [1e-2, 3e-2, 1e-1, 1e-3, 5e-2]


def wave(shape, phase):
    i = torch.arange(int(torch.tensor(shape).prod()))
    return torch.sin(0.37 * i + phase).reshape(shape)


def run(make):
    parameters = {
        name: torch.nn.Parameter(wave(shape, k)) for k, (name, shape) in enumerate(SHAPES.items())
    }
    decayed = [p for p in parameters.values() if p.ndim > 1]
    plain = [p for p in parameters.values() if p.ndim == 1]
    optimizer = make([{"params": decayed}, {"params": plain, "weight_decay": 0}])
    steps = []
    for step, rate in enumerate(RATES):
        for group in optimizer.param_groups:
            group["lr"] = rate
        for k, parameter in enumerate(parameters.values()):
            # One gradient in three is 0, and sizes span six decades.
            gradient = wave(parameter.shape, 10 * step + 2 * k) * 10.0 ** (step - 4)
            parameter.grad = torch.where(gradient > -(10.0 ** (step - 4)) / 2, gradient, 0)
        optimizer.step()
        steps.append({
            name: {"first": numbers(p.ravel()[:24]), "sum": float(p.detach().sum())}
            for name, p in parameters.items()
        })
    return steps


adamw, sgd = torch.optim.AdamW, torch.optim.SGD
write("optimizers/testdata/optimizers.json", {
    "shapes": SHAPES,
    "rates": RATES,
    "runs": [
        {"recipe": {"name": "adamw", "learningRate": 1, "weightDecay": 0.1},
         "steps": run(lambda p: adamw(p, lr=1, weight_decay=0.1))},
        {"recipe": {"name": "adamw", "learningRate": 1, "weightDecay": 0},
         "steps": run(lambda p: adamw(p, lr=1, weight_decay=0))},
        {"recipe": {"name": "sgd", "learningRate": 1, "weightDecay": 0.1, "momentum": 0.9},
         "steps": run(lambda p: sgd(p, lr=1, weight_decay=0.1, momentum=0.9))},
        {"recipe": {"name": "sgd", "learningRate": 1, "weightDecay": 0},
         "steps": run(lambda p: sgd(p, lr=1))},
    ],
})
