"""Writes lib/tensor/norms/testdata/*.json and lib/tensor/activations/testdata/activations.json.

Value and every gradient of the normalisations and activations, from PyTorch in float64; channels are last. Needs:
pip install torch==2.13.0 numpy
"""

import torch
import torch.nn.functional as F

from fixture import numbers, write
from gradient_case import case, draw

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)


def channels_first(x):
    return x.movedim(-1, 1)


class Contiguous(torch.autograd.Function):
    """Hands back a gradient without strides: PyTorch 2.13's instance norm of one image misreads a strided one."""

    @staticmethod
    def forward(_, x):
        return x.contiguous()

    @staticmethod
    def backward(_, gradient):
        return gradient.contiguous()


def channels_last(x):
    return Contiguous.apply(x).movedim(1, -1)


def named(name, operation, options, function, *inputs):
    return {"name": name, "operation": operation, "options": options, **case(function, *inputs)}


def batch_norm(epsilon):
    def run(x, weight, bias):
        # The statistics do not matter to the value; they are held apart.
        return channels_last(F.batch_norm(channels_first(x), None, None, weight, bias, training=True, eps=epsilon))

    return run


def frozen(mean, variance, epsilon):
    def run(x, weight, bias):
        return channels_last(F.batch_norm(channels_first(x), mean, variance, weight, bias, eps=epsilon))

    return run


def group_norm(groups, epsilon):
    def run(x, weight=None, bias=None):
        return channels_last(F.group_norm(channels_first(x), groups, weight, bias, epsilon))

    return run


def instance_norm(epsilon):
    def run(x, weight=None, bias=None):
        return channels_last(F.instance_norm(channels_first(x), weight=weight, bias=bias, eps=epsilon))

    return run


def layer_norm(epsilon):
    def run(x, weight=None, bias=None):
        return F.layer_norm(x, x.shape[-1:], weight, bias, epsilon)

    return run


PICTURE, VOLUME = (2, 5, 3, 6), (2, 2, 3, 3, 4)


def norm_cases():
    for shape, epsilon in [(PICTURE, 1e-5), (PICTURE, 1e-3), (VOLUME, 1e-3), ((7, 5), 1e-5), ((1, 1, 2, 3), 1e-3)]:
        channels = shape[-1]
        x = draw(*shape, scale=2, shift=0.5)
        given = x, draw(channels), draw(channels)
        yield named("batchNormTrain", "batchNormTrain", {"epsilon": epsilon}, batch_norm(epsilon), *given)
        mean = draw(channels)
        variance = draw(channels).abs() + 0.1
        yield {
            **named("batchNormFrozen", "batchNormFrozen", {"epsilon": epsilon}, frozen(mean, variance, epsilon), *given),
            "statistics": [numbers(mean), numbers(variance)],
        }
    for shape, groups, epsilon in [
        (PICTURE, 1, 1e-5),
        (PICTURE, 2, 1e-5),
        (PICTURE, 3, 1e-3),
        (PICTURE, 6, 1e-5),
        (VOLUME, 2, 1e-3),
        ((3, 1, 1, 8), 2, 1e-5),
        ((1, 3, 2, 4), 2, 1e-5),
    ]:
        channels = shape[-1]
        # Channels of one group that lie far apart: the variance between them counts.
        x = draw(*shape, scale=2) + 5 * draw(channels)
        options = {"groups": groups, "epsilon": epsilon}
        affine = draw(channels), draw(channels)
        yield named("groupNorm", "groupNorm", options, group_norm(groups, epsilon), x, *affine)
    x = draw(*PICTURE, shift=3)
    yield named("groupNorm without affine", "groupNorm", {"groups": 3}, group_norm(3, 1e-5), x)
    for shape, epsilon in [(PICTURE, 1e-5), (VOLUME, 1e-3), ((1, 3, 2, 2), 1e-5)]:
        channels = shape[-1]
        x = draw(*shape, scale=2) + 5 * draw(channels)
        affine = draw(channels), draw(channels)
        yield named("instanceNorm", "instanceNorm", {"epsilon": epsilon}, instance_norm(epsilon), x, *affine)
    yield named("instanceNorm without affine", "instanceNorm", {}, instance_norm(1e-5), draw(*PICTURE, shift=3))
    for shape, epsilon in [(PICTURE, 1e-6), (VOLUME, 1e-5), ((3, 9), 1e-3), ((2, 5, 8), 1e-5)]:
        channels = shape[-1]
        x = draw(*shape, scale=2, shift=1)
        affine = draw(channels), draw(channels)
        yield named("layerNorm", "layerNorm", {"epsilon": epsilon}, layer_norm(epsilon), x, *affine)
    yield named("layerNorm without affine", "layerNorm", {}, layer_norm(1e-5), draw(*PICTURE, shift=3))


def running_cases():
    """Running statistics after three batches, then the value in evaluation mode."""
    for shape, momentum, epsilon in [(PICTURE, 0.1, 1e-5), (PICTURE, 0.01, 1e-3), (VOLUME, 0.5, 1e-3), (PICTURE, 1, 1e-5)]:
        channels = shape[-1]
        make = torch.nn.BatchNorm2d if len(shape) == 4 else torch.nn.BatchNorm3d
        norm = make(channels, eps=epsilon, momentum=momentum)
        with torch.no_grad():
            norm.weight.copy_(draw(channels))
            norm.bias.copy_(draw(channels))
        batches = [draw(*shape, scale=1 + i, shift=i)[:, :3] for i in range(3)]
        for batch in batches:
            norm(channels_first(batch))
        norm.eval()
        yield {
            "epsilon": epsilon,
            "momentum": momentum,
            "weight": numbers(norm.weight),
            "bias": numbers(norm.bias),
            "batches": [numbers(batch) for batch in batches],
            "mean": numbers(norm.running_mean),
            "variance": numbers(norm.running_var),
            "value": numbers(channels_last(norm(channels_first(batches[0])))),
        }


ACTIVATIONS = [
    ("relu", {}, F.relu),
    ("relu6", {}, F.relu6),
    ("leakyRelu", {}, F.leaky_relu),
    ("leakyRelu", {"slope": 0.2}, lambda x: F.leaky_relu(x, 0.2)),
    ("leakyRelu", {"slope": 0}, lambda x: F.leaky_relu(x, 0)),
    ("leakyRelu", {"slope": -0.5}, lambda x: F.leaky_relu(x, -0.5)),
    ("sigmoid", {}, torch.sigmoid),
    ("silu", {}, F.silu),
    ("mish", {}, F.mish),
    ("gelu", {"approximation": "none"}, F.gelu),
    ("gelu", {"approximation": "tanh"}, lambda x: F.gelu(x, approximate="tanh")),
    ("hardSwish", {}, F.hardswish),
    ("hardSigmoid", {}, F.hardsigmoid),
]


def activation_cases():
    inputs = {
        "numbers": draw(2, 3, 5, 3, scale=2),
        # Both ends of each ramp, and what float32 tells from them after 3 was added.
        "ties": torch.tensor([-6, -3.0000002, -3, -2.9999998, -0.0, 0, 1e-30, 2.9999995, 3, 3.0000005, 5.9999995, 6, 7])
        .float().double(),
        # Where an exponential overflows or vanishes.
        "far": torch.tensor([-1000, -100, -90, -40, -20, -12, 20, 40, 90, 100, 1000]).double(),
    }
    for name, options, function in ACTIVATIONS:
        for what, x in inputs.items():
            yield named(f"{name} of {what}", name, options, function, x)
    for name, function in [("softmax", F.softmax), ("logSoftmax", F.log_softmax)]:
        for shape in [(2, 3, 5, 4), (5,), (3, 1, 2)]:
            for axis in range(-len(shape), len(shape), 2 if len(shape) > 1 else 1):
                x = draw(*shape, scale=3)
                yield named(f"{name} of {list(shape)}", name, {"axis": axis}, lambda x: function(x, axis), x)
        x = torch.tensor([[1000.0, 999, -1000], [-1000, -1000, -1001], [0, -100, 100]])
        yield named(f"{name} of far", name, {"axis": 1}, lambda x: function(x, 1), x)


write("tensor/norms/testdata/norms.json", list(norm_cases()))
write("tensor/norms/testdata/running_statistics.json", list(running_cases()))
write("tensor/activations/testdata/activations.json", list(activation_cases()))
