"""The default U-Net in PyTorch: one training step or one forward pass. Arguments: train|infer contiguous|channels_last
widths batch height width."""
import sys

import torch
from torch import nn

from protocol import serve
from unet import Unet

torch.set_num_threads(2)
torch.set_num_interop_threads(1)
torch.manual_seed(0)
MODE, FORMAT = sys.argv[1:3]
WIDTHS = [int(w) for w in sys.argv[3].split(",")]
BATCH, HEIGHT, WIDTH = map(int, sys.argv[4:7])

layout = torch.channels_last if FORMAT == "channels_last" else torch.contiguous_format
model = Unet(WIDTHS, up_bias=False, skip_first=False).to(memory_format=layout)
x = torch.rand(BATCH, 3, HEIGHT, WIDTH).contiguous(memory_format=layout)
y = (torch.rand(BATCH, 1, HEIGHT, WIDTH) > 0.5).float()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-2)


def train():
    optimizer.zero_grad(set_to_none=True)
    logits = model(x)
    p = torch.sigmoid(logits)
    dice = 1 - (2 * (p * y).sum() + 1) / (p.sum() + y.sum() + 1)
    loss = nn.functional.binary_cross_entropy_with_logits(logits, y) + dice
    loss.backward()
    optimizer.step()
    loss.item()


@torch.inference_mode()
def infer():
    torch.sigmoid(model(x)).sum().item()


if MODE == "infer":
    model.eval()
serve(train if MODE == "train" else infer)
