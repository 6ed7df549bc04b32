"""Writes lib/losses/testdata/settings.json: value and gradient of every loss and setting, in all modes.

From segmentation_models_pytorch, MONAI and PyTorch, in float64; where none of them has a loss, from the formula of its
authors, written out here. Needs: pip install torch==2.13.0 numpy segmentation-models-pytorch==0.6.0 monai==1.6.1
"""

import monai.losses as monai
import segmentation_models_pytorch.losses as smp
import torch
import torch.nn.functional as F
from segmentation_models_pytorch.losses.lovasz import _lovasz_hinge_flat, _lovasz_softmax_flat

from fixture import numbers, write

torch.manual_seed(4)
torch.set_default_dtype(torch.float64)
# SMP's Lovasz rounds its counts to float32, which does not go with double logits.
torch.Tensor.float = torch.Tensor.double
IGNORE = 255


def nchw(t):
    return t.permute(0, 3, 1, 2)


def draw(*shape):
    # Rounded first, so that both sides start from the same numbers.
    return (torch.randn(*shape) * 2.5).float().double()


def chance(share, *shape):
    return (torch.rand(*shape) < share).double()


def holes(target):
    return torch.where(torch.rand(target.shape) < 0.3, torch.full_like(target, IGNORE), target)


SIGMOIDS = (3, 3, 5, 1)
LABELS = (2, 4, 3, 3)
CLASSES = (2, 3, 4, 4)
some = chance(0.4, *SIGMOIDS)
some[1] = 0
labels = chance(0.5, *LABELS)
labels[..., 2] = 0
labels[1, ..., 1] = 0
indices = torch.randint(0, 3, CLASSES[:3])
extreme = torch.tensor([-1e4, -100, -30, -1e-3, 0, 1e-3, 30, 100, 1e4]).repeat(5).reshape(SIGMOIDS)
inputs = {
    "binary": (draw(*SIGMOIDS), some),
    "binary, no object": (draw(*SIGMOIDS), torch.zeros(SIGMOIDS)),
    "binary, all object": (draw(*SIGMOIDS), torch.ones(SIGMOIDS)),
    "binary, soft": (draw(*SIGMOIDS), torch.rand(SIGMOIDS).float().double()),
    "binary, extreme": (extreme, some),
    "binary, holes": (draw(*SIGMOIDS), holes(some)),
    "multilabel": (draw(*LABELS), labels),
    "multilabel, soft": (draw(*LABELS), torch.rand(LABELS).float().double()),
    "multilabel, holes": (draw(*LABELS), holes(labels)),
    "multiclass": (draw(*CLASSES), indices),
    "multiclass, extreme": (draw(*CLASSES) * 4000, indices),
    "multiclass, holes": (draw(*CLASSES), holes(indices)),
}
maps = {
    "mask": chance(0.7, *SIGMOIDS[:3]),
    "weights": (torch.rand(SIGMOIDS[:3]) * 3).float().double(),
    "repeats": torch.randint(0, 4, SIGMOIDS[:3]).double(),
    "class mask": chance(0.6, 2, 1, 1, 3),
    "class map weights": (torch.rand(CLASSES[:3]) * 3).float().double(),
    "class map repeats": torch.randint(0, 4, CLASSES[:3]).double(),
}
maps["mask"][2] = 0
cases = []


def case(name, given, oracle, mask=None, weights=None, boundary=None, **settings):
    """Adds a case; the oracle takes logits and target as [batch, height, width, classes]."""
    logits, target = inputs[given]
    x = logits.clone().requires_grad_()
    value = oracle(x, target)
    (gradient,) = torch.autograd.grad(value, x)
    assert bool(torch.isfinite(gradient).all()), (name, given, settings)
    entry = {"term": {"name": name, "weight": 1, **settings}, "given": given}
    for key, map_name in {"mask": mask, "weights": weights, "boundary": boundary}.items():
        if map_name is not None:
            entry[key] = map_name
    # Six digits: tests ask for four.
    digits = " ".join(f"{number:.6g}" for number in gradient.ravel().tolist())
    cases.append({**entry, "value": float(f"{float(value.detach()):.9g}"), "gradient": digits})


def smp_loss(kind, given, **options):
    """An SMP loss in the input's mode."""
    mode = given.split(",")[0]
    if "holes" in given:
        options["ignore_index"] = IGNORE
    loss = kind(mode=mode, **options)
    return lambda x, y: loss(nchw(x), y if mode == "multiclass" else nchw(y))


bce_values = F.binary_cross_entropy_with_logits


# Binary cross-entropy.
def soft_bce(**options):
    def run(x, y):
        loss = smp.SoftBCEWithLogitsLoss(ignore_index=IGNORE, **options)
        # SMP divides by all pixels, we by those that count.
        return loss(nchw(x), nchw(y)) * y.numel() / (y != IGNORE).sum()
    return run


each = torch.tensor([1, 2.5, 0.5]).reshape(3, 1, 1)
for given in ["binary", "binary, no object", "binary, soft", "binary, extreme", "binary, holes", "multilabel, holes"]:
    case("bce", given, soft_bce())
    case("bce", given, soft_bce(smooth_factor=0.1, pos_weight=torch.tensor(3.0)), smoothing=0.1, positiveWeight=3)
case("bce", "multilabel", soft_bce(pos_weight=each), positiveWeight=[1, 2.5, 0.5])
case("bce", "binary", lambda x, y: bce_values(x[..., 0], y[..., 0], maps["weights"]), weights="weights")
case(
    "boundary_cross_entropy", "binary", lambda x, y: bce_values(x[..., 0], y[..., 0], maps["weights"]),
    boundary="weights",
)


def kept(x, y):
    where = maps["mask"] > 0
    return x[..., 0][where], y[..., 0][where]


case("bce", "binary", lambda x, y: bce_values(*kept(x, y)), mask="mask")


def kept_classes(x, y):
    where = maps["class mask"].expand(LABELS) > 0
    return x[where], y[where]


case("bce", "multilabel", lambda x, y: bce_values(*kept_classes(x, y)), mask="class mask")


# SIIM-ACR's eighth place: L = a sum_{t > .5} bce / (N_pos + 1e-12) + b sum_{t < .5} bce / (N_neg + 1e-12).
def eighth(a, b):
    def run(x, y):
        loss = bce_values(x, y, reduction="none")
        positive, negative = (y > 0.5) & (y != IGNORE), y < 0.5
        return (
            a * (positive * loss).sum() / (positive.sum() + 1e-12)
            + b * (negative * loss).sum() / (negative.sum() + 1e-12)
        )
    return run


for given in ["binary", "binary, no object", "binary, all object", "binary, soft", "binary, extreme", "binary, holes"]:
    case("weighted_bce", given, eighth(0.25, 0.75))
case("weighted_bce", "multilabel", eighth(0.1, 4.9), positive=0.1, negative=4.9)


# Cross-entropy between classes.
def ce(**options):
    return lambda x, y: F.cross_entropy(nchw(x), y, ignore_index=IGNORE, **options)


four = [1, 0.5, 2, 3]
for given in ["multiclass", "multiclass, extreme", "multiclass, holes"]:
    case("cross_entropy", given, ce())
    case("cross_entropy", given, ce(label_smoothing=0.1), smoothing=0.1)
    case(
        "cross_entropy", given, ce(weight=torch.tensor(four), label_smoothing=0.2), classWeights=four, smoothing=0.2
    )
case(
    "cross_entropy", "multiclass",
    lambda x, y: smp.SoftCrossEntropyLoss(smooth_factor=0.1)(nchw(x), y), smoothing=0.1,
)
for name, key in {"cross_entropy": "weights", "boundary_cross_entropy": "boundary"}.items():
    case(
        name, "multiclass",
        lambda x, y: (ce(reduction="none")(x, y) * maps["class map weights"]).mean(), **{key: "class map weights"},
    )

# Dice, Jaccard, Tversky as SMP has them.
REGIONS = {"dice": smp.DiceLoss, "jaccard": smp.JaccardLoss, "tversky": smp.TverskyLoss}
for name, kind in REGIONS.items():
    for given in ["binary", "binary, extreme", "multilabel", "multilabel, holes", "multiclass", "multiclass, holes"]:
        case(name, given, smp_loss(kind, given), smooth=0, empty="zero")
    case(name, "multilabel, holes", smp_loss(kind, "multilabel, holes", smooth=1), smooth=1, empty="zero")
    case(
        name, "multiclass", smp_loss(kind, "multiclass", smooth=0.5, log_loss=True), smooth=0.5, log=True, empty="zero"
    )
    case(
        name, "multiclass", smp_loss(kind, "multiclass", class_weights=four, classes=[0, 2]),
        smooth=0, empty="zero", classWeights=four, classes=[0, 2],
    )
    case(
        name, "multilabel, soft", smp_loss(kind, "multilabel, soft", smooth=1), smooth=1, empty="zero",
        overlap="minimum",
    )
for given in ["binary", "multilabel", "multiclass, holes"]:
    case(
        "tversky", given, smp_loss(smp.TverskyLoss, given, alpha=0.3, beta=0.7, gamma=0.75, smooth=1),
        smooth=1, empty="zero", alpha=0.3, beta=0.7, gamma=0.75,
    )


# Those of MONAI: per image, squares, two smoothings.
def monai_loss(kind, given, **options):
    mode = given.split(",")[0]
    if mode == "multiclass":
        loss = kind(softmax=True, to_onehot_y=True, **options)
        return lambda x, y: loss(nchw(x), y.unsqueeze(1))
    loss = kind(sigmoid=True, **options)
    return lambda x, y: loss(nchw(x), nchw(y))


for given in ["binary", "binary, no object", "binary, soft", "multilabel", "multiclass"]:
    case(
        "dice", given, monai_loss(monai.DiceLoss, given, smooth_nr=1, smooth_dr=1), perImage=True
    )
    case(
        "dice", given,
        monai_loss(monai.DiceLoss, given, batch=True, squared_pred=True, smooth_nr=0.01, smooth_dr=0.01),
        squares=True, smooth=0.005,
    )
    case(
        "jaccard", given, monai_loss(monai.DiceLoss, given, jaccard=True, smooth_nr=1, smooth_dr=2),
        perImage=True, smooth=0.5, smoothBelow=1,
    )
    case(
        "tversky", given,
        monai_loss(monai.TverskyLoss, given, alpha=0.2, beta=0.8, smooth_nr=0.5, smooth_dr=0.5, batch=True),
        alpha=0.2, beta=0.8,
    )


# Those of the seeds.
def second_place(x, y):
    p = torch.sigmoid(x)
    both = (p * y).sum((1, 2, 3))
    score = 2 * (both + 0.01) / ((p**2).sum((1, 2, 3)) + (y**2).sum((1, 2, 3)) + 0.01)
    return (1 - score).clamp(0, 1).mean()


def tenth_place(x, y):
    p = torch.sigmoid(x)
    front = 2 * (p * y).sum() / (p.sum() + y.sum() + 1e-7)
    back = 2 * ((1 - p) * (1 - y)).sum() / ((1 - p).sum() + (1 - y).sum() + 1e-7)
    return 1 - (front + back) / 2


def seventh_place(x, y):
    filled = [i for i in range(len(y)) if y[i].sum() > 0]
    p = torch.sigmoid(x)
    return torch.stack([1 - 2 * (p[i] * y[i]).sum() / (p[i].sum() + y[i].sum()) for i in filled]).mean()


def team_1137(x, y):
    p, one = torch.softmax(x, 3), F.one_hot(y, 4)
    return 1 - 2 * (p * one).sum() / (p.sum() + one.sum())


case("dice", "binary", second_place, perImage=True, squares=True, smooth=0.01, smoothBelow=0.005)
case("dice", "binary, no object", second_place, perImage=True, squares=True, smooth=0.01, smoothBelow=0.005)
case("dice", "binary", tenth_place, background=True, smooth=0)
case("dice", "binary", seventh_place, perImage=True, smooth=0, empty="skip")
case("dice", "multiclass", team_1137, perClass=False, smooth=0)


def weighted_dice(w):
    def run(x, y):
        p, y, f = torch.sigmoid(x)[..., 0], y[..., 0], maps[w]
        scores = (2 * (f * p * y).sum((1, 2)) + 1) / ((f * p).sum((1, 2)) + (f * y).sum((1, 2)) + 1)
        return (1 - scores)[f.sum((1, 2)) > 0].mean()
    return run


case("dice", "binary", weighted_dice("mask"), mask="mask", perImage=True)
case("dice", "binary", weighted_dice("weights"), weights="weights", perImage=True)

# Focal.
for given in ["binary", "binary, no object", "binary, extreme", "binary, holes", "multilabel", "multiclass",
              "multiclass, extreme", "multiclass, holes"]:
    case("focal", given, smp_loss(smp.FocalLoss, given))
    case("focal", given, smp_loss(smp.FocalLoss, given, alpha=0.25, gamma=1.5), alpha=0.25, gamma=1.5)
case("focal", "binary", smp_loss(smp.FocalLoss, "binary", gamma=0.5), gamma=0.5)
case("focal", "multiclass", smp_loss(smp.FocalLoss, "multiclass", class_weights=four), classWeights=four)


def softmax_focal(**options):
    loss = monai.FocalLoss(use_softmax=True, to_onehot_y=True, include_background=True, reduction="none", **options)
    return lambda x, y: loss(nchw(x), y.unsqueeze(1)).sum(1).mean()


case("focal", "multiclass", softmax_focal(gamma=2.0), form="softmax")
case("focal", "multiclass, extreme", softmax_focal(gamma=2.0), form="softmax")
case("focal", "multiclass", softmax_focal(gamma=1.3, weight=four), form="softmax", gamma=1.3, classWeights=four)


# Lovasz.
def hinge(given, flip=False, **options):
    def run(x, y):
        loss = smp_loss(smp.LovaszLoss, given, **options)
        if not flip:
            return loss(x, y)
        other = torch.where(y == IGNORE, y, 1 - y)
        return (loss(x, y) + loss(-x, other)) / 2
    return run


for flip, name in enumerate(["lovasz_hinge", "symmetric_lovasz"]):
    for given in ["binary", "binary, no object", "binary, all object", "binary, holes", "multilabel",
                  "multilabel, holes"]:
        case(name, given, hinge(given, flip))
        case(name, given, hinge(given, flip, per_image=True), perImage=True)


def by_class(x, y):
    loss = smp.LovaszLoss(mode="binary", per_image=True)
    return torch.stack([loss(x[..., c], y[..., c]) for c in range(3)]).mean()


def by_chosen_class(x, y):
    chosen = maps["class mask"].expand(2, 1, 1, 3)[:, 0, 0] > 0
    return torch.stack([
        _lovasz_hinge_flat(x[b, ..., c].reshape(-1), y[b, ..., c].reshape(-1))
        for b in range(2) for c in range(3) if chosen[b, c]
    ]).mean()


case("lovasz_hinge", "multilabel", by_class, perImage=True, perClass=True)
case(
    "lovasz_hinge", "multilabel",
    lambda x, y: torch.stack([smp.LovaszLoss(mode="binary")(x[..., c], y[..., c]) for c in range(3)]).mean(),
    perClass=True,
)
case("lovasz_hinge", "multilabel", by_chosen_class, mask="class mask", perImage=True, perClass=True)


# A pixel of weight 3 is three pixels.
def repeated(x, y):
    times = maps["repeats"].long().reshape(-1)
    return _lovasz_hinge_flat(x.reshape(-1).repeat_interleave(times), y.reshape(-1).repeat_interleave(times))


def repeated_softmax(x, y):
    times = maps["class map repeats"].long().reshape(-1)
    p = torch.softmax(x, 3).reshape(-1, 4).repeat_interleave(times, 0)
    return _lovasz_softmax_flat(p, y.reshape(-1).repeat_interleave(times))


case("lovasz_hinge", "binary", repeated, weights="repeats")
case("lovasz_softmax", "multiclass", repeated_softmax, weights="class map repeats")


def softmax_of(classes, per_image=False):
    def one(x, y):
        return _lovasz_softmax_flat(torch.softmax(x, -1).reshape(-1, 4), y.reshape(-1), classes=classes)
    if per_image:
        return lambda x, y: torch.stack([one(a, b) for a, b in zip(x, y)]).mean()
    return one


for given in ["multiclass", "multiclass, extreme", "multiclass, holes"]:
    case("lovasz_softmax", given, smp_loss(smp.LovaszLoss, given))
    case("lovasz_softmax", given, smp_loss(smp.LovaszLoss, given, per_image=True), perImage=True)
case("lovasz_softmax", "multiclass", softmax_of("all"), classes="all")
case("lovasz_softmax", "multiclass", softmax_of([1, 3], per_image=True), classes=[1, 3], perImage=True)


# SegCaps (margin 0.4 about 0.5, negatives by half).
def seg_caps(x, y):
    p = torch.sigmoid(x)
    return (y * F.relu(0.9 - p) ** 2 + 0.5 * (1 - y) * F.relu(p - 0.1) ** 2).mean()


for given in ["binary", "binary, extreme", "multilabel, soft"]:
    case("margin", given, seg_caps)

write("losses/testdata/settings.json", {
    "ignoreIndex": IGNORE,
    "inputs": {name: {"logits": numbers(x), "target": numbers(y)} for name, (x, y) in inputs.items()},
    "maps": {name: numbers(values) for name, values in maps.items()},
    "cases": cases,
})
