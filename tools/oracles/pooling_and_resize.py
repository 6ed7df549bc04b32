"""Writes lib/tensor/{pooling,resize,warp}/testdata/*.json: value and gradient of each operation, from PyTorch.

Layouts are the project's: activations [batch, ..., channels]. The gradient is that of sum(value * upstream). Options are
the project's own, so that the tests pass them on as they stand. Needs: pip install torch==2.13.0 numpy
"""

import torch
import torch.nn.functional as F

import gradient_case
from fixture import numbers, write

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)


def first(x):
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


def draw(*shape, shift=0):
    # Quarters: few digits in the fixtures, and both sides start from the same numbers.
    return (torch.randn(*shape) * 8).round() / 4 + shift


def ties(*shape):
    # Few distinct values, most of them not positive: ties, and windows whose maximum is negative or 0.
    return torch.randint(-3, 1, shape).double()


def case(operation, options, function, x):
    own = gradient_case.case(lambda x: last(function(first(x))), x, draw=draw)
    return {"operation": operation, "options": options, **own}


# Pooling.
POOLS = {
    "maxPool2d": F.max_pool2d,
    "maxPool3d": F.max_pool3d,
    "avgPool2d": F.avg_pool2d,
    "avgPool3d": F.avg_pool3d,
}
TORCH_NAMES = {"kernel": "kernel_size", "ceilMode": "ceil_mode", "countIncludePad": "count_include_pad"}


def pool(operation, options, x):
    given = {TORCH_NAMES.get(name, name): value for name, value in options.items()}
    return case(operation, options, lambda x: POOLS[operation](x, **given), x)


places = [
    ({"kernel": 2}, (2, 5, 6, 2)),
    ({"kernel": 2, "ceilMode": True}, (2, 5, 7, 2)),
    ({"kernel": 3, "stride": 2, "padding": 1}, (2, 6, 8, 3)),
    ({"kernel": 3, "stride": 2, "padding": 1}, (2, 7, 5, 2)),
    ({"kernel": 3, "stride": 2, "padding": 1, "ceilMode": True}, (2, 6, 4, 2)),
    ({"kernel": 5, "stride": 1, "padding": 2}, (2, 6, 5, 2)),
    ({"kernel": [2, 3], "stride": [3, 1], "padding": [1, 0], "ceilMode": True}, (2, 7, 6, 2)),
    ({"kernel": 1, "stride": 3, "ceilMode": True}, (2, 5, 8, 1)),
    ({"kernel": 2, "stride": 4, "padding": 1, "ceilMode": True}, (1, 7, 9, 2)),
]
places_3d = [
    ({"kernel": 2}, (2, 4, 5, 3, 2)),
    ({"kernel": 3, "stride": 2, "padding": 1, "ceilMode": True}, (1, 4, 5, 3, 2)),
    ({"kernel": [1, 2, 3], "stride": [1, 2, 2], "padding": [0, 1, 1]}, (2, 2, 5, 4, 2)),
]
pooling = []
for options, shape in places + places_3d:
    axes = f"{len(shape) - 2}d"
    for x in (draw(*shape, shift=-3), ties(*shape)):
        pooling.append(pool("maxPool" + axes, options, x))
    for count in (True, False):
        if count or "padding" in options:
            pooling.append(pool("avgPool" + axes, {**options, "countIncludePad": count}, draw(*shape)))
for options, shape in [
    ({"kernel": 3, "stride": 1, "padding": 1, "dilation": 2}, (2, 7, 6, 2)),
    ({"kernel": [2, 3], "stride": 2, "dilation": [3, 1], "ceilMode": True}, (2, 8, 7, 2)),
]:
    pooling.append(pool("maxPool2d", options, ties(*shape)))
pooling.append(pool("maxPool3d", {"kernel": 2, "stride": 1, "dilation": [2, 1, 2]}, ties(2, 4, 3, 5, 1)))
for size in ([1, 1], [2, 3], [3, 3], [7, 8], [1, 6]):
    for operation, function in (
        ("adaptiveAvgPool2d", F.adaptive_avg_pool2d),
        ("adaptiveMaxPool2d", F.adaptive_max_pool2d),
    ):
        x = ties(2, 5, 6, 2) if "Max" in operation else draw(2, 5, 6, 2)
        pooling.append(case(operation, {"size": size}, lambda x: function(x, size), x))
write("tensor/pooling/testdata/pooling.json", {"cases": pooling})


# Resizing.
def sample(x, across, down, mode="bilinear", padding="border"):
    """Takes an image at points given in pixels; both [batch, rows, columns]."""
    height, width = x.shape[2:]
    grid = torch.stack([(2 * across + 1) / width - 1, (2 * down + 1) / height - 1], -1)
    return F.grid_sample(x, grid, mode=mode, padding_mode=padding, align_corners=False)


def legacy(x, size):
    """TensorFlow 1's default, from its definition: output i lies at i * side / size."""
    down, across = (torch.arange(n) * side / n for n, side in zip(size, x.shape[2:]))
    down, across = torch.meshgrid(down, across, indexing="ij")
    return sample(x, across.expand(x.shape[0], -1, -1), down.expand(x.shape[0], -1, -1))


BILINEAR = {
    "half-pixel": lambda x, size: F.interpolate(x, size, mode="bilinear", align_corners=False),
    "align": lambda x, size: F.interpolate(x, size, mode="bilinear", align_corners=True),
    "legacy": legacy,
}
resizing = []
for shape, size in [
    ((2, 3, 4, 3), [6, 8]), ((2, 5, 3, 2), [7, 11]), ((2, 9, 8, 2), [4, 3]), ((2, 6, 5, 2), [1, 12]),
    ((2, 1, 4, 2), [3, 4]), ((2, 6, 3, 1), [3, 9]), ((2, 3, 2, 2), [3, 2]),
]:
    for corners, function in BILINEAR.items():
        options = {"size": size, "corners": corners}
        resizing.append(case("resizeBilinear", options, lambda x: function(x, size), draw(*shape)))
    for mode in ("nearest", "nearest-exact"):
        options = {"size": size, "mode": mode}
        resizing.append(
            case("resizeNearest", options, lambda x: F.interpolate(x, size, mode=mode), draw(*shape))
        )
resizing.append(
    case("upsampleNearest", {"factor": [3, 2]}, lambda x: F.interpolate(x, scale_factor=(3, 2)), draw(2, 3, 4, 3))
)
for factor, shape in ((2, (2, 3, 5, 8)), (3, (2, 2, 3, 18)), (2, (1, 3, 2, 4))):
    options = {"factor": factor}
    resizing.append(case("pixelShuffle", options, lambda x: F.pixel_shuffle(x, factor), draw(*shape)))
for factor, shape in ((2, (2, 4, 6, 3)), (3, (2, 6, 3, 2))):
    options = {"factor": factor}
    resizing.append(case("pixelUnshuffle", options, lambda x: F.pixel_unshuffle(x, factor), draw(*shape)))
for mode, torch_mode in (("zero", "constant"), ("reflect", "reflect")):
    for at, (top, left) in (("start", (0, 0)), ("center", (1, 2))):
        borders = (left, 4 - left, top, 3 - top)
        options = {"size": [7, 9], "mode": mode, "at": at}
        resizing.append(case("padTo", options, lambda x: F.pad(x, borders, torch_mode), draw(2, 4, 5, 2)))
resizing.append(
    case("cropTo", {"size": [4, 3], "at": "center"}, lambda x: x[:, :, 1:5, 2:5], draw(2, 7, 7, 2))
)
resizing.append(case("cropTo", {"size": [4, 3]}, lambda x: x[:, :, :4, :3], draw(2, 7, 7, 2)))

write("tensor/resize/testdata/resize.json", {"cases": resizing})

# The pixels that float32 chooses, which exact arithmetic would not always: side, size, indices.
chosen = {mode: [] for mode in ("nearest", "nearest-exact")}
for side in (1, 2, 3, 5, 12, 13, 24):
    for size in [*range(1, 26), 41, 82, 94, 98, 110]:
        for mode, rows in chosen.items():
            pixels = torch.arange(side, dtype=torch.float32).reshape(1, 1, side, 1)
            indices = F.interpolate(pixels, (size, 1), mode=mode).flatten().int().tolist()
            rows.append(" ".join(map(str, (side, size, *indices))))
write("tensor/resize/testdata/nearest_pixels.json", chosen)

# Warps. Row by row of the matrix, the last entry 1 left out; output pixels to input pixels.
turn = [0.8, -0.6, 1.3, 0.6, 0.8, -1.1]
shrink = [1.9, 0.1, -2.2, -0.05, 1.7, -1.4]
shift = [1, 0, 0.5, 0, 1, -0.25]
affine = torch.tensor([turn, shrink, shift])
tilt = torch.tensor([[0.02, 0.05], [-0.03, 0.01], [0.0, 0.0]])
projective = torch.cat([affine, tilt], 1)
PADDINGS = {"constant": "zeros", "reflect": "reflection", "nearest": "border"}


def warp(x, matrices, size, mode, padding):
    full = torch.cat([matrices, torch.zeros(len(matrices), 8 - matrices.shape[1])], 1)
    rows, columns = torch.meshgrid(*(torch.arange(n).double() for n in size), indexing="ij")
    points = torch.stack([columns, rows, torch.ones_like(rows)], -1)
    a, b, c = full[:, :3], full[:, 3:6], torch.cat([full[:, 6:], torch.ones(len(full), 1)], 1)
    across, down, by = (torch.einsum("hwk,nk->nhw", points, m) for m in (a, b, c))
    # Away from the middle between two pixels, where rounding rules differ.
    assert mode != "nearest" or ((across / by % 1 - 0.5).abs().min() > 1e-4 and (down / by % 1 - 0.5).abs().min() > 1e-4)
    return sample(x, across / by, down / by, mode, padding)


nudge = torch.tensor([0.013, 0.017])
warps = []
for operation, matrices in (("affineWarp", affine), ("projectiveWarp", projective)):
    for interpolation in ("bilinear", "nearest"):
        given = matrices.clone()
        if interpolation == "nearest":
            given[:, [2, 5]] += nudge
        for fill, padding in PADDINGS.items():
            size = [6, 7] if operation == "affineWarp" else [5, 8]
            options = {"size": size, "interpolation": interpolation, "fill": fill}
            warps.append({
                **case(
                    operation, options,
                    lambda x: warp(x, given, size, interpolation, padding), draw(3, 6, 7, 2),
                ),
                "matrices": numbers(given),
            })
write("tensor/warp/testdata/warp.json", {"cases": warps})
