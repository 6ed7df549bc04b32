"""What the oracle scripts of tensor operations share: value and every gradient of a function, from PyTorch."""

import torch

from fixture import numbers


def draw(*shape, scale=1.0, shift=0.0):
    """Normal numbers in eighths: few digits in the fixtures, and both sides start from the same ones."""
    return ((torch.randn(*shape) * scale + shift) * 8).round() / 8


def case(function, *inputs, draw=draw):
    """The value, and the gradients of sum(value * upstream) by each input; `draw` makes the upstream."""
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
