"""Trains segmentation_models.pytorch's network on each fold of a run, by the run's own recipe, and stores the
probability maps of each fold's validation images. Argument: the file that peer_work.ts writes. A fold whose result is
there, from the same work, is left as it is."""
import hashlib
import json
import math
import os
import sys
import time
import warnings

import numpy
import torch
import torchvision_shim  # noqa: F401
import segmentation_models_pytorch as smp
from PIL import Image
from safetensors.torch import load_file
from torch.nn.functional import binary_cross_entropy_with_logits

warnings.filterwarnings("ignore")
torch.set_num_threads(2)
torch.set_num_interop_threads(1)
with open(sys.argv[1]) as source:
    WORK = json.load(source)
RECIPE, FOLDER = WORK["recipe"], WORK["folder"]
TRAINING, MODEL = RECIPE["training"], RECIPE["model"]
SIDE, BATCH, EPOCHS = (TRAINING[key] for key in ("cropSide", "batchSize", "epochs"))
STRIDE = 32
LAYOUT = torch.channels_last
MEAN = numpy.float32(RECIPE["input"]["mean"]) * 255
DEVIATION = numpy.float32(RECIPE["input"]["standardDeviation"]) * 255
FLIPS = {"none": (), "horizontal": (3,), "vertical": (2,), "both": (2, 3)}


def work_key():
    """Of what a result depends on; not of where the files lie, so that the folder may be moved."""
    decisive = [WORK["recipe"], WORK["seed"], WORK["folds"]]
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


def refuse_other_recipes():
    """This script is the recipe of lite0_unet; another's values would be left out in silence."""
    known = {
        "loss": [{"name": "bce", "weight": 1}, {"name": "dice", "weight": 1}],
        "decoder": "unet",
        "optimizer": {"name", "learningRate", "weightDecay"},
        "training": {"epochs", "samplesPerEpoch", "batchSize", "cropSide", "foregroundProbability", "validateEvery"},
    }
    assert RECIPE["loss"] == known["loss"] and MODEL["decoder"] == known["decoder"]
    assert set(MODEL) <= {"encoder", "decoder", "pretrained"}
    assert set(RECIPE["optimizer"]) <= known["optimizer"] and RECIPE["optimizer"]["name"] == "adamw"
    assert set(TRAINING) <= known["training"] and TRAINING["foregroundProbability"] == 0
    schedule = RECIPE["schedule"]
    assert schedule["name"] == "cosine" and schedule["finalFactor"] == 0
    assert schedule["warmUpEpochs"] == 0 or schedule.get("warmUpOverlaps")
    assert RECIPE["inference"]["checkpoint"] == "last"


def read_sample(record):
    image = numpy.asarray(Image.open(record["image"]).convert("RGB"))
    mask = numpy.asarray(Image.open(record["mask"])) > 0
    assert image.shape[:2] == mask.shape and max(mask.shape) <= RECIPE["input"]["maximumSide"]
    return image, mask.astype(numpy.float32)


def pad(values, height, width):
    """Mirrored at the bottom and at the right, as often as that takes."""
    rows, columns = max(0, height - values.shape[0]), max(0, width - values.shape[1])
    if rows == columns == 0:
        return values
    return numpy.pad(values, [(0, rows), (0, columns)] + [(0, 0)] * (values.ndim - 2), mode="reflect")


def brightness_contrast(image, step, random):
    """In grey levels, about the picture's mean luma, as the recipe says."""
    brightness = random.uniform(-step["brightness"], step["brightness"]) * 255
    contrast = random.uniform(1 - step["contrast"], 1 + step["contrast"])
    mean = (image @ numpy.float32([0.299, 0.587, 0.114])).mean()
    return numpy.clip(mean + contrast * (image - mean) + brightness, 0, 255)


def augment(image, mask, random):
    for step in RECIPE["augment"]:
        if random.random() >= step["probability"]:
            continue
        name = step["name"]
        if name == "flip_horizontal":
            image, mask = image[:, ::-1], mask[:, ::-1]
        elif name == "flip_vertical":
            image, mask = image[::-1], mask[::-1]
        elif name == "rotate_90":
            turns = random.integers(1, 4)
            image, mask = numpy.rot90(image, turns), numpy.rot90(mask, turns)
        elif name == "brightness_contrast":
            image = brightness_contrast(image, step, random)
        else:
            raise ValueError(f"this script does not know the augmentation {name}")
    return image, mask


def draw_crop(sample, random):
    image, mask = (pad(part, SIDE, SIDE) for part in sample)
    row = random.integers(mask.shape[0] - SIDE + 1)
    column = random.integers(mask.shape[1] - SIDE + 1)
    window = slice(row, row + SIDE), slice(column, column + SIDE)
    return augment(image[window].astype(numpy.float32), mask[window], random)


def to_tensor(images):
    """Images in grey levels as one normalised batch."""
    values = (numpy.stack(images) - MEAN) / DEVIATION
    return torch.from_numpy(values.astype(numpy.float32)).permute(0, 3, 1, 2).contiguous(memory_format=LAYOUT)


def build():
    encoder = MODEL["encoder"]
    named = encoder if encoder.startswith(("resnet", "efficientnet")) else f"tu-{encoder}"
    model = smp.Unet(named, encoder_weights=None, classes=1)
    if "pretrained" in MODEL:
        weights = load_file(WORK["weights"])
        target = model.encoder.model if named.startswith("tu-") else model.encoder
        missing = target.load_state_dict(weights, strict=False).missing_keys
        assert not missing, missing
    return model.to(memory_format=LAYOUT)


def rate_share(step, steps, warm_up):
    rise = min(1, (step + 1) / warm_up) if warm_up else 1
    return rise * 0.5 * (1 + math.cos(math.pi * step / (steps - 1)))


def epoch_order(images, draws, random):
    order = []
    while len(order) < draws:
        order += list(random.permutation(images))
    return order[:draws]


def train(samples, fold):
    random = numpy.random.default_rng([WORK["seed"], fold])
    torch.manual_seed(WORK["seed"] * 1000 + fold)
    model = build()
    optimizer = torch.optim.AdamW(
        model.parameters(), RECIPE["optimizer"]["learningRate"], weight_decay=RECIPE["optimizer"]["weightDecay"]
    )
    draws = TRAINING["samplesPerEpoch"]
    each = math.ceil(draws / BATCH)
    steps, warm_up = EPOCHS * each, round(RECIPE["schedule"]["warmUpEpochs"] * each)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate_share(step, steps, warm_up))
    model.train()
    for epoch in range(EPOCHS):
        order = epoch_order(len(samples), draws, random)
        total = 0
        for start in range(0, draws, BATCH):
            crops = [draw_crop(samples[i], random) for i in order[start : start + BATCH]]
            x = to_tensor([image for image, _ in crops])
            y = torch.from_numpy(numpy.stack([mask for _, mask in crops])[:, None].copy())
            logits = model(x)
            p = logits.sigmoid()
            dice = 1 - (2 * (p * y).sum() + 1) / (p.sum() + y.sum() + 1)
            loss = binary_cross_entropy_with_logits(logits, y) + dice
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(crops)
        if (epoch + 1) % 10 == 0:
            print(f"fold {fold}, epoch {epoch + 1} of {EPOCHS}, loss {total / draws:.4f}", flush=True)
    return model.eval()


@torch.inference_mode()
def predict(model, image):
    height, width = image.shape[:2]
    x = to_tensor([pad(image, *(math.ceil(side / STRIDE) * STRIDE for side in (height, width))).astype(numpy.float32)])
    flips = [FLIPS[name] for name in RECIPE["inference"]["flips"]]
    views = [torch.flip(model(torch.flip(x, flip)).sigmoid(), flip) for flip in flips]
    return (sum(views) / len(views))[0, 0, :height, :width].numpy()


def write_map(path, probabilities):
    Image.fromarray(numpy.round(probabilities * 65535).astype(numpy.uint16)).save(path)


def make_fold(fold, samples):
    path = f"{FOLDER}/fold_{fold}.json"
    work = work_key()
    if os.path.exists(path):
        with open(path) as source:
            if json.load(source)["work"] == work:
                print(f"fold {fold}: done before", flush=True)
                return
    ids = WORK["folds"][fold]
    start = time.perf_counter()
    model = train([sample for id, sample in samples.items() if id not in ids], fold)
    seconds = time.perf_counter() - start
    for id in ids:
        write_map(f"{FOLDER}/{id}.png", predict(model, samples[id][0]))
    result = {"work": work, "seconds": seconds, "versions": f"PyTorch {torch.__version__}, segmentation_models.pytorch {smp.__version__}"}
    with open(path + ".part", "w") as target:
        json.dump(result, target)
    # Written last and whole: an interrupted fold is done again.
    os.replace(path + ".part", path)


refuse_other_recipes()
samples = {record["id"]: read_sample(record) for record in WORK["images"]}
for fold in range(len(WORK["folds"])):
    make_fold(fold, samples)
