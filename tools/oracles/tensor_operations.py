"""Writes lib/tensor/testdata/operations.json: value and every gradient of the operations, from PyTorch.

Layouts are the project's: activations [batch, height, width, channels], filters [rows, columns, inputs, outputs].
The gradient is that of sum(value * upstream). Needs: pip install torch==2.13.0 numpy
"""

import torch
import torch.nn.functional as F

from fixture import numbers, write
from gradient_case import case, draw

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def conv(x, w):
    return nhwc(F.conv2d(nchw(x), w.permute(3, 2, 0, 1), padding=w.shape[0] // 2))


def conv_transpose(x, w):
    return nhwc(F.conv_transpose2d(nchw(x), w.permute(3, 2, 0, 1), stride=2))


x = draw(2, 5, 7, 3, scale=2, shift=0.5)
# Few distinct values, most of them not positive: ties, and windows whose maximum is negative or 0.
ties = torch.randint(-3, 1, (2, 5, 8, 3)).double()
cases = {
    "conv2d 3x3": case(conv, x, draw(3, 3, 3, 4)),
    "conv2d 1x1": case(conv, x, draw(1, 1, 3, 5)),
    "conv2dTranspose": case(conv_transpose, x, draw(2, 2, 4, 3)),
    "relu": case(F.relu, x),
    "relu of ties": case(F.relu, ties),
    "sigmoid": case(torch.sigmoid, x * 9),
    "biasAdd": case(lambda x, b: x + b, x, draw(3)),
    "concat": case(lambda a, b: torch.cat([a, b], 3), x, draw(2, 5, 7, 2)),
}

# Values and running statistics of two batches by a norm with all defaults, then the inference value.
norm = torch.nn.BatchNorm2d(3)
with torch.no_grad():
    norm.weight.copy_(draw(3))
    norm.bias.copy_(draw(3))
batches = [x, draw(2, 3, 5, 3, scale=3, shift=-1)]
trained = [numbers(nhwc(norm(nchw(batch)))) for batch in batches]
norm.eval()
running = {
    "weight": numbers(norm.weight),
    "bias": numbers(norm.bias),
    "batches": [numbers(batch) for batch in batches],
    "trained": trained,
    "mean": numbers(norm.running_mean),
    "variance": numbers(norm.running_var),
    "value": numbers(nhwc(norm(nchw(x)))),
}
write("tensor/testdata/operations.json", {"cases": cases, "running": running})
