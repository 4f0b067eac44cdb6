"""COCO's box figures by pycocotools, and the processor seconds they took without reading: python coco-seconds.py TRUTH.json DETECTIONS.json"""

import contextlib
import io
import json
import sys
import time

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

NAMES = ["AP", "AP50", "AP75", "APsmall", "APmedium", "APlarge", "AR1", "AR10", "AR100", "ARsmall", "ARmedium", "ARlarge"]

with contextlib.redirect_stdout(io.StringIO()):
    truth = COCO(sys.argv[1])
    found = truth.loadRes(sys.argv[2])
    started = time.process_time()
    judge = COCOeval(truth, found, "bbox")
    judge.evaluate()
    judge.accumulate()
    judge.summarize()
    seconds = time.process_time() - started
print(json.dumps({"seconds": seconds, "figures": dict(zip(NAMES, map(float, judge.stats)))}))
