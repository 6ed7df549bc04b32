"""Writes lib/optimizers/averaging/testdata/averages.json: averages of weights after each of 25 updates, from
torch.optim.swa_utils, timm's ModelEmaV3 and torch_ema's formula.

Values come from a formula that the test repeats. Needs: pip install torch==2.13.0 timm numpy
"""

import torch
from timm.utils.model_ema import ModelEmaV3
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from fixture import numbers, write

torch.set_default_dtype(torch.float64)
UPDATES = 25


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Parameter(torch.zeros(3, 4))
        self.b = torch.nn.Parameter(torch.zeros(5))
        self.register_buffer("mean", torch.zeros(3))
        self.move(0)

    def move(self, update):
        """The weights after so many steps."""
        with torch.no_grad():
            for k, tensor in enumerate([self.a, self.b, self.mean]):
                i = torch.arange(tensor.numel())
                tensor.copy_((torch.sin(0.37 * i + 0.9 * update + k) + 0.1 * update).reshape(tensor.shape))


def values(model):
    return torch.cat([model.a.ravel(), model.b, model.mean])


def run(options, averaged, update):
    """`update(model, n)` takes the n-th weights in."""
    model, steps = Model(), []
    averaged = averaged(model)
    for n in range(1, UPDATES + 1):
        model.move(n)
        update(averaged, model, n)
        steps.append(numbers(values(averaged.module))["values"])
    return {"options": options, "steps": steps}


class TorchEma(torch.nn.Module):
    """torch_ema's ExponentialMovingAverage: https://github.com/fadel/pytorch_ema, with buffers copied."""

    def __init__(self, decay):
        super().__init__()
        self.module, self.decay = Model(), decay

    def update(self, model, n):
        decay = min(self.decay, (1 + n) / (10 + n))
        with torch.no_grad():
            for own, new in zip(self.module.parameters(), model.parameters()):
                own.sub_((1 - decay) * (own - new))
            self.module.mean.copy_(model.mean)


def averaged_model(buffers, decay=None):
    return lambda model: AveragedModel(
        model, use_buffers=buffers == "average", multi_avg_fn=get_ema_multi_avg_fn(decay) if decay else None)


def torch_ema_model(decay):
    # torch's EMA copies at its first update; start from the model's first weights instead by counting one update before.
    def make(model):
        averaged = averaged_model("copy", decay)(model)
        averaged.update_parameters(model)
        return averaged
    return make


def timm_model(**options):
    return lambda model: ModelEmaV3(model, foreach=False, **options)


plain = lambda averaged, model, n: averaged.update_parameters(model)
stepped = lambda averaged, model, n: averaged.update(model, step=n)
write("optimizers/averaging/testdata/averages.json", [
    run({"name": "swa", "buffers": "copy"}, averaged_model("copy"), plain),
    run({"name": "swa", "buffers": "average"}, averaged_model("average"), plain),
    run({"name": "ema", "decay": 0.9, "buffers": "copy"}, torch_ema_model(0.9), plain),
    run({"name": "ema", "decay": 0.9, "buffers": "average"}, timm_model(decay=0.9),
        lambda averaged, model, n: averaged.update(model)),
    run({"name": "ema", "decay": 0.8, "warmUp": "timm", "buffers": "average"},
        timm_model(decay=0.8, use_warmup=True), stepped),
    run({"name": "ema", "decay": 0.8, "warmUp": "timm", "buffers": "average", "startAfter": 7},
        timm_model(decay=0.8, use_warmup=True, update_after_step=7), stepped),
    # timm's first decay without warm-up comes one update later.
    run({"name": "ema", "decay": 0.8, "buffers": "average", "startAfter": 8},
        timm_model(decay=0.8, update_after_step=7), stepped),
    run({"name": "ema", "decay": 0.7, "warmUp": "torch_ema", "buffers": "copy"}, lambda model: TorchEma(0.7), TorchEma.update),
])
