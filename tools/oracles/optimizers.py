"""Writes lib/optimizers/testdata/{optimizers,clipping}.json: parameters after each of 24 steps of torch.optim, and clipped
gradients.

Values and gradients come from formulas that the tests repeat. Needs: pip install torch==2.13.0 numpy
"""

import json
import pathlib

import torch

from fixture import numbers, write

torch.set_default_dtype(torch.float64)
SHAPES = {"conv.weight": (3, 3, 2, 4), "norm.weight": (4,), "norm.bias": (4,), "large.weight": (130, 130),
          "head.weight": (5,), "other.weight": (2, 7)}
STEPS = 24
RATES = [[1e-2, 3e-2, 1e-1, 1e-3, 5e-2][step % 5] for step in range(STEPS)]
MOMENTA = [0.95 - 0.01 * (step % 11) for step in range(STEPS)]


def wave(shape, phase):
    i = torch.arange(int(torch.tensor(shape).prod()))
    return torch.sin(0.37 * i + phase).reshape(shape)


def gradient(shape, k, step):
    """One in three is 0, and sizes span six decades."""
    size = 10.0 ** (step % 6 - 4)
    values = wave(shape, 10 * step + 2 * k) * size
    return torch.where(values > -size / 2, values, 0)


def groups_of(parameters, recipe):
    """PyTorch's parameter groups for the recipe's rules."""
    groups = []
    for name, parameter in parameters.items():
        settings = {"factor": 1, "weight_decay": recipe["weightDecay"] if parameter.ndim > 1 else 0}
        for rule in recipe.get("groups", []):
            if name.startswith(rule["match"]) or rule["match"] == "/bias$/" and name.endswith("bias"):
                settings["factor"] = rule.get("learningRateFactor", settings["factor"])
                settings["weight_decay"] = rule.get("weightDecay", settings["weight_decay"])
                settings["frozen"] = rule.get("frozen", settings.get("frozen", False))
        parameter.requires_grad = not settings.pop("frozen", False)
        if parameter.requires_grad:
            groups.append({"params": [parameter], **settings})
    return groups


def make(recipe, groups):
    name, momentum = recipe["name"], recipe.get("momentum", 0)
    if name == "sgd":
        return torch.optim.SGD(groups, lr=1, momentum=momentum, nesterov=recipe.get("nesterov", False))
    epsilon = recipe.get("epsilon", 1e-8)
    if name == "rmsprop":
        return torch.optim.RMSprop(groups, lr=1, alpha=recipe.get("smoothing", 0.99), eps=epsilon, momentum=momentum,
                                   centered=recipe.get("centered", False))
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[name]
    return kind(groups, lr=1, betas=(recipe.get("beta1", 0.9), recipe.get("beta2", 0.999)), eps=epsilon)


def probe(parameters):
    """First, middle and last number of each parameter, and their sum."""
    values = []
    for parameter in parameters.values():
        flat = parameter.detach().ravel()
        values += [flat[0], flat[len(flat) // 2], flat[-1], flat.sum()]
    return numbers(torch.stack(values))["values"]


def run(recipe, moved=False):
    parameters = {name: torch.nn.Parameter(wave(shape, k)) for k, (name, shape) in enumerate(SHAPES.items())}
    optimizer = make(recipe, groups_of(parameters, recipe))
    steps = []
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATES[step] * group["factor"]
            if moved and "betas" in group:
                group["betas"] = (MOMENTA[step], group["betas"][1])
            elif moved:
                group["momentum"] = MOMENTA[step]
        for k, parameter in enumerate(parameters.values()):
            parameter.grad = gradient(parameter.shape, k, step) if parameter.requires_grad else None
        if "clipValue" in recipe:
            torch.nn.utils.clip_grad_value_(parameters.values(), recipe["clipValue"])
        if "clipNorm" in recipe:
            torch.nn.utils.clip_grad_norm_(parameters.values(), recipe["clipNorm"])
        optimizer.step()
        steps.append(probe(parameters))
    return {"recipe": {"learningRate": 1, **recipe}, "momentumMoves": moved, "steps": steps}


GROUPS = [
    {"match": "conv.", "learningRateFactor": 0.1},
    {"match": "norm.", "weightDecay": 0.05},
    {"match": "/bias$/", "weightDecay": 0, "learningRateFactor": 2},
    {"match": "other.", "frozen": True},
]
RUNS = [
    run({"name": "sgd", "weightDecay": 0}),
    run({"name": "sgd", "weightDecay": 0.1}),
    run({"name": "sgd", "weightDecay": 0.1, "momentum": 0.9}),
    run({"name": "sgd", "weightDecay": 0.1, "momentum": 0.9, "nesterov": True}),
    run({"name": "sgd", "weightDecay": 0.1, "momentum": 0.9, "nesterov": True}, moved=True),
    run({"name": "sgd", "weightDecay": 0.1, "momentum": 0.9, "groups": GROUPS, "clipNorm": 0.5}),
    run({"name": "adam", "weightDecay": 0}),
    run({"name": "adam", "weightDecay": 0.1, "beta1": 0.99, "epsilon": 1e-3}),
    run({"name": "adam", "weightDecay": 0.1}, moved=True),
    run({"name": "adamw", "weightDecay": 0}),
    run({"name": "adamw", "weightDecay": 0.1}),
    run({"name": "adamw", "weightDecay": 0.1, "beta1": 0.0, "beta2": 0.9}),
    run({"name": "adamw", "weightDecay": 0.1, "groups": GROUPS, "clipValue": 0.3, "clipNorm": 2}),
    run({"name": "rmsprop", "weightDecay": 0}),
    run({"name": "rmsprop", "weightDecay": 0.1, "smoothing": 0.9, "epsilon": 1e-3}),
    run({"name": "rmsprop", "weightDecay": 0.1, "centered": True}),
    run({"name": "rmsprop", "weightDecay": 0.1, "momentum": 0.9}),
    run({"name": "rmsprop", "weightDecay": 0.1, "momentum": 0.9, "centered": True}, moved=True),
]
target = pathlib.Path(__file__).parents[2] / "lib/optimizers/testdata/optimizers.json"
target.write_text(json.dumps({"shapes": SHAPES, "rates": RATES, "momenta": MOMENTA, "runs": RUNS}, indent=1) + "\n")


def clipped(step, limit):
    parameters = [torch.nn.Parameter(wave(shape, 0)) for shape in SHAPES.values()]
    for k, parameter in enumerate(parameters):
        parameter.grad = gradient(parameter.shape, k, step)
    norm = torch.nn.utils.clip_grad_norm_(parameters, limit)
    first = torch.stack([parameter.grad.ravel()[0] for parameter in parameters])
    sums = torch.stack([parameter.grad.sum() for parameter in parameters])
    return {"step": step, "limit": limit, "norm": float(norm), "first": numbers(first), "sums": numbers(sums)}


write("optimizers/testdata/clipping.json", [
    clipped(0, 1e-3), clipped(0, 10.0), clipped(3, 1.0), clipped(5, 1.0), clipped(5, 1e6),
])
