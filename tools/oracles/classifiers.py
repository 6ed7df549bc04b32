"""Writes lib/weights/testdata/photographs and classifiers.json: four photographs, and timm's logits of them by the
ImageNet weights that set-up fetches.

The photographs come with scikit-image: chelsea (CC0, Stefan van der Walt), coffee (CC0, Rachel Michetti, courtesy of
Pikolo Espresso Bar), rocket (public domain, SpaceX), astronaut (public domain, NASA). Their middle is shrunk to
260x260 and stored as a JPEG without subsampling, which every decoder reads alike; each network sees as many pixels in
the middle as it was made for.

Needs: pip install torch==2.13.0 torchvision==0.28.0 timm==1.0.31 scikit-image==0.26.0 pillow==13.0.0 safetensors numpy
Run from the project's root, after `deno task pretrained`: python tools/oracles/classifiers.py
"""

import hashlib
import io
import pathlib

import numpy
import safetensors.torch
import skimage.data
import torch
from PIL import Image

import fixture
import models  # noqa: F401  Declares what timm's import needs.
import timm

SIDE = 260
SIDES = {"tf_efficientnet_lite0": 224, "tf_efficientnet_lite1": 240, "tf_efficientnet_lite2": 260}
TARGET = pathlib.Path("lib/weights/testdata/photographs")


def photograph(name):
    image = Image.fromarray(getattr(skimage.data, name)())
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    small = image.resize((SIDE, SIDE), Image.Resampling.LANCZOS, (left, top, left + side, top + side))
    sink = io.BytesIO()
    small.save(sink, "JPEG", quality=88, subsampling=0)
    TARGET.mkdir(exist_ok=True)
    (TARGET / f"{name}.jpg").write_bytes(sink.getvalue())
    return numpy.asarray(Image.open(sink))


def middle(pixels, side):
    start = (SIDE - side) // 2
    return pixels[start : start + side, start : start + side]


@torch.inference_mode()
def logits(encoder, side, photographs):
    model = timm.create_model(encoder).eval()
    weights = safetensors.torch.load_file(f".setup/pretrained/{encoder}.safetensors")
    missing, extra = model.load_state_dict(weights, strict=False)
    assert not extra and all(name.endswith("num_batches_tracked") for name in missing)
    x = numpy.stack([middle(pixels, side) for pixels in photographs]).astype(numpy.float32)
    return model(torch.from_numpy((x - 127) / 128).permute(0, 3, 1, 2))


if __name__ == "__main__":
    names = ["chelsea", "coffee", "rocket", "astronaut"]
    photographs = {name: photograph(name) for name in names}
    result = {
        "photographs": {
            name: hashlib.sha256(pixels.tobytes()).hexdigest() for name, pixels in photographs.items()
        },
        "networks": {},
    }
    for encoder, side in SIDES.items():
        values = logits(encoder, side, list(photographs.values()))
        assert torch.isfinite(values).all()
        for name, row in zip(names, values):
            print(encoder, name, row.topk(5).indices.tolist(), [round(v, 2) for v in row.topk(5).values.tolist()])
        result["networks"][encoder] = {
            "side": side,
            # Half of the last digit is far below the tolerance of the test.
            "logits": {name: " ".join(f"{value:.4f}" for value in row.tolist()) for name, row in zip(names, values)},
        }
    fixture.write("weights/testdata/classifiers.json", result)
