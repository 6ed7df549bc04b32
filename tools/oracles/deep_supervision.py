"""Writes lib/losses/testdata/levels.json: reduced targets, a loss of three levels, and a large Lovasz hinge, from PyTorch.

Needs: pip install torch==2.13.0 numpy segmentation-models-pytorch==0.6.0
"""

import torch
import torch.nn.functional as F
from segmentation_models_pytorch.losses.lovasz import _lovasz_hinge_flat

from fixture import numbers, write

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)
# SMP's Lovasz rounds its counts to float32.
torch.Tensor.float = torch.Tensor.double


def nchw(t):
    return t.permute(0, 3, 1, 2)


def draw(*shape):
    return torch.randn(*shape).to(torch.float32).double()


# Odd sizes too: 7 to 3 rows, 10 to 4 columns.
reductions = []
for (height, width), level in [((8, 12), (4, 6)), ((8, 12), (2, 3)), ((7, 10), (3, 4))]:
    target = draw(2, height, width, 2)
    nearest = F.interpolate(nchw(target), size=level, mode="nearest").permute(0, 2, 3, 1)
    entry = {"target": numbers(target), "level": list(level), "nearest": numbers(nearest)}
    if height % level[0] == 0:
        largest = F.adaptive_max_pool2d(nchw(target), level).permute(0, 2, 3, 1)
        entry["max"] = numbers(largest)
    reductions.append(entry)

# TEAM_1137's sum of three levels, two classes through a softmax.
target = torch.randint(0, 2, (2, 8, 12))
levels = [draw(2, 8 // n, 12 // n, 2).requires_grad_() for n in (1, 2, 4)]
factors = [1, 0.2, 0.05]
value = sum(
    factor * F.cross_entropy(nchw(x), F.interpolate(target[:, None].double(), size=x.shape[1:3], mode="nearest")[:, 0].long())
    for factor, x in zip(factors, levels)
)
gradients = torch.autograd.grad(value, levels)

# So many pixels that the difference of two Jaccard indices has few digits left in float32.
count = 200_003
i = torch.arange(count)
# The shift keeps the errors of object and background apart: no two are equal.
x = ((i * 7919 % 1_000_003 * 2 - 975_002.5) / 1_000_003 * 4).to(torch.float32).double().requires_grad_()
y = (i * 104_729 % 1_000_003 < 100_000).double()
large = _lovasz_hinge_flat(x, y)
(slope,) = torch.autograd.grad(large, x)

write("losses/testdata/levels.json", {
    "reductions": reductions,
    "supervised": {
        "target": numbers(target),
        "levels": [numbers(x) for x in levels],
        "factors": factors,
        "value": float(value.detach()),
        "gradients": [numbers(gradient) for gradient in gradients],
    },
    "large": {
        "count": count,
        "value": float(large.detach()),
        "alongLogits": float((slope * x.detach()).sum()),
        "size": float(slope.abs().sum()),
        "every": 4_001,
        "slopes": numbers(slope[::4_001]),
    },
})
