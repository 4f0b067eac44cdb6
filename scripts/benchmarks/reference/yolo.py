"""Trains YOLOv8n from scratch: yolo.py DATA.yaml SECONDS EPOCHS SEED SIZE THREADS FOLDER, and finds the boxes of the test images.

The epochs are what SECONDS suffice for, since the library chooses its optimizer and its rate by them; SECONDS 0 sets no other limit.

Prints as JSON {"secondsElapsed": …, "found": {file: [[label, score, x, y, width, height], …]}}, boxes in pixels of the image.
"""

import contextlib
import json
import os
import sys
import time

os.environ["YOLO_VERBOSE"] = "False"
import torch
import yaml
from ultralytics import YOLO

data, seconds, epochs, seed, size, threads, folder = sys.argv[1:8]
# The library sets all threads when it picks the processor, so that the number is given twice.
os.environ["OMP_NUM_THREADS"] = threads
torch.set_num_threads(int(threads))
SECONDS_PER_HOUR = 3600
LEAST_SCORE = 0.001
BATCH = 8

with contextlib.redirect_stdout(sys.stderr):
    model = YOLO("yolov8n.yaml")
    started = time.perf_counter()
    model.train(
        data=data,
        time=float(seconds) / SECONDS_PER_HOUR or None,
        epochs=int(epochs),
        imgsz=int(size),
        batch=BATCH,
        # By default gradients of 64 images make one step: in minutes, from scratch, that is a hundred steps, and leaves it at half of what it can.
        nbs=BATCH,
        seed=int(seed),
        pretrained=False,
        device="cpu",
        workers=0,
        cache="ram",
        amp=False,
        val=False,
        plots=False,
        project=folder,
        name="run",
        exist_ok=True,
    )
    elapsed = time.perf_counter() - started
    with open(data) as file:
        described = yaml.safe_load(file)
    with open(os.path.join(described["path"], described["test"])) as file:
        images = file.read().split()
    last = YOLO(os.path.join(folder, "run", "weights", "last.pt"))
    found = {}
    for image in images:
        (result,) = last.predict(image, imgsz=int(size), conf=LEAST_SCORE, device="cpu", verbose=False)
        boxes = zip(result.boxes.cls.tolist(), result.boxes.conf.tolist(), result.boxes.xyxy.tolist())
        found[image] = [[int(label), score, x1, y1, x2 - x1, y2 - y1] for label, score, (x1, y1, x2, y2) in boxes]

print(json.dumps({"secondsElapsed": elapsed, "found": found}))
