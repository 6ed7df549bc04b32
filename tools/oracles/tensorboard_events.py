"""Reads the event file that our encoder wrote with TensorBoard's own reader.

The file is what lib/training/tensorboard/testdata/example_events.ts gives; event_record_test.ts holds its bytes to that.
Needs the package `tensorboard` 2.21.0.
"""

import pathlib

import tensorboard
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from fixture import write

folder = pathlib.Path(__file__).parents[2] / "lib/training/tensorboard/testdata"
events = EventAccumulator(str(folder / "events.out.tfevents.0.example"), size_guidance={"scalars": 0})
events.Reload()
write(
    "training/tensorboard/testdata/read_by_tensorboard.json",
    {
        "tensorboard": tensorboard.__version__,
        "version": events.file_version,
        "scalars": {
            tag: [[event.step, event.value, event.wall_time] for event in events.Scalars(tag)]
            for tag in sorted(events.Tags()["scalars"])
        },
    },
)
