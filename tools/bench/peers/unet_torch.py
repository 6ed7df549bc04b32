"""The default U-Net in PyTorch: one training step or one forward pass. Arguments: train|infer contiguous|channels_last
widths batch height width."""
import sys

import torch
from torch import nn

from protocol import serve

torch.set_num_threads(2)
torch.set_num_interop_threads(1)
torch.manual_seed(0)
MODE, FORMAT = sys.argv[1:3]
WIDTHS = [int(w) for w in sys.argv[3].split(",")]
BATCH, HEIGHT, WIDTH = map(int, sys.argv[4:7])


def block(inputs, outputs):
    def layer(i):
        return [nn.Conv2d(i, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(True)]

    return nn.Sequential(*layer(inputs), *layer(outputs))


class Unet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList(block(i, o) for i, o in zip([3] + WIDTHS, WIDTHS))
        pairs = list(zip(WIDTHS[:0:-1], WIDTHS[-2::-1]))
        self.up = nn.ModuleList(nn.ConvTranspose2d(i, o, 2, 2, bias=False) for i, o in pairs)
        self.decode = nn.ModuleList(block(2 * o, o) for _, o in pairs)
        self.head = nn.Conv2d(WIDTHS[0], 1, 1)

    def forward(self, x):
        skips = []
        for level, down in enumerate(self.down):
            x = down(x if level == 0 else nn.functional.max_pool2d(x, 2))
            skips.append(x)
        skips.pop()
        for up, decode in zip(self.up, self.decode):
            x = decode(torch.cat([up(x), skips.pop()], 1))
        return self.head(x)


layout = torch.channels_last if FORMAT == "channels_last" else torch.contiguous_format
model = Unet().to(memory_format=layout)
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
