"""Writes lib/tensor/testdata/safetensors.json: a file made by the reference implementation.

Needs: pip install safetensors numpy
"""

import base64
import json
import pathlib

import numpy
from safetensors.numpy import save

tensors = {
    "encoder.0.conv1.weight": numpy.arange(12, dtype=numpy.float32).reshape(1, 3, 4, 1) / 7,
    "step": numpy.array(1234567, dtype=numpy.int32),
    "empty": numpy.zeros((0, 5), dtype=numpy.float32),
    "odd": numpy.array([numpy.inf, -0.0, 1e-42], dtype=numpy.float32),
}
content = save(tensors, metadata={"name": "Lungenflügel", "epoch": "3"})
target = pathlib.Path(__file__).parents[2] / "lib/tensor/testdata/safetensors.json"
target.parent.mkdir(exist_ok=True)
target.write_text(json.dumps({"base64": base64.b64encode(content).decode()}) + "\n")
