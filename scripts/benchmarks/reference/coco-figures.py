"""pycocotools' figures: coco-figures.py TRUTH.json RESULTS.json prints {"map": …, "map50": …, "map50PerLabel": [...]}."""

import contextlib
import json
import sys

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

FIRST_THRESHOLD, ALL_AREAS, MOST_DETECTIONS = 0, 0, -1

with contextlib.redirect_stdout(sys.stderr):
    truth = COCO(sys.argv[1])
    judge = COCOeval(truth, truth.loadRes(sys.argv[2]), "bbox")
    judge.evaluate()
    judge.accumulate()
    judge.summarize()

precision = judge.eval["precision"][FIRST_THRESHOLD, :, :, ALL_AREAS, MOST_DETECTIONS]
per_label = [float(column[column > -1].mean()) for column in precision.T]
print(json.dumps({"map": float(judge.stats[0]), "map50": float(judge.stats[1]), "map50PerLabel": per_label}))
