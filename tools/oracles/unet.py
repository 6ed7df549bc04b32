"""Writes lib/models/testdata/unet.json: a small U-Net in PyTorch, trained for three steps from the same weights.

Weights and images come from a formula that the test repeats. Needs: pip install torch==2.13.0 numpy
"""

import torch
import torch.nn.functional as F
from torch import nn

from fixture import numbers, write

torch.set_default_dtype(torch.float64)
WIDTHS = [3, 4, 6]
SHAPE = (2, 8, 12, 3)
RATE = 1e-2


class Block(nn.Module):
    def __init__(self, inputs, outputs, up=None):
        super().__init__()
        if up is not None:
            self.up = nn.ConvTranspose2d(up, outputs, 2, stride=2, bias=False)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x))))))


class Unet(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.ModuleList(Block(i, o) for i, o in zip([3] + WIDTHS, WIDTHS))
        self.decoder = nn.ModuleList(Block(2 * w, w, up=u) for w, u in zip(WIDTHS, WIDTHS[1:]))
        self.head = nn.Conv2d(WIDTHS[0], 1, 1)

    def forward(self, x):
        skips = []
        for i, block in enumerate(self.encoder):
            x = block(F.max_pool2d(x, 2) if i else x)
            skips.append(x)
        skips.pop()
        for block, skip in reversed(list(zip(self.decoder, skips))):
            x = block(torch.cat([block.up(x), skip], 1))
        return self.head(x)


def wave(shape, phase):
    i = torch.arange(int(torch.tensor(shape).prod()))
    return torch.sin(0.37 * i * (1 + 0.01 * phase) + phase).reshape(shape)


def filter_order(tensor):
    """PyTorch's filters in the project's order, and back: both orders reverse the same two pairs."""
    return tensor.permute(2, 3, 1, 0) if tensor.ndim == 4 else tensor


model = Unet()
names = [name for name, _ in model.named_parameters()]
with torch.no_grad():
    for name, p in model.named_parameters():
        shape = filter_order(p).shape
        # The phase depends on the name alone: the order of parameters may differ.
        values = 0.4 * wave(shape, sum(map(ord, name)) % 97)
        if p.ndim == 1 and name.endswith("weight"):
            values = values + 1
        p.copy_(values.permute(3, 2, 0, 1) if p.ndim == 4 else values)
image = wave(SHAPE, 5)
x = image.permute(0, 3, 1, 2)
y = (image[..., :1] + image[..., 1:2] > 0.3).double().permute(0, 3, 1, 2)

named = dict(model.named_parameters())
decayed = [p for p in named.values() if p.ndim > 1]
plain = [p for p in named.values() if p.ndim == 1]
optimizer = torch.optim.AdamW([{"params": decayed}, {"params": plain, "weight_decay": 0}], lr=RATE, weight_decay=0.1)
losses, gradients = [], {}
for step in range(3):
    logits = model(x)
    p = torch.sigmoid(logits)
    dice = 1 - (2 * (p * y).sum() + 1) / (p.sum() + y.sum() + 1)
    loss = F.binary_cross_entropy_with_logits(logits, y) + dice
    optimizer.zero_grad()
    loss.backward()
    if step == 0:
        gradients = {name: numbers(filter_order(q.grad)) for name, q in named.items()}
    optimizer.step()
    losses.append(float(loss.detach()))
buffers = {name: numbers(b) for name, b in model.named_buffers() if "num_batches" not in name}
model.eval()
write("models/testdata/unet.json", {
    "widths": WIDTHS,
    "shape": SHAPE,
    "rate": RATE,
    "weightDecay": 0.1,
    "losses": losses,
    "gradients": gradients,
    "buffers": buffers,
    "inference": numbers(model(x).permute(0, 2, 3, 1)),
})
