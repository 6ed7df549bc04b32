"""What the oracle scripts share: writing small fixtures."""

import json
import pathlib

import numpy


def numbers(tensor):
    """Shape and values of a tensor, rounded to what float32 holds."""
    array = numpy.asarray(tensor.detach().numpy(), dtype=numpy.float64)
    # One string, so that the file stays short however it is formatted.
    return {"shape": list(array.shape), "values": " ".join(f"{value:.8g}" for value in array.ravel())}


def write(path, value):
    """Writes JSON below lib/, from the project's root."""
    target = pathlib.Path(__file__).parents[2] / "lib" / path
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(value, indent=2) + "\n")
