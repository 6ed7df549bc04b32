"""Writes lib/tensor/convolutions/testdata/*.json: value and every gradient of the convolutions, from PyTorch.

Layouts are the project's: activations [batch, ..., channels], filters [..., inputs / groups, outputs], depthwise
[rows, columns, channels, multiplier], transposed [..., outputs / groups, inputs]. The gradient is that of
sum(value * upstream). Needs: pip install torch==2.13.0 numpy
"""

import torch
import torch.nn.functional as F

import gradient_case
from fixture import write

torch.manual_seed(4)
torch.set_default_dtype(torch.float64)

CONVOLUTIONS = {4: (F.conv2d, F.conv_transpose2d), 5: (F.conv3d, F.conv_transpose3d)}


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


def torch_filter(w):
    # [..., inputs, outputs] to [outputs, inputs, ...]
    return w.movedim((-1, -2), (0, 1))


def draw(*shape):
    # Quarters: few digits in the fixtures, and both sides start from the same numbers.
    return (torch.randn(*shape) * 4).round() / 4


def each(value, axes):
    return [value] * axes if isinstance(value, int) else list(value)


def same_padding(sizes, kernels, strides, dilations):
    """TensorFlow's rule, as in timm's Conv2dSame."""
    pairs = []
    for size, kernel, stride, dilation in zip(sizes, kernels, strides, dilations):
        total = max((-(size // -stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
        pairs.append([total // 2, total - total // 2])
    return pairs


def padded(x, kernels, options):
    """The input with its zeros, channels first."""
    axes = len(kernels)
    padding = options.get("padding", 0)
    if padding == "same":
        strides = each(options.get("stride", 1), axes)
        dilations = each(options.get("dilation", 1), axes)
        pairs = same_padding(x.shape[1:-1], kernels, strides, dilations)
    else:
        pairs = [each(pad, 2) for pad in each(padding, axes)]
    return F.pad(channels_first(x), [n for pair in reversed(pairs) for n in pair])


def convolve(x, w, options, groups):
    kernels = w.shape[:-2]
    y = CONVOLUTIONS[x.dim()][0](
        padded(x, kernels, options),
        torch_filter(w),
        stride=options.get("stride", 1),
        dilation=options.get("dilation", 1),
        groups=groups,
    )
    return channels_last(y)


def conv(x, w, options):
    return convolve(x, w, options, options.get("groups", 1))


def depthwise(x, w, options):
    rows, columns, channels, multiplier = w.shape
    return convolve(x, w.reshape(rows, columns, 1, channels * multiplier), options, channels)


def transpose(x, w, options):
    y = CONVOLUTIONS[x.dim()][1](
        channels_first(x),
        torch_filter(w),
        stride=options.get("stride", 1),
        padding=options.get("padding", 0),
        output_padding=options.get("outputPadding", 0),
        dilation=options.get("dilation", 1),
        groups=options.get("groups", 1),
    )
    return channels_last(y)


def case(function, x_shape, w_shape, **options):
    inputs = [draw(*shape) for shape in (x_shape, w_shape)]
    own = gradient_case.case(lambda x, w: function(x, w, options), *inputs, draw=draw)
    return {"options": options, **own}


ODD, EVEN = (2, 7, 5, 3), (2, 6, 8, 3)
FILTER = (3, 3, 3, 4)
conv2d = [
    case(conv, ODD, FILTER),
    case(conv, ODD, FILTER, padding=1),
    case(conv, (2, 5, 4, 3), (1, 1, 3, 5)),
    case(conv, ODD, (1, 1, 3, 2), stride=2),
    # A seventh-size filter of a first layer; the last row and column are not met on even sides.
    case(conv, (1, 9, 8, 2), (7, 7, 2, 3), stride=2, padding=3),
    case(conv, ODD, FILTER, stride=2, padding=1),
    case(conv, EVEN, FILTER, stride=2, padding=1),
    case(conv, EVEN, FILTER, stride=2, padding="same"),
    case(conv, ODD, FILTER, stride=2, padding="same"),
    case(conv, (2, 7, 5, 2), (2, 4, 2, 3), stride=[3, 2], padding="same"),
    case(conv, ODD, (1, 1, 3, 2), stride=3, padding="same"),
    case(conv, ODD, FILTER, stride=3),
    case(conv, (2, 5, 4, 3), (3, 2, 3, 2), stride=[1, 2], padding=[2, 0]),
    case(conv, EVEN, FILTER, padding=[[0, 2], [1, 0]]),
    case(conv, EVEN, FILTER, stride=2, padding=[[3, 0], [0, 1]]),
    case(conv, ODD, FILTER, dilation=2, padding=2),
    case(conv, ODD, FILTER, dilation=3, padding=[3, 1]),
    case(conv, ODD, FILTER, dilation=[2, 1], padding="same"),
    case(conv, EVEN, FILTER, dilation=2, stride=2, padding=2),
    case(conv, EVEN, FILTER, dilation=2, stride=3, padding="same"),
    case(conv, EVEN, (3, 3, 3, 2), dilation=[1, 3], padding=[[2, 0], [3, 4]]),
    # Only the filter's middle meets the image.
    case(conv, (2, 4, 5, 2), (3, 3, 2, 2), dilation=6, padding=6),
    case(conv, (2, 5, 7, 4), (3, 3, 2, 6), groups=2, padding=1),
    case(conv, (2, 6, 5, 6), (3, 3, 2, 3), groups=3, stride=2, padding=1),
    case(conv, (2, 7, 6, 4), (3, 3, 2, 4), groups=2, dilation=2, padding=[[2, 1], [2, 3]]),
    case(conv, (2, 7, 6, 4), (1, 1, 1, 4), groups=4),
]
depthwise_conv2d = [
    case(depthwise, ODD, (3, 3, 3, 1), padding=1),
    case(depthwise, ODD, (3, 3, 3, 2)),
    case(depthwise, ODD, (5, 5, 3, 1), padding=2, stride=2),
    case(depthwise, EVEN, (3, 3, 3, 1), padding=1, stride=2),
    case(depthwise, EVEN, (3, 3, 3, 2), padding="same", stride=2),
    case(depthwise, ODD, (5, 3, 3, 1), padding="same", stride=2),
    case(depthwise, EVEN, (2, 3, 3, 1), stride=3),
    case(depthwise, EVEN, (3, 3, 3, 2), padding=[[0, 2], [1, 0]]),
    case(depthwise, ODD, (3, 3, 3, 1), stride=[1, 2], padding=1),
    case(depthwise, ODD, (3, 3, 3, 1), dilation=2, padding=2),
    case(depthwise, ODD, (3, 3, 3, 2), dilation=[3, 2], padding="same"),
    case(depthwise, EVEN, (3, 3, 3, 1), dilation=2, stride=2, padding=2),
    case(depthwise, (2, 4, 5, 2), (3, 3, 2, 1), dilation=4, padding=4),
    case(depthwise, EVEN, (1, 1, 3, 2)),
]
conv2d_transpose = [
    case(transpose, (2, 4, 5, 3), (2, 2, 4, 3), stride=2),
    case(transpose, (2, 4, 3, 3), (4, 4, 2, 3), stride=2, padding=1),
    case(transpose, (2, 4, 3, 3), (3, 3, 2, 3), stride=2, padding=1, outputPadding=1),
    case(transpose, (2, 4, 3, 3), (3, 3, 2, 3), stride=2, padding=1),
    case(transpose, (2, 4, 3, 3), (3, 3, 2, 3)),
    case(transpose, (2, 5, 4, 3), (3, 3, 2, 3), padding=1),
    case(transpose, (2, 3, 4, 3), (2, 3, 2, 3), stride=3, outputPadding=[2, 1]),
    case(transpose, (2, 3, 4, 3), (3, 2, 2, 3), stride=[2, 3], padding=[1, 0], outputPadding=[0, 2]),
    case(transpose, (2, 3, 4, 3), (1, 1, 2, 3), stride=2),
    case(transpose, (2, 3, 4, 3), (3, 3, 2, 3), dilation=2, padding=2),
    case(transpose, (2, 3, 4, 3), (3, 3, 2, 3), dilation=3, padding=1, stride=2, outputPadding=2),
    case(transpose, (2, 3, 4, 4), (3, 3, 3, 4), groups=2, stride=2, padding=1),
]
VOLUME = (2, 4, 5, 3, 2)
CUBE = (3, 3, 3, 2, 3)
conv3d = [
    case(conv, VOLUME, CUBE, padding=1),
    case(conv, VOLUME, CUBE),
    case(conv, VOLUME, (1, 1, 1, 2, 3)),
    case(conv, (2, 4, 6, 5, 2), CUBE, stride=2, padding=1),
    case(conv, (2, 4, 6, 5, 2), (1, 3, 3, 2, 2), stride=[1, 2, 2], padding=[0, 1, 1]),
    case(conv, (2, 4, 6, 5, 2), CUBE, stride=2, padding="same"),
    case(conv, VOLUME, CUBE, padding=[[0, 2], [1, 0], [1, 1]]),
    case(conv, (1, 5, 6, 5, 2), CUBE, dilation=2, padding=2),
    case(conv, (1, 4, 4, 5, 4), (3, 3, 3, 2, 4), groups=2, padding=1),
]
conv3d_transpose = [
    case(transpose, (2, 2, 3, 2, 3), (2, 2, 2, 2, 3), stride=2),
    case(transpose, (2, 2, 3, 2, 2), (3, 3, 3, 2, 2), stride=2, padding=1, outputPadding=1),
    case(transpose, (2, 2, 3, 2, 2), (1, 2, 2, 3, 2), stride=[1, 2, 2]),
    case(transpose, (2, 3, 3, 2, 2), (3, 3, 2, 2, 2), padding=[1, 1, 0]),
    case(transpose, (1, 2, 3, 2, 2), (2, 2, 2, 2, 2), dilation=2),
]
for name, cases in {
    "conv2d": conv2d,
    "depthwise_conv2d": depthwise_conv2d,
    "conv2d_transpose": conv2d_transpose,
    "conv3d": conv3d,
    "conv3d_transpose": conv3d_transpose,
}.items():
    write(f"tensor/convolutions/testdata/{name}.json", cases)
