"""Writes lib/tensor/testdata/operations.json: value and every gradient of the operations, from PyTorch.

Layouts are the project's: activations [batch, height, width, channels], filters [rows, columns, inputs, outputs].
The gradient is that of sum(value * upstream). Needs: pip install torch==2.13.0 numpy
"""

import torch
import torch.nn.functional as F

from fixture import numbers, write

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def draw(*shape, scale=1.0, shift=0.0):
    # Rounded to float32 first, so that both sides start from the same numbers.
    return (torch.randn(*shape) * scale + shift).float().double()


def conv(x, w):
    return nhwc(F.conv2d(nchw(x), w.permute(3, 2, 0, 1), padding=w.shape[0] // 2))


def conv_transpose(x, w):
    return nhwc(F.conv_transpose2d(nchw(x), w.permute(3, 2, 0, 1), stride=2))


def batch_norm(x, weight, bias):
    mean, variance = torch.zeros(x.shape[3]), torch.ones(x.shape[3])
    return nhwc(F.batch_norm(nchw(x), mean, variance, weight, bias, training=True))


def case(function, *inputs):
    inputs = [value.clone().requires_grad_() for value in inputs]
    value = function(*inputs)
    upstream = draw(*value.shape)
    gradients = torch.autograd.grad((value * upstream).sum(), inputs)
    return {
        "inputs": [numbers(x) for x in inputs],
        "upstream": numbers(upstream),
        "value": numbers(value),
        "gradients": [numbers(g) for g in gradients],
    }


x = draw(2, 5, 7, 3, scale=2, shift=0.5)
# Few distinct values, most of them not positive: ties, and windows whose maximum is negative or 0.
ties = torch.randint(-3, 1, (2, 5, 8, 3)).double()
cases = {
    "conv2d 3x3": case(conv, x, draw(3, 3, 3, 4)),
    "conv2d 1x1": case(conv, x, draw(1, 1, 3, 5)),
    "conv2dTranspose": case(conv_transpose, x, draw(2, 2, 4, 3)),
    "batchNormTrain": case(batch_norm, x, draw(3), draw(3)),
    "convNormRelu": case(
        lambda x, w, g, b: F.relu(batch_norm(conv(x, w), g, b)),
        x, draw(3, 3, 3, 4), draw(4), draw(4),
    ),
    "relu": case(F.relu, x),
    "relu of ties": case(F.relu, ties),
    "sigmoid": case(torch.sigmoid, x * 9),
    "biasAdd": case(lambda x, b: x + b, x, draw(3)),
    "concat": case(lambda a, b: torch.cat([a, b], 3), x, draw(2, 5, 7, 2)),
}

# Running statistics after two batches, then the inference value.
norm = torch.nn.BatchNorm2d(3)
with torch.no_grad():
    norm.weight.copy_(draw(3))
    norm.bias.copy_(draw(3))
batches = [x, draw(2, 3, 5, 3, scale=3, shift=-1)]
for batch in batches:
    norm(nchw(batch))
norm.eval()
running = {
    "weight": numbers(norm.weight),
    "bias": numbers(norm.bias),
    "batches": [numbers(batch) for batch in batches],
    "mean": numbers(norm.running_mean),
    "variance": numbers(norm.running_var),
    "value": numbers(nhwc(norm(nchw(x)))),
}
write("tensor/testdata/operations.json", {"cases": cases, "running": running})
