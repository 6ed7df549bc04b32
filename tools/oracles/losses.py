"""Writes lib/losses/testdata/losses.json: values and gradients of the recipes' first three losses, from PyTorch.

losses_settings.py writes those of every loss and setting. Needs: pip install torch==2.13.0 numpy
"""

import torch
import torch.nn.functional as F

from fixture import numbers, write

torch.manual_seed(2)
torch.set_default_dtype(torch.float64)
SHAPE = (2, 3, 5, 1)
SIZE = 30

bce = F.binary_cross_entropy_with_logits


def dice(x, y):
    p = torch.sigmoid(x)
    return 1 - (2 * (p * y).sum() + 1) / (p.sum() + y.sum() + 1)


def focal(x, y):
    p = torch.sigmoid(x)
    missed = 1 - (p * y + (1 - p) * (1 - y))
    return (missed**2 * bce(x, y, reduction="none")).mean()


def mixed(x, y):
    return bce(x, y) + 0.5 * dice(x, y) + 2 * focal(x, y)


usual = (torch.randn(SHAPE) * 3).float().double()
extreme = torch.tensor([-1000.0, -100, -30, -1e-3, 0, 1e-3, 30, 100, 1000, 5])
extreme = extreme.repeat(3).reshape(SHAPE)
binary = (torch.rand(SHAPE) > 0.6).double()
soft = torch.rand(SHAPE).float().double()
cases = []
for logits_name, logits in {"usual": usual, "extreme": extreme, "sure and small": usual - 25}.items():
    for target_name, target in {
        "binary": binary, "soft": soft, "empty": torch.zeros(SHAPE), "full": torch.ones(SHAPE),
    }.items():
        for name, function in {"bce": bce, "dice": dice, "focal": focal, "mixed": mixed}.items():
            x = logits.clone().requires_grad_()
            value = function(x, target)
            (gradient,) = torch.autograd.grad(value, x)
            cases.append({
                "loss": name,
                "name": f"{name}, {logits_name} logits, {target_name} target",
                "logits": numbers(x),
                "target": numbers(target),
                "value": float(value.detach()),
                "gradient": numbers(gradient),
            })
write("losses/testdata/losses.json", cases)
