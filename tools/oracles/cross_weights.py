"""Carries networks over to segmentation_models.pytorch and back; lib/weights/peers_test.ts calls it.

    python tools/oracles/cross_weights.py FOLDER

FOLDER/networks.json lists networks. Each NAME.safetensors in FOLDER, which the project wrote, is loaded by
`load_state_dict(strict=True)` and must give the logits of NAME.run.safetensors from its images. Then each network is
made anew, trained two steps, and saved as PyTorch does, for the project to load, with what it predicts beside it:
NAME.back.pth (or .safetensors) and NAME.back.run.safetensors.
Needs: pip install torch==2.13.0 torchvision==0.28.0 timm==1.0.31 segmentation-models-pytorch==0.6.0 safetensors numpy
"""

import json
import pathlib
import sys

import safetensors.torch
import torch

import models  # noqa: F401  Declares what timm's import needs.
import segmentation_models_pytorch as smp

TOLERANCE = 1e-4


def build(case):
    encoder = case["encoder"]
    head = {"aux_params": {"classes": case["labels"]}} if "labels" in case else {}
    return smp.Unet(
        f"tu-{encoder}" if encoder.startswith("tf_") else encoder,
        encoder_weights=None,
        in_channels=case["channels"],
        classes=case["classes"],
        decoder_attention_type=case.get("attention"),
        **head,
    )


@torch.inference_mode()
def predict(network, images):
    """Logits in the project's layout, those of the whole image beside them where there are any."""
    output = network.eval()(images.permute(0, 3, 1, 2))
    logits, labels = output if isinstance(output, tuple) else (output, None)
    found = {"logits": logits.permute(0, 2, 3, 1).contiguous()}
    return found if labels is None else {**found, "labels": labels}


def read(folder, name, case):
    network = build(case)
    network.load_state_dict(safetensors.torch.load_file(folder / f"{name}.safetensors"), strict=True)
    run = safetensors.torch.load_file(folder / f"{name}.run.safetensors")
    found = predict(network, run["images"])
    assert set(run) == {"images", *found}, name
    for key, values in found.items():
        worst = ((values - run[key]).abs().max() / run[key].abs().max()).item()
        assert worst < TOLERANCE, f"{name} {key}: {worst}"


def write(folder, name, case):
    network = build(case).train()
    optimizer = torch.optim.AdamW(network.parameters(), 1e-3)
    for _ in range(2):
        output = network(torch.randn(2, case["channels"], 64, 64))
        loss = sum(part.square().mean() for part in (output if isinstance(output, tuple) else (output,)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    images = torch.randn(2, 64, 96, case["channels"])
    safetensors.torch.save_file({"images": images, **predict(network, images)}, folder / f"{name}.back.run.safetensors")
    state = network.state_dict()
    if case["file"] == "safetensors":
        safetensors.torch.save_file(state, folder / f"{name}.back.safetensors")
    else:
        torch.save(state, folder / f"{name}.back.pth", _use_new_zipfile_serialization=case["file"] == "zip")


if __name__ == "__main__":
    torch.manual_seed(0)
    folder = pathlib.Path(sys.argv[1])
    for name, case in json.loads((folder / "networks.json").read_text()).items():
        read(folder, name, case)
        write(folder, name, case)
