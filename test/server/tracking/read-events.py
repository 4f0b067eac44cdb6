"""Reads a folder of event files as TensorBoard itself does, and prints what it found as JSON."""

import json
import sys

import numpy
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.util import tensor_util

accumulator = event_accumulator.EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "images": 0, "tensors": 0})
accumulator.Reload()
tags = accumulator.Tags()
found = {"scalars": {}, "images": {}, "curves": {}}
for tag in tags["scalars"]:
    found["scalars"][tag] = [[event.step, event.value] for event in accumulator.Scalars(tag)]
for tag in tags["images"]:
    [event] = accumulator.Images(tag)
    found["images"][tag] = [event.width, event.height, event.encoded_image_string[:4].hex()]
for tag in tags["tensors"]:
    if accumulator.SummaryMetadata(tag).plugin_data.plugin_name == "pr_curves":
        [event] = accumulator.Tensors(tag)
        found["curves"][tag] = numpy.asarray(tensor_util.make_ndarray(event.tensor_proto)).tolist()
print(json.dumps(found))
