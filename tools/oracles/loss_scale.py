"""Scales and weights of torch.amp.GradScaler over steps of which some have gradients that are not finite."""

import math

import torch
from fixture import write

BAD = {2: math.inf, 3: math.nan, 9: -math.inf, 17: math.nan}
STEPS = 24
START = [0.5, -1.25, 2.0]


def gradient(step):
    """Gradient of the unscaled loss; both sides compute it alike."""
    return [math.sin(1 + step + 3 * i) for i in range(len(START))]


def run(initial_scale):
    weight = torch.nn.Parameter(torch.tensor(START, dtype=torch.float64))
    optimizer = torch.optim.AdamW([weight], lr=0.05, weight_decay=0.1)
    scaler = torch.amp.GradScaler(
        "cpu", init_scale=initial_scale, growth_factor=2.0, backoff_factor=0.5, growth_interval=4
    )
    scales, weights = [], []
    for step in range(STEPS):
        # The scaler makes its tensors at the first loss.
        scale = scaler.scale(torch.tensor(1.0)).item()
        weight.grad = torch.tensor(gradient(step), dtype=torch.float64) * scale
        if step in BAD:
            weight.grad[step % len(START)] = BAD[step]
        scaler.step(optimizer)
        scaler.update()
        scales.append(scaler.get_scale())
        weights.append(weight.detach().tolist())
    return {"initialScale": initial_scale, "scales": scales, "weights": weights}


write(
    "optimizers/testdata/loss_scale.json",
    {
        "start": START,
        "bad": {str(step): str(value) for step, value in BAD.items()},
        # The last cannot grow: float32 ends there.
        "runs": [run(1024.0), run(1.0), run(2.0**127)],
    },
)
