"""Writes lib/models/testdata/models.json: features, logits, gradients and parameters of the networks, from PyTorch.

Weights and images come from a formula that the test repeats, so that a network is a few numbers: of each tensor the
mean, the standard deviation and values at places that a formula chooses. Parameters are held as a hash of their names
and shapes. Layouts are the project's: activations [batch, height, width, channels].

Needs: pip install torch==2.13.0 torchvision==0.28.0 timm==1.0.31 segmentation-models-pytorch==0.6.0 numpy
Run from the project's root: python tools/oracles/models.py
"""

import hashlib
import math
import re
import sys
import warnings

import numpy as np
import torch
from torch import nn


def allow_torchvision():
    """PyPI's torchvision is built for CUDA: beside a CPU build of PyTorch its operators must be declared first."""
    library = torch.library.Library("torchvision", "DEF")
    for schema in (
        "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
        "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    ):
        try:
            library.define(schema)
        except RuntimeError:
            pass  # the operators are there
    return library


KEEP = allow_torchvision()
warnings.simplefilter("ignore")
import segmentation_models_pytorch as smp  # noqa: E402
from segmentation_models_pytorch.encoders import encoders as smp_encoders  # noqa: E402

from fixture import write  # noqa: E402

SHAPE = (1, 64, 96)
TRAIN_SHAPE = (2, 64, 96)
SAMPLES = 32
PERIOD = 65521

# SMP registers B0 to B7; its class builds B8 just so, with a feature at the end of stages 2, 3, 5 and 7.
smp_encoders["efficientnet-b8"] = {
    "encoder": smp_encoders["efficientnet-b7"]["encoder"],
    "pretrained_settings": {},
    "params": {
        "out_channels": [3, 72, 56, 88, 248, 704],
        "out_indexes": [11, 19, 41, 60],
        "model_name": "efficientnet-b8",
    },
}


def hash32(index):
    """32 bits of an array of integers; as `hash32` in formula.ts."""
    x = (np.asarray(index, np.uint64) * np.uint64(2654435761) + np.uint64(374761393)) & np.uint64(0xFFFFFFFF)
    x ^= x >> np.uint64(16)
    x = (x * np.uint64(0x45D9F3B)) & np.uint64(0xFFFFFFFF)
    x ^= x >> np.uint64(15)
    x = (x * np.uint64(0x2C1B3C6D)) & np.uint64(0xFFFFFFFF)
    return x ^ (x >> np.uint64(13))


def hash_name(name):
    """FNV-1a."""
    state = 2166136261
    for byte in name.encode():
        state = ((state ^ byte) * 16777619) & 0xFFFFFFFF
    return state


TABLE = hash32(np.arange(PERIOD)).astype(np.float64) / 2**31 - 1


def formula(name, shape, scale, shift):
    """Numbers in [shift - scale, shift + scale) that depend on the name and the place, in the project's order."""
    size = math.prod(shape)
    values = np.resize(np.roll(TABLE * scale + shift, -(hash_name(name) % PERIOD)), size)
    return torch.from_numpy(values.astype(np.float32).astype(np.float64).reshape(shape))


def kinds(model):
    """Layout and role of each tensor by its name."""
    found = {}
    for name, module in model.named_modules():
        if isinstance(module, nn.ConvTranspose2d):
            kind = "transposed"
        elif isinstance(module, nn.Conv2d):
            depthwise = module.groups > 1 and module.weight.shape[1] == 1
            kind = "depthwise" if depthwise else "filter"
        elif isinstance(module, (nn.BatchNorm2d, nn.GroupNorm, nn.InstanceNorm2d)):
            kind = "norm"
        elif isinstance(module, nn.Linear):
            kind = "linear"
        else:
            continue
        found[f"{name}.weight"] = kind
    return found


def project_order(tensor, kind):
    """Filters as [rows, columns, inputs, outputs], depthwise [rows, columns, channels, 1], matrices [inputs, outputs]."""
    if kind == "linear" and tensor.ndim == 2:
        return tensor.T
    if tensor.ndim != 4:
        return tensor
    return tensor.permute(2, 3, 0, 1) if kind == "depthwise" else tensor.permute(2, 3, 1, 0)


def torch_order(tensor, kind):
    if kind == "linear" and tensor.ndim == 2:
        return tensor.T
    if tensor.ndim != 4:
        return tensor
    return tensor.permute(2, 3, 0, 1) if kind == "depthwise" else tensor.permute(3, 2, 0, 1)


def clear_bias(name, size, always_on):
    """Biases of normalisations that keep every activation away from the kink of its ReLU, a quarter of them below it."""
    raw = formula(name, (size,), 1, 0)
    below = (raw < -0.5) & (not always_on)
    return torch.where(below, -1, 1) * (1.5 + 0.25 * raw)


def fill(model, clear=None):
    """With `clear`, a network whose gradients float32 can hold: no activation is near a kink; the normalisations that
    `clear` matches, to which a shortcut is added, are always above it."""
    kind_of = kinds(model)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            kind = kind_of.get(name)
            if name.endswith("num_batches_tracked"):
                continue
            shape = tuple(project_order(tensor, kind).shape)
            if name.endswith("running_var"):
                scale, shift = 0.5, 1
            elif kind == "norm":
                scale, shift = (0.2, 0.8) if clear is None else (0.05, 0.2)
            elif clear is not None and kind_of.get(name.replace(".bias", ".weight")) == "norm":
                tensor.copy_(clear_bias(name, len(tensor), re.search(clear, name)) if name.endswith("bias") else tensor)
                continue
            elif tensor.ndim == 1:
                scale, shift = 0.1, 0
            elif kind == "linear":
                scale, shift = math.sqrt(6 / shape[0]), 0
            else:
                rows, columns, inputs, outputs = shape
                meeting = {
                    "filter": rows * columns * inputs,
                    "depthwise": rows * columns,
                    "transposed": outputs,
                }[kind]
                scale, shift = math.sqrt(6 / meeting), 0
            tensor.copy_(torch_order(formula(name, shape, scale, shift), kind))


def image(shape, channels):
    return formula("image", (*shape, channels), 1, 0).permute(0, 3, 1, 2)


def summary(label, tensor):
    """Mean, standard deviation and values at places that depend on the label."""
    flat = tensor.detach().contiguous().reshape(-1).numpy()
    places = hash32(hash_name(label) % 2**20 + np.arange(SAMPLES)).astype(np.float64) / 2**32
    values = flat[np.floor(places * flat.size).astype(int)]
    return {
        "shape": list(tensor.shape),
        "mean": float(f"{flat.mean():.8g}"),
        "deviation": float(f"{flat.std():.8g}"),
        "values": " ".join(f"{value:.7g}" for value in values),
    }


def nhwc(tensor):
    return tensor.permute(0, 2, 3, 1)


def structure(model):
    """Parameters, and a hash of all names with PyTorch's shapes."""
    lines = sorted(
        f"{name} {'x'.join(map(str, tensor.shape))}"
        for name, tensor in model.state_dict().items()
        if not name.endswith("num_batches_tracked")
    )
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "names": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    }


def double_conv(inputs, outputs):
    module = nn.Module()
    module.double_conv = nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
        nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )
    module.forward = module.double_conv.forward
    return module


class ClassicEncoder(nn.Module):
    """The way down of github.com/milesial/Pytorch-UNet, with its names."""

    def __init__(self, inputs):
        super().__init__()
        self.inc = double_conv(inputs, 64)
        for level, width in enumerate((128, 256, 512, 1024), 1):
            down = nn.Module()
            down.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), double_conv(width // 2, width))
            down.forward = down.maxpool_conv.forward
            setattr(self, f"down{level}", down)
        self.out_channels = [64, 128, 256, 512, 1024]

    def forward(self, x):
        features = [self.inc(x)]
        for level in (1, 2, 3, 4):
            features.append(getattr(self, f"down{level}")(features[-1]))
        return features


class ClassicDecoder(nn.Module):
    """The way up of github.com/milesial/Pytorch-UNet; below the finest feature it goes on without a skip."""

    def __init__(self, channels, stride, classes):
        super().__init__()
        skips = list(channels[-2::-1])
        below = channels[-1]
        widths = list(skips)
        while stride > 1:
            widths.append(widths[-1] // 2)
            stride //= 2
        self.count = len(widths)
        for level, width in enumerate(widths, 1):
            up = nn.Module()
            up.up = nn.ConvTranspose2d(below, width, 2, stride=2)
            up.conv = double_conv(2 * width if level <= len(skips) else width, width)
            setattr(self, f"up{level}", up)
            below = width
        self.outc = nn.Module()
        self.outc.conv = nn.Conv2d(below, classes, 1)

    def forward(self, features):
        *skips, x = features
        for level in range(1, self.count + 1):
            up = getattr(self, f"up{level}")
            x = up.up(x)
            x = up.conv(torch.cat([skips.pop(), x], 1) if skips else x)
        return self.outc.conv(x)


class Classic(nn.Module):
    """The decoder's names stand beside the encoder's, as in milesial's network."""

    def __init__(self, encoder, channels, classes=1):
        super().__init__()
        if encoder is None:
            parts, stride = ClassicEncoder(channels), 1
            for name, child in parts.named_children():
                self.add_module(name, child)
            widths = parts.out_channels
        else:
            self.encoder = parts = smp.encoders.get_encoder(encoder, in_channels=channels)
            widths, stride = parts.out_channels[1:], 2
        decoder = ClassicDecoder(widths, stride, classes)
        for name, child in decoder.named_children():
            self.add_module(name, child)
        self.parts = [lambda x: parts(x)[-5:], decoder.forward]

    def features(self, x):
        return self.parts[0](x)

    def forward(self, x):
        return self.parts[1](self.parts[0](x))


def smp_name(encoder):
    return f"tu-{encoder}" if encoder.startswith("tf_") else encoder


def build(case, clear=None):
    if case["decoder"] == "unet_classic":
        own = case["encoder"] == "unet_classic"
        model = Classic(None if own else smp_name(case["encoder"]), case["channels"], case["classes"])
    else:
        model = smp.Unet(
            smp_name(case["encoder"]),
            encoder_weights=None,
            in_channels=case["channels"],
            classes=case["classes"],
            decoder_attention_type=case.get("attention"),
        )
        model.features = lambda x: model.encoder(x)[1:]
        model.encoder._drop_connect_rate = 0  # stochastic depth is not part of the comparison
    fill(model, clear)
    return model.double()


def inference(case):
    model = build(case).eval()
    x = image(SHAPE, case["channels"])
    with torch.no_grad():
        features = [summary(f"feature {i}", nhwc(f)) for i, f in enumerate(model.features(x))]
        return {**case, **structure(model), "features": features, "logits": summary("logits", nhwc(model(x)))}


def backward(case, model):
    logits = nhwc(model(image(TRAIN_SHAPE, case["channels"])))
    upstream = formula("upstream", tuple(logits.shape), 1, 0)
    (logits * upstream).sum().backward()
    return logits, sorted((n, p.grad) for n, p in model.named_parameters() if p.grad is not None)


def training(case, clear):
    model = build(case).train()
    logits, reached = backward(case, model)
    buffers = sorted((n, b) for n, b in model.named_buffers() if "num_batches" not in n)
    moved = buffers[:: max(1, len(buffers) // 6)]
    model_clear = build(case, clear).train()
    logits_clear, gradients = backward(case, model_clear)
    # A bias before a normalisation has none: what is left is rounding.
    largest = max(float(g.abs().max()) for _, g in gradients)
    gradients = [(n, g) for n, g in gradients if float(g.abs().max()) > 1e-5 * largest]
    chosen = gradients[:: max(1, len(gradients) // 10)]
    kind_of = kinds(model_clear)
    return {
        **case,
        "trained": len(reached),
        "logits": summary("logits", logits),
        "buffers": {n: summary(n, b) for n, b in moved},
        "clear": {
            "alwaysOn": clear,
            "logits": summary("logits", logits_clear),
            "gradients": {n: summary(n, project_order(g, kind_of.get(n))) for n, g in chosen},
        },
    }


def case(encoder, decoder="unet", channels=3, classes=1, **options):
    return {"encoder": encoder, "decoder": decoder, "channels": channels, "classes": classes, **options}


ENCODERS = [
    *(f"resnet{depth}" for depth in (18, 34, 50, 101, 152)),
    *(f"efficientnet-b{size}" for size in range(9)),
    *(f"tf_efficientnet_lite{size}" for size in range(5)),
]
INFERENCE = [
    *(case(encoder) for encoder in ENCODERS),
    case("unet_classic", "unet_classic"),
    case("unet_classic", "unet_classic", channels=1, classes=4),
    case("resnet18", "unet_classic", channels=5),
    case("tf_efficientnet_lite0", "unet_classic", classes=2),
    case("resnet18", channels=1, classes=3, attention="scse"),
    case("efficientnet-b0", channels=9, classes=2, attention="scse"),
    case("tf_efficientnet_lite1", channels=4),
]
NEVER = "^$"
TRAINING = [
    (case("unet_classic", "unet_classic"), NEVER),
    (case("resnet34"), r"bn2\.|downsample"),
    (case("resnet50"), r"bn3\.|downsample"),
    (case("efficientnet-b1"), NEVER),
    (case("tf_efficientnet_lite0"), NEVER),
    (case("resnet18", classes=2, attention="scse"), r"bn2\.|downsample"),
]

if __name__ == "__main__":
    torch.manual_seed(0)
    result = {"shape": SHAPE, "trainShape": TRAIN_SHAPE, "inference": [], "training": []}
    for entry in INFERENCE:
        result["inference"].append(inference(entry))
        print(entry, result["inference"][-1]["parameters"], file=sys.stderr)
    for entry, clear in TRAINING:
        result["training"].append(training(entry, clear))
        print(entry, file=sys.stderr)
    write("models/testdata/models.json", result)
