"""Writes lib/models/testdata/model_variants.json: networks with other normalisations, activations and heads, from PyTorch.

TEAM_1137's decoder is a reading of what its code does (STAS AI CUP 2022): nearest upsampling, joining with the feature of
that resolution and at last with the image, two convolutions each with normalisation and activation, to which a biased 1x1
convolution of the block's input is added; a 3x3 convolution makes the logits of each of the finest 3 levels; names are the
team's. Everything else is segmentation_models.pytorch's, whose modules are exchanged one by one. Weights, images and
summaries are as in models.py.

Needs what models.py needs. Run from the project's root: python tools/oracles/model_variants.py
"""

import sys

import torch
from torch import nn
from torch.nn import functional

from fixture import write
from models import SHAPE, TRAIN_SHAPE, Classic, case, fill, formula, image, kinds, nhwc, project_order, smp, smp_name
from models import structure, summary

ACTIVATIONS = {
    "relu": nn.ReLU,
    "relu6": nn.ReLU6,
    "leaky_relu": nn.LeakyReLU,
    "mish": nn.Mish,
    "swish": nn.SiLU,
}


def groups_of(channels):
    """32 groups, or the largest number that leaves each two channels or more."""
    return next(g for g in range(32, 0, -1) if g == 1 or (channels % g == 0 and channels >= 2 * g))


def norm_layer(kind, channels):
    if kind == "group":
        return nn.GroupNorm(groups_of(channels), channels)
    if kind == "layer":
        return nn.GroupNorm(1, channels)
    if kind == "instance":
        return nn.InstanceNorm2d(channels, affine=True)
    norm = nn.BatchNorm2d(channels)
    return freeze(norm) if kind == "frozen_batch" else norm


def freeze(norm):
    """Running statistics, weight and bias as they are, in training too."""
    norm.eval()
    norm.train = lambda mode=True: norm
    norm.requires_grad_(False)
    return norm


def exchange_norms(module, kind):
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm2d):
            if kind == "frozen_batch":
                freeze(child)
                continue
            norm = norm_layer(kind, child.num_features)
            if hasattr(child, "act"):  # timm's normalisation with activation
                norm.act = child.act
                norm.register_forward_hook(lambda norm, _, y: norm.act(y))
            setattr(module, name, norm)
        else:
            exchange_norms(child, kind)


def exchange_activations(module, kind):
    for name, child in module.named_children():
        if type(child).__name__ in ("ReLU", "ReLU6", "SiLU", "Swish", "MemoryEfficientSwish"):
            setattr(module, name, ACTIVATIONS[kind]())
        else:
            exchange_activations(child, kind)


def conv_module(inputs, outputs, norm, activation):
    module = nn.Module()
    module.conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    module.norm = norm_layer(norm, outputs)
    module.act = ACTIVATIONS[activation]()
    module.forward = lambda x: module.act(module.norm(module.conv(x)))
    return module


class TeamBlock(nn.Module):
    def __init__(self, inputs, outputs, norm, activation):
        super().__init__()
        self.conv1 = conv_module(inputs, outputs, norm, activation)
        self.conv2 = conv_module(outputs, outputs, norm, activation)
        self.conv1x1 = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x):
        return self.conv2(self.conv1(x)) + self.conv1x1(x)


class TeamDecoder(nn.Module):
    """Blocks and heads are counted from the finest level."""

    def __init__(self, joined, below, entry):
        super().__init__()
        norm, activation = entry.get("decoderNorm", "instance"), entry.get("decoderActivation", "mish")
        widths = [16, 32, 64, 128, 256]
        inputs = [*widths[1:], below]
        self.blocks = nn.ModuleList(
            TeamBlock(i + j, width, norm, activation) for i, j, width in zip(inputs, joined, widths)
        )
        self.segHeads = nn.ModuleList()
        for width in widths[: entry.get("deepSupervision", 3)]:
            head = nn.Module()
            head.conv = nn.Conv2d(width, entry["classes"], 3, padding=1)
            head.forward = head.conv.forward
            self.segHeads.append(head)

    def forward(self, features):
        *joined, x = features
        levels = []
        for block, feature in reversed(list(zip(self.blocks, joined))):
            x = functional.interpolate(x, scale_factor=2, mode="nearest")
            x = block(torch.cat([x, feature], 1))
            levels.insert(0, x)
        return [head(level) for head, level in zip(self.segHeads, levels)]


class Team(nn.Module):
    def __init__(self, entry):
        super().__init__()
        self.encoder = smp.encoders.get_encoder(smp_name(entry["encoder"]), in_channels=entry["channels"], weights=None)
        *joined, below = self.encoder.out_channels
        self.decoder = TeamDecoder(joined, below, entry)

    def features(self, x):
        return self.encoder(x)[1:]

    def outputs(self, x):
        logits, *levels = self.decoder(self.encoder(x))
        return {"logits": logits, **{f"level {i}": y for i, y in enumerate(levels, 1)}}


class Smp(smp.Unet):
    """With heads for the decoder's coarser levels."""

    def __init__(self, entry):
        head = entry.get("classificationHead")
        super().__init__(
            smp_name(entry["encoder"]),
            encoder_weights=None,
            in_channels=entry["channels"],
            classes=entry["classes"],
            aux_params={"classes": entry["classes"], **head} if head is not None else None,
        )
        widths = [32, 64, 128, 256]
        self.supervised = range(1, entry.get("deepSupervision", 1))
        self.deep_supervision_head = nn.ModuleDict(
            {str(i): nn.Conv2d(widths[i - 1], entry["classes"], 3, padding=1) for i in self.supervised}
        )

    def features(self, x):
        return self.encoder(x)[1:]

    def outputs(self, x):
        levels = []
        hooks = [b.register_forward_hook(lambda _, __, y: levels.insert(0, y)) for b in self.decoder.blocks]
        found = self.forward(x)
        for hook in hooks:
            hook.remove()
        logits, classification = found if self.classification_head is not None else (found, None)
        result = {"logits": logits}
        for i in self.supervised:
            result[f"level {i}"] = self.deep_supervision_head[str(i)](levels[i])
        return result if classification is None else {**result, "classification": classification}


class ClassicOutputs(Classic):
    def __init__(self, entry):
        super().__init__(smp_name(entry["encoder"]), entry["channels"], entry["classes"])

    def outputs(self, x):
        return {"logits": self.forward(x)}


def build(entry):
    classes = {"team_1137": Team, "unet": Smp, "unet_classic": ClassicOutputs}
    model = classes[entry["decoder"]](entry)
    model.encoder._drop_connect_rate = 0  # stochastic depth is not part of the comparison
    team = entry["decoder"] == "team_1137"
    up = [child for name, child in model.named_children() if name.startswith(("decoder", "up"))]
    for part, prefix in [(model.encoder, "encoder"), *((child, "decoder") for child in up if not team)]:
        if f"{prefix}Norm" in entry:
            exchange_norms(part, entry[f"{prefix}Norm"])
        if f"{prefix}Activation" in entry:
            exchange_activations(part, entry[f"{prefix}Activation"])
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0  # what is dropped cannot be compared
    fill(model)
    return model.double()


def outputs(model, x):
    return {name: nhwc(y) if y.ndim == 4 else y for name, y in model.outputs(x).items()}


def summaries(tensors):
    return {name: summary(name, tensor) for name, tensor in tensors.items()}


def inference(entry):
    model = build(entry).eval()
    x = image(SHAPE, entry["channels"])
    with torch.no_grad():
        features = [summary(f"feature {i}", nhwc(f)) for i, f in enumerate(model.features(x))]
        return {**structure(model), "features": features, "outputs": summaries(outputs(model, x))}


def training(entry):
    model = build(entry).train()
    found = outputs(model, image(TRAIN_SHAPE, entry["channels"]))
    sum((y * formula(f"upstream {name}", tuple(y.shape), 1, 0)).sum() for name, y in found.items()).backward()
    kind_of = kinds(model)
    gradients = sorted((n, p.grad) for n, p in model.named_parameters() if p.grad is not None)
    # What a normalisation removes has none: what is left is rounding.
    chosen = [(n, g) for n, g in gradients[:: max(1, len(gradients) // 6)] if float(g.abs().max()) > 1e-9]
    return {
        "trained": len(gradients),
        "outputs": summaries(found),
        "gradients": {n: summary(n, project_order(g, kind_of.get(n))) for n, g in chosen},
    }


CASES = [
    case("efficientnet-b0", "team_1137", classes=2),
    case("resnet18", "team_1137", channels=5, encoderActivation="mish"),
    case("tf_efficientnet_lite0", "team_1137", decoderNorm="group", decoderActivation="leaky_relu"),
    case(
        "tf_efficientnet_lite0",
        "team_1137",
        deepSupervision=2,
        encoderActivation="swish",
        decoderNorm="layer",
        decoderActivation="swish",
    ),
    case("resnet18", encoderNorm="group", encoderActivation="swish", decoderNorm="instance", decoderActivation="mish"),
    case("resnet18", classes=2, encoderNorm="frozen_batch", classificationHead={"pooling": "max", "dropout": 0.5}),
    case(
        "efficientnet-b0",
        encoderNorm="instance",
        encoderActivation="mish",
        decoderNorm="frozen_batch",
        decoderActivation="swish",
    ),
    case("efficientnet-b0", classes=3, deepSupervision=4, classificationHead={"classes": 3}),
    case(
        "tf_efficientnet_lite0",
        encoderNorm="frozen_batch",
        encoderActivation="leaky_relu",
        decoderNorm="layer",
        decoderActivation="relu6",
    ),
    case("tf_efficientnet_lite0", encoderNorm="group", encoderActivation="relu", decoderNorm="group"),
    case("resnet18", "unet_classic", encoderNorm="layer", decoderNorm="instance", decoderActivation="swish"),
]

if __name__ == "__main__":
    torch.manual_seed(0)
    result = []
    for entry in CASES:
        result.append({**entry, "inference": inference(entry), "training": training(entry)})
        print(entry, result[-1]["inference"]["parameters"], result[-1]["training"]["trained"], file=sys.stderr)
    write("models/testdata/model_variants.json", {"shape": SHAPE, "trainShape": TRAIN_SHAPE, "cases": result})
