"""Training steps and forward passes of segmentation networks in PyTorch. Argument: the work as JSON, as
train_work.ts describes it, and the memory layout."""
import json
import sys
import warnings

import numpy
import torch
from torch import nn

from protocol import serve
from unet import Unet

warnings.filterwarnings("ignore")
torch.set_num_threads(2)
torch.set_num_interop_threads(1)
torch.manual_seed(0)
WORK = json.loads(sys.argv[1])
BATCH, HEIGHT, WIDTH = WORK["shape"]
LAYOUTS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


def build(recipe):
    """The network and the packages that it is made of; unet_classic is github.com/milesial/Pytorch-UNet."""
    encoder = recipe["encoder"]
    if encoder == "unet_classic":
        return Unet((64, 128, 256, 512, 1024)), ""
    import torchvision_shim  # noqa: F401
    import segmentation_models_pytorch as smp

    model = smp.Unet(encoder if encoder.startswith(("resnet", "efficientnet")) else f"tu-{encoder}", encoder_weights=None)
    if hasattr(model.encoder, "_drop_connect_rate"):
        # Ours drops no blocks in this measurement either.
        model.encoder._drop_connect_rate = 0
    return model, f", segmentation_models.pytorch {smp.__version__}"


layout = LAYOUTS[WORK["layout"]]
model, packages = build(WORK["model"])
model = model.to(memory_format=layout)
data = numpy.fromfile(WORK["input"], "<f4").reshape(BATCH, HEIGHT, WIDTH, 3)
x = torch.from_numpy(data).permute(0, 3, 1, 2).contiguous(memory_format=layout)
y = (x[:, :1] > 0.5).float()
low = WORK["precision"] == "bfloat16"


def forward():
    with torch.autocast("cpu", torch.bfloat16, enabled=low):
        return model(x).float()


def train():
    optimizer.zero_grad(set_to_none=True)
    loss = nn.functional.binary_cross_entropy_with_logits(forward(), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.inference_mode()
def infer():
    forward()


if WORK["kind"] == "infer":
    model.eval()
else:
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=1e-2)
serve(
    infer if WORK["kind"] == "infer" else train,
    versions=f"PyTorch {torch.__version__}{packages}",
    parameters=sum(p.numel() for p in model.parameters()),
)
