"""The U-Net that both peers measure: transposed convolutions up, batch norm and ReLU after each convolution."""
import torch
from torch import nn


def double_conv(inputs, outputs):
    layers = []
    for i in (inputs, outputs):
        layers += [nn.Conv2d(i, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(True)]
    return nn.Sequential(*layers)


class Unet(nn.Module):
    """widths: channels from the full resolution down. skip_first: the order in which skip and what comes up are joined."""

    def __init__(self, widths, up_bias=True, skip_first=True):
        super().__init__()
        self.skip_first = skip_first
        self.down = nn.ModuleList(double_conv(i, o) for i, o in zip((3, *widths), widths))
        pairs = list(zip(widths[:0:-1], widths[-2::-1]))
        self.up = nn.ModuleList(nn.ConvTranspose2d(i, o, 2, 2, bias=up_bias) for i, o in pairs)
        self.decode = nn.ModuleList(double_conv(2 * o, o) for _, o in pairs)
        self.head = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x):
        skips = []
        for level, down in enumerate(self.down):
            x = down(x if level == 0 else nn.functional.max_pool2d(x, 2))
            skips.append(x)
        skips.pop()
        for up, decode in zip(self.up, self.decode):
            skip, risen = skips.pop(), up(x)
            x = decode(torch.cat([skip, risen] if self.skip_first else [risen, skip], 1))
        return self.head(x)
