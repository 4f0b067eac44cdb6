"""Masks as label-studio-sdk 2.0.4 packs them, for test/server/label-studio/brush-vectors.json: python brush-vectors.py PATH/TO/label_studio_sdk/converter/brush.py"""

import importlib.util
import json
import sys

import numpy

specification = importlib.util.spec_from_file_location("brush", sys.argv[1])
brush = importlib.util.module_from_spec(specification)
specification.loader.exec_module(brush)


def disc(side, radius):
    rows, columns = numpy.mgrid[:side, :side]
    return ((rows - side / 2) ** 2 + (columns - side / 2) ** 2 <= radius**2).astype(numpy.uint8)


def noise(side, seed):
    return numpy.random.default_rng(seed).integers(0, 2, (side, side)).astype(numpy.uint8)


masks = {"disc": disc(24, 9), "noise": noise(9, 1), "all": numpy.ones((40, 30), numpy.uint8), "stripes": numpy.tile([0, 0, 1], (7, 5)).astype(numpy.uint8)}
vectors = [
    {
        "what": name,
        "width": int(mask.shape[1]),
        "height": int(mask.shape[0]),
        "pixels": "".join(str(pixel) for pixel in mask.flatten()),
        "rle": [int(byte) for byte in brush.mask2rle(mask * 255)],
    }
    for name, mask in masks.items()
]
json.dump(vectors, sys.stdout)
